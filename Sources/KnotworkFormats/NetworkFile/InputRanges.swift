import KnotworkFitting
import KnotworkGeometry

/// For each input of a network the least and the greatest value that it has in the data.
public struct InputRanges: Equatable, Sendable {
  /// The least values.
  public let lower: [Double]
  /// The greatest values; equal to the least where an input does not vary.
  public let upper: [Double]

  /// Ranges from their bounds; nil unless there are as many of each, all finite, and none is below its least value.
  public init?(lower: [Double], upper: [Double]) {
    guard lower.count == upper.count, (lower + upper).allSatisfy(\.isFinite),
      zip(lower, upper).allSatisfy({ $0 <= $1 })
    else { return nil }
    (self.lower, self.upper) = (lower, upper)
  }

  /// The ranges of a box.
  public init(_ box: Box) { (lower, upper) = (box.lower, box.upper) }

  /// The ranges of the columns that explain the target of a table.
  ///
  /// - Requires: the table has a row.
  /// - Complexity: O(rows · columns).
  public init(_ table: DataTable) {
    lower = table.columns.map { $0.min() ?? 0 }
    upper = table.columns.map { $0.max() ?? 0 }
  }

  /// The inputs that do not vary, by their numbers from 0.
  public var constants: [Int] { lower.indices.filter { lower[$0] == upper[$0] } }

  /// The box of the ranges as a domain. An input that does not vary would leave it without volume: it reaches from a thousandth of
  /// its value (or 0.001, where that is more) below to as much above.
  ///
  /// - Throws: `InvalidGeometry` for a range longer than the largest double.
  public func box() throws(InvalidGeometry) -> Box {
    var (lower, upper) = (lower, upper)
    for input in constants {
      let width = max(1, lower[input].magnitude) / 1000
      (lower[input], upper[input]) = (lower[input] - width, upper[input] + width)
    }
    return try Box(lower: lower, upper: upper)
  }
}
