import Knotwork
import KnotworkClaims
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite("Ends of ranges in rational arithmetic")
struct ExactRangeTests {
  @Test("Exact ends are those of a dissection, to the last digit", arguments: RandomNetworks.Weights.allCases)
  func ends(weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var exact = 0
    for round in 0..<Seed.cases(40, soak: 1000) {
      let network = try RandomNetworks.network(
        inputs: round % 3 + 1, hidden: round & 8 == 0 ? [6, 5] : [4], weights: weights, hasBias: round & 1 == 0,
        leaky: round & 2 == 0, using: &generator)
      let radius = [1, 1e-3, 1e-9].randomElement(using: &generator)!
      let lower = (0..<network.inputCount).map { _ in Double(Int.random(in: -2...2, using: &generator)) / 2 }
      let box = try Box(lower: lower, upper: lower.map { $0 + radius })
      let truth = try Dissection(of: network, over: .box(box)).extremes()
      let budget = Budget(threads: round % 2 + 1, limits: Limits(regions: 3000))
      guard let range = try network.range(over: try Polytope(box), within: budget) else {
        #expect(weights == .wild)
        continue
      }
      #expect(range.minimum.bound <= truth.minimum.value && range.maximum.bound >= truth.maximum.value)
      #expect(range.minimum.value >= truth.minimum.value && range.maximum.value <= truth.maximum.value)
      if range.minimum.isExact { #expect(range.minimum.value == truth.minimum.value) }
      if range.maximum.isExact { #expect(range.maximum.value == truth.maximum.value) }
      exact += (range.minimum.isExact ? 1 : 0) + (range.maximum.isExact ? 1 : 0)
    }
    if weights == .he { #expect(exact >= Seed.cases(40, soak: 1000)) }
  }

  @Test("A side of the domain cuts through a region: the vertex on it is exact, and no double")
  func side() throws {
    // y = |x1 - x2| + x1 over 3 x1 + x2 >= 1 in [0, 1]^2 is least at x1 = x2 = 1/4, or less with x1 down to 0.
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, -1], [-1, 1], [1, 0]]), activation: .relu),
      Layer(weights: Matrix([[1, 1, 3]]), activation: .linear),
    ])
    let domain = try Polytope(Box(0...1, dimension: 2), halfSpaces: [HalfSpace(normal: [-7, -1], offset: -1)])
    let range = try #require(try network.range(over: domain))
    // On 7 x1 + x2 = 1 with x2 >= x1: y = x2 - x1 + 3 x1 = 1 - 5 x1, least where x1 = x2 = 1/8: 3/8.
    #expect(range.minimum.isExact && range.minimum.value == 0.375 && range.minimum.point == [0.125, 0.125])
    #expect(range.maximum.isExact && range.maximum.value == 4)
  }

  @Test("A limit leaves an enclosure")
  func limit() throws {
    var generator = SeededGenerator(seed: 5)
    let network = try RandomNetworks.network(
      inputs: 8, hidden: [24, 24], weights: .he, hasBias: true, leaky: false, using: &generator)
    let domain = try Polytope(Box(-1...1, dimension: 8))
    // How long it takes until inputs of the domain were looked at depends on the machine.
    var found: (range: OutputRange, limit: Duration)?
    for limit in [5, 20, 100, 500, 2500].map({ Duration.milliseconds($0) }) where found == nil {
      found = try network.range(over: domain, within: Budget(limits: Limits(duration: limit))).map { ($0, limit) }
    }
    let (short, limit) = try #require(found)
    #expect(short.minimum.bound <= short.minimum.value && short.minimum.value <= short.maximum.value)
    #expect(short.maximum.value <= short.maximum.bound)
    if let cause = short.cause {
      #expect(cause == .duration(limit: limit))
    } else {
      #expect(short.maximum.bound - short.minimum.bound <= (1 + 1e-8) * (short.maximum.value - short.minimum.value))
    }
    // No time at all leaves what the whole domain shows.
    let least = try #require(try network.range(over: domain, within: Budget(limits: Limits(duration: .zero))))
    #expect(least.minimum.bound <= short.minimum.value && short.maximum.value <= least.maximum.bound)
    #expect(least.cause == .duration(limit: .zero))
  }
}
