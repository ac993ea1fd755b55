import Knotwork

/// Where the values of an output, or of a linear combination of outputs, lie over a domain, with proof.
public struct OutputRange: Equatable, Sendable {
  /// One end of the range.
  public struct End: Equatable, Sendable {
    /// Inputs in the domain, checked exactly.
    public let point: [Double]
    /// The value there, computed exactly and rounded to the nearest double.
    public let value: Double
    /// No value of the domain is beyond it; proved, whatever rounding does.
    public let bound: Double

    /// An end from its parts.
    public init(point: [Double], value: Double, bound: Double) {
      self.point = point
      self.value = value
      self.bound = bound
    }

    /// By how much the true end may be beyond the value that is attained.
    public var gap: Double { (bound - value).magnitude }
  }

  /// The least value.
  public let minimum: End
  /// The greatest value.
  public let maximum: End
  /// Why the work ended before the gap was closed; nil where it is closed.
  public let cause: LimitReached.Cause?

  /// A range by its ends.
  public init(minimum: End, maximum: End, cause: LimitReached.Cause?) {
    self.minimum = minimum
    self.maximum = maximum
    self.cause = cause
  }
}
