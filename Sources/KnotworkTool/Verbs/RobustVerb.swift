import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork robust`.
struct RobustVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robust",
    abstract: "How far from a point, or from the rows of a table, a claim goes on to hold, proved.",
    discussion: """
      The radius of the largest ball around the point, within the domain, on which the claim is proved, and the nearest point found at \
      which it fails. Balls are cubes, unless --norm says that distances are sums of differences (1) or Euclid's (2). For a claim such \
      as "y1 >= y2" that is the distance to where the decision changes. Exit code 1 where the claim fails at a point itself.

      EXAMPLES
        knotwork robust Examples/question.json --claim "y <= 1" --point 0.5,0.5
        knotwork robust Examples/question.json --claim "y <= 3" --point 0,0 --norm 2
      """)

  @OptionGroup var network: NetworkArgument

  @Option(help: ArgumentHelp("The claim, such as \"y <= 5 and y >= 0\".", valueName: "text"))
  var claim: String

  @Option(
    help: ArgumentHelp("The point, one number for each input; the rows of --data unless given.", valueName: "point"))
  var point: String?

  @Option(help: ArgumentHelp("How distances are measured: infinity, 1 or 2.", valueName: "norm"))
  var norm: String = "infinity"

  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if point == nil, domain.space.data == nil {
      throw ValidationError("expected a point (--point 1,2), or rows (--data)")
    }
    _ = try RobustVerb.norms[norm].required(norm)
  }

  private static let norms: [String: RobustRequest.Norm] = ["infinity": .infinity, "1": .one, "2": .two]

  func run() throws {
    try format.check(reading: network.path)
    try domain.space.requireDifferent(from: network)
    let file = try network.loadFile()
    let rows = try domain.space.rows(for: file.network, keepsRows: point == nil)
    let stated = try StatedClaim(claim, about: file.network, over: try domain.place(for: file, rows))
    var request: RobustRequest
    if let point {
      request = RobustRequest(stated, points: [try NumberList.numbers(point, in: "--point")])
    } else if let rows {
      request = RobustRequest(stated, rows: rows)
    } else {
      throw ValidationError("expected a point (--point 1,2), or rows (--data)")
    }
    request.norm = try RobustVerb.norms[norm].required(norm)
    let budget = work.budget
    let (answer, duration) = try timed {
      try Interrupts.during(stop: { budget.progress.cancel() }) {
        try ProgressDisplay.during(budget) {
          try check { [request] in try request.answer(about: file.network, within: budget) }
        }
      }
    }
    try format.write(answer, work: duration)
  }
}

extension RobustRequest.Norm? {
  /// The norm, or what is said where there is none.
  fileprivate func required(_ name: String) throws -> RobustRequest.Norm {
    guard let self else { throw ValidationError("--norm: \"\(name)\" is none; expected infinity, 1 or 2") }
    return self
  }
}
