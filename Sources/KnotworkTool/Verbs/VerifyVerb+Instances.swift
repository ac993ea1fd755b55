import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// All instances of a list, one after the other, and a line of the results for each.
struct InstanceRun {
  let list: String
  let reading: NetworkReading
  let work: RunOptions
  let format: FormatOptions

  func run() throws {
    try RunFiles.expect([list])
    try RunFiles.add(.output(isGuarded: false), "-o", format.output ?? "-")
    let instances: [InstanceList.Instance]
    do {
      instances = try InstanceList(Files.read(list)).instances
    } catch let error as FormatError {
      throw Failure(.badData, "\(list == "-" ? "standard input" : list): \(error.description)")
    }
    let folder = list == "-" ? "" : System.folder(of: list)
    let output = try Output(format.output)
    var tally: [String: Int] = [:]
    var last: (path: String, network: Network)?
    for instance in instances {
      let start = ContinuousClock.now
      let word: String
      do {
        let path = InstanceRun.path(instance.network, in: folder)
        if last?.path != path {
          last = (path, try reading.read(Files.read(path), path: path).network)
        }
        guard let network = last?.network else { preconditionFailure("a network was read") }
        word = try decide(instance, network, folder)
      } catch let failure as Failure where failure.code != .interrupted {
        Messages.write("\(instance.network), \(instance.claim): \(failure.lines[0])")
        word = "error"
      } catch {
        guard let failure = Failure(explaining: error), failure.code != .interrupted else {
          throw error
        }
        Messages.write("\(instance.network), \(instance.claim): \(failure.lines[0])")
        word = "error"
      }
      tally[word, default: 0] += 1
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let row = [instance.network, instance.claim, word, "\((seconds * 1e4).rounded() / 1e4)"]
      try output.write(CSVWriter.line(row) + "\n")
      if output.isStandardOutput { _ = try output.synchronize() }
    }
    try output.close()
    let counts = ["unsat", "sat", "timeout", "unknown", "error"].compactMap { word in
      tally[word].map { "\($0) \(word)" }
    }
    Messages.write("\(instances.count.counted("instance")): \(counts.joined(separator: ", "))")
    if tally["sat"] != nil { throw ExitCode(Failure.Code.claimFails.rawValue) }
    if tally["unsat"] != instances.count { throw ExitCode(Failure.Code.undecided.rawValue) }
  }

  private func decide(_ instance: InstanceList.Instance, _ network: Network, _ folder: String)
    throws -> String
  {
    let path = InstanceRun.path(instance.claim, in: folder)
    let claim = try reading.claim(Files.read(path), path: path)
    var budget = work.budget
    let limit = min(instance.limit, work.time.timeLimit ?? .infinity)
    budget.limits.duration = .seconds(limit)
    // An instance that does not end in time must not end the others.
    let answer = try ProgressDisplay.during(work.budgetWithoutTimeLimit) {
      try VerifyRequest([claim]).answer(about: [network], within: budget)
    }
    return answer.results[0].competitionWord
  }

  private static func path(_ name: String, in folder: String) -> String {
    name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)"
  }
}
