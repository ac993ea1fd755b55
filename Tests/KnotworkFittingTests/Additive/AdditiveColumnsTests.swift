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
      if let line = basis.direction(of: .line(x[1])) { basis.add(line) }
      if let line = basis.direction(of: .line(x[0])) { basis.add(line) }
      var candidates = KnotCandidates(x[0], factors: factors, minRows: 4, endRows: 4)
      for vector in basis.vectors(at: Array(0..<40)) { candidates.exclude(zip(vector, factors).map { $0 * $1 }) }
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

  /// Columns that are nearly combinations of others, many knots side by side, and a basis that is made anew whenever it is needed:
  /// its vectors stay orthonormal, and span the columns.
  @Test func theBasisIsOrthonormal() {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(20, soak: 400) {
      let n = 300
      let x = uniform(n, &generator)
      let near = zip(x, uniform(n, &generator)).map { $0 + Elementary.exp(-Double(round % 7) * 2) * 1e-2 * $1 }
      let factors = (0..<n).map { _ in round % 2 == 0 ? 1 : Double.random(in: 0.5...2, using: &generator) }
      var basis = OrthogonalRows(target: uniform(n, &generator), factors: factors)
      let before = basis.residual
      let knots = (1..<30).map { Double($0) / 30 }
      let columns: [OrthogonalRows.Column] = [.line(x), .line(near)] + knots.map { .hinge(x, $0) }
      var added = 1
      for column in columns.shuffled(using: &generator) {
        guard let direction = basis.direction(of: column) else { continue }
        basis.add(direction)
        added += 1
        #expect(lanewiseProduct(direction.vector, basis.residual).magnitude < 1e-12)
      }
      let vectors = basis.vectors(at: Array(0..<n))
      #expect(vectors.count == added && added > 28)
      for (index, one) in vectors.enumerated() {
        for (other, two) in vectors.enumerated() {
          #expect((lanewiseProduct(one, two) - (index == other ? 1 : 0)).magnitude < 1e-9)
        }
        #expect(lanewiseProduct(one, basis.residual).magnitude < 1e-10)
      }
      // Nothing is left of what is there, and the residual is what no vector explains.
      for column in columns { #expect(basis.direction(of: column) == nil) }
      var rest = before
      for vector in vectors { remove(vector, from: &rest) }
      for (a, b) in zip(rest, basis.residual) { #expect((a - b).magnitude < 1e-9) }
    }
  }

  /// Columns that are combinations of those before them have no share, and those after them lose nothing.
  @Test func combinationsHaveNoShare() {
    var generator = SeededGenerator(seed: 16)
    let n = 1000
    let x = (0..<4).map { _ in uniform(n, &generator) }
    let rows = AdditiveRows(
      columns: x, target: uniform(n, &generator), factors: uniform(n, &generator).map { $0 + 1.5 })
    func all(_ range: Range<Int>) -> [[Double]] {
      let own = x.map { Array($0[range]) }
      return [own[0].map { _ in 1 }, own[0], own[0].map { 3 - 2 * $0 }, own[1], zip(own[0], own[1]).map { $0 - $1 }]
        + [own[2].map { _ in 0 }, own[2]]
    }
    let design = TriangularDesign(count: 7, rows, block: all)
    let plain = TriangularDesign(count: 4, rows) { range in [0, 1, 3, 6].map { all(range)[$0] } }
    #expect((design.residualSquares - plain.residualSquares).magnitude < 1e-10)
    for dependent in [2, 4, 5] {
      #expect(design.columns[dependent][dependent] == 0)
      for column in design.columns { #expect(column[dependent].magnitude < 1e-12) }
    }
    for (place, index) in [0, 1, 3, 6].enumerated() {
      #expect((design.columns[index][index] - plain.columns[place][place]).magnitude < 1e-10)
      #expect((design.target[index] - plain.target[place]).magnitude < 1e-10)
    }
    // Lengths of columns and their products with the target are kept.
    for index in 0..<7 {
      let column = zip(all(0..<n)[index], rows.factors).map { $0 * $1 }
      let target = zip(rows.target, rows.factors).map { $0 * $1 }
      let (length, product) = (lanewiseProduct(column, column), lanewiseProduct(column, target))
      #expect((lanewiseProduct(design.columns[index], design.columns[index]) - length).magnitude < 1e-9 * (1 + length))
      #expect((lanewiseProduct(design.columns[index], design.target) - product).magnitude < 1e-9 * (1 + length))
    }
  }

  /// Derivatives are those of differences.
  @Test func derivativesAreThoseOfDifferences() {
    var generator = SeededGenerator(seed: 17)
    let x = (0..<3).map { _ in uniform(400, &generator) }
    let rows = AdditiveScaling(table(x, x[0])).rows
    var form = AdditiveForm(inputCount: 3)
    form.curves[0] = .init(hasSlope: true, knots: [-0.2, 0.1])
    form.curves[1] = .init(isFalling: true, knots: [0.15])
    form.directions = [.init(first: 0, second: 2, angle: 0.7)]
    form.curves.append(.init(knots: [-0.1, 0.2]))
    let coefficients = (0...form.columnCount).map { _ in Double.random(in: 0.5...1, using: &generator) }
    func values(_ form: AdditiveForm) -> [Double] {
      let step = AdditivePath.Step(form: form, coefficients: coefficients, residualSquares: 0)
      return step.values(rows.with(form.directions, inputCount: 3))
    }
    let extended = rows.with(form.directions, inputCount: 3)
    let derivatives = AdditiveDerivatives(form, coefficients)
    let found = derivatives.values(extended, in: 0..<400)
    #expect(derivatives.count == 6 && found.count == 6)
    let tail = derivatives.values(extended, in: 300..<400)
    for (all, part) in zip(found, tail) { #expect(Array(all[300...]) == part) }
    let step = 1e-7
    func differences(_ change: (inout AdditiveForm, Double) -> Void) -> [Double] {
      var (up, down) = (form, form)
      change(&up, step)
      change(&down, -step)
      return zip(values(up), values(down)).map { ($0 - $1) / (2 * step) }
    }
    let expected = [
      differences { $0.curves[0].knots[0] += $1 }, differences { $0.curves[0].knots[1] += $1 },
      differences { $0.curves[1].knots[0] += $1 }, differences { $0.curves[3].knots[0] += $1 },
      differences { $0.curves[3].knots[1] += $1 }, differences { $0.directions[0].angle += $1 },
    ]
    for (own, truth) in zip(found, expected) {
      // A row on a knot has none.
      #expect(zip(own, truth).count { ($0 - $1).magnitude > 1e-5 } <= 1)
    }
  }
}
