import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Additive broken lines against truths, plain searches, and least squares in another way.
@Suite(.timed) struct AdditiveFitTests {
  private func uniform(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
    (0..<count).map { _ in Double.random(in: 0..<1, using: &generator) }
  }

  private func table(_ columns: [[Double]], _ target: [Double], weights: [Double]? = nil) -> DataTable {
    DataTable(
      inputNames: columns.indices.map { "x\($0 + 1)" }, columns: columns, targetName: "y", target: target,
      weights: weights)
  }

  /// Two knots in the first input, one in the second, a slope in the third, nothing in the others.
  private func truth(_ x: [[Double]]) -> [Double] {
    x[0].indices.map { row -> Double in
      let first = 5 * max(0, x[0][row] - 0.3) - 6 * max(0, x[0][row] - 0.7) - 2 * x[0][row]
      let second = 4 * (x[1][row] - 0.5).magnitude
      return first + second + 2 * x[2][row] - 1
    }
  }

  private func noisy(_ values: [Double], _ size: Double, _ generator: inout SeededGenerator) -> [Double] {
    values.map { value in
      var sum = -6.0
      for _ in 0..<12 { sum += Double.random(in: 0..<1, using: &generator) }
      return value + size * sum
    }
  }

  /// a |x − b|.
  private func bent(_ column: [Double], _ factor: Double, _ knot: Double) -> [Double] {
    column.map { factor * ($0 - knot).magnitude }
  }

  private func sum(_ columns: [Double]...) -> [Double] {
    columns[0].indices.map { row in columns.reduce(0.0) { $0 + $1[row] } }
  }

