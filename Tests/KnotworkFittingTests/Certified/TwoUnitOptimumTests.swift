import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// The certified optimum of two units against plain enumeration.
@Suite(.timed) struct TwoUnitOptimumTests {
  /// A kind of rows.
  enum Kind: CaseIterable, Sendable {
    case teacher, noise, integers, repeated, line, threeLines, zeros, equalTargets, zeroTargets, weighted, nearby, wild
  }

  private func rows(_ kind: Kind, _ count: Int, _ generator: inout SeededGenerator)
    -> (points: [SIMD2<Double>], targets: [Double], weights: [Double])
  {
    func uniform() -> Double { Double.random(in: -1...1, using: &generator) }
    func integer() -> Double { Double(Int.random(in: -2...2, using: &generator)) }
    let teacher = (0..<4).map { _ in uniform() }
    var points = (0..<count).map { _ in SIMD2(uniform(), uniform()) }
    var targets = points.map { point in
      max(0, teacher[0] * point.x + teacher[1] * point.y) - max(0, teacher[2] * point.x + teacher[3] * point.y)
        + 0.1 * uniform()
    }
    var weights = [Double](repeating: 1, count: count)
    switch kind {
    case .teacher: break
    case .noise: targets = targets.map { _ in uniform() }
    case .integers:
      points = points.map { _ in SIMD2(integer(), integer()) }
      targets = targets.map { _ in integer() }
    case .repeated: points = points.indices.map { points[$0 / 3] }
    case .line:
      points = points.map { _ in integer() * SIMD2(0.5, 0.75) }
    case .threeLines:
      // Multiples by powers of two, so that they lie on three lines exactly.
      points = points.map { _ in
        let size = Double(sign: .plus, exponent: Int.random(in: -2...1, using: &generator), significand: 1)
        return (Bool.random(using: &generator) ? size : -size)
          * [SIMD2(1, 2), SIMD2(0.3, -1), SIMD2(0, 1)][Int.random(in: 0..<3, using: &generator)]
      }
    case .zeros: points = points.indices.map { $0.isMultiple(of: 2) ? .zero : points[$0] }
    case .equalTargets: targets = targets.map { _ in 2.5 }
    case .zeroTargets: targets = targets.map { _ in 0 }
    case .weighted: weights = weights.indices.map { $0 % 4 == 0 ? 0 : Double($0 % 7) + 0.5 }
    case .nearby: points = points.map { SIMD2(1, 1) + 1e-3 * $0 }
    case .wild:
      points = points.map { SIMD2($0.x * 1e9, $0.y * 1e-7) }
      targets = targets.map { $0 * 1e5 }
    }
    return (points, targets, weights)
  }

  private func fit(_ points: [SIMD2<Double>], _ targets: [Double], _ weights: [Double]) throws -> CertifiedFit {
    try CertifiedFit.twoUnits(
      WeightedRows(
        inputs: Matrix(rows: points.count, columns: 2, elements: points.flatMap { [$0.x, $0.y] }), targets: targets,
        weights: weights))
  }

  @Test(arguments: Kind.allCases)
  func equalsEnumeration(_ kind: Kind) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for count in [1, 2, 3, 4, 5, 7, 12, 20, 30] {
      let (points, targets, weights) = rows(kind, count, &generator)
      let fit = try fit(points, targets, weights)
      let certificate = fit.certificate
      #expect(certificate.isComplete)
      #expect(certificate.settled.values.reduce(0, +) == certificate.cases, "\(kind), \(count) rows")
      #expect(certificate.lowerBound <= certificate.optimum)
      // Enumeration wants coordinates of the same size; the optimum does not depend on that.
      let scale = kind == .wild ? SIMD2(1e-9, 1e7) : SIMD2(1, 1)
      let expected = BruteForce.twoUnits(points.map { $0 * scale }, targets, weights)
      let total = zip(weights, targets).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
      #expect(
        (certificate.optimum - expected).magnitude <= 1e-9 * expected + 1e-11 * total,
        "\(kind), \(count) rows: \(certificate.optimum), enumeration \(expected)")
      #expect(certificate.lowerBound <= expected * (1 + 1e-12) + 1e-13 * total)
    }
  }

  /// The network in the answer has the residual sum of the certificate.
  @Test func theNetworkAttainsTheOptimum() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let (points, targets, weights) = rows(.weighted, 200, &generator)
    let fit = try fit(points, targets, weights)
    var sum = 0.0
    for (point, (target, weight)) in zip(points, zip(targets, weights)) {
      let residual = target - fit.network([point.x, point.y])[0]
      sum += weight * residual * residual
    }
    #expect((sum - fit.certificate.optimum).magnitude <= 1e-12 * sum)
    #expect(fit.certificate.isComplete)
  }

  /// A network that made the targets is found again.
  @Test func findsATeacher() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let points = (0..<300).map { _ in
      SIMD2(Double.random(in: -1...1, using: &generator), Double.random(in: -1...1, using: &generator))
    }
    let targets = points.map { max(0, 1.5 * $0.x - 0.7 * $0.y) * 1.25 - max(0, 0.4 * $0.x + 2.1 * $0.y) * 0.6 }
    let fit = try fit(points, targets, [Double](repeating: 1, count: 300))
    #expect(fit.certificate.optimum < 1e-24)
    #expect(fit.certificate.isComplete)
  }

  /// With no time at all the answer says what it does not know.
  @Test func aStopLeavesAGap() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let (points, targets, weights) = rows(.noise, 400, &generator)
    let inputs = Matrix(rows: 400, columns: 2, elements: points.flatMap { [$0.x, $0.y] })
    let rows = try WeightedRows(inputs: inputs, targets: targets, weights: weights)
    let stopped = try CertifiedFit.twoUnits(rows, timeLimit: .zero)
    let complete = try CertifiedFit.twoUnits(rows)
    #expect(!stopped.certificate.isComplete && complete.certificate.isComplete)
    #expect(stopped.certificate.lowerBound <= complete.certificate.optimum)
    #expect(stopped.certificate.optimum >= complete.certificate.lowerBound)
  }

  @Test func badRowsAreExplained() {
    #expect(throws: InvalidRows("row 2: an input is not a finite number")) {
      try WeightedRows(inputs: Matrix([[1, 2], [.nan, 0]]), targets: [1, 2])
    }
    #expect(throws: InvalidRows("row 1: the weight is -1.0; expected a finite number that is not negative")) {
      try WeightedRows(inputs: Matrix([[1, 2]]), targets: [1], weights: [-1])
    }
    #expect(throws: InvalidRows("1 target for 2 rows; expected as many of each")) {
      try WeightedRows(inputs: Matrix([[1, 2], [3, 4]]), targets: [1])
    }
  }
}
