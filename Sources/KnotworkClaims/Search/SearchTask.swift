import Knotwork

/// What a search looks for in a box: inputs that meet a question, or those among them at which a row, or the least of some rows, is least.
struct SearchTask: Sendable {
  let network: FlatNetwork
  let rows: QuestionRows
  /// Where the network is one of pairs, the same networks side by side, and the same rows about their outputs: what exact arithmetic
  /// works with.
  var sideBySide: (network: FlatNetwork, rows: QuestionRows)?
  /// Whether rows must be below 0 for the question to be met; else at most 0.
  var isStrict = false
  /// The rows of which the least is to be as small as it gets, alternatives in the question; none where any inputs will do.
  let objectives: Set<Int>
  /// By how much the least value may be missed, and the same as a part of it; the greater of both counts.
  var gap: Double
  var relativeGap = 0.0
  /// Only values of objectives below it are of interest.
  var limit = Double.infinity
  /// So many cases of all open units are decided in exact arithmetic, so that the least value is found itself; beyond them the gap
  /// counts.
  var exactLeaves = 0
  /// Whether cases of units come before boxes are split where there are enough inputs; pays for values of one network, not for differences.
  var prefersCases = false
  /// The domain.
  let lower: [Double]
  let upper: [Double]
  /// What is asked everywhere in the domain.
  let question: Question
  /// Decides, whatever rounding does, whether inputs at which the question seems to be met are really such.
  let confirm: @Sendable (_ point: [Double]) -> Bool

  /// Whether a least value is looked for.
  var hasObjective: Bool { !objectives.isEmpty }

  /// By how much a least value near this one may be missed.
  func gap(at value: Double) -> Double { value.isFinite ? max(gap, relativeGap * value.magnitude) : gap }

  /// What exact arithmetic works with: the network, and the rows about its outputs.
  var exact: (network: FlatNetwork, rows: QuestionRows) { sideBySide ?? (network, rows) }

  /// The domain as the first open box.
  var start: OpenBox {
    OpenBox(lower: lower, upper: upper, question: question, bound: -.infinity, share: 1)
  }
}
