import Knotwork

/// Two points that show a slope: along the segment between them an output changes by this much, in rational arithmetic.
public struct SlopePair: Equatable, Sendable {
  /// Where the segment starts.
  public let from: [Double]
  /// Where it ends; farther along the direction that is asked about.
  public let to: [Double]
  /// The values at both ends, computed exactly and rounded.
  public let values: [Double]
  /// The change of the value divided by the length of the way, computed exactly and rounded.
  public let slope: Double

  /// A pair from its parts.
  public init(from: [Double], to: [Double], values: [Double], slope: Double) {
    (self.from, self.to, self.values, self.slope) = (from, to, values, slope)
  }
}

/// Where the slopes of an output along one input lie over a domain, with proof.
///
/// Slopes are those of the affine functions of regions that have an inside; a network rises along an input exactly where none of them is
/// negative.
public struct SlopeRange: Equatable, Sendable {
  /// One end of the range.
  public struct End: Equatable, Sendable {
    /// A slope that is taken: that of a region, or between two points, rounded.
    public let slope: Double
    /// No slope is beyond it; proved, whatever rounding does.
    public let bound: Double
    /// Two points that show the slope, or one that is close to it; nil where no doubles do.
    public let pair: SlopePair?

    /// An end from its parts.
    public init(slope: Double, bound: Double, pair: SlopePair?) {
      (self.slope, self.bound, self.pair) = (slope, bound, pair)
    }

    /// The same of the opposite function.
    var reversed: End { End(slope: -slope, bound: -bound, pair: pair.map(\.reversed)) }
  }

  /// What an output does along an input.
  public enum Trend: String, Equatable, Sendable, CaseIterable {
    /// It never falls.
    case rising
    /// It never rises.
    case falling
    /// It does not depend on the input.
    case constant
    /// It rises here and falls there.
    case neither
    /// That was not found out.
    case undecided
  }

  /// The least slope.
  public let least: End
  /// The greatest slope.
  public let greatest: End
  /// Why the work ended before that was known as well as was asked for; nil where it is.
  public let cause: LimitReached.Cause?

  /// A range by its ends.
  public init(least: End, greatest: End, cause: LimitReached.Cause?) {
    (self.least, self.greatest, self.cause) = (least, greatest, cause)
  }

  /// What the output does along the input.
  public var trend: Trend {
    switch (least.bound >= 0, greatest.bound <= 0) {
    case (true, true): .constant
    case (true, false): .rising
    case (false, true): .falling
    case (false, false):
      (least.pair?.slope ?? 0) < 0 && (greatest.pair?.slope ?? 0) > 0 ? .neither : .undecided
    }
  }

  /// Whether all slopes lie within an interval; nil where that was not found out.
  public func lies(within interval: ClosedRange<Double>) -> Bool? {
    if interval.lowerBound <= least.bound, greatest.bound <= interval.upperBound { return true }
    let isBelow = least.pair.map { $0.slope < interval.lowerBound } ?? false
    let isAbove = greatest.pair.map { $0.slope > interval.upperBound } ?? false
    return isBelow || isAbove ? false : nil
  }
}

extension SlopePair {
  /// The same of the opposite function.
  fileprivate var reversed: SlopePair { SlopePair(from: from, to: to, values: values.map { -$0 }, slope: -slope) }
}
