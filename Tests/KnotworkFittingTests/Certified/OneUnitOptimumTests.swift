import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// The certified optimum of one unit against descent from many starts, and against closed forms.
@Suite(.timed) struct OneUnitOptimumTests {
  /// The least residual sum that alternating between active rows and least squares reaches from many directions.
  private func descent(_ rows: WeightedRows, hasBias: Bool, _ generator: inout SeededGenerator) -> Double {
    let points = (0..<rows.count).map { Array(rows.inputs[row: $0]) + (hasBias ? [1] : []) }
    let ones = points.map { _ in 1.0 }
    var best = BruteForce.leastSquares(hasBias ? [ones] : [], rows.targets, rows.weights)?.residualSum ?? .infinity
    for _ in 0..<400 {
      var unit = points[0].map { _ in Double.random(in: -1...1, using: &generator) }
      for _ in 0..<12 {
        let z = points.map { point in max(0, zip(point, unit).reduce(0) { $0 + $1.0 * $1.1 }) }
        guard let own = BruteForce.leastSquares([z] + (hasBias ? [ones] : []), rows.targets, rows.weights) else {
          break
        }
        best = min(best, own.residualSum)
        let columns = unit.indices.map { k in zip(points, z).map { $1 > 0 ? $0[k] : 0 } } + (hasBias ? [ones] : [])
        guard let solved = BruteForce.leastSquares(columns, rows.targets, rows.weights) else { break }
        let sign: Double = own.coefficients[0] < 0 ? -1 : 1
        unit = solved.coefficients.prefix(unit.count).map { $0 * sign }
      }
    }
    return best
  }

  @Test(arguments: RowKind.allCases, [1, 2, 3])
  func isNeverAboveDescent(_ kind: RowKind, _ inputs: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for count in [1, 2, 3, 5, 9, 25] {
      for hasBias in inputs < 3 ? [false, true] : [false] {
        let rows = try kind.rows(count, inputs: inputs, using: &generator)
        let fit = try CertifiedFit.oneUnit(rows, hasBias: hasBias)
        let found = descent(rows, hasBias: hasBias, &generator)
        let total = rows.targets.reduce(0) { $0 + $1 * $1 }
        #expect(fit.certificate.isComplete)
        #expect(
          fit.certificate.optimum <= found * (1 + 1e-9) + 1e-10 * total,
          "\(kind), \(count) × \(inputs), bias \(hasBias): \(fit.certificate.optimum), descent \(found)")
        #expect(fit.certificate.lowerBound <= found * (1 + 1e-12) + 1e-12 * total)
        #expect(fit.certificate.optimum == rows.residualSum(of: fit.network))
      }
    }
  }

  /// Two units are no worse than one, and their search with the second unit idle agrees where one is enough.
  @Test func twoUnitsAreNoWorse() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for kind in RowKind.allCases {
      let rows = try kind.rows(20, inputs: 2, using: &generator)
      let (one, two) = try (CertifiedFit.oneUnit(rows, hasBias: false), CertifiedFit.twoUnits(rows))
      #expect(two.certificate.optimum <= one.certificate.optimum * (1 + 1e-9) + 1e-12)
    }
  }

  @Test func aTeacherInThreeDimensionsIsFound() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let points = (0..<60).map { _ in (0..<3).map { _ in Double.random(in: -1...1, using: &generator) } }
    let targets = points.map { -1.5 * max(0, $0[0] - 2 * $0[1] + 0.5 * $0[2]) }
    let fit = try CertifiedFit.oneUnit(WeightedRows(inputs: Matrix(points), targets: targets), hasBias: false)
    #expect(fit.certificate.optimum < 1e-20)
  }
}
