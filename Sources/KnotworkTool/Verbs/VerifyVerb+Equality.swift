import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork verify --equals`.
struct EqualityRun {
  let verb: VerifyVerb
  let path: String
  let other: String

  func run() throws {
    try verb.format.check(reading: path, other)
    if (path == "-" ? 1 : 0) + (other == "-" ? 1 : 0) + (verb.domain.space.data == "-" ? 1 : 0) > 1 {
      throw Failure(.usage, "only one of networks and --data can come from standard input")
    }
    let file = try read(path)
    let second = try read(other)
    let request = EqualityRequest(
      over: try verb.domain.place(for: file), within: verb.within ?? 0,
      outputs: verb.outputName.isEmpty ? nil : verb.outputName)
    let question = [
      "equals", String(reflecting: request.place.domain), String(reflecting: request.tolerance),
      String(reflecting: request.outputs),
    ]
    try KeptSearches.during(
      verb.keeping, of: question, [file.network, second.network], within: verb.work.budget
    ) { checkpoints in
      try verb.check {
        try request.answer(
          about: file.network, and: second.network, within: verb.work.budget, checkpoints: checkpoints)
      }
    } isOpen: { answer in
      if case .undecided = answer.verdict { true } else { false }
    } write: { answer, duration in
      try verb.format.write(answer, work: duration)
    }
  }

  private func read(_ path: String) throws -> NetworkFile {
    let file = try verb.reading.read(Files.read(path), path: path)
    for note in file.notes { Messages.write("note: \(note)") }
    return file
  }
}
