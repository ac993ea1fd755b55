import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// `knotwork linear`.
struct LinearVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "linear",
    abstract: "Decides, exactly, whether a network is linear on a domain.",
    discussion: """
      Either all regions share one affine map, or two points witness the contrary: the value at their midpoint is not the \
      mean of their values, in exact arithmetic. Exit code 0 when linear, 1 when not. The best linear approximation is given \
      for up to five inputs.

      EXAMPLES
        knotwork linear Examples/question.json || true
        knotwork linear Examples/opposite.json --json
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let network = try network.load()
    let place = try domain.place(for: network)
    let progress = Budget.Progress()
    let start = ContinuousClock.now
    let answers = try ProgressDisplay.during(progress) { try found(network, place, progress) }
    let seconds = (ContinuousClock.now - start).seconds
    let output = try Output(format.output)
    if format.json {
      try output.write(json(answers, seconds: format.timing ? seconds : nil))
    } else {
      for answer in answers {
        for line in LinearReport.text(answer, over: place.description, names: place.coordinates(of: network)) {
          try output.line(line)
        }
      }
    }
    try output.close()
    if !answers.allSatisfy(\.isLinear) { throw ExitCode(Failure.Code.claimFails.rawValue) }
  }

  private func found(
    _ network: Network, _ place: DomainOptions.Place, _ progress: Budget.Progress
  ) throws -> [LinearAnswer] {
    let (threads, limits) = (work.threadCount, work.limits)
    switch place {
    case .plane(let domain):
      let dissection = try Dissection(
        of: network, over: domain.polygon, on: domain.plane, threads: threads, limits: limits, progress: progress)
      return network.outputNames.indices.map { LinearAnswer(dissection, output: $0) }
    case .space(let polytope, _):
      let start = ContinuousClock.now
      let dissection = try SpaceDissection(
        of: network, over: polytope, threads: threads, limits: limits, progress: progress)
      return try network.outputNames.indices.map {
        try LinearAnswer(dissection, output: $0, threads: threads, limits: work.limits(since: start))
      }
    }
  }

  /// The members of the first output that is not linear stand at the top; every output has its own entry.
  private func json(_ answers: [LinearAnswer], seconds: Double?) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("schema", "knotwork.linear")
      json.member("version", 1)
      write(answers.first { !$0.isLinear } ?? answers[0], &json)
      json.key("outputs")
      json.array(lines: true) { json in
        for answer in answers {
          json.object { json in
            json.member("name", answer.name)
            write(answer, &json)
          }
        }
      }
      if let seconds { json.member("seconds", seconds) }
    }
    return json.takeBytes()
  }

  private func write(_ answer: LinearAnswer, _ json: inout JSONWriter) {
    json.member("linear", answer.isLinear)
    json.key("witness")
    if let witness = answer.witness {
      json.object { json in
        json.member("p", witness.p)
        json.member("q", witness.q)
        json.member("value_p", witness.values.p)
        json.member("value_q", witness.values.q)
        json.member("value_midpoint", witness.values.midpoint)
        json.member("gap", witness.gap)
      }
    } else {
      json.null()
    }
    guard let fit = answer.fit else { return }
    json.member("rms", fit.rms)
    json.member("largest_deviation", fit.largestDeviation)
    json.member("slope", fit.slope)
    json.member("intercept", fit.intercept)
  }
}