  private func isNear(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool { (a - b).magnitude < tolerance }

  @Test func anExactTruthIsFound() throws {
    var generator = SeededGenerator(seed: 11)
    let x = (0..<5).map { _ in uniform(300, &generator) }
    let fit = try AdditiveFit(table(x, truth(x)))
    #expect(fit.residualSum < 1e-18)
    #expect(Set(fit.curves.map(\.input)) == [0, 1, 2])
    let knots = fit.curves.map { $0.hinges.map(\.knot) }
    #expect(knots.map(\.count) == [2, 1, 0])
    for (found, expected) in zip(knots.flatMap { $0 }, [0.3, 0.7, 0.5]) { #expect(isNear(found, expected, 1e-8)) }
    #expect(isNear(fit.curves[0].line.slopes[0], -2, 1e-7) && isNear(fit.curves[2].slope, 2, 1e-7))
  }

  @Test func theInputsThatMatterAreChosen() throws {
    var generator = SeededGenerator(seed: 12)
    var (right, knots, inside) = (0, 0, 0)
    let runs = Seed.cases(10, soak: 200)
    for run in 0..<runs {
      let x = (0..<5).map { _ in uniform(500, &generator) }
      let values = truth(x)
      let mean = values.reduce(0, +) / 500
      var squares = 0.0
      for value in values { squares += (value - mean) * (value - mean) }
      let spread = (squares / 500).squareRoot()
      var options = AdditiveOptions()
      options.seed = UInt64(run)
      let fit = try AdditiveFit(table(x, noisy(values, spread / 3, &generator)), options)
      if Set(fit.curves.map(\.input)).isSuperset(of: [0, 1, 2]) { right += 1 }
      for (input, expected) in [(0, [0.3, 0.7]), (1, [0.5])] {
        guard let curve = fit.curves.first(where: { $0.input == input }), curve.knots.count == expected.count else {
          continue
        }
        for (knot, truth) in zip(curve.knots, expected) {
          knots += 1
          if let lower = knot.lower, let upper = knot.upper, lower <= truth, truth <= upper { inside += 1 }
        }
      }
    }
    #expect(20 * right >= 19 * runs)
    #expect(100 * inside >= (runs > 100 ? 90 : 75) * knots && knots > 2 * runs)
  }

  /// The network, the sum of the curves and the table of coefficients are one function.
  @Test func networkAndCurvesAgree() throws {
    var generator = SeededGenerator(seed: 13)
    let x = (0..<4).map { _ in uniform(200, &generator) }
    let fold = zip(x[0], x[2]).map { -max(0, $0 + $1 - 1) }
    let y = noisy(sum(bent(x[0], 1, 0.4), x[1], fold), 0.05, &generator)
    var options = AdditiveOptions()
    options.pairs = 1
    let fit = try AdditiveFit(table(x, y), options)
    var sum = 0.0
    for row in y.indices {
      let inputs = x.map { $0[row] }
      let output = fit.network(inputs)[0]
      #expect((output - fit(inputs)).magnitude < 1e-12)
      var value = fit.intercept
      for curve in fit.curves {
        value += curve.slope * inputs[curve.input]
        for hinge in curve.hinges {
          let distance = inputs[curve.input] - hinge.knot
          value += hinge.weight * max(0, hinge.isFalling ? -distance : distance)
        }
      }
      for hinge in fit.pairs.flatMap(\.hinges) {
        var place = hinge.offset
        for (input, factor) in zip(hinge.inputs, hinge.factors) { place += factor * inputs[input] }
        value += hinge.weight * max(0, place)
      }
      #expect((output - value).magnitude < 1e-11)
      sum += (y[row] - output) * (y[row] - output)
    }
    #expect((fit.residualSum / sum - 1).magnitude < 1e-10)
    #expect(fit.network.layers.count == 2)
  }

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

  @Test func oneInputIsThatOfKnots() throws {
    var generator = SeededGenerator(seed: 16)
    let x = uniform(120, &generator)
    let y = noisy(bent(x, 3, 0.4), 0.1, &generator)
    let fit = try AdditiveFit(table([x], y))
    let rows = try WeightedRows(table([x], y))
    let knots = try KnotFit(rows, knots: fit.knotCount, minRows: 3, proof: .never)
    #expect(fit.knotCount > 0)
    for (a, b) in zip(fit.curves[0].hinges.map(\.knot), knots.knots) { #expect((a - b).magnitude < 1e-9) }
    #expect((fit.residualSum / knots.residualSum - 1).magnitude < 1e-9)
  }

  @Test func rulesHold() throws {
    var generator = SeededGenerator(seed: 17)
    let x = (0..<3).map { _ in uniform(200, &generator) }
    let y = noisy(sum(bent(x[0], 4, 0.3), x[1].map { Elementary.sin(7 * $0) }), 0.1, &generator)
    var options = AdditiveOptions()
    options.rules[0, default: .init()].shapes = [.increasing]
    options.rules[1, default: .init()].shapes = [.concave]
    options.rules[2, default: .init()].isLinear = true
    let fit = try AdditiveFit(table(x, y), options)
    let first = try #require(fit.curves.first { $0.input == 0 })
    let second = try #require(fit.curves.first { $0.input == 1 })
    #expect(first.line.slopes.allSatisfy { $0 > -1e-9 })
    #expect(second.line.bends.allSatisfy { $0 < 1e-9 })
    #expect(fit.curves.first { $0.input == 2 }?.hinges.isEmpty ?? true)
    // Without the rules neither would hold.
    let free = try AdditiveFit(table(x, y))
    #expect(free.curves.first { $0.input == 0 }?.line.slopes.contains { $0 < -1 } ?? false)
    #expect(free.curves.first { $0.input == 1 }?.line.bends.contains { $0 > 1 } ?? false)
  }

  @Test func theMostKnotsAndTheLeastRowsHold() throws {
    var generator = SeededGenerator(seed: 18)
    let x = (0..<2).map { _ in uniform(300, &generator) }
    let y = noisy(truth([x[0], x[1], x[1]]), 0.05, &generator)
    var options = AdditiveOptions()
    options.mostKnots = 1
    #expect(try AdditiveFit(table(x, y), options).knotCount == 1)
    options.mostKnots = 0
    #expect(try AdditiveFit(table(x, y), options).knotCount == 0)
    options.mostKnots = nil
    options.minRows = 80
    for curve in try AdditiveFit(table(x, y), options).curves {
      let sorted = x[curve.input].sorted()
      for knot in curve.hinges.map(\.knot) { #expect(knot >= sorted[79] && knot <= sorted[220]) }
    }
  }

  @Test func offsetsAndScalesChangeNothing() throws {
    var generator = SeededGenerator(seed: 19)
    // Steps of 2⁻²⁰, which far offsets leave as they are.
    let x = (0..<3).map { _ in uniform(150, &generator).map { ($0 * 0x1p20).rounded() * 0x1p-20 } }
    let y = noisy(sum(bent(x[0], 2, 0.5), x[1]), 0.1, &generator)
    let plain = try AdditiveFit(table(x, y))
    let far = try AdditiveFit(
      table([x[0].map { $0 + 0x1p30 }, x[1].map { $0 * 0x1p-200 }, x[2]], y.map { $0 * 0x1p-100 }))
    #expect(
      plain.curves.map(\.input) == far.curves.map(\.input) && plain.knotCount == far.knotCount && plain.knotCount > 0)
    for (a, b) in zip(plain.curves[0].hinges, far.curves[0].hinges) {
      #expect((a.knot + 0x1p30 - b.knot).magnitude < 1e-6)
    }
    #expect((far.residualSum * 0x1p200 / plain.residualSum - 1).magnitude < 1e-9)
  }

  @Test func emptyConstantAndRepeatedColumns() throws {
    var generator = SeededGenerator(seed: 20)
    let x = uniform(100, &generator)
    let y = noisy(bent(x, 1, 0.5), 0.02, &generator)
    let fit = try AdditiveFit(table([x.map { _ in 7 }, x, x, x.map { 1 - 2 * $0 }], y))
    #expect(fit.curves.count == 1 && fit.curves[0].input != 0 && fit.knotCount == 1)
    let flat = try AdditiveFit(table([x, uniform(100, &generator)], y.map { _ in 3 }))
    #expect(flat.curves.isEmpty && flat([0.2, 0.9]) == 3 && flat.network([5, 5]) == [3])
  }

  @Test func fewRows() throws {
    for count in 1...12 {
      let x = [(0..<count).map { Double($0) }, (0..<count).map { Double($0 * $0 % 7) }]
      let fit = try AdditiveFit(table(x, x[0].map { $0 * 2 + ($0 == 3 ? 1 : 0) }))
      #expect(fit.termCount <= count)
      #expect(fit.network(x.map { $0[0] })[0].isFinite)
    }
  }

  @Test func weightsCountRows() throws {
    var generator = SeededGenerator(seed: 21)
    let x = (0..<2).map { _ in uniform(80, &generator) }
    let y = noisy(bent(x[0], 1, 0.5), 0.05, &generator)
    var form = AdditiveForm(inputCount: 2)
    form.curves[0] = .init(hasSlope: true, knots: [0.01])
    let weights = (0..<80).map { Double($0 % 3 + 1) }
    let repeated = (0..<80).flatMap { row in [Int](repeating: row, count: row % 3 + 1) }
    func solution(_ table: DataTable) -> [Double] {
      let rows = AdditiveScaling(table).rows
      let design = TriangularDesign(form, rows)
      return SmallLeastSquares(columns: design.columns, target: design.target).solution
    }
    let (one, other) = (table(x, y, weights: weights), table(x, y).rows(repeated))
    let difference = AdditiveScaling(one).centers[0] - AdditiveScaling(other).centers[0]
    if difference == 0 { for (a, b) in zip(solution(one), solution(other)) { #expect((a - b).magnitude < 1e-10) } }
    #expect(try AdditiveFit(one).curves.map(\.input) == [0])
  }

  @Test func threadsDoNotMatter() throws {
    var generator = SeededGenerator(seed: 22)
    let x = (0..<4).map { _ in uniform(150, &generator) }
    let y = noisy(sum(bent(x[0], 1, 0.4), x[1]), 0.2, &generator)
    var options = AdditiveOptions()
    let one = try AdditiveFit(table(x, y), options)
    let samples = AdditiveBootstrap(table(x, y), one, options, samples: 6)
    options.threads = 4
    let four = try AdditiveFit(table(x, y), options)
    #expect(one.network == four.network && one.trials == four.trials && one.curves == four.curves)
    #expect(AdditiveBootstrap(table(x, y), four, options, samples: 6) == samples)
    #expect(samples.inputs[0].chosenShare == 1 && samples.inputs[0].meanKnots > 0)
  }

  @Test func whatWasFoundByThenIsTheFit() throws {
    var generator = SeededGenerator(seed: 23)
    let x = (0..<3).map { _ in uniform(100, &generator) }
    let fit = try AdditiveFit(table(x, x[0]), isCancelled: { true })
    #expect(!fit.isComplete && fit.trials.isEmpty)
  }

  @Test func obliqueHingesAreFound() throws {
    var generator = SeededGenerator(seed: 24)
    let x = (0..<3).map { _ in uniform(400, &generator) }
    let y = noisy(zip(x[0], x[1]).map { 5 * max(0, $0 + $1 - 1) }, 0.1, &generator)
    var options = AdditiveOptions()
    let without = try AdditiveFit(table(x, y), options)
    options.pairs = 1
    let fit = try AdditiveFit(table(x, y), options)
    #expect(fit.pairs.map(\.inputs) == [[0, 1]] && fit.pairs[0].gain > 0.5)
    #expect(fit.residualSum < 0.7 * without.residualSum)
    #expect((fit.pairs[0].effect?.pValue ?? 1) < 1e-10)
  }

  /// The F tests are those of textbooks, by least squares with the knots as they are.
  @Test func testsAreOfResidualSums() throws {
    var generator = SeededGenerator(seed: 25)
    let x = (0..<2).map { _ in uniform(150, &generator) }
    let y = noisy(sum(bent(x[0], 2, 0.5), x[1]), 0.2, &generator)
    let fit = try AdditiveFit(table(x, y))
    let curve = try #require(fit.curves.first { $0.input == 0 })
    let test = try #require(curve.linearity)
    let others =
      [x[0].map { _ in 1.0 }, x[1]]
      + fit.curves.filter { $0.input == 1 }.flatMap { other in
        other.hinges.map { hinge in x[1].map { max(0, hinge.isFalling ? hinge.knot - $0 : $0 - hinge.knot) } }
      }
    let straight = LeastSquares<Double>(columns: others + [x[0]], right: y, rowFactors: nil).residualSquares
    let expected =
      (straight - fit.residualSum) / Double(test.numerator) / (fit.residualSum / Double(fit.degreesOfFreedom))
    if fit.curves.allSatisfy({ $0.input == 0 || $0.slope != 0 }) {
      #expect((test.statistic / expected - 1).magnitude < 1e-7)
    }
    #expect(test.pValue < 1e-6 && (curve.effect?.pValue ?? 1) < 1e-6)
  }

  /// A network of several groups is that of each group, where inputs of 0 and 1 say which one a row is of.
  @Test func gatedNetworksAreThoseOfTheirGroups() throws {
    var generator = SplitMix64(state: Seed.current)
    func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }
    for trial in 0..<60 {
      let inputs = Int.random(in: 1...3, using: &generator)
      // Far and wide ranges as well.
      let (center, width) = trial % 3 == 0 ? (1e6, 1e-2) : trial % 3 == 1 ? (0, 1e5) : (-3, 2)
      let lower = (0..<inputs).map { _ in center + width * number(-1...0) }
      let upper = lower.map { $0 + width * number(0.1...1) }
      let parts = try (0..<Int.random(in: 1...4, using: &generator)).map { _ -> Network in
        let units = Int.random(in: 1...5, using: &generator)
        let rows = (0..<units).map { _ in (0..<inputs).map { _ in number(-1...1) } }
        // Bends at a point of the box.
        let bias = rows.map { row in
          -zip(row, zip(lower, upper)).reduce(0) { $0 + $1.0 * ($1.1.0 + number(0...1) * ($1.1.1 - $1.1.0)) }
        }
        return try Network(layers: [
          Layer(
            weights: Matrix(rows), bias: bias,
            activations: (0..<units).map { _ in Bool.random(using: &generator) ? .relu : .linear }),
          Layer(
            weights: Matrix([(0..<units).map { _ in number(-2...2) }]), bias: [number(-1...1)], activation: .linear),
        ])
      }
      let network = try Network(
        gating: parts, lower: lower, upper: upper, groupNames: parts.indices.dropFirst().map { "g=\($0)" })
      #expect(network.layers.count == 2)
      for (group, part) in parts.enumerated() {
        for _ in 0..<20 {
          let point = zip(lower, upper).map { $0 + number(-0.5...1.5) * ($1 - $0) }
          let code = parts.indices.dropFirst().map { $0 == group ? 1.0 : 0 }
          let (own, gated) = (part(point)[0], network(point + code)[0])
          #expect((own - gated).magnitude <= 1e-9 * (width + 1) + 1e-13 * abs(center), "trial \(trial), group \(group)")
        }
      }
    }
  }

  /// Moments are those of their definition, and what was put in is found.
  @Test func residualsAreCheckedAsStatisticiansDo() throws {
    let n = 40
    let prediction = (0..<n).map { Double($0) / 4 - 3 }
    let residuals = (0..<n).map { row -> Double in Double(row * 17 % 23 - 11) / 10 * (row == 30 ? 12 : 1) }
    let table = DataTable(
      inputNames: ["x"], columns: [prediction], targetName: "y", target: zip(prediction, residuals).map { $0 + $1 })
    let checks = try #require(ResidualChecks(residuals, of: table, degreesOfFreedom: n - 2))
    // Moments by their definition.
    let mean = residuals.reduce(0, +) / Double(n)
    func moment(_ power: Int) -> Double {
      residuals.reduce(0) { sum, value in
        sum + (0..<power).reduce(1) { product, _ in product * (value - mean) } / Double(n)
      }
    }
    let (skewness, kurtosis) = (moment(3) / (moment(2) * moment(2).squareRoot()), moment(4) / (moment(2) * moment(2)))
    #expect((checks.skewness - skewness).magnitude < 1e-12)
    #expect((checks.excess - (kurtosis - 3)).magnitude < 1e-12)
    let bera = Double(n) / 6 * (skewness * skewness + (kurtosis - 3) * (kurtosis - 3) / 4)
    #expect((checks.normality!.statistic - bera).magnitude < 1e-10)
    let error = (residuals.reduce(0) { $0 + $1 * $1 } / Double(n - 2)).squareRoot()
    #expect(checks.farRows.map(\.row) == residuals.indices.filter { residuals[$0].magnitude > 4 * error })
    #expect(checks.farRows.first.map { ($0.standardised - residuals[30] / error).magnitude < 1e-12 } == true)
    // Spread that grows with the prediction, and residuals that follow each other, are found; where all is even, they are not.
    let growing = (0..<n).map { Double($0) / 20 * ($0.isMultiple(of: 2) ? 1.0 : -1) }
    let following = (0..<n).map { $0 / 10 % 2 == 0 ? 1.0 : -1 }
    func checked(_ residuals: [Double]) throws -> ResidualChecks {
      let table = DataTable(
        inputNames: ["x"], columns: [prediction], targetName: "y", target: zip(prediction, residuals).map { $0 + $1 })
      return try #require(ResidualChecks(residuals, of: table, degreesOfFreedom: n - 2))
    }
    #expect(try checked(growing).spread!.pValue < 1e-4)
    #expect(try checked(following).succession!.pValue < 1e-4)
    #expect(try checked(following).spread == nil)
    let even = (0..<n).map { Double($0 * 11 % 40) - 19.5 }
    #expect(try checked(even).spread!.pValue > 0.1)
    #expect(try checked(even).succession!.pValue > 0.05)
    // Weights that are all the same change nothing but by rounding, and few rows are not checked.
    #expect(ResidualChecks([1, -1, 1], of: table.rows(0..<3), degreesOfFreedom: 1) == nil)
    #expect(ResidualChecks([Double](repeating: 0, count: n), of: table, degreesOfFreedom: n - 2) == nil)
  }
}
