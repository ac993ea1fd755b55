import KnotworkFitting
import KnotworkGeometry

/// A kind of rows to fit a unit to.
package enum RowKind: CaseIterable, Sendable {
  /// A unit with noise, and targets that depend on nothing.
  case teacher, noise
  /// Inputs that are small integers, rows that occur twice, rows of zeros, rows in a plane and on a line through 0.
  case integers, repeated, zeros, plane, line
  /// Targets that are all equal, and those of a unit without noise.
  case equal, exact

  /// Rows of this kind, with three different weights.
  package func rows(_ count: Int, inputs: Int, using generator: inout SeededGenerator) throws -> WeightedRows {
    func uniform() -> Double { Double.random(in: -1...1, using: &generator) }
    let teacher = (0..<inputs).map { _ in uniform() }
    var points = (0..<count).map { _ in (0..<inputs).map { _ in uniform() } }
    switch self {
    case .teacher, .noise, .equal, .exact: break
    case .integers: points = points.map { $0.map { (2 * $0).rounded() } }
    case .repeated: points = points.indices.map { points[$0 / 2] }
    case .zeros: points = points.indices.map { $0 % 3 == 0 ? points[$0].map { _ in 0 } : points[$0] }
    case .plane:
      points = points.map { point in
        let (p, q) = ((point[0] * 8).rounded(), (point[inputs > 1 ? 1 : 0] * 8).rounded())
        return inputs < 3 ? point.map { _ in p } : [p, q] + point.dropFirst(2).map { _ in p }
      }
    case .line: points = points.map { point in point.indices.map { Double($0 + 1) * (point[0] * 8).rounded() } }
    }
    let targets = points.map { point in
      let z = max(0, zip(point, teacher).reduce(0.1) { $0 + $1.0 * $1.1 })
      return switch self {
      case .noise: uniform()
      case .equal: 3.0
      case .exact: 1.5 * z
      default: -2 * z + 0.3 * uniform()
      }
    }
    return try WeightedRows(
      inputs: Matrix(points), targets: targets, weights: points.indices.map { 1 + Double($0 % 3) / 2 })
  }
}
