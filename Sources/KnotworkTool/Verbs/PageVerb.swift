import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork page`.
struct PageVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract:
      "Writes a network as one page of HTML to point at: regions, creases, surface, profiles, and their numbers.",
    discussion: """
      The page stands alone: it opens from a file, without network, and prints. Without script it has pictures and tables. Of \
      networks of more than two inputs it shows slices: two inputs vary, and the others stay at the middle of their ranges or at a \
      row of --data.

      Rows of --data are drawn and counted by region; with a column that is called as the output is, or --target, each region has \
      its RMSE.

      EXAMPLES
        knotwork page Examples/question.json -o page.html && wc page.html
        knotwork page Examples/space.json --slices 3 -o page.html && wc page.html
        knotwork page Examples/ripple.json --error 5% -o page.html && wc page.html
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions

  @Option(
    help: ArgumentHelp(
      "For more than two inputs: so many slices at most, of the inputs that matter most; \(PageRequest.defaultSlices) unless given.",
      valueName: "count"), transform: WholeNumber.from(1...1000))
  var slices: Int?

  @Option(
    help: ArgumentHelp(
      "For more than two inputs: rows of --data, from 1, at which slices fix the other inputs, beside the middle of the ranges; a typical one unless given.",
      valueName: "numbers"))
  var rows: String?

  @Option(
    name: .customLong("output-name"), help: ArgumentHelp("Which output; the first unless given.", valueName: "name"))
  var outputName: String?

  @Option(
    help: ArgumentHelp(
      "With --data: the column that was measured; the one called as the output is, unless given.", valueName: "column"))
  var target: String?

  @Option(
    help: ArgumentHelp(
      "Show smaller networks too, with proved errors up to this: a number, or a share of the range of the output, as in 2%.",
      valueName: "number"))
  var error: String?

  @Option(
    name: [.short, .long], help: ArgumentHelp("A file for the page; - is standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace output files that exist; they are replaced without it too.")
  var force = false

  func validate() throws {
    if target != nil, domain.space.data == nil { throw ValidationError("--target goes with --data") }
    if rows != nil, domain.space.data == nil { throw ValidationError("--rows goes with --data") }
    _ = try fixedRows()
    _ = try tolerance
  }

  private var tolerance: SimplifyRequest.Tolerance? {
    get throws {
      do {
        return try error.map { try .init(parsing: $0) }
      } catch let wrong as InvalidRequest {
        throw ValidationError("--error: \(wrong.problem)")
      }
    }
  }

  func run() throws {
    try RunFiles.expect([network.path] + (domain.space.data.map { [$0] } ?? []))
    try RunFiles.add(.output(isGuarded: false), "-o", output ?? "-")
    try domain.space.requireDifferent(from: network)
    let file = try network.loadFile()
    let rows = try domain.space.data.map {
      try DataRows(.table($0, domain.space.dialect), names: file.network.inputNames, keepsRows: true)
    }
    var request = PageRequest(over: try domain.place(for: file, rows), name: network.displayName)
    (request.output, request.slices, request.fixedRows) = (outputName, slices, try fixedRows())
    let name = outputName ?? file.network.outputNames[0]
    request.tolerance = try tolerance
    if let (table, hasTarget) = try domain.space.table(of: file.network, output: name, target: target, rows) {
      (request.rows, request.hasTarget) = (table, hasTarget)
    }
    try check { try request.validate(for: file.network) }
    let answer = try check {
      try ProgressDisplay.during(work.budget) { try request.answer(about: file.network, within: work.budget) }
    }
    let output = try Output(output)
    try output.write(Array(try answer.html().utf8))
    try output.close()
  }

  /// The rows by their numbers from 0.
  private func fixedRows() throws -> [Int]? {
    try rows.map { text in
      try NumberList.numbers(text, in: "--rows").map { number in
        guard let row = Int(exactly: number), row > 0 else {
          throw ValidationError("--rows: \"\(text)\" has no rows; expected whole numbers from 1, as in 1,17")
        }
        return row - 1
      }
    }
  }
}
