import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// How much of the rows' box lies outside of their convex hull, and the slopes of an output there, where no row speaks for them: estimates
/// from random points of the box, for any number of inputs.
public struct OutsideHull: Equatable, Sendable {
  /// How many points were drawn.
  public let samples: Int
  /// The share of them that lie outside.
  public let share: Double
  /// A 95 % interval of the share of the box's volume (Wilson 1927).
  public let interval: ClosedRange<Double>
  /// For each input its slope at the points outside.
  public let slopes: [Slope]

  /// The slope along an input at points outside.
  public struct Slope: Equatable, Sendable {
    /// The mean, and half the length of its 95 % interval; nil with fewer than two points.
    public let mean: Double
    /// Half the length of the interval.
    public let error: Double?
    /// The least and the greatest that were met.
    public let range: ClosedRange<Double>
  }

  /// Points of a box, and of which of them rows say nothing.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - box: the box of the rows.
  ///   - columns: the rows, a column for each input; all of them make the hull.
  ///   - seed: chooses the points.
  /// - Requires: a row, and as many columns as the box has dimensions.
  /// - Complexity: 100 to 1000 tests of O(rows · inputs²).
  public init(of network: Network, output: Int = 0, over box: Box, rows columns: [[Double]], seed: UInt64 = 0) {
    let hull = HullTest(columns, in: box)
    var generator = SplitMix64(state: seed)
    samples = min(1000, max(100, 20_000_000 / (columns.count * columns[0].count)))
    var slopes = columns.map { _ in [Double]() }
    for _ in 0..<samples {
      let point = zip(box.lower, box.upper).map {
        min($1, $0 + ($1 - $0) * Double.random(in: 0...1, using: &generator))
      }
      guard !hull.contains(point) else { continue }
      for (input, slope) in network.localMap(at: point).slope[row: output].enumerated() { slopes[input].append(slope) }
    }
    let (count, outside) = (Double(samples), Double(slopes[0].count))
    share = outside / count
    let z = 1.959963984540054
    let middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    let half = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot() / (1 + z * z / count)
    interval = max(0, middle - half)...min(1, middle + half)
    self.slopes = slopes.compactMap { values in
      guard let least = values.min(), let greatest = values.max() else { return nil }
      let mean = values.reduce(0) { $0 + $1 / outside }
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let error =
        values.count > 1
        ? StudentT(degreesOfFreedom: outside - 1).twoSidedQuantile(0.05)
          * (squares / (outside - 1) / outside).squareRoot()
        : nil
      return Slope(mean: mean, error: error, range: least...greatest)
    }
  }
}

/// Whether points lie in the convex hull of rows: they do where least squares with factors that are not negative and sum to 1 leave nothing
/// (Lawson and Hanson 1974). Coordinates are those of a box, from 0 to 1; what is nearer to the rim than some 10⁻⁸ may be
/// told either way.
struct HullTest {
  /// The coordinates of each row, and last 1.
  private let rows: [[Double]]
  private let box: Box

  init(_ columns: [[Double]], in box: Box) {
    self.box = box
    rows = columns[0].indices.map { row in HullTest.scaled(columns.map { $0[row] }, box) + [1] }
  }

  private static func scaled(_ point: [Double], _ box: Box) -> [Double] {
    point.indices.map { (point[$0] - box.lower[$0]) / (box.upper[$0] - box.lower[$0]) }
  }

  /// Whether a point lies in the hull.
  func contains(_ point: [Double]) -> Bool {
    let goal = HullTest.scaled(point, box) + [1]
    var used: [Int] = []
    var factors: [Double] = []
    for _ in 0..<100 * goal.count {
      var rest = goal
      for (row, factor) in zip(used, factors) { for axis in goal.indices { rest[axis] -= factor * rows[row][axis] } }
      if rest.reduce(0, { $0 + $1 * $1 }) <= 1e-18 { return true }
      var (best, gain) = (-1, 1e-13)
      for (number, row) in rows.enumerated() {
        var product = 0.0
        for axis in rest.indices { product += row[axis] * rest[axis] }
        if product > gain { (best, gain) = (number, product) }
      }
      // No row lies on the point's side of the plane that the rest is normal to.
      guard best >= 0, !used.contains(best) else { return false }
      used.append(best)
      factors.append(0)
      while true {
        guard let wanted = leastSquares(used, goal) else { return false }
        if wanted.allSatisfy({ $0 > 0 }) {
          factors = wanted
          break
        }
        // As far as all factors stay above 0.
        var step = 1.0
        for (factor, wanted) in zip(factors, wanted) where wanted <= 0 && factor > wanted {
          step = min(step, factor / (factor - wanted))
        }
        factors = zip(factors, wanted).map { $0 + step * ($1 - $0) }
        let kept = factors.indices.filter { factors[$0] > 1e-15 }
        guard kept.count < used.count else { return false }
        used = kept.map { used[$0] }
        factors = kept.map { factors[$0] }
      }
    }
    return false
  }

  /// The factors of some rows that come nearest to a vector; nil where the rows depend on each other.
  private func leastSquares(_ used: [Int], _ goal: [Double]) -> [Double]? {
    let count = used.count
    func product(_ first: [Double], _ second: [Double]) -> Double { zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } }
    var matrix = used.map { first in
      used.map { product(rows[first], rows[$0]) } + [product(rows[first], goal)]
    }
    for column in 0..<count {
      guard
        let pivot = (column..<count).max(by: { matrix[$0][column].magnitude < matrix[$1][column].magnitude }),
        matrix[pivot][column].magnitude > 1e-14
      else { return nil }
      matrix.swapAt(column, pivot)
      for row in 0..<count where row != column {
        let factor = matrix[row][column] / matrix[column][column]
        if factor != 0 { for index in column...count { matrix[row][index] -= factor * matrix[column][index] } }
      }
    }
    return (0..<count).map { matrix[$0][count] / matrix[$0][$0] }
  }
}
