import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork equation`.
struct EquationVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "equation",
    abstract: "The formula of a network over a domain: hinges, a greatest or least of planes, or cases.",
    discussion: """
      In one dimension y = a + b x + Σ c max(0, x - k); in more the greatest (or least) of affine functions where the network \
      is convex (or concave), the greatest of least ones up to ten pieces, and a table of cases beyond, or with --rules a list of \
      rules, the first that fits, which is proved equal to the network. Rounded numbers come with a proved bound on what that \
      changes; cases become rules when they are rounded.

      EXAMPLES
        knotwork equation Examples/question.json --digits 3
        knotwork equation Examples/question.json --error 0.01 --as latex
        knotwork equation Examples/question.json --rules --as sql
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions

  @Option(
    name: .customLong("output-name"), help: ArgumentHelp("Which output; the first unless given.", valueName: "name"))
  var outputName: String?

  @Option(
    help: ArgumentHelp("Round all numbers to so many significant digits.", valueName: "count"),
    transform: WholeNumber.from(1...17))
  var digits: Int?

  @Option(
    help: ArgumentHelp("Round to the fewest digits that change no value by more than this.", valueName: "number"))
  var error: Double?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "text, latex, markdown, desmos, spreadsheet (inputs in A1, B1, …) or sql.", valueName: "language"))
  var language: FormulaLanguage = .text

  @Flag(help: "Write a list of rules, if there are at most 100 regions.")
  var rules = false

  @OptionGroup var work: RunOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if digits != nil, error != nil { throw ValidationError("--digits and --error exclude each other") }
    if format.json, language != .text { throw ValidationError("--as goes with text; --json has all languages") }
  }

  func run() throws {
    try format.check(reading: network.path)
    try domain.space.requireDifferent(from: network)
    let file = try network.loadFile()
    var request = EquationRequest(
      over: try domain.place(for: file), output: outputName,
      digits: digits.map { .count($0) } ?? error.map { .within($0) } ?? .all)
    request.wantsRules = rules
    let (answer, duration) = try timed { [request] in
      try ProgressDisplay.during(work.budget) {
        try check { try request.answer(about: file.network, within: work.budget) }
      }
    }
    if language == .text { return try format.write(answer, work: duration) }
    try Output.write(answer.formula(in: language) + "\n", to: format.output ?? "-")
  }
}

extension FormulaLanguage: ExpressibleByArgument {}
