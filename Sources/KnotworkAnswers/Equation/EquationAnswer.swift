import Knotwork
import KnotworkExplain
import KnotworkFormats

/// The formula of an output.
public struct EquationAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.equation")

  /// Where.
  public let place: Place
  /// The name of the output.
  public let output: String
  /// The formula, with its numbers as long as they were wanted.
  public let equation: Equation
  /// How many digits they have; nil for all.
  public let digits: Int?
  /// By how much rounding its numbers changes its values over the domain at most.
  public let change: Double

  /// The pieces of a broken line; none in more dimensions.
  private var pieces: [Equation.Piece] {
    guard let box = place.box, box.dimension == 1 else { return [] }
    return equation.pieces(over: box.lower[0]...box.upper[0])
  }

  /// The word for the kind of formula in documents.
  private var form: String {
    switch equation.form {
    case .hinges: "hinges"
    case .sum: "sum"
    case .max: "max"
    case .min: "min"
    case .maxMin: "max-min"
    case .cases: "cases"
    case .rules: "rules"
    }
  }

  private var rules: [RuleList.Rule] {
    if case .rules(let rules) = equation.form { return rules }
    return []
  }

  /// Of how many parts the formula is.
  private var extent: String {
    if !rules.isEmpty { return "\(rules.count.counted("rule")), proved equal to the network" }
    if let pieces = equation.pieceCount { return pieces.counted("piece") }
    guard case .sum(_, let ridges) = equation.form else { return "a formula" }
    return ridges.count.counted("bend")
  }

  /// The formula in a language.
  public func formula(in language: FormulaLanguage) -> String {
    FormulaWriter(language, names: place.coordinates, output: output).formula(of: equation)
  }

  /// Writes the form, the formula in each language, and by how much rounding changes it.
  public func write(to json: inout JSONWriter) throws {
    json.member("output", output)
    json.member("form", form)
    json.member("pieces", orNull: equation.pieceCount)
    json.member("text", formula(in: .text))
    json.member("latex", formula(in: .latex))
    json.member("markdown", formula(in: .markdown))
    json.member("desmos", formula(in: .desmos))
    json.member("spreadsheet", formula(in: .spreadsheet))
    json.member("sql", formula(in: .sql))
    json.member("digits", orNull: digits)
    json.member("change", change)
    json.key("table")
    json.array { json in
      for piece in pieces {
        json.object { json in
          json.member("from", piece.from)
          json.member("to", piece.to)
          json.member("slope", piece.slope)
          json.member("intercept", piece.intercept)
        }
      }
    }
    json.key("rules")
    json.write(rules)
    json.member(place)
  }

  /// Writes the formula, and what rounding does to it.
  public func write(to text: inout TextWriter) throws {
    try text.lines(formula(in: .text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    try text.line()
    try text.line("\(extent) over \(place.description)")
    if let digits {
      try text.line(
        "In \(digits.counted("digit")) its values change by at most \(change.roundedUp) (proved).")
    } else if change > 0 {
      try text.line("As doubles its numbers change values by at most \(change.roundedUp) (proved).")
    }
    if case .cases = equation.form, digits != nil {
      try text.line("Conditions have all their digits: there are too many cases to prove what rounding them changes.")
    }
    guard case let pieces = pieces, pieces.count > 1 else { return }
    try text.line()
    var table = TextTable(["from", "to", "\(output) ="])
    for piece in pieces {
      table.append([
        piece.from.short, piece.to.short, Formula.affine([piece.slope], piece.intercept, place.coordinates),
      ])
    }
    try text.table(table, leftAligned: [2])
  }
}

extension JSONWriter {
  /// Writes rules, an object for each.
  mutating func write(_ rules: [RuleList.Rule], and more: (Int, inout JSONWriter) -> Void = { _, _ in }) {
    array(lines: true) { json in
      for (number, rule) in rules.enumerated() {
        json.object { json in
          json.key("conditions")
          json.array { json in
            for condition in rule.conditions {
              json.object { json in
                json.member("normal", condition.normal)
                json.member("offset", condition.offset)
              }
            }
          }
          json.member("slope", rule.term.slope)
          json.member("intercept", rule.term.intercept)
          more(number, &json)
        }
      }
    }
  }
}
