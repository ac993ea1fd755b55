import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Certificates of one unit against the exact optimum by plain enumeration.
@Suite(.timed) struct CertificateOracleTests {
  private func check(_ rows: WeightedRows, hasBias: Bool, isReached: Bool, _ comment: Comment) throws {
    let fit = try CertifiedFit.oneUnit(rows, hasBias: hasBias)
    let certificate = fit.certificate
    let optimum = ExactOracle(rows, hasBias: hasBias).optimum()
    #expect(Rational(certificate.lowerBound) <= optimum, comment)
    #expect(Rational(certificate.optimum.nextUp) >= optimum, comment)
    #expect(certificate.gap == certificate.optimum - certificate.lowerBound, comment)
    #expect(rows.residualSum(of: fit.network) == certificate.optimum, comment)
    #expect(fit.proof != nil, comment)
    // What weights of many digits reach is always proved to be the least.
    #expect(certificate.isComplete && Rational(certificate.unrounded.nextUp) >= optimum, comment)
    if isReached {
      #expect(certificate.isWritten, comment)
    } else {
      // Never worse than without the column that is dependent but for rounding.
      let first = try WeightedRows(
        inputs: Matrix((0..<rows.count).map { [rows.inputs[$0, 0]] }), targets: rows.targets, weights: rows.weights)
      let plain = try CertifiedFit.oneUnit(first, hasBias: hasBias).certificate
      #expect(plain.isComplete, comment)
      #expect(certificate.optimum <= plain.optimum * (1 + 1e-12) + plain.slack, comment)
    }
  }

  @Test(arguments: HardTable.allCases)
  func oneUnit(_ kind: HardTable) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<Seed.cases(6, soak: 60) {
      let inputs = number % 2 + 1
      let isExact = number % 3 == 0
      let rows = try kind.rows(
        Int.random(in: 1...5, using: &generator), inputs: inputs, isExact: isExact, using: &generator)
      for hasBias in [true, false] {
        try check(
          rows, hasBias: hasBias, isReached: !kind.isNearlyDependent || isExact,
          "\(kind), case \(number), bias \(hasBias), seed \(Seed.current): \(rows)")
      }
    }
  }

  /// The least residual sum leaves a direction of the weights open, along which they may grow without end: the network that is written
  /// has short ones.
  @Test func weightsThatMayGrowDoNot() throws {
    let rows = try WeightedRows(
      inputs: Matrix([[0, -1, -1], [-2, 1, -1], [1, 1, -1], [1, 1, 2], [1, -1, -2]]), targets: [-2, 2, 1, -1, 2],
      weights: [1, 2, 1, 2, 1])
    try check(rows, hasBias: true, isReached: true, "seed 4570071")
    let fit = try CertifiedFit.oneUnit(rows, hasBias: true)
    #expect((fit.certificate.optimum - 2.0 / 3).magnitude < 1e-9)
    #expect(fit.network.layers[0].weights.elements.allSatisfy { $0.magnitude < 1e3 })
  }

  /// Celsius beside Fahrenheit with five rows: the best weights are of size 10¹⁶, and no doubles are near them.
  @Test func weightsThatNoDoublesAreNear() throws {
    let celsius = [22.1, -6.5, 14.1, 22.1, -8.3]
    let rows = try WeightedRows(
      inputs: Matrix(zip(celsius, [71.78, 20.299999999999997, 57.379999999999995, 71.78, 17.06]).map { [$0, $1] }),
      targets: [12.24314892944736, -0.061367975008377956, 4.116473186241582, 12.130098995496807, -0.03532554391705763])
    let fit = try CertifiedFit.oneUnit(rows, hasBias: true)
    let certificate = fit.certificate
    #expect(certificate.isComplete)
    #expect((certificate.unrounded - 0.006390143783112156).magnitude < 1e-11)
    #expect(certificate.lowerBound <= certificate.unrounded && certificate.unrounded <= certificate.optimum)
    #expect(rows.residualSum(of: fit.network) == certificate.optimum && certificate.optimum < 0.006730)
  }

  /// The network that is written is as good as linear regression on columns that are nearly dependent, which needs weights of size
  /// 10¹⁵, and its figures are those of the certificate.
  @Test func linearRegressionIsReached() throws {
    let celsius = [21.1, 12.6, 25.2, 25.4, 13.9]
    let fahrenheit = [69.98, 54.68, 77.36, 77.72, 57.019999999999996]
    let targets = [11.178851450020499, 2.6008347532771072, 14.883215197261695, 15.374973640708838, 4.063080978860127]
    let rows = try WeightedRows(inputs: Matrix(zip(celsius, fahrenheit).map { [$0, $1] }), targets: targets)
    let fit = try CertifiedFit.oneUnit(rows, hasBias: true)
    let linear = FitGate.linearSum(rows, hasBias: true)
    #expect(fit.certificate.isComplete && fit.certificate.optimum <= linear * (1 + 1e-8))
    let table = DataTable(
      inputNames: ["c", "f"], columns: [celsius, fahrenheit], targetName: "y", target: targets)
    let exact = ExactPredictions(fit.network, on: table)
    let rmse = Scores(residuals: exact.residuals, for: table).rmse
    #expect((5 * rmse * rmse / fit.certificate.optimum - 1).magnitude < 1e-12)
    // Double arithmetic has lost most digits of it.
    let plain = Scores(of: fit.network.predictions(for: table), for: table).rmse
    #expect((5 * plain * plain / fit.certificate.optimum - 1).magnitude > 1e-9)
  }

  /// A short direction is active on the same rows, with the same outputs there.
  @Test func shortDirections() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<50 {
      let points = (0..<5).map { _ in (0..<4).map { _ in Dyadic(Double(Int.random(in: -3...3, using: &generator))) } }
      let rows = ProofRows(
        points: points, targets: points.map { _ in .zero }, weights: points.map { _ in .one }, dimension: 4,
        hasIntercept: false)
      let direction = (0..<4).map { _ in Dyadic(Double.random(in: -1...1, using: &generator) * 0x1p60) }
      let short = rows.shortened(direction)
      for point in points {
        let (before, after) = (exactProduct(direction, point), exactProduct(short, point))
        guard before.signum > 0 else {
          #expect(after.signum <= 0)
          continue
        }
        #expect((after - before).magnitude <= before.magnitude * Dyadic(1e-12))
      }
      let (old, new) = (exactProduct(direction, direction), exactProduct(short, short))
      #expect(new <= old)
    }
  }

  /// Residuals too small for their squares count.
  @Test func tinyResiduals() {
    let table = DataTable(inputNames: [], columns: [], targetName: "y", target: [1, 2])
    #expect(Scores(residuals: [3e-200, -4e-200], for: table).rmse == 4e-200 * (0.5 * (0.75 * 0.75 + 1)).squareRoot())
    #expect(Scores(residuals: [0, 0], for: table).rmse == 0)
  }

  @Test(arguments: [HardTable.noise, .tied, .offset, .scaled])
  func threeInputs(_ kind: HardTable) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<Seed.cases(1, soak: 20) {
      let rows = try kind.rows(5, inputs: 3, isExact: false, using: &generator)
      try check(
        rows, hasBias: true, isReached: true, "\(kind), case \(number), seed \(Seed.current): \(rows)")
    }
  }
}
