/// What an additive fit is made of, and how it is chosen; nil means that the data decide.
public struct AdditiveOptions: Equatable, Sendable {
  /// What decides which inputs, slopes and knots stay.
  public enum Criterion: String, CaseIterable, Sendable {
    /// The mean squared error on rows held out, the whole search being done anew without them.
    case crossValidation = "cv"
    /// n ln(RSS / n) + p ln n, where p has one for each slope and three for each knot: its bend, its place, and the search for it.
    case bic
  }

  /// What is known of the curve of one input.
  public struct Rule: Equatable, Sendable {
    /// Whether it is straight.
    public var isLinear = false
    /// Rules for its slopes; all hold.
    public var shapes: [KnotModel.Shape] = []
    /// The least number of rows between two knots, and beyond the outer ones.
    public var minRows: Int?

    /// Nothing is known.
    public init() {}
  }

  /// What is known of curves, by the number of the input.
  public var rules: [Int: Rule] = [:]
  /// The most knots of all curves together.
  public var mostKnots: Int?
  /// The least number of rows between two knots of an input, and beyond the outer ones.
  public var minRows: Int?
  /// The most pairs of inputs that get hinges of their own.
  public var pairs = 0
  /// What decides.
  public var criterion = Criterion.crossValidation
  /// Whether the smallest form is taken whose error on rows held out is within one standard error of the best (Breiman, Friedman,
  /// Olshen and Stone 1984), or within ``tolerance``, and not the best.
  public var prefersSmall = true
  /// By what share the root mean squared error may be above the least for a form of as many inputs and fewer knots, with several
  /// inputs: among very many rows differences are certain that no reader wants dozens of knots for. No input goes for it.
  public var tolerance = 0.03
  /// How many parts the rows are split into for cross-validation; nil for 10, or 5 where there are very many rows.
  public var folds: Int?
  /// Where random choices start; equal seeds give equal fits for any number of threads.
  public var seed: UInt64 = 1
  /// The confidence of intervals, between 0 and 1.
  public var confidence = 0.95
  /// How many threads share the work.
  public var threads = 1

  /// Options that leave all to the data.
  public init() {}

  /// ``tolerance`` as a share of the mean squared error.
  var squareTolerance: Double { (1 + tolerance) * (1 + tolerance) - 1 }

  func isLinear(_ input: Int) -> Bool { rules[input]?.isLinear ?? false }
}
