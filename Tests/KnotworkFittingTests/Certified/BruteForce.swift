import Foundation
import KnotworkFitting
import KnotworkGeometry

/// Least-squares optima by plain enumeration, from the rows themselves, with nothing in common with the search.
enum BruteForce {
  /// The least residual sum of a bias-free network of two inputs and two units: every pair of arcs, of signs, and of
  /// supports of the lengths along the arcs' edges.
  static func twoUnits(_ points: [SIMD2<Double>], _ targets: [Double], _ weights: [Double]) -> Double {
    let arcs = arcs(of: points)
    var best = zip(weights, targets).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    for (number, first) in arcs.enumerated() {
      for second in arcs[number...] {
        for signs in [SIMD2(1.0, 1.0), SIMD2(1, -1), SIMD2(-1, 1), SIMD2(-1, -1)] {
          let columns = [(first.start, 0), (first.end, 0), (second.start, 1), (second.end, 1)].map { edge, unit in
            let middle = unit == 0 ? first.middle : second.middle
            return points.indices.map { row in
              (points[row] * middle).sum() > 0 ? signs[unit] * (points[row] * edge).sum() : 0
            }
          }
          best = min(best, nonNegative(columns, targets, weights))
        }
      }
    }
    return best
  }

  struct Arc {
    let start: SIMD2<Double>
    let end: SIMD2<Double>
    let middle: SIMD2<Double>
  }

  /// The arcs between the normals of the points; none longer than a quarter turn.
  static func arcs(of points: [SIMD2<Double>]) -> [Arc] {
    let normals = points.filter { $0 != .zero }.flatMap { [SIMD2(-$0.y, $0.x), SIMD2($0.y, -$0.x)] }
    let axes: [SIMD2<Double>] = [[1, 0], [0, 1], [-1, 0], [0, -1]]
    let sorted = (normals + axes).map { $0 / ($0 * $0).sum().squareRoot() }
      .sorted { atan2($0.y, $0.x) < atan2($1.y, $1.x) }
    return sorted.indices.compactMap { k in
      let (start, end) = (sorted[k], sorted[(k + 1) % sorted.count])
      let middle = start + end
      // Equal directions, up to rounding, have no arc between them.
      return start.x * end.y - start.y * end.x < 1e-13 ? nil : Arc(start: start, end: end, middle: middle)
    }
  }

  /// min Σ w (y − Σ αⱼ columnⱼ)² over α ≥ 0: the least over all supports whose solution is not negative.
  static func nonNegative(_ columns: [[Double]], _ targets: [Double], _ weights: [Double]) -> Double {
    var best = Double.infinity
    for mask in 0..<1 << columns.count {
      let support = columns.indices.filter { mask >> $0 & 1 == 1 }
      guard let solution = leastSquares(support.map { columns[$0] }, targets, weights),
        solution.coefficients.allSatisfy({ $0 >= 0 })
      else { continue }
      best = min(best, solution.residualSum)
    }
    return best
  }

  /// Least squares by orthogonalization (modified Gram–Schmidt, twice); nil for dependent columns.
  static func leastSquares(_ columns: [[Double]], _ targets: [Double], _ weights: [Double])
    -> (coefficients: [Double], residualSum: Double)?
  {
    let roots = weights.map { $0.squareRoot() }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var basis: [[Double]] = []
    var triangle: [[Double]] = []
    for column in columns {
      var rest = zip(column, roots).map { $0 * $1 }
      let size = dot(rest, rest).squareRoot()
      var entries = [Double](repeating: 0, count: basis.count)
      for _ in 0..<2 {
        for (k, vector) in basis.enumerated() {
          let part = dot(vector, rest)
          entries[k] += part
          rest = zip(rest, vector).map { $0 - part * $1 }
        }
      }
      let length = dot(rest, rest).squareRoot()
      guard length > 1e-11 * size, length > 0 else { return nil }
      basis.append(rest.map { $0 / length })
      triangle.append(entries + [length])
    }
    var rest = zip(targets, roots).map { $0 * $1 }
    var projections: [Double] = []
    for vector in basis {
      let part = dot(vector, rest)
      projections.append(part)
      rest = zip(rest, vector).map { $0 - part * $1 }
    }
    var coefficients = projections
    for k in projections.indices.reversed() {
      for later in projections.indices where later > k { coefficients[k] -= triangle[later][k] * coefficients[later] }
      coefficients[k] /= triangle[k][k]
    }
    return (coefficients, dot(rest, rest))
  }
}
