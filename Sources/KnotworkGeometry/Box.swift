/// An axis-aligned box: the product of the closed intervals [lower[i], upper[i]], each of positive length.
public struct Box: Equatable, Sendable {
  /// The lower bounds, one per coordinate.
  public let lower: [Double]
  /// The upper bounds, one per coordinate.
  public let upper: [Double]

  /// A box from its bounds.
  ///
  /// - Throws: ``InvalidGeometry`` when the counts differ, a bound is not finite, or an interval is empty or a point.
  public init(lower: [Double], upper: [Double]) throws(InvalidGeometry) {
    guard lower.count == upper.count else {
      throw InvalidGeometry("a box with \(lower.count) lower and \(upper.count) upper bounds: expected as many of each")
    }
    for index in lower.indices {
      guard lower[index].isFinite, upper[index].isFinite else {
        throw InvalidGeometry(
          "interval \(index + 1) of the box is \(lower[index]):\(upper[index]); bounds must be finite")
      }
      guard lower[index] < upper[index] else {
        throw InvalidGeometry(
          "interval \(index + 1) of the box is \(lower[index]):\(upper[index]); the lower bound must be less than the upper"
        )
      }
      guard (upper[index] - lower[index]).isFinite else {
        throw InvalidGeometry("interval \(index + 1) of the box is longer than the largest double")
      }
    }
    self.lower = lower
    self.upper = upper
  }

  /// The same interval on each of `dimension` coordinates.
  ///
  /// - Throws: as ``init(lower:upper:)``.
  public init(_ interval: ClosedRange<Double>, dimension: Int) throws(InvalidGeometry) {
    try self.init(
      lower: [Double](repeating: interval.lowerBound, count: dimension),
      upper: [Double](repeating: interval.upperBound, count: dimension))
  }

  /// Number of coordinates.
  public var dimension: Int { lower.count }

  /// The product of the interval lengths.
  public var volume: Double { zip(lower, upper).reduce(1) { $0 * ($1.1 - $1.0) } }

  /// The middle of the box.
  public var center: [Double] { zip(lower, upper).map { $0 / 2 + $1 / 2 } }

  /// Whether a point lies in the box, its boundary included.
  public func contains(_ point: [Double]) -> Bool {
    point.count == dimension && point.indices.allSatisfy { lower[$0] <= point[$0] && point[$0] <= upper[$0] }
  }
}

extension Box: Codable {
  // Checked when it is read as when it is made.
  private enum CodingKeys: CodingKey { case lower, upper }

  /// - Throws: ``InvalidGeometry`` as ``init(lower:upper:)``, and what the decoder throws.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      lower: values.decode([Double].self, forKey: .lower), upper: values.decode([Double].self, forKey: .upper))
  }
}
