/// How an output at a row splits over the inputs, beside its mean over rows of a background: Shapley values of the game in which a
/// coalition of inputs takes the row's values and the others those of a background row (interventional; Lundberg and Lee 2017).
public struct ShapleyValues: Equatable, Sendable {
  /// The output at the row.
  public let value: Double
  /// Its mean over the background.
  public let base: Double
  /// One for each input; they sum to `value` − `base` but for rounding.
  public let attributions: [Double]
  /// Where they are estimates, by how much each may be off: half the width of its 95 % interval by Student's t. Nil where they are exact.
  public let errors: [Double]?

  /// Whether every coalition was looked at.
  public var isExact: Bool { errors == nil }
}
