import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Evenly spread knots with shrunken bends, against least squares with rows that shrink.
@Suite(.timed) struct ShrunkenFormsTests: AdditiveTables {
  private func smooth(_ count: Int, _ generator: inout SeededGenerator) -> DataTable {
    let x = (0..<3).map { _ in uniform(count, &generator) }
    let y = noisy(sum(x[0].map { Elementary.sin(4 * $0) }, x[1].map { $0 * $0 }), 0.5, &generator)
    return table(x, y)
  }

  @Test func thePenaltyIsThatOfItsDefinition() throws {
    var generator = SeededGenerator(seed: 41)
    let scaling = AdditiveScaling(smooth(90, &generator))
    let rows = scaling.rows
    let forms = ShrunkenForms(
      AdditiveLimits(rows: 90, inputs: 3, isConstant: scaling.isConstant, AdditiveOptions()))
    let form = forms.form(rows, knots: 3)
    #expect(form.curves.allSatisfy { $0.hasSlope && $0.knots.count == 3 })
    for (curve, column) in zip(form.curves, rows.columns) {
      // As many rows between knots as can be.
      #expect(curve.knots == [22, 45, 67].map { column.sorted()[$0] })
    }
    let columns =
      [rows.target.map { _ in 1.0 }] + form.columns.map { column in rows.columns[column.input].map { column($0) } }
    for (penalty, step) in zip([0.01, 1], forms.solved(form, rows, knots: 3, penalties: [0.01, 1])) {
      // One row more for each bend.
      var (extended, target) = (columns, rows.target)
      for (index, column) in form.columns.enumerated() where column.shape != .line {
        let values = rows.columns[column.input]
        let mean = values.reduce(0, +) / 90
        let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / 90 }
        for other in extended.indices {
          extended[other].append(other == index + 1 ? (90 * penalty * spread).squareRoot() : 0)
        }
        target.append(0)
      }
      let plain = LeastSquares<Double>(columns: extended, right: target, rowFactors: nil)
      for (a, b) in zip(step.coefficients, plain.solution) { #expect((a - b).magnitude < 1e-8 * (1 + b.magnitude)) }
      let residual = rows.target.indices.reduce(0.0) { sum, row in
        let rest = rows.target[row] - zip(columns, plain.solution).reduce(0) { $0 + $1.0[row] * $1.1 }
        return sum + rest * rest
      }
      #expect((step.residualSquares / residual - 1).magnitude < 1e-9)
      // The trace, by the definition: how much each fitted value follows its own row.
      var trace = 0.0
      for row in 0..<90 {
        var unit = [Double](repeating: 0, count: target.count)
        unit[row] = 1
        let solution = LeastSquares<Double>(columns: extended, right: unit, rowFactors: nil).solution
        trace += zip(columns, solution).reduce(0) { $0 + $1.0[row] * $1.1 }
      }
      #expect(((step.shrinkage?.freedom ?? 0) / trace - 1).magnitude < 1e-8)
    }
  }

  @Test func noShrinkageIsLeastSquaresAndMuchIsRegression() {
    var generator = SeededGenerator(seed: 42)
    let table = smooth(80, &generator)
    let scaling = AdditiveScaling(table)
    let forms = ShrunkenForms(AdditiveLimits(rows: 80, inputs: 3, isConstant: scaling.isConstant, AdditiveOptions()))
    let form = forms.form(scaling.rows, knots: 3)
    let steps = forms.solved(form, scaling.rows, knots: 3, penalties: [1e-12, 1e9])
    let refinement = KnotRefinement(
      scaling.rows, AdditiveLimits(rows: 80, inputs: 3, isConstant: scaling.isConstant, AdditiveOptions()))
    #expect((steps[0].residualSquares / refinement.state(form).residualSquares - 1).magnitude < 1e-6)
    var line = AdditiveForm(inputCount: 3)
    for input in 0..<3 { line.curves[input].hasSlope = true }
    #expect((steps[1].residualSquares / refinement.state(line).residualSquares - 1).magnitude < 1e-6)
    #expect((steps[1].shrinkage?.freedom ?? 0) < 4.001)
  }

