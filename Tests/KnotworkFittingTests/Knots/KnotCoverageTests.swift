import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Simulations: how often intervals hold the truth, and tests reject it. scripts/soak runs many of them.
@Suite(.timed) struct KnotCoverageTests {
  /// One knot at 4 on 0 … 10: intervals of 95 % hold knot, slopes and bend in at least 92 % of samples.
  @Test(arguments: [(30, 0.5, 1.0), (60, 0.5, 1), (100, 1, 1), (60, 1, 0.5), (300, 1, 1)])
  func intervalsHoldTheTruth(_ count: Int, _ noise: Double, _ bend: Double) throws {
    var generator = SeededGenerator(seed: Seed.isSoak ? Seed.current : 2026)
    let samples = Seed.cases(40, soak: 1000)
    var held = [0, 0, 0, 0]
    var band = 0
    for _ in 0..<samples {
      let rows = try KnotRows.bent(count, noise: noise, bend: bend, &generator)
      let fit = try KnotFit(rows, knots: 1, minRows: 3, proof: .never)
      let statistics = try KnotStatistics(fit, rows)
      let pairs = [
        (statistics.knots[0], 4), (statistics.slopes[0], 0.5), (statistics.slopes[1], 0.5 + bend),
        (statistics.bends[0], bend),
      ]
      for (number, pair) in pairs.enumerated() where pair.0.holds(pair.1) { held[number] += 1 }
      let point = statistics.band(at: 6, value: fit.line(6))
      let truth = 4 + 2 * bend
      let (low, high) = try (#require(point.lower), #require(point.upper))
      if low <= truth, truth <= high { band += 1 }
    }
    // In scripts/test three standard deviations of a binomial variable less.
    let least = Seed.isSoak ? 0.92 : 0.95 - 3 * (0.95 * 0.05 / Double(samples)).squareRoot()
    for count in held + [band] { #expect(Double(count) >= least * Double(samples), "\(held), \(band)") }
    if Seed.isSoak {
      print("coverage \(count), \(noise), \(bend): knot, slopes, bend \(held), line \(band) of \(samples)")
    }
  }

  /// A straight line whose spread grows with x: the bootstrap with random signs rejects it in 3 to 8 % of samples, and the
  /// spread is found to be unequal.
  @Test func unequalSpread() throws {
    var generator = SeededGenerator(seed: Seed.isSoak ? Seed.current : 4)
    let samples = Seed.cases(30, soak: 1000)
    var (rejected, found) = (0, 0)
    for trial in 0..<samples {
      let x = (0..<30).map { 10 * Double($0) / 29 }
      let rows = try KnotRows.rows(x, x.map { 1 + 0.5 * $0 + 0.3 * (0.3 + $0) * KnotRows.normal(&generator) })
      let line = try KnotFit(rows, knots: 0)
      if try #require(try SpreadTest(line.line, rows)).pValue < 0.05 { found += 1 }
      let drawn = try KnotBootstrap(line, rows, samples: 199, resampling: .wild, seed: UInt64(trial), threads: 2)
      if try #require(drawn.pValue) <= 0.05 { rejected += 1 }
    }
    let share = Double(rejected) / Double(samples)
    #expect(Seed.isSoak ? (0.03...0.08).contains(share) : share < 0.2, "\(rejected) of \(samples)")
    #expect(Double(found) > 0.35 * Double(samples), "\(found) of \(samples)")
    if Seed.isSoak { print("unequal spread: \(rejected) of \(samples) rejected, spread found in \(found)") }
  }

  /// Equal spread is called unequal in about 5 % of samples.
  @Test func theTestOfSpreadKeepsItsLevel() throws {
    var generator = SeededGenerator(seed: 9)
    var found = 0
    for _ in 0..<400 {
      let rows = try KnotRows.bent(60, noise: 1, bend: 0, &generator)
      if try #require(try SpreadTest(KnotFit(rows, knots: 0).line, rows)).pValue < 0.05 { found += 1 }
    }
    // 20 are expected; four standard deviations are 17.
    #expect((3...37).contains(found), "\(found)")
  }

  /// Intervals for new rows hold a new row in about the share that they promise.
  @Test func predictions() throws {
    var generator = SeededGenerator(seed: 31)
    var held = 0
    for _ in 0..<200 {
      let rows = try KnotRows.bent(60, noise: 0.5, bend: 1, &generator)
      let fit = try KnotFit(rows, knots: 1, minRows: 3, proof: .never)
      let point = try KnotStatistics(fit, rows).band(at: 7, value: fit.line(7))
      let row = 1 + 3.5 + 3 + 0.5 * KnotRows.normal(&generator)
      let (low, high) = try (#require(point.predictionLower), #require(point.predictionUpper))
      if low <= row, row <= high { held += 1 }
    }
    #expect((178...199).contains(held), "\(held)")
  }

  /// The same numbers for rows that are moved and stretched.
  @Test(arguments: [(1e9, 1.0, 1.0), (2000, 2, 1e12), (-5, 1e-6, 1e-12)])
  func movedAndStretched(_ origin: Double, _ xScale: Double, _ yScale: Double) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let rows = try KnotRows.bent(41, noise: 0.3, bend: 1, &generator)
    let moved = try KnotRows.rows(
      (0..<41).map { origin + xScale * rows.inputs[$0, 0] }, rows.targets.map { yScale * $0 })
    let (fit, other) = try (KnotFit(rows, knots: 1, minRows: 3), KnotFit(moved, knots: 1, minRows: 3))
    #expect(((other.knots[0] - origin) / xScale - fit.knots[0]).magnitude < 1e-5)
    let (a, b) = try (KnotStatistics(fit, rows), KnotStatistics(other, moved))
    for (first, second) in zip(a.slopes + a.bends, b.slopes + b.bends) {
      let (lower, upper) = try (#require(first.lower), #require(first.upper))
      let (low, high) = try (#require(second.lower), #require(second.upper))
      #expect((low * xScale / yScale - lower).magnitude < 1e-4)
      #expect((high * xScale / yScale - upper).magnitude < 1e-4)
    }
    let spreads = try [SpreadTest(fit.line, rows), SpreadTest(other.line, moved)].compactMap { $0?.pValue }
    #expect(spreads.count == 2 && (spreads[0] - spreads[1]).magnitude < 1e-4)
  }

  /// F with one numerator is Student's t squared; others from tables.
  @Test func tailsOfF() {
    for t in [0.5, 2, 5, 30] {
      let p = FisherF(numerator: 1, denominator: 12).upperTail(t * t)
      #expect((p / StudentT(degreesOfFreedom: 12).twoSidedP(t) - 1).magnitude < 1e-10)
    }
    for (m, n, f) in [(2, 10, 4.102821), (3, 20, 3.098391), (5, 7, 3.971523), (8, 100, 2.032328)] {
      #expect((FisherF(numerator: m, denominator: n).upperTail(f) - 0.05).magnitude < 1e-6, "\(m), \(n)")
    }
    // P(F > f) = (1 + 2 f / n)^(−n/2) for two numerators.
    let far = FisherF(numerator: 2, denominator: 40).upperTail(1e6)
    #expect((far / 1.048156657667467e-94 - 1).magnitude < 1e-9)
  }
}
