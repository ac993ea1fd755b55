import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// The least-squares problems inside a search, against plain ones over all rows.
@Suite(.timed) struct AdditiveColumnsTests: AdditiveTables {
  /// The first knot is where the best of all one-knot models has it, by plain least squares at every place.
  @Test func theFirstKnotIsTheBestOfAll() {
    var generator = SeededGenerator(seed: 14)
    for _ in 0..<Seed.cases(10, soak: 200) {
      let x = (0..<2).map { _ in uniform(40, &generator) }
      let y = noisy(bent(x[0], 3, 0.6), 0.2, &generator)
      let ones = x[0].map { _ in 1.0 }
      let factors = (0..<40).map { _ in Double.random(in: 0.5...2, using: &generator) }
      var basis = OrthogonalRows(target: y, factors: factors)
      if let line = basis.direction(of: x[1]) { basis.add(line) }
      if let line = basis.direction(of: x[0]) { basis.add(line) }
      var candidates = KnotCandidates(x[0], factors: factors, minRows: 4, endRows: 4)
      for vector in basis.basis { candidates.exclude(zip(vector, factors).map { $0 * $1 }) }
      let found = candidates.best(
        for: zip(basis.residual, factors).map { $0 * $1 }, beside: nil, sign: 0)
      var best = (knot: 0.0, sum: Double.infinity)
      for place in x[0].sorted()[3..<36] {
        let columns = [ones, x[1], x[0], x[0].map { max(0, $0 - place) }]
        let sum = LeastSquares<Double>(columns: columns, right: y, rowFactors: factors).residualSquares
        if sum < best.sum { best = (place, sum) }
      }
      #expect(found?.knot == best.knot)
      #expect(((basis.residualSquares - (found?.gain ?? 0)) / best.sum - 1).magnitude < 1e-9)
    }
  }

  /// Least squares in the triangle are those of Householder on all rows.
  @Test func theTriangleIsTheLeastSquaresProblem() {
    var generator = SeededGenerator(seed: 15)
    let x = (0..<3).map { _ in uniform(60, &generator) }
    let y = uniform(60, &generator)
    let scaling = AdditiveScaling(table(x, y, weights: uniform(60, &generator).map { $0 + 0.1 }))
    var form = AdditiveForm(inputCount: 3)
    form.curves[0] = .init(hasSlope: true, knots: [0.1, 0.3])
    form.curves[1] = .init(isFalling: true, knots: [0.2])
    let design = TriangularDesign(form, scaling.rows)
    let small = SmallLeastSquares(columns: design.columns, target: design.target)
    let columns =
      [scaling.rows.target.map { _ in 1.0 }]
      + form.columns.map { column in scaling.rows.columns[column.input].map { column($0) } }
    let plain = LeastSquares<Double>(columns: columns, right: scaling.rows.target, rowFactors: scaling.rows.factors)
    #expect(plain.basis == Array(0..<5))
    for (a, b) in zip(small.solution, plain.solution) { #expect((a - b).magnitude < 1e-9 * (1 + b.magnitude)) }
    for (index, b) in plain.inverseDiagonal.enumerated() {
      #expect((small.covariance[index][index] / b - 1).magnitude < 1e-9)
    }
    #expect((design.residualSquares + small.residualSquares - plain.residualSquares).magnitude < 1e-11)
    // Without a column the residual sum grows by its cost.
    let without = LeastSquares<Double>(
      columns: Array(columns.dropLast()), right: scaling.rows.target, rowFactors: scaling.rows.factors)
    #expect((small.cost(of: [[(4, 1)]]) - (without.residualSquares - plain.residualSquares)).magnitude < 1e-9)
  }
}
