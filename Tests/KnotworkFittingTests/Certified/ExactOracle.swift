import KnotworkGeometry
import _KnotworkTestSupport

@testable import KnotworkFitting

/// The exact optimum of one unit by plain enumeration in fractions, with nothing in common with the search: every set of rows on
/// the crease, every pattern of the others, and the least-squares solution for them.
///
/// Where the best unit of a pattern lies within its cone, it is that solution; where it does not, or is not unique, one lies on
/// the cone's boundary, where more rows are on the crease. So the least residual sum of all these units is the optimum.
struct ExactOracle {
  private let points: [[Rational]]
  private let targets: [Rational]
  private let weights: [Rational]
  private let hasBias: Bool

  init(_ rows: WeightedRows, hasBias: Bool) {
    points = (0..<rows.count).map { row in
      rows.inputs[row: row].map { Rational($0) } + (hasBias ? [Rational(1)] : [])
    }
    targets = rows.targets.map { Rational($0) }
    weights = rows.weights.map { Rational($0) }
    self.hasBias = hasBias
  }

  private func product(_ u: [Rational], _ v: [Rational]) -> Rational {
    zip(u, v).reduce(.zero) { $0 + $1.0 * $1.1 }
  }

  /// The least residual sum.
  func optimum() -> Rational {
    let count = points.count
    var best = value(points[0].map { _ in .zero })
    for mask in 0..<1 << count where mask.nonzeroBitCount < points[0].count {
      let basis = complement(of: (0..<count).filter { mask >> $0 & 1 == 1 }.map { points[$0] })
      let free = (0..<count).filter { mask >> $0 & 1 == 0 }
      for pattern in 0..<1 << free.count {
        let active = free.indices.filter { pattern >> $0 & 1 == 1 }.map { free[$0] }
        let direction = leastSquares(active, basis)
        best = min(best, value(direction), value(direction.map { -$0 }))
      }
    }
    return best
  }

  /// Σ w (y − s t relu(u · x) − c)² for the best s t and c.
  private func value(_ direction: [Rational]) -> Rational {
    let z = points.map { max(.zero, product($0, direction)) }
    let ones = hasBias ? [points.map { _ in Rational(1) }] : []
    let columns = [z] + ones
    let (numerators, denominator) = ExactOracle.solve(
      columns.map { a in columns.map { sum(a, $0) } }, columns.map { sum($0, targets) })
    return sum(targets, targets) - product(columns.map { sum($0, targets) }, numerators) / denominator
  }

  private func sum(_ a: [Rational], _ b: [Rational]) -> Rational {
    zip(weights, zip(a, b)).reduce(.zero) { $0 + $1.0 * $1.1.0 * $1.1.1 }
  }

  /// A direction in a span that is best with the given active rows, or its opposite.
  private func leastSquares(_ active: [Int], _ basis: [[Rational]]) -> [Rational] {
    let isActive = Set(active)
    var columns = basis.map { vector in
      points.indices.map { isActive.contains($0) ? product(points[$0], vector) : .zero }
    }
    if hasBias { columns.append(points.map { _ in Rational(1) }) }
    let solution = ExactOracle.solve(columns.map { a in columns.map { sum(a, $0) } }, columns.map { sum($0, targets) })
    return Rational.primitive(
      points[0].indices.map { k in
        basis.indices.reduce(.zero) { $0 + solution.numerators[$1] * basis[$1][k] }
      })
  }

  /// What is perpendicular to some vectors.
  private func complement(of vectors: [[Rational]]) -> [[Rational]] {
    let d = points[0].count
    let (rows, pivots) = ExactOracle.eliminated(vectors, columns: d)
    return (0..<d).filter { !pivots.contains($0) }.map { free in
      let all = pivots.indices.reduce(Rational(1)) { $0 * rows[$1][pivots[$1]] }
      return Rational.primitive(
        (0..<d).map { k in
          if k == free { return all }
          guard let place = pivots.firstIndex(of: k) else { return .zero }
          return pivots.indices.reduce(-rows[place][free]) { $1 == place ? $0 : $0 * rows[$1][pivots[$1]] }
        })
    }
  }

  /// Rows of which each has its own pivot column, by elimination without division.
  private static func eliminated(_ given: [[Rational]], columns: Int) -> (rows: [[Rational]], pivots: [Int]) {
    var rows = given
    var pivots: [Int] = []
    for column in 0..<columns {
      guard let place = (pivots.count..<rows.count).first(where: { rows[$0][column] != .zero }) else { continue }
      rows.swapAt(pivots.count, place)
      let own = Rational.primitive(rows[pivots.count])
      rows[pivots.count] = own
      for other in rows.indices where other != pivots.count && rows[other][column] != .zero {
        let factor = rows[other][column]
        rows[other] = Rational.primitive(zip(rows[other], own).map { own[column] * $0 - factor * $1 })
      }
      pivots.append(column)
    }
    return (rows, pivots)
  }

  /// A solution of consistent equations, unknowns that are not determined 0.
  private static func solve(_ matrix: [[Rational]], _ right: [Rational]) -> (
    numerators: [Rational], denominator: Rational
  ) {
    let (rows, pivots) = eliminated(zip(matrix, right).map { $0 + [$1] }, columns: right.count)
    let all = pivots.indices.reduce(Rational(1)) { $0 * rows[$1][pivots[$1]] }
    return (
      right.indices.map { k in
        guard let place = pivots.firstIndex(of: k) else { return .zero }
        return pivots.indices.reduce(rows[place][right.count]) { $1 == place ? $0 : $0 * rows[$1][pivots[$1]] }
      }, all
    )
  }
}
