import Knotwork
import KnotworkExplain
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite(.timed) struct ShapleyTests {
  /// All coalitions in exact arithmetic: φ · n! · rows, whose terms are whole multiples of values.
  private func bruteForce(_ network: Network, _ row: [Double], _ background: [[Double]]) -> [Double] {
    let n = row.count
    func factorial(_ k: Int) -> Double { (0..<k).reduce(1) { $0 * Double($1 + 1) } }
    var sums = [Dyadic](repeating: .zero, count: n)
    for b in background[0].indices {
      let values = (0..<1 << n).map { coalition in
        network.exactly((0..<n).map { Dyadic(coalition >> $0 & 1 == 1 ? row[$0] : background[$0][b]) })[0]
      }
      for player in 0..<n {
        for coalition in 0..<1 << n where coalition >> player & 1 == 0 {
          let size = coalition.nonzeroBitCount
          sums[player] +=
            Dyadic(factorial(size) * factorial(n - 1 - size)) * (values[coalition | 1 << player] - values[coalition])
        }
      }
    }
    return sums.map { Dyadic.quotient($0, Dyadic(factorial(n) * Double(background[0].count))) }
  }

  @Test(arguments: [[1, 4, 1], [2, 8, 8, 1], [3, 6, 1], [4, 6, 5, 4, 1]])
  func exactValuesAreThoseOfAllCoalitions(_ widths: [Int]) throws {
    var generator = SplitMix64(state: Seed.current)
    for trial in 0..<4 {
      let network =
        try trial.isMultiple(of: 2)
        ? Networks.random(widths, &generator) : Networks.whole(widths, &generator)
      // Some coordinates are equal, as they are in tables.
      let background = (0..<widths[0]).map { _ in
        Networks.point(7, &generator).map { trial < 2 ? $0 : ($0 * 2).rounded() }
      }
      let row = Networks.point(widths[0], &generator).map { trial < 2 ? $0 : ($0 * 2).rounded() }
      let expected = bruteForce(network, row, background)
      for threads in [1, 3] {
        let found = ShapleyExplainer(network, background: background, threads: threads).exact(at: row)
        let bound = 1e-12 * (1 + found.value.magnitude + found.base.magnitude)
        for (a, b) in zip(found.attributions, expected) { #expect((a - b).magnitude <= bound) }
        #expect((found.attributions.reduce(0, +) - (found.value - found.base)).magnitude <= bound)
        #expect(found.isExact)
      }
    }
  }

  /// Values that are close are not equal: one part in 100,000 of a large offset is all that x1 changes by.
  @Test func offsetsAreNoReasonToCallInputsEqual() throws {
    let network = try Networks.network([([[1, 0], [0, 1]], [-1e6, 0]), ([[1, 1]], [0])])
    let explainer = ShapleyExplainer(network, background: [[1_000_000, 1_000_002], [0, 1]])
    #expect(explainer.exact(at: [1_000_009, 2]).attributions == [8, 1.5])
    #expect(explainer.estimate(at: [1_000_009, 2], pairs: 20).attributions == [8, 1.5])
  }

  @Test func equalCoordinatesAreNoPlayers() throws {
    var generator = SplitMix64(state: 5)
    let network = try Networks.random([4, 9, 1], &generator)
    let explainer = ShapleyExplainer(network, background: [[1, 1], [2, 3], [0, 0], [5, 5]])
    #expect(explainer.playerCount(at: [1, 2, 0, 5]) == 1)
    let values = explainer.exact(at: [1, 2, 0, 5])
    #expect(values.attributions[0] == 0 && values.attributions[2] == 0 && values.attributions[3] == 0)
  }

  /// A network that is a sum of functions of few inputs each is split, which 20 inputs need.
  @Test func groupsThatDoNotInteractAreSplit() throws {
    var generator = SplitMix64(state: 6)
    let weights = (0..<20).map { unit in
      (0..<20).map { $0 / 2 == unit / 2 ? Double.random(in: -1...1, using: &generator) : 0 }
    }
    let network = try Networks.network([
      (weights, Networks.point(20, &generator)), ([Networks.point(20, &generator)], [0.5]),
    ])
    #expect(network.separateInputs == (0..<10).map { [2 * $0, 2 * $0 + 1] })
    let background = (0..<20).map { _ in Networks.point(5, &generator) }
    let row = Networks.point(20, &generator)
    let explainer = ShapleyExplainer(network, background: background)
    #expect(explainer.playerCount(at: row) == 2)
    let found = explainer.exact(at: row)
    // One pair at a time, the others as in the first row of the background: they do not matter.
    for pair in 0..<10 {
      let inputs = [2 * pair, 2 * pair + 1]
      var point = background.map { $0[0] }
      for input in inputs { point[input] = row[input] }
      let columns = background.indices.map { input in
        inputs.contains(input) ? background[input] : background[input].map { _ in background[input][0] }
      }
      let alone = ShapleyExplainer(network, background: columns).exact(at: point)
      for input in inputs { #expect((alone.attributions[input] - found.attributions[input]).magnitude < 1e-13) }
    }
  }

  /// Intervals cover what they say, and estimates sum exactly; equal seeds give equal bits.
  @Test func intervalsOfEstimatesCover() throws {
    var generator = SplitMix64(state: 7)
    let network = try Networks.random([6, 16, 16, 1], &generator)
    let background = (0..<6).map { _ in Networks.point(10, &generator) }
    var (covered, all) = (0, 0)
    for trial in 0..<60 {
      let row = Networks.point(6, &generator)
      let explainer = ShapleyExplainer(network, background: background)
      let (truth, found) = (explainer.exact(at: row), explainer.estimate(at: row, pairs: 20, seed: UInt64(trial)))
      #expect(explainer.estimate(at: row, pairs: 20, seed: UInt64(trial)) == found)
      #expect((found.attributions.reduce(0, +) - (found.value - found.base)).magnitude < 1e-12)
      let errors = try #require(found.errors)
      for input in row.indices {
        covered += (found.attributions[input] - truth.attributions[input]).magnitude <= errors[input] ? 1 : 0
        all += 1
      }
    }
    let share = Double(covered) / Double(all)
    #expect((0.92...0.98).contains(share), "\(share)")
  }

  /// Work that is not wanted any more has no values, and no half of them.
  @Test func workThatIsNotWantedEnds() throws {
    var generator = SplitMix64(state: 5)
    let network = try Networks.random([3, 6, 1], &generator)
    let background = (0..<3).map { _ in Networks.point(7, &generator) }
    let explainer = ShapleyExplainer(network, background: background)
    let row = Networks.point(3, &generator)
    #expect(explainer.exact(at: row, while: { false }) == nil)
    var pairs = 0
    let none = explainer.estimate(at: row, pairs: 20, seed: 1) {
      pairs += 1
      return pairs < 20
    }
    #expect(none == nil && pairs == 20)
    #expect(explainer.estimate(at: row, pairs: 20, seed: 1, while: { true })?.errors?.count == 3)
  }
}
