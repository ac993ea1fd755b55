import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Dyadic numbers against rational ones.
@Suite(.timed) struct DyadicTests {
  /// Doubles of all sizes, with many zeros and equal ones among them.
  private func doubles(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
    let special: [Double] = [
      0, 1, -1, 0.5, .leastNonzeroMagnitude, -.leastNormalMagnitude, 0x1p52, 0x1.fffffffffffffp0, 3,
    ]
    return (0..<count).map { number in
      if number % 3 == 0 { return special.randomElement(using: &generator)! }
      let significand = Double.random(in: -2...2, using: &generator)
      return significand * Double(sign: .plus, exponent: Int.random(in: -300...300, using: &generator), significand: 1)
    }
  }

  @Test func ringOperations() {
    var generator = SeededGenerator(seed: Seed.current)
    let (a, b, c) = (doubles(500, &generator), doubles(500, &generator), doubles(500, &generator))
    for (x, (y, z)) in zip(a, zip(b, c)) {
      let (p, q, r) = (Dyadic(x), Dyadic(y), Dyadic(z))
      let sum = p * q + r
      #expect(sum.signum == (Rational(x) * Rational(y) + Rational(z)).signum, "\(x) · \(y) + \(z)")
      #expect(sum - r == p * q, "\(x) · \(y) + \(z)")
      #expect((p + q) * r == p * r + q * r, "\(x), \(y), \(z)")
      #expect((p < q) == (x < y), "\(x) < \(y)")
      #expect(p.nearest == x)
      #expect((-p).magnitude == p.magnitude)
      #expect(p.scaled(by: 77).scaled(by: -77) == p)
    }
  }

  @Test func nearestRoundsTiesToEven() {
    let one = Dyadic(1)
    let half = Dyadic(0x1p-53)
    #expect((one + half).nearest == 1)
    #expect((one + half + Dyadic(0x1p-1000)).nearest == 1 + 0x1p-52)
    #expect((Dyadic(1 + 0x1p-52) + half).nearest == 1 + 0x1p-51)
    #expect((Dyadic(0x1p600) * Dyadic(0x1p600)).nearest == .infinity)
    #expect((Dyadic(-0x1p-600) * Dyadic(0x1p-600)).nearest == 0)
    #expect((Dyadic(3) * Dyadic(0x1p-1074) * Dyadic(0.5)).nearest == 0x1p-1073)
    #expect((Dyadic.greatest + Dyadic(0x1p970)).nearest == .infinity)
    #expect((Dyadic.greatest + Dyadic(0x1p969)).nearest == .greatestFiniteMagnitude)
  }

  @Test func nearestAgreesWithTheHardware() {
    var generator = SeededGenerator(seed: Seed.current &+ 7)
    for _ in 0..<2000 {
      let (x, y) = (Double.random(in: -4...4, using: &generator), Double.random(in: -4...4, using: &generator))
      #expect((Dyadic(x) + Dyadic(y)).nearest == x + y)
      #expect((Dyadic(x) * Dyadic(y)).nearest == x * y)
    }
  }

  @Test func quotientsAreFaithful() {
    var generator = SeededGenerator(seed: Seed.current &+ 8)
    for (x, y) in zip(doubles(500, &generator), doubles(500, &generator)) where y != 0 {
      let quotient = Dyadic.quotient(Dyadic(x), Dyadic(y))
      guard quotient.isFinite, quotient.magnitude > 1e-290 || x == 0 else { continue }
      let exact = Rational(x) / Rational(y)
      #expect(Rational(quotient.nextDown) < exact || exact.signum == 0, "\(x) / \(y)")
      #expect(exact < Rational(quotient.nextUp), "\(x) / \(y)")
    }
  }
}

extension Dyadic {
  fileprivate static let greatest = Dyadic(Double.greatestFiniteMagnitude)
}
