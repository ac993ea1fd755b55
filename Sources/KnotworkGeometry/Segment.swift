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

extension Segment: Codable {
  // Checked when it is read as when it is made.
  private enum CodingKeys: CodingKey { case start, end }

  /// - Throws: ``InvalidGeometry`` as ``init(from:to:)``, and what the decoder throws.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(from: values.decode([Double].self, forKey: .start), to: values.decode([Double].self, forKey: .end))
  }
}
