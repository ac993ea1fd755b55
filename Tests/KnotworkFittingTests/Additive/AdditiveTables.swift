import Knotwork
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Tables with known sums of broken lines, for the suites of this folder.
protocol AdditiveTables {}

extension AdditiveTables {
  func uniform(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
    (0..<count).map { _ in Double.random(in: 0..<1, using: &generator) }
  }

  func table(_ columns: [[Double]], _ target: [Double], weights: [Double]? = nil) -> DataTable {
    DataTable(
      inputNames: columns.indices.map { "x\($0 + 1)" }, columns: columns, targetName: "y", target: target,
      weights: weights)
  }

  /// Two knots in the first input, one in the second, a slope in the third, nothing in the others.
  func truth(_ x: [[Double]]) -> [Double] {
    x[0].indices.map { row -> Double in
      let first = 5 * max(0, x[0][row] - 0.3) - 6 * max(0, x[0][row] - 0.7) - 2 * x[0][row]
      let second = 4 * (x[1][row] - 0.5).magnitude
      return first + second + 2 * x[2][row] - 1
    }
  }

  func noisy(_ values: [Double], _ size: Double, _ generator: inout SeededGenerator) -> [Double] {
    values.map { value in
      var sum = -6.0
      for _ in 0..<12 { sum += Double.random(in: 0..<1, using: &generator) }
      return value + size * sum
    }
  }

  /// a |x − b|.
  func bent(_ column: [Double], _ factor: Double, _ knot: Double) -> [Double] {
    column.map { factor * ($0 - knot).magnitude }
  }

  func sum(_ columns: [Double]...) -> [Double] {
    columns[0].indices.map { row in columns.reduce(0.0) { $0 + $1[row] } }
  }

  func isNear(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool { (a - b).magnitude < tolerance }
}
