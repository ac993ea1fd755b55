import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats

/// `knotwork simplify`.
struct SimplifyVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simplify",
    abstract: "Makes a network smaller over a domain, with proof of what that changes.",
    discussion: """
      Units that never switch over the domain, by exact ranges, become linear or go; units that bend at the same place are \
      merged; linear units are written as few as their rank needs, and layers that became linear are multiplied out. That is \
      the same function: weights are rounded once at the end, and by how much that changes it is proved.

      With --error outputs may change by so much: in one input the fewest pieces that stay within it, in more units are made \
      linear as long as it is proved. The network is the smallest that is proved; where time ends before a smaller one was \
      proved or refuted, that is said, with exit code 2. In two inputs with one output regions are also merged into few \
      pieces, an affine function on each, with proof; --plot draws a map of them. With --data the domain is the box of the \
      rows, and with --target every network is scored on them, beside linear regression.

      EXAMPLES
        knotwork simplify Examples/question.json
        knotwork simplify Examples/ripple.json --box=-2:2 --error 2% --round digits
      """)

  @OptionGroup var network: NetworkArgument

  @Option(
    help: ArgumentHelp(
      "By how much outputs may change: a number, or a share of the range of the output over the domain, as in 2%.",
      valueName: "number"))
  var error: String?

  @Option(
    help: ArgumentHelp(
      """
      Round weights: digits (as few as --error allows), a number of significant digits, float32, bfloat16, or int8 (int2 to \
      int32: whole numbers times a power of two for each unit).
      """, valueName: "format"))
  var round: String?

  @Option(help: ArgumentHelp("With --data: the column that was measured, to score networks on.", valueName: "name"))
  var target: String?

  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions
  @OptionGroup var picture: PictureOption
  @OptionGroup var result: NetworkOutput

  func validate() throws {
    if target != nil, domain.space.data == nil { throw ValidationError("--target goes with --data") }
    if picture.isWanted, error == nil { throw ValidationError("--plot draws the curve of --error; expected both") }
    do {
      if let error { _ = try SimplifyRequest.Tolerance(parsing: error) }
      if let round, try SimplifyRequest.Rounding(parsing: round) == .fewestDigits, error == nil {
        throw ValidationError("--round digits goes with --error; or give a number of digits")
      }
    } catch let wrong as InvalidRequest {
      throw ValidationError("--\(wrong.field ?? "error"): \(wrong.problem)")
    }
  }

  func run() throws {
    try result.check(reading: network.path)
    try picture.check()
    try domain.space.requireDifferent(from: network)
    if target != nil, domain.space.data == "-" {
      throw Failure(.usage, "--data is read twice with --target; expected a file, not standard input")
    }
    let file = try network.loadFile()
    let table = try table(for: file.network)
    let rows = try rows(for: file.network, isMeasured: table != nil)
    var request = SimplifyRequest(over: try domain.place(for: file, rows))
    (request.rows, request.table) = (rows, table)
    request.tolerance = try error.map { try .init(parsing: $0) }
    request.rounding = try round.map { try .init(parsing: $0) }
    let progress = ProgressDisplay.progress
    let (answer, duration) = try timed {
      // The work looks at the clock itself, and writes the best it has.
      try ProgressDisplay.during(work.budgetWithoutTimeLimit) { [request] in
        try Interrupts.during(stop: { progress.cancel() }) {
          try check { try request.answer(about: file.network, within: work.budget) }
        }
      }
    }
    try picture.write(answer)
    try result.write(answer.network, ranges: InputRanges(request.box))
    try result.write(answer, work: duration)
  }

  /// The rows of `--data` with what was measured.
  private func table(for network: Network) throws -> DataTable? {
    guard let target, let data = domain.space.data else { return nil }
    let options = TableOptions(target: target, features: network.inputNames, keepsConstants: true)
    let loaded = try LoadedTable(.table(data, domain.space.dialect), options: options)
    for note in loaded.notes { Messages.write("note: \(note)") }
    return loaded.table
  }

  /// The rows of `--data`; where a column was measured, the notes on the table say all that is to be said.
  private func rows(for network: Network, isMeasured: Bool) throws -> DataRows? {
    guard isMeasured, let data = domain.space.data else {
      return try domain.space.rows(for: network, keepsRows: true)
    }
    return try DataRows(.table(data, domain.space.dialect), names: network.inputNames, keepsRows: true)
  }
}
