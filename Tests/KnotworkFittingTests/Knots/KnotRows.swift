import KnotworkGeometry
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Rows for tests of knots.
enum KnotRows {
  /// A nearly normal variable of variance 1.
  static func normal(_ generator: inout SeededGenerator) -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0...1, using: &generator) }
  }

  static func rows(_ x: [Double], _ y: [Double]) throws -> WeightedRows {
    try WeightedRows(inputs: Matrix(x.map { [$0] }), targets: y)
  }

  /// Rows about 1 + 0.5 x with a bend at 4, at even places of 0 … 10.
  static func bent(_ count: Int, noise: Double, bend: Double, _ generator: inout SeededGenerator) throws
    -> WeightedRows
  {
    let x = (0..<count).map { 10 * Double($0) / Double(count - 1) }
    return try rows(x, x.map { 1 + 0.5 * $0 + bend * max(0, $0 - 4) + noise * normal(&generator) })
  }
}

extension KnotStatistics.Estimate {
  /// Whether the interval holds a number; an end that is nil bounds nothing.
  func holds(_ truth: Double) -> Bool { lower ?? -.infinity <= truth && truth <= upper ?? .infinity }
}
