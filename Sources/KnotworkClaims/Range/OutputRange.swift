import Knotwork

/// Where the values of an output, or of a linear combination of outputs, lie over a domain, with proof.
public struct OutputRange: Equatable, Sendable {
  /// One end of the range.
  public struct End: Equatable, Sendable {
    /// Inputs in the domain, checked exactly; of a value that exact arithmetic has found the vertex where it is taken, rounded.
    public let point: [Double]
    /// The value there, computed exactly and rounded to the nearest double.
    public let value: Double
    /// No value of the domain is beyond it; proved, whatever rounding does.
    public let bound: Double
    /// Whether it is the end itself, found in rational arithmetic, and `value` that number rounded.
    public let isExact: Bool

    /// An end from its parts.
    public init(point: [Double], value: Double, bound: Double, isExact: Bool = false) {
      self.point = point
      self.value = value
      self.bound = bound
      self.isExact = isExact
    }

    /// By how much the true end may be beyond the value that is attained; 0 where it is exact.
    public var gap: Double { isExact ? 0 : (bound - value).magnitude }

    /// The same of the opposite function.
    var reversed: End { End(point: point, value: -value, bound: -bound, isExact: isExact) }
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
