import Foundation
import KnotworkFormats
import Testing

@testable import KnotworkFitting

/// Linear regression against statsmodels 0.15 and against least squares in 50-digit arithmetic (mpmath).
@Suite struct LinearRegressionTests {
  private static let examples = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Examples").standardized

  private static func table(_ name: String) throws -> DataTable {
    var reader = TableReader(source: name)
    try reader.read(Data(contentsOf: examples.appending(path: name)))
    return try reader.finish()
  }

  private func expect(_ found: [Double?], _ expected: [Double], relative: Double, _ comment: Comment? = nil) {
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) {
      let error = a.map { ($0 - b).magnitude / b.magnitude } ?? .infinity
      #expect(error <= relative, comment)
    }
  }

  /// a, b, weights and target of a small table.
  private let ordinary: (table: DataTable, weights: [Double]) = {
    let n = 12
    let a = (0..<n).map { Double(7 * $0 % 11) / 2 }
    let b = (0..<n).map { Double(5 * $0 % 7) - 1.5 }
    let y = (0..<n).map { row -> Double in
      let noise = Double(3 * row % 5 - 2) / 4
      return 2 + 0.5 * a[row] - b[row] + noise
    }
    return (
      DataTable(inputNames: ["a", "b"], columns: [a, b], targetName: "y", target: y),
      (0..<n).map { 1 + Double($0 % 3) / 2 }
    )
  }()

  @Test func agreesWithStatsmodels() {
    let fit = LinearRegression(ordinary.table)
    expect(
      fit.coefficients.map(\.estimate), [1.6099547906282363, 0.6054323484793762, -0.9149359483734262], relative: 1e-12)
    expect(
      fit.coefficients.map(\.standardError), [0.18351565584140375, 0.057111721361866645, 0.04480103994724922],
      relative: 1e-12)
    expect(fit.coefficients.map(\.t), [8.772847108039528, 10.600842244681875, -20.422203356232654], relative: 1e-12)
    expect(
      fit.coefficients.map(\.p), [1.0518812354556084e-05, 2.19713348936502e-06, 7.55110543178188e-09], relative: 1e-9)
    expect(
      [fit.rSquared, fit.adjustedRSquared, fit.aic, fit.bic, fit.sumOfSquares],
      [0.9859992596935624, 0.9828879840699096, 9.501750758515882, 10.956470707879884, 0.9406747393387742],
      relative: 1e-11)
  }

  @Test func agreesWithStatsmodelsOnWeights() {
    let table = ordinary.table
    let fit = LinearRegression(
      DataTable(
        inputNames: table.inputNames, columns: table.columns, targetName: "y", target: table.target,
        weights: ordinary.weights))
    expect(
      fit.coefficients.map(\.estimate), [1.6208223071645596, 0.5868274037047925, -0.9030481231010488], relative: 1e-12)
    expect(
      fit.coefficients.map(\.standardError), [0.20229712080243664, 0.06544473531815921, 0.04856303251896165],
      relative: 1e-12)
    expect(
      [fit.rSquared, fit.adjustedRSquared, fit.aic, fit.bic, fit.sumOfSquares],
      [0.9840684454039825, 0.9805280999382009, 11.144770235566902, 12.599490184930904, 1.5557605606194258],
      relative: 1e-11)
  }

  @Test func longleyIsRightToElevenDigits() throws {
    let fit = LinearRegression(try Self.table("longley.csv"))
    expect(
      fit.coefficients.map(\.estimate),
      [
        -3482258.6345958184, 15.061872271373323, -0.03581917929259102, -2.020229803816825, -1.033226867173592,
        -0.05110410565358071, 1829.151464613552,
      ], relative: 1e-11)
    expect(
      fit.coefficients.map(\.standardError),
      [
        890420.3836073726, 84.91492577476696, 0.03349100777224318, 0.4883996816516994, 0.21427416316167527,
        0.2260732000693702, 455.478499142212,
      ], relative: 1e-11)
    expect(
      [fit.sumOfSquares, fit.aic, fit.bic], [836424.0555059146, 233.23486961695824, 238.6429906726367], relative: 1e-11)
  }

  /// The polynomial of degree 10 in NIST's Filip, whose condition number is 10¹⁵.
  @Test func filipIsRightToElevenDigits() throws {
    let x = try Self.table("filip.csv").columns[0]
    let y = try Self.table("filip.csv").target
    var powers: [[Double]] = []
    for _ in 1...10 { powers.append(powers.last.map { last in zip(last, x).map { $0 * $1 } } ?? x) }
    let fit = LinearRegression(
      DataTable(inputNames: (1...10).map { "x\($0)" }, columns: powers, targetName: "y", target: y))
    #expect(fit.rank == 11)
    expect(
      fit.coefficients.map(\.estimate),
      [
        -1467.4896313887714, -2772.1796242619316, -2316.371108609359, -1127.9739541497518, -354.4782378552308,
        -75.12420262435174, -10.875318164699452, -1.0622149986404843, -0.06701911627445624, -0.002467810813235648,
        -4.029625301456807e-05,
      ], relative: 1e-11)
    expect(
      fit.coefficients.map(\.standardError),
      [
        298.0845304564331, 559.7798644581967, 466.4775712737701, 227.2042740568501, 71.64786595274843,
        15.289717845386996, 2.23691159376235, 0.22162432148628003, 0.014236376285786287, 0.000535617407733857,
        8.966328353654346e-06,
      ], relative: 1e-11)
    expect([fit.sumOfSquares], [0.0007958513767535476], relative: 1e-11)
  }

  @Test func dependentColumnsAreLeftOut() {
    let table = ordinary.table
    let (a, b) = (table.columns[0], table.columns[1])
    let fit = LinearRegression(
      DataTable(
        inputNames: ["a", "twice", "b", "sum", "one"],
        columns: [a, a.map { 2 * $0 }, b, zip(a, b).map { 3 * $0 - $1 / 7 }, a.map { _ in 5 }], targetName: "y",
        target: table.target))
    #expect(fit.coefficients.map(\.isAliased) == [false, false, true, false, true, true])
    #expect(fit.rank == 3 && fit.degreesOfFreedom == 9)
    let plain = LinearRegression(table)
    expect([0, 1, 3].map { fit.coefficients[$0].estimate }, plain.coefficients.map(\.estimate), relative: 1e-10)
    expect([fit.sumOfSquares], [plain.sumOfSquares], relative: 1e-10)
  }

  @Test func tooFewRowsAndConstantTargets() {
    let one = LinearRegression(DataTable(inputNames: ["a"], columns: [[2]], targetName: "y", target: [3]))
    #expect(one.rank == 1 && one.coefficients[0].standardError == nil && (one([7]) - 3).magnitude < 1e-15)
    #expect(one.rSquared == nil && one.residualStandardError == nil)
    let flat = LinearRegression(
      DataTable(inputNames: ["a"], columns: [[1, 2, 3]], targetName: "y", target: [4, 4, 4]))
    #expect((flat([10]) - 4).magnitude < 1e-12 && flat.rSquared == nil)
  }

  /// P(|T| ≥ t) to 17 digits from mpmath.
  static let tails: [(Double, Double, Double)] = [
    (1, 0.001, 0.99936338043983888), (1, 0.5, 0.70483276469913345), (1, 1, 0.5), (1, 40, 0.015912179824051627),
    (2, 0.5, 0.66666666666666667), (2, 7, 0.019803941180393138), (3, 1, 0.39100221895577064),
    (3, 40, 3.4380680789158528e-5), (9, 0.001, 0.99922393032597327), (9, 2.5, 0.033861827682985739),
    (9, 40, 1.8982998449339826e-11), (30, 0.5, 0.62072300488512729), (30, 7, 8.8699586672206432e-8),
    (30, 40, 1.3726045194406403e-27), (100, 2.5, 0.014045789124077177), (100, 40, 2.4621076021400708e-63),
    (1234, 1, 0.3175065546184066), (1234, 7, 4.1915810114483299e-12), (1234, 40, 4.9069593450249857e-225),
    (1e6, 0.001, 0.99920211577164909), (1e6, 2.5, 0.012419489502163246), (1e6, 7, 2.5612241113740789e-12),
  ]

  @Test(arguments: tails)
  func studentsTailIsRight(_ nu: Double, _ t: Double, _ expected: Double) {
    let distribution = StudentT(degreesOfFreedom: nu)
    let found = distribution.twoSidedP(t)
    #expect((found - expected).magnitude <= (nu > 1e5 ? 1e-10 : 1e-12) * expected, "\(found)")
    #expect(distribution.twoSidedP(-t) == found)
    #expect((distribution.cumulative(t) + distribution.cumulative(-t) - 1).magnitude < 1e-15)
    #expect((distribution.twoSidedQuantile(expected) - t).magnitude <= 1e-9 * t)
  }
}
