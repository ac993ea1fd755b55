import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Additive broken lines against truths, plain searches, and least squares in another way.
@Suite(.timed) struct AdditiveFitTests: AdditiveTables {
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
        // A flat end instead of the first slope, which is −2, moves the first knot inside.
        #expect(curve.slope < 0)
        for (knot, truth) in zip(curve.knots, expected) {
          knots += 1
          if let lower = knot.lower, let upper = knot.upper, lower <= truth, truth <= upper { inside += 1 }
        }
      }
    }
    #expect(20 * right >= 19 * runs)
    #expect(100 * inside >= (runs > 100 ? 92 : 75) * knots && knots > 2 * runs)
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

  /// A hinge at the end of its input is a slope, in the network as in the curve.
  @Test func hingesAtTheEndsAreSlopes() throws {
    let x = (0..<40).map { Double(max(0, $0 - 15)) }
    let table = table([x], x.map { 2 * $0 + 1 })
    let scaling = AdditiveScaling(table)
    for isFalling in [false, true] {
      var form = AdditiveForm(inputCount: 1)
      let end = (isFalling ? x.max() : x.min()) ?? 0
      form.curves[0] = .init(isFalling: isFalling, knots: [(end - scaling.centers[0]) / scaling.scales[0]])
      let limits = AdditiveLimits(rows: 40, inputs: 1, isConstant: [false], AdditiveOptions())
      let step = KnotRefinement(scaling.rows, limits).state(form).step
      let found = AdditiveSearch.Result(step: step, price: 0, trials: [], isComplete: true)
      let fit = try AdditiveFit(table, scaling, found, AdditiveOptions())
      #expect(isNear(fit.curves[0].slope, 2, 1e-12) && isNear(fit.intercept, 1, 1e-11) && fit.knotCount == 0)
      for value in x { #expect(isNear(fit.network([value])[0], 2 * value + 1, 1e-11)) }
    }
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

  /// Rows by their numbers are as good as a copy of them: repeated ones, other orders, inputs that are constant among them.
  @Test(arguments: [1, 3]) func rowsByNumberAreThoseOfACopy(_ inputs: Int) throws {
    var generator = SeededGenerator(seed: 26)
    let x = (0..<inputs).map { input in uniform(100, &generator).enumerated().map { input == 2 && $0 >= 40 ? 1 : $1 } }
    let y = noisy(sum(bent(x[0], 2, 0.5), x[inputs - 1]), 0.1, &generator)
    let weights = uniform(100, &generator).map { $0 + 0.5 }
    var options = AdditiveOptions()
    options.folds = 2
    for whole in [table(x, y), table(x, y, weights: weights)] {
      for numbers in [Array(40..<100), (0..<60).map { _ in Int.random(in: 0..<100, using: &generator) }] {
        let rows = TableRows(whole, numbers)
        let (fit, copied) = try (AdditiveFit(rows, options), AdditiveFit(whole.rows(numbers), options))
        #expect(rows.count == numbers.count && rows.copied() == whole.rows(numbers))
        #expect(fit.network == copied.network && fit.curves == copied.curves && fit.trials == copied.trials)
        #expect(fit.rowCount == numbers.count && fit.residualSum == copied.residualSum && fit.knotCount > 0)
        #expect(rows.of([3, 0]).copied().target == [whole.target[numbers[3]], whole.target[numbers[0]]])
      }
    }
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

  /// There may be very many pairs, and a search of all of them must end when it is told to.
  @Test func eachPairAsksWhetherTheWorkIsCancelled() {
    var generator = SeededGenerator(seed: 25)
    let x = (0..<8).map { _ in uniform(60, &generator) }
    let scaling = AdditiveScaling(table(x, zip(x[2], x[5]).map { max(0, $0 + $1 - 1) }))
    var options = AdditiveOptions()
    options.pairs = 1
    let rows = scaling.rows
    let limits = AdditiveLimits(rows: 60, inputs: 8, isConstant: scaling.isConstant, options)
    let (search, basis) = (PairSearch(rows, limits), OrthogonalRows(target: rows.target, factors: rows.factors))
    var asked = 0
    let found = search.best(basis, among: nil) {
      asked += 1
      return false
    }
    #expect(found?.direction.first == 2 && found?.direction.second == 5)
    // 28 pairs among some rows, and the three best among all.
    #expect(asked == 28 + 3)
    asked = 0
    let stopped = search.best(basis, among: nil) {
      asked += 1
      return asked > 10
    }
    #expect(stopped == nil)
  }

  /// A sum of a bend and a line: hinges of pairs may come near the bend on their own path, and pay for nothing.
  @Test(arguments: [true, false])
  func pairsAreTakenOnlyWhereTheyPay(_ prefersSmall: Bool) throws {
    var generator = SeededGenerator(seed: 3)
    let x = (0..<3).map { _ in uniform(60, &generator) }
    let y = noisy(zip(x[0], x[1]).map { 20 * ($0 - 0.5).magnitude + 6 * $1 }, 0.3, &generator)
    var options = AdditiveOptions()
    options.prefersSmall = prefersSmall
    let without = try AdditiveFit(table(x, y), options)
    options.pairs = 2
    let fit = try AdditiveFit(table(x, y), options)
    #expect(fit.pairs.isEmpty && fit.network == without.network && fit.trials == without.trials)
    #expect(fit.isComplete)
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
}
