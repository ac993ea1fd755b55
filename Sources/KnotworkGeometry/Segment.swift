/// The straight segment from `start` to `end`, two different points of ℝⁿ.
public struct Segment: Equatable, Sendable {
  /// Where the parameter t is 0.
  public let start: [Double]
  /// Where the parameter t is 1.
  public let end: [Double]

  /// A segment between two points.
  ///
  /// - Throws: ``InvalidGeometry`` when the points differ in dimension, are equal, or are not finite.
  public init(from start: [Double], to end: [Double]) throws(InvalidGeometry) {
    guard start.count == end.count else {
      throw InvalidGeometry("a segment from \(start.count) to \(end.count) coordinates: expected as many of each")
    }
    guard (start + end).allSatisfy({ $0.isFinite }) else {
      throw InvalidGeometry("a segment needs finite end points")
    }
    guard start != end else { throw InvalidGeometry("a segment needs two different end points") }
    self.start = start
    self.end = end
  }

  /// Number of coordinates.
  public var dimension: Int { start.count }
}
