import Knotwork
import KnotworkClaims
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite("Slopes")
struct SlopeTests {
  @Test(
    "Bounds enclose the slopes of all regions, and what is shown is taken", arguments: RandomNetworks.Weights.allCases)
  func regions(weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(40, soak: 1000) {
      let network = try RandomNetworks.network(
        inputs: round % 3 + 1, hidden: round & 8 == 0 ? [6, 5] : [4], weights: weights, hasBias: round & 1 == 0,
        leaky: round & 2 == 0, using: &generator)
      let radius = [1, 1e-3, 1e-9].randomElement(using: &generator)!
      let lower = (0..<network.inputCount).map { _ in Double(Int.random(in: -2...2, using: &generator)) / 2 }
      let box = try Box(lower: lower, upper: lower.map { $0 + radius })
      let maps = try Dissection(of: network, over: .box(box)).regions.map(\.map.slope)
      let inputs = Array(0..<network.inputCount)
      let budget = Budget(threads: round % 2 + 1, limits: Limits(regions: 400))
      let domain = try Polytope(box)
      let ranges = try network.slopes(along: inputs, over: domain, within: budget)
      for (input, range) in zip(inputs, ranges) {
        let slopes = maps.map { $0[0, input] }
        let (least, greatest) = (slopes.min() ?? 0, slopes.max() ?? 0)
        // Slopes of regions are rounded sums of products, which may be much larger than the slopes.
        let size = max(least.magnitude, greatest.magnitude)
        let slop = weights == .wild ? 1e-9 * max(size, 1e24) : 1e-12 * max(size, 1)
        #expect(range.least.bound <= least + slop && range.greatest.bound >= greatest - slop)
        #expect(
          range.least.slope >= least - slop && range.greatest.slope <= greatest + slop,
          "round \(round), input \(input): \(range) beside \(least) to \(greatest)")
        for pair in [range.least.pair, range.greatest.pair].compactMap(\.self) {
          let differing = inputs.filter { pair.from[$0] != pair.to[$0] }
          #expect(differing == [input] && pair.from[input] < pair.to[input])
        }
        let width = max(greatest - least, slop) + 1
        let claim = [
          0 ... .infinity, -.infinity...0, least - width...greatest + width, least + width / 4 ... .infinity,
          -.infinity...greatest - width / 4,
        ].randomElement(using: &generator)!
        let decided = try network.slopes(along: [input], over: domain, untilWithin: claim, within: budget)[0]
        #expect(decided.least.bound <= least + slop && decided.greatest.bound >= greatest - slop)
        let distance = min(least - claim.lowerBound, claim.upperBound - greatest)
        switch decided.lies(within: claim) {
        case true: #expect(distance >= -slop)
        case false: #expect(distance <= slop)
        // No two doubles may show a slope.
        case nil: #expect(decided.cause != nil || weights == .wild)
        }
        guard weights == .integers else { continue }
        // Slopes are whole numbers: what the dissection says is exact.
        let trend: SlopeRange.Trend =
          least >= 0 ? (greatest <= 0 ? .constant : .rising) : greatest <= 0 ? .falling : .neither
        let exact = try network.slopesThroughRegions(along: [input], over: try Polytope(box))[0]
        #expect(exact.trend == trend && exact.least.slope == least && exact.greatest.slope == greatest)
        // What never falls may be constant.
        #expect(range.trend == trend || range.trend == .undecided || trend == .constant && range.trend != .neither)
      }
    }
  }

  @Test("A unit twice: its phases are never different, whatever programs see on the crease")
  func duplicate() throws {
    // relu(x) - relu(x) + 0.125 x; with different phases slopes would be -0.875 and 1.125.
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 0], [1, 0], [1, 0], [-1, 0], [0, 1]]), activation: .relu),
      Layer(weights: Matrix([[1, -1, 0.125, -0.125, 1]]), activation: .linear),
    ])
    let domain = try Polytope(Box(-1...1, dimension: 2))
    let ranges = try network.slopes(along: [0, 1], over: domain)
    #expect(ranges[0].trend == .rising && ranges[0].least.bound > 0.12 && ranges[0].greatest.bound < 0.13)
    #expect(ranges[1].trend == .rising && ranges[1].least.bound == 0 && ranges[1].least.slope == 0)
  }

  @Test("Intervals are decided at their ends, and refutations are shown")
  func intervals() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1], [-1]]), activation: .relu), Layer(weights: Matrix([[2, -0.5]]), activation: .linear),
    ])
    let domain = try Polytope(Box(-1...1, dimension: 1))
    let range = try network.slopes(along: [0], over: domain, aims: [0.5...2])[0]
    #expect(range.lies(within: 0.5...2) == true && range.lies(within: 0.75...2) == false)
    let steep = try network.steepness(over: domain, slopes: [range])
    #expect(steep.allSatisfy { $0.bound >= 2 && $0.bound <= 2.03 && ($0.pair?.slope ?? 0) > 1.99 })
  }
}