  @Test func theMostAccurateMayBeShrunken() throws {
    var generator = SeededGenerator(seed: 43)
    let table = smooth(120, &generator)
    var options = AdditiveOptions()
    #expect(try AdditiveFit(table, options).shrinkage == nil)
    options.prefersSmall = false
    let chosen = try AdditiveFit(table, options)
    let least = chosen.trials.min { $0.mean < $1.mean }
    #expect(chosen.trials.contains { $0.shrinkage != nil } && chosen.shrinkage == least?.shrinkage)
    options.threads = 3
    #expect(try AdditiveFit(table, options).network == chosen.network)
  }

  @Test func whatIsSaidOfShrunkenForms() throws {
    var generator = SeededGenerator(seed: 45)
    let table = smooth(120, &generator)
    let options = AdditiveOptions()
    let scaling = AdditiveScaling(table)
    let search = AdditiveSearch(
      scaling: scaling, options: options, isCancelled: { false })
    let step = search.shrunken(ShrunkenForms.Setting(knots: 3, penalty: 0.01))
    let found = AdditiveSearch.Result(step: step, price: 0, trials: [], isComplete: true)
    let fit = try AdditiveFit(table, scaling, found, options)
    #expect(fit.shrinkage == 0.01)
    #expect(fit.curves.map(\.input) == [0, 1, 2] && fit.price == 0)
    #expect(fit.curves.allSatisfy { $0.knots.allSatisfy { $0.standardError == nil } })
    #expect(fit.curves.allSatisfy { $0.slopes.allSatisfy { $0.standardError ?? 0 > 0 } })
    #expect(fit.parameterCount < fit.termCount + 1)
    // Tests are those of least squares with the same knots.
    let curve = fit.curves[2]
    func hinges(_ curve: AdditiveFit.Curve) -> [[Double]] {
      [table.columns[curve.input]]
        + curve.hinges.map { hinge in table.columns[curve.input].map { max(0, $0 - hinge.knot) } }
    }
    let ones = table.target.map { _ in 1.0 }
    func sum(_ curves: [AdditiveFit.Curve]) -> Double {
      LeastSquares<Double>(columns: [ones] + curves.flatMap(hinges), right: table.target, rowFactors: nil)
        .residualSquares
    }
    let (whole, without) = (sum(fit.curves), sum([fit.curves[0], fit.curves[1]]))
    let test = try #require(curve.effect)
    #expect(test.numerator == 1 + curve.hinges.count && test.denominator == 120 - 1 - fit.termCount)
    let expected = (without - whole) / Double(test.numerator) / (whole / Double(test.denominator))
    #expect((test.statistic / expected - 1).magnitude < 1e-6)
    let samples = AdditiveBootstrap(table, fit, options, samples: 4)
    #expect(samples.inputs.allSatisfy { $0.chosenShare == 1 && $0.meanKnots > 2 })
  }

  @Test func oneInputMayBeShrunkenToo() throws {
    var generator = SeededGenerator(seed: 44)
    let x = uniform(40, &generator)
    var options = AdditiveOptions()
    (options.prefersSmall, options.mostKnots) = (false, 3)
    let smooth = try AdditiveFit(table([x], noisy(x.map { Elementary.sin(5 * $0) }, 0.3, &generator)), options)
    #expect(smooth.trials.count > 9 && smooth.trials.contains { $0.shrinkage != nil })
    let sharp = try AdditiveFit(table([x], noisy(bent(x, 3, 0.4), 0.02, &generator)), options)
    #expect(sharp.shrinkage == nil && sharp.curves[0].hinges.contains { isNear($0.knot, 0.4, 0.02) })
  }

  /// Levels of inputs with few values are the knots, and inputs of two values have none.
  @Test func inputsOfFewValues() {
    let rows = AdditiveRows(
      columns: [(0..<60).map { Double($0 % 2) }, (0..<60).map { Double($0 % 4) }], target: (0..<60).map { Double($0) },
      factors: [Double](repeating: 1, count: 60))
    let forms = ShrunkenForms(AdditiveLimits(rows: 60, inputs: 2, isConstant: [false, false], AdditiveOptions()))
    let form = forms.form(rows, knots: 6)
    #expect(form.curves[0].knots.isEmpty && form.curves[1].knots == [1, 2])
  }
}
