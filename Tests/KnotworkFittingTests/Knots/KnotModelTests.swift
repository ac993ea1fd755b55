import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Given knots, and lines of which something is known.
@Suite(.timed) struct KnotModelTests {
  private func columns(_ x: [Double], _ knots: [Double]) -> [[Double]] {
    [x.map { _ in 1 }, x] + knots.map { knot in x.map { max(0, $0 - knot) } }
  }

  /// Against orthogonalised columns 1, x, relu(x − knot): values, standard errors and tests.
  @Test(arguments: [(0.0, 1.0, 1.0), (1e9, 1, 1e12), (2000, 5, 1e-12)])
  func givenKnots(_ origin: Double, _ xScale: Double, _ yScale: Double) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let plain = (0..<40).map { 10 * Double($0) / 39 }
    let noise = plain.map { _ in KnotRows.normal(&generator) }
    let y = zip(plain, noise).map { 2 - $0 + 1.5 * max(0, $0 - 3) + 0.5 * $1 }
    let rows = try KnotRows.rows(plain.map { origin + xScale * $0 }, y.map { yScale * $0 })
    let fit = try KnotFit(rows, at: [origin + xScale * 2, origin + xScale * 3.5])
    #expect(fit.placement == .given && fit.degreesOfFreedom == 36)
    // The knots as they are after rounding.
    let at = fit.knots.map { ($0 - origin) / xScale }
    let x = (0..<rows.count).map { (rows.inputs[$0, 0] - origin) / xScale }
    let found = try #require(BruteForce.leastSquares(columns(x, at), y, rows.weights))
    #expect((fit.residualSum / found.residualSum / (yScale * yScale) - 1).magnitude < 1e-8)
    let statistics = try KnotStatistics(fit, rows)
    let error = (found.residualSum / 36).squareRoot()
    for (number, bend) in statistics.bends.enumerated() {
      var others = columns(x, at)
      let own = others.remove(at: 2 + number)
      let rest = try #require(BruteForce.leastSquares(others, own, rows.weights)).residualSum
      let standardError = error / rest.squareRoot()
      let coefficient = found.coefficients[2 + number]
      #expect((bend.value * xScale / yScale - coefficient).magnitude < 1e-6)
      let found = try #require(bend.standardError)
      #expect((found * xScale / yScale / standardError - 1).magnitude < 1e-6)
      let tail = StudentT(degreesOfFreedom: 36).twoSidedP(coefficient / standardError)
      let p = try #require(bend.pValue)
      #expect((p - tail).magnitude < 1e-5)
    }
    #expect(statistics.knots.allSatisfy { $0.standardError == nil && $0.lower == nil })
    let straight = try #require(BruteForce.leastSquares(columns(x, []), y, rows.weights)).residualSum
    let test = try #require(try GivenKnotsTest(fit, rows))
    #expect(test.numerator == 2 && test.denominator == 36)
    #expect((test.statistic / ((straight - found.residualSum) / 2 / (found.residualSum / 36)) - 1).magnitude < 1e-5)
  }

  @Test func givenKnotsThatCannotBe() throws {
    let rows = try KnotRows.rows([0, 1, 2, 3, 4, 5], [0, 1, 0, 2, 1, 3])
    for knots in [[-1.0], [5], [2, 2], [1.2, 1.5, 1.7]] {
      #expect(throws: InvalidRows.self) { try KnotFit(rows, at: knots) }
    }
  }

  /// Flat ends and a point, with given knots, are least squares on fewer columns.
  @Test func flatEndsAndPoints() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let rows = try KnotRows.bent(50, noise: 0.5, bend: -1, &generator)
    let x = (0..<50).map { rows.inputs[$0, 0] }
    let ones = x.map { _ in 1.0 }
    func fit(_ change: (inout KnotModel) -> Void) throws -> KnotFit {
      var model = KnotModel()
      change(&model)
      return try KnotFit(rows, at: [3, 6], model: model)
    }
    func least(_ columns: [[Double]], shift: Double = 0) throws -> Double {
      try #require(BruteForce.leastSquares(columns, rows.targets.map { $0 - shift }, rows.weights)).residualSum
    }
    let first = try fit { $0.isFirstFlat = true }
    #expect(first.line.slopes[0].magnitude < 1e-12 && first.degreesOfFreedom == 47)
    let leastFirst = try least([ones, x.map { max(0, $0 - 3) }, x.map { max(0, $0 - 6) }])
    #expect((first.residualSum - leastFirst).magnitude < 1e-9)
    let last = try fit { $0.isLastFlat = true }
    #expect(last.line.slopes[2].magnitude < 1e-12)
    let leastLast = try least([ones, x.map { min($0, 3) }, x.map { min(max($0, 3), 6) }])
    #expect((last.residualSum - leastLast).magnitude < 1e-9)
    let point = try fit { $0.point = SIMD2(0, 2) }
    #expect((point.line(0) - 2).magnitude < 1e-12 && point.degreesOfFreedom == 47)
    let leastPoint = try least([x, x.map { max(0, $0 - 3) }, x.map { max(0, $0 - 6) }], shift: 2)
    #expect((point.residualSum - leastPoint).magnitude < 1e-9)
    // A point beyond the rows, and a flat piece besides.
    let both = try fit {
      $0.point = SIMD2(12, -3)
      $0.isLastFlat = true
    }
    #expect((both.line(12) + 3).magnitude < 1e-9 && (both.line(10) + 3).magnitude < 1e-9)
  }

  /// Rules for slopes against the best of all sets of rules that hold with equality.
  @Test(arguments: KnotModel.Shape.allCases)
  func shapes(_ shape: KnotModel.Shape) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<Seed.cases(8, soak: 200) {
      let x = (0..<30).map { Double($0) / 3 }
      let rows = try KnotRows.rows(x, x.map { _ in 3 * KnotRows.normal(&generator) })
      var model = KnotModel()
      model.shape = shape
      let knots = [2.5, 5, 7.5]
      let fit = try KnotFit(rows, at: knots, model: model)
      let slopes = fit.line.slopes
      let size = slopes.reduce(1e-9) { max($0, $1.magnitude) }
      let bends = fit.line.bends
      let tolerance = 1e-9 * max(1, size)
      switch shape {
      case .increasing: #expect(slopes.allSatisfy { $0 >= -tolerance })
      case .decreasing: #expect(slopes.allSatisfy { $0 <= tolerance })
      case .convex: #expect(bends.allSatisfy { $0 >= -tolerance })
      case .concave: #expect(bends.allSatisfy { $0 <= tolerance })
      case .alternating: #expect(zip(slopes, slopes.dropFirst()).allSatisfy { $0 * $1 <= tolerance * size })
      }
      #expect(fit.residualSum <= plain(rows, x, knots, shape) * (1 + 1e-9))
    }
  }

  /// The least residual sum over all choices of slopes (or bends) that are 0, among those that keep the rule.
  private func plain(_ rows: WeightedRows, _ x: [Double], _ knots: [Double], _ shape: KnotModel.Shape) -> Double {
    let isBend = shape == .convex || shape == .concave
    let ends = [x[0]] + knots + [x[x.count - 1]]
    var all = columns(x, knots)
    if !isBend {
      all = [x.map { _ in 1.0 }]
      for (low, high) in zip(ends, ends.dropFirst()) { all.append(x.map { min(max($0, low), high) }) }
    }
    let lead = isBend ? 2 : 1
    let patterns: [[Double]] =
      switch shape {
      case .increasing, .convex: [[1, 1, 1, 1]]
      case .decreasing, .concave: [[-1, -1, -1, -1]]
      case .alternating: [[1, -1, 1, -1], [-1, 1, -1, 1]]
      }
    var best = Double.infinity
    for signs in patterns {
      for mask in 0..<(1 << (all.count - lead)) {
        let chosen = (0..<all.count - lead).filter { mask >> $0 & 1 == 1 }
        guard
          let found = BruteForce.leastSquares(
            Array(all[..<lead]) + chosen.map { all[lead + $0] }, rows.targets, rows.weights),
          zip(chosen, found.coefficients.dropFirst(lead)).allSatisfy({ signs[$0] * $1 >= -1e-12 })
        else { continue }
        best = min(best, found.residualSum)
      }
    }
    return best
  }

  /// Searched for under a rule, knots are found, and no rule that holds anyway changes the fit.
  @Test func searchUnderRules() throws {
    var generator = SeededGenerator(seed: 11)
    let rows = try KnotRows.bent(80, noise: 0.3, bend: -1.5, &generator)
    let free = try KnotFit(rows, knots: 1, minRows: 3)
    var concave = KnotModel()
    concave.shape = .concave
    let bound = try KnotFit(rows, knots: 1, minRows: 3, model: concave)
    #expect((bound.residualSum / free.residualSum - 1).magnitude < 1e-6)
    #expect((bound.knots[0] - free.knots[0]).magnitude < 1e-3)
    #expect(bound.degreesOfFreedom == free.degreesOfFreedom)
    var convex = KnotModel()
    convex.shape = .convex
    let straight = try KnotFit(rows, knots: 1, minRows: 3, model: convex)
    #expect(try (straight.residualSum / KnotFit(rows, knots: 0).residualSum - 1).magnitude < 1e-6)
    // A plateau after a rise.
    let x = (0..<60).map { Double($0) / 6 }
    let plateau = try KnotRows.rows(x, x.map { min($0, 6) + 0.1 * KnotRows.normal(&generator) })
    var flat = KnotModel()
    flat.isLastFlat = true
    flat.point = SIMD2(0, 0)
    let fit = try KnotFit(plateau, knots: 1, minRows: 3, model: flat)
    #expect((fit.knots[0] - 6).magnitude < 0.2 && fit.line.slopes[1].magnitude < 1e-9 && fit.line(0).magnitude < 1e-9)
    #expect(fit.degreesOfFreedom == 58)
    let statistics = try KnotStatistics(fit, plateau)
    #expect(statistics.knots[0].holds(6) && statistics.slopes[0].holds(1))
    #expect((statistics.knots[0].standardError ?? 0) > 0 && statistics.slopes[1].standardError == nil)
  }

  /// Intervals hold slopes and bends that the rule admits, and against a grid of lines those that it reaches.
  @Test(arguments: KnotModel.Shape.allCases, [false, true])
  func intervalsFollowRules(_ shape: KnotModel.Shape, isGiven: Bool) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let x = (0..<40).map { 10 * Double($0) / 39 }
    let sign: Double = shape == .decreasing || shape == .concave ? -1 : 1
    let rows = try KnotRows.rows(
      x, x.map { sign * (0.1 * $0 + 0.7 * max(0, $0 - 5)) + 0.4 * KnotRows.normal(&generator) })
    var model = KnotModel()
    model.shape = shape
    let fit =
      isGiven ? try KnotFit(rows, at: [2, 5], model: model) : try KnotFit(rows, knots: 2, minRows: 3, model: model)
    let statistics = try KnotStatistics(fit, rows)
    for estimate in statistics.slopes + statistics.bends {
      if let low = estimate.lower, let high = estimate.upper {
        #expect(low <= estimate.value && estimate.value <= high, "\(low) … \(estimate.value) … \(high)")
      }
    }
    let ruled = shape == .convex || shape == .concave ? statistics.bends : statistics.slopes
    for estimate in ruled {
      let (low, high) = (estimate.lower ?? 0, estimate.upper ?? 0)
      switch shape {
      case .increasing, .convex: #expect(low >= 0, "\(low)")
      case .decreasing, .concave: #expect(high <= 0, "\(high)")
      case .alternating: break
      }
    }
    #expect(statistics.slopes.contains { ($0.lower ?? 0) < ($0.upper ?? 0) })
    guard isGiven,
      let own = ConditionalFit(try KnotFit.sorted(rows), fit.knots.map(try KnotFit.sorted(rows).standardised), model)
    else { return }
    // Lines with values at the nodes about those of the fit, of which the best of each slope is within the interval.
    let limit = own.cost * 1.1
    let weights = own.slopeWeights(1)
    let range = own.range(weights, limit: limit)
    var reached = (own.estimate(weights).value, own.estimate(weights).value)
    let free = try #require(
      ConditionalFit(try KnotFit.sorted(rows), fit.knots.map(try KnotFit.sorted(rows).standardised)))
    let outer = free.range(weights, limit: limit)
    #expect(outer.0 <= range.0 + 1e-6 && range.1 <= outer.1 + 1e-6)
    for _ in 0..<4000 {
      let values = own.values.map { $0 + 0.1 * KnotRows.normal(&generator) }
      let slopes = (0..<3).map { innerProduct(own.slopeWeights($0), values) }
      guard shape.rules(slopes: 3).contains(where: { $0.allSatisfy { innerProduct($0, slopes) >= 0 } }) else {
        continue
      }
      let change = zip(values, free.values).map { $0 - $1 }
      guard let matrix = SymmetricInverse(free.covariance)?.rows else { continue }
      let cost = free.cost + innerProduct(change, matrix.map { innerProduct($0, change) })
      guard cost <= limit else { continue }
      reached = (min(reached.0, slopes[1]), max(reached.1, slopes[1]))
    }
    #expect(range.0 <= reached.0 + 1e-6 && reached.1 <= range.1 + 1e-6, "\(range), \(reached)")
  }

  /// Searches under rules and of groups end in time, with what was found by then.
  @Test func searchesUnderRulesEndInTime() throws {
    var generator = SeededGenerator(seed: 5)
    let rows = try KnotRows.bent(3000, noise: 1, bend: 1, &generator)
    var model = KnotModel()
    model.shape = .increasing
    let clock = ContinuousClock()
    let time = clock.measure {
      _ = try? KnotFit(rows, knots: 12, minRows: 3, model: model, until: Deadline(after: .milliseconds(200)))
    }
    #expect(time < .seconds(1), "\(time)")
    let groups = try (0..<20).map { _ in try KnotRows.bent(300, noise: 1, bend: 1, &generator) }
    let shared = clock.measure {
      _ = try? KnotGroups(groups, knots: 8, model: model, until: Deadline(after: .milliseconds(200)))
    }
    #expect(shared < .seconds(1), "\(shared)")
  }

  @Test func groupsShareKnots() throws {
    var generator = SeededGenerator(seed: 21)
    func group(_ slope: Double, _ bend: Double, knot: Double, from origin: Double) throws -> WeightedRows {
      let x = (0..<40).map { origin + Double($0) / 4 }
      return try KnotRows.rows(x, x.map { slope * $0 + bend * max(0, $0 - knot) + 0.2 * KnotRows.normal(&generator) })
    }
    let rows = try [group(1, -1, knot: 5, from: 0), group(0.2, 2, knot: 5, from: 1), group(-1, 1, knot: 5, from: 0.1)]
    let groups = try KnotGroups(rows, knots: 1)
    #expect(groups.knots[0].holds(5) && (groups.knots[0].value - 5).magnitude < 0.15)
    #expect(groups.degreesOfFreedom == 120 - 9 - 1)
    for (group, truth) in zip(groups.groups, [[1, 0], [0.2, 2.2], [-1, 0]]) {
      for (slope, truth) in zip(group.slopes, truth) { #expect(slope.holds(truth)) }
    }
    let own = try rows.map { try KnotFit($0, knots: 1, minRows: 3) }
    let same = try #require(groups.test(against: own))
    #expect(same.pValue > 0.01)
    let apart = try [group(1, -1, knot: 4, from: 0), group(1, -1, knot: 6, from: 0)]
    let forced = try KnotGroups(apart, knots: 1)
    let separate = try apart.map { try KnotFit($0, knots: 1, minRows: 3) }
    let different = try #require(forced.test(against: separate))
    #expect(different.pValue < 1e-6)
    // Given knots: the sum of the groups' own fits.
    let given = try KnotGroups(rows, knots: 1, at: [5])
    let sum = try rows.reduce(0.0) { try $0 + KnotFit($1, at: [5]).residualSum }
    #expect((given.residualSum / sum - 1).magnitude < 1e-9)
  }
}
