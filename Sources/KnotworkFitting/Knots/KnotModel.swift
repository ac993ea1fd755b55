/// What is known of a broken line beforehand.
public struct KnotModel: Equatable, Sendable {
  /// A rule for the slopes of neighbouring pieces.
  public enum Shape: String, CaseIterable, Sendable {
    /// No slope is negative.
    case increasing
    /// No slope is positive.
    case decreasing
    /// No slope is less than the one before it.
    case convex
    /// No slope is more than the one before it.
    case concave
    /// No slope has the sign of the one before it.
    case alternating
  }

  /// Whether the first piece has slope 0.
  public var isFirstFlat = false
  /// Whether the last piece has slope 0.
  public var isLastFlat = false
  /// A point (x, y) through which the line goes.
  public var point: SIMD2<Double>?
  /// The rule for slopes.
  public var shape: Shape?

  /// Nothing is known.
  public init() {}

  /// Whether nothing is known.
  public var isFree: Bool { self == KnotModel() }

  /// How many numbers fewer there are to estimate, whatever the rows.
  ///
  /// - Parameter pieces: the number of pieces; one that is first and last is flat once.
  func restrictions(pieces: Int) -> Int {
    let flat = (isFirstFlat ? 1 : 0) + (isLastFlat && !(pieces == 1 && isFirstFlat) ? 1 : 0)
    return flat + (point == nil ? 0 : 1)
  }

  /// Which slopes are estimated.
  func freeSlopes(pieces: Int) -> [Int] {
    (0..<pieces).filter { !($0 == 0 && isFirstFlat) && !($0 == pieces - 1 && isLastFlat) }
  }
}
