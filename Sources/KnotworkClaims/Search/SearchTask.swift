import Knotwork

/// What a search looks for in a box: inputs that meet a question, or those among them at which a row is least.
struct SearchTask: Sendable {
  let network: FlatNetwork
  let rows: QuestionRows
  /// The row that is to be least, which is also a part of every question; nil where any inputs will do.
  let objective: Int?
  /// By how much the least value may be missed, and the same as a part of it; the greater of both counts.
  let gap: Double
  var relativeGap = 0.0
  /// So many cases of all open units are decided in exact arithmetic, so that the least value is found itself; beyond them the gap
  /// counts.
  var exactLeaves = 0
  /// The domain.
  let lower: [Double]
  let upper: [Double]
  /// What is asked everywhere in the domain.
  let question: Question
  /// Decides, whatever rounding does, whether inputs at which the question seems to be met are really such.
  let confirm: @Sendable (_ point: [Double]) -> Bool

  /// By how much a least value near this one may be missed.
  func gap(at value: Double) -> Double { value.isFinite ? max(gap, relativeGap * value.magnitude) : gap }

  /// The domain as the first open box.
  var start: OpenBox {
    OpenBox(lower: lower, upper: upper, question: question, bound: -.infinity, share: 1)
  }
}
