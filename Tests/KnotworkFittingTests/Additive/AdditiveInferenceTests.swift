import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// What is said of sums of broken lines, against textbooks.
@Suite(.timed) struct AdditiveInferenceTests: AdditiveTables {
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
