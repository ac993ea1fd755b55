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
    if isReached {
      #expect(certificate.isComplete, comment)
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

  @Test(arguments: [HardTable.noise, .tied, .offset, .scaled])
  func threeInputs(_ kind: HardTable) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<Seed.cases(2, soak: 20) {
      let rows = try kind.rows(5, inputs: 3, isExact: false, using: &generator)
      try check(
        rows, hasBias: true, isReached: true, "\(kind), case \(number), seed \(Seed.current): \(rows)")
    }
  }
}
