import ArgumentParser
import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// `knotwork linear`.
struct LinearVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "linear",
    abstract: "Decides, exactly, whether a network is linear on a domain.",
    discussion: """
      Either all regions share one affine map, or two points witness the contrary: the value at their midpoint is not the \
      mean of their values, in exact arithmetic. Exit code 0 when linear, 1 when not.

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
    let domain = try domain.resolve(for: network)
    let progress = DissectionProgress()
    let start = ContinuousClock.now
    let dissection = try ProgressDisplay.during(progress) {
      try Dissection(
        of: network, over: domain.polygon, on: domain.plane, threads: work.threadCount, limits: work.limits,
        progress: progress)
    }
    let answers = network.outputNames.indices.map { LinearAnswer(dissection, output: $0) }
    let seconds = (ContinuousClock.now - start).seconds
    let output = try Output(format.output)
    if format.json {
      try output.write(json(answers, seconds: format.timing ? seconds : nil))
    } else {
      for answer in answers { try write(answer, domain, output) }
    }
    try output.close()
    if !answers.allSatisfy(\.isLinear) { throw ExitCode(Failure.Code.claimFails.rawValue) }
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
    json.member("rms", answer.fit.rms)
    json.member("largest_deviation", answer.fit.largestDeviation)
    json.member("slope", answer.fit.slope)
    json.member("intercept", answer.fit.intercept)
  }

  private func write(_ answer: LinearAnswer, _ domain: DomainOptions.Domain, _ output: Output) throws {
    let formula = Formula.affine(answer.fit.slope, answer.fit.intercept, domain.coordinates)
    if answer.isLinear {
      try output.line(
        Style.bold("\(answer.name) is linear over \(domain.description):") + " \(answer.name) = \(formula)")
      try output.line("  Proof: \(answer.regionCount.grouped) regions, and no crease between them bends it.")
      return
    }
    try output.line(Style.bold("\(answer.name) is not linear over \(domain.description)."))
    if let witness = answer.witness {
      let midpoint = zip(witness.p, witness.q).map { $0 / 2 + $1 / 2 }
      try output.line(
        "  Witness: f\(witness.p.tuple) = \(witness.values.p.short), f\(witness.q.tuple) = \(witness.values.q.short),")
      try output.line(
        "  but at their midpoint f\(midpoint.tuple) = \(witness.values.midpoint.short), "
          + "which is not the mean \((witness.values.midpoint - witness.gap).short).")
    }
    try output.line("  Best linear approximation: \(answer.name) ≈ \(formula)")
    try output.line(
      "  off by \(answer.fit.rms.short) (root mean square), and by at most \(answer.fit.largestDeviation.short), "
        + "at \(answer.fit.point.tuple)")
  }
}

/// Whether one output is linear, and how far from it.
struct LinearAnswer {
  let name: String
  let isLinear: Bool
  let witness: BendWitness?
  let fit: LinearFit
  let regionCount: Int

  init(_ dissection: Dissection, output: Int) {
    name = dissection.network.outputNames[output]
    regionCount = dissection.regions.count
    switch dissection.linearity(of: output) {
    case .linear(let map):
      isLinear = true
      witness = nil
      fit = LinearFit(exact: map)
    case .notLinear(let found):
      isLinear = false
      witness = found
      fit = dissection.linearFit(of: output)
    }
  }
}
