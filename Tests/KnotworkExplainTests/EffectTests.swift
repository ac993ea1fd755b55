import Knotwork
import KnotworkExplain
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite(.timed) struct EffectTests {
  /// Curves are the exact profiles: knots and values.
  @Test(arguments: [[2, 8, 8, 1], [3, 12, 1], [4, 7, 6, 5, 1]])
  func individualCurvesAreProfiles(_ widths: [Int]) throws {
    var generator = SplitMix64(state: Seed.current)
    for isWhole in [false, true] {
      let network = isWhole ? try Networks.whole(widths, &generator) : try Networks.random(widths, &generator)
      let rows = (0..<widths[0]).map { _ in Networks.point(9, &generator).map { isWhole ? ($0 * 2).rounded() : $0 } }
      let curves = try InputCurves(of: network, input: 1, over: -2...2, rows: rows, keepsIndividual: true)
      for row in 0..<9 {
        let point = rows.map { $0[row] }
        let profile = try Profile(of: network, over: .input(1, over: -2...2, at: point))
        let curve = curves.individual[row]
        #expect(curve.x.count == profile.knots.count + 2)
        for (a, b) in zip(curve.x.dropFirst(), profile.knots) { #expect((a - b).magnitude < 1e-12) }
        for t in stride(from: -2.0, through: 2, by: 0.03125) {
          var at = point
          at[1] = t
          #expect((curve(t) - network.exactly(at.map { Dyadic($0) })[0].nearest).magnitude < 1e-12)
        }
      }
      for t in stride(from: -2.0, through: 2, by: 0.0625) {
        let mean = curves.individual.reduce(0) { $0 + $1(t) / 9 }
        #expect((curves.mean(t) - mean).magnitude < 1e-12)
      }
    }
  }

  @Test func reducedCurvesKeepTheirError() throws {
    var generator = SplitMix64(state: Seed.current)
    let network = try Networks.random([3, 32, 32, 1], &generator)
    let rows = (0..<3).map { _ in Networks.point(100, &generator) }
    let mean = try InputCurves(of: network, input: 0, over: -1...1, rows: rows).mean
    var pieces = Int.max
    for share in [0.001, 0.01, 0.05, 0.2] {
      let (curve, error) = mean.reduced(within: share * mean.spread)
      #expect(error <= share * mean.spread)
      #expect(curve.pieceCount <= pieces)
      pieces = curve.pieceCount
      for t in mean.x + curve.x { #expect((mean(t) - curve(t)).magnitude <= error) }
    }
    #expect(pieces < mean.pieceCount / 10)
  }

  /// A tent with ripples of 0.01 needs two pieces where 0.02 are allowed, and its own where none are.
  @Test func theFewestPiecesAreFound() {
    let x = (0...40).map { Double($0) / 40 }
    let y = x.enumerated().map { min($1, 1 - $1) + ($0.isMultiple(of: 2) ? 0.01 : -0.01) }
    let curve = BrokenCurve(x: x, y: y)
    #expect(curve.reduced(within: 0.02).curve.pieceCount == 2)
    #expect(curve.reduced(within: 0.001).curve.pieceCount == 40)
    #expect(curve.distance(to: curve) < 1e-13)
  }

  /// By the definition: for |x1| + 3 x2 the effect of x1 is |x1| less its mean, whatever the bins.
  @Test func accumulatedEffectsAreTheirDefinition() throws {
    let network = try Networks.network([
      ([[1, 0], [-1, 0], [0, 1], [0, -1]], [0, 0, 0, 0]), ([[1, 1, 3, -3]], [0]),
    ])
    var generator = SplitMix64(state: 4)
    let rows = [Networks.point(200, &generator), Networks.point(200, &generator)]
    let effect = try #require(AccumulatedEffect(of: network, input: 0, rows: rows, bins: 10))
    #expect(effect.counts.reduce(0, +) == 200)
    let (x, y) = (effect.curve.x, effect.curve.y)
    for index in x.indices { #expect((y[index] - y[0] - (abs(x[index]) - abs(x[0]))).magnitude < 1e-12) }
    let centre = effect.counts.indices.reduce(0) { $0 + (y[$1] + y[$1 + 1]) / 2 * Double(effect.counts[$1]) / 200 }
    #expect(centre.magnitude < 1e-12)
    #expect(AccumulatedEffect(of: network, input: 0, rows: [[1, 1], [2, 3]], bins: 10) == nil)
  }

  /// max(x1, x2) over the unit square: mean 2/3, variance 1/18, a share of 2/5 for each input.
  @Test func sobolIndicesOfTheMaximum() throws {
    let box = try Box(0...1, dimension: 2)
    let found = try #require(
      try SobolIndices(Dissection(of: try Networks.maximum(), over: .box(box), keeping: .vertices)))
    #expect((found.mean - 2.0 / 3).magnitude < 1e-14)
    #expect((found.variance - 1.0 / 18).magnitude < 1e-14)
    for share in found.first { #expect((share - 0.4).magnitude < 1e-12) }
    #expect((found.interaction - 0.2).magnitude < 1e-12)
  }

  /// max(x1, x2) + 2 relu(x3 − 1/2) over the unit cube, and an input that does nothing: variances 1/18 and 5/48.
  @Test func sobolIndicesOfASum() throws {
    let network = try Networks.network([
      ([[1, -1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]], [0, 0, -0.5, 1]), ([[1, 1, 2, 3]], [7]),
    ])
    let groups = network.separateInputs
    #expect(groups == [[0, 1], [2], [3]])
    let found = try #require(try SobolIndices(network, groups: groups, over: try Box(0...1, dimension: 4)))
    let variance = 1.0 / 18 + 5.0 / 48
    #expect((found.mean - (10 + 2.0 / 3 + 0.25)).magnitude < 1e-13)
    #expect((found.variance - variance).magnitude < 1e-14)
    let (pair, single) = (1 / 18 / variance, 5 / 48 / variance)
    for (share, expected) in zip(found.first, [0.4 * pair, 0.4 * pair, single, 0]) {
      #expect((share - expected).magnitude < 1e-12)
    }
    for (share, expected) in zip(found.total, [0.6 * pair, 0.6 * pair, single, 0]) {
      #expect((share - expected).magnitude < 1e-12)
    }
    #expect((found.interaction - 0.2 * pair).magnitude < 1e-12)
    #expect(
      try SobolIndices(
        Networks.network([([[1, 1, 1]], [-9]), ([[1]], [2])]), groups: [[0], [1], [2]],
        over: Box(0...1, dimension: 3)) == nil)
  }

  @Test func inputsThatDoNotInteractHaveNoShareInCommon() throws {
    let network = try Networks.network([([[1, 0], [0, 1]], [0.25, -0.5]), ([[2, -1]], [0])])
    let box = try Box(-1...1, dimension: 2)
    let found = try #require(try SobolIndices(Dissection(of: network, over: .box(box), keeping: .vertices)))
    #expect(found.interaction == 0)
    #expect((found.first.reduce(0, +) - 1).magnitude < 1e-14)
    let constant = try Networks.network([([[1, 1]], [-5]), ([[1]], [2])])
    #expect(try SobolIndices(Dissection(of: constant, over: .box(box), keeping: .vertices)) == nil)
  }

  /// relu(x) on [−1, 1]: mean 1/4, mean square 1/6.
  @Test func oneInputExplainsAll() throws {
    let network = try Networks.network([([[1]], [0]), ([[1]], [0])])
    let box = try Box(-1...1, dimension: 1)
    let found = try #require(try SobolIndices(Dissection(of: network, over: .box(box), keeping: .vertices)))
    #expect(found.mean == 0.25 && (found.variance - (1.0 / 6 - 1.0 / 16)).magnitude < 1e-15)
    #expect(found.first == [1] && found.total == [1] && found.interaction == 0)
  }

  /// Estimates beside integrals, each within twice its interval.
  @Test func estimatesOfSharesAreNearTheIntegrals() throws {
    var generator = SplitMix64(state: 9)
    let network = try Networks.random([2, 12, 12, 1], &generator)
    let box = try Box(-1...1, dimension: 2)
    let exact = try #require(try SobolIndices(Dissection(of: network, over: .box(box), keeping: .vertices)))
    let drawn = try #require(VarianceEstimate(of: network, over: box, samples: 2048, seed: 3))
    for input in 0..<2 {
      #expect((drawn.first[input].value - exact.first[input]).magnitude < 2 * drawn.first[input].error)
      #expect((drawn.total[input].value - exact.total[input]).magnitude < 2 * drawn.total[input].error)
    }
  }

  @Test func slopesOverRowsAndOverTheBox() throws {
    // relu(x): slope 1 on a quarter of [−3, 1], and at two of three rows.
    let network = try Networks.network([([[1]], [0]), ([[1]], [0])])
    let rows = network.slopes(rows: [[0.5, 1, -2]])[0]
    #expect(rows.mean == 2.0 / 3 && rows.range == 0...1 && rows.positiveShare == 2.0 / 3)
    #expect(((rows.standardError ?? 0) - 1.0 / 3).magnitude < 1e-15)
    let box = try Box(lower: [-3], upper: [1])
    let overBox = try #require(Dissection(of: network, over: .box(box), keeping: .volumes).slopes())
    #expect(overBox[0].mean == 0.25 && overBox[0].positiveShare == 0.25 && overBox[0].standardError == nil)
  }
}
