import Knotwork
import KnotworkClaims
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite("Ranges of outputs")
struct RangeTests {
  @Test("Ends are those of a dissection, to the gap that was asked for", arguments: RandomNetworks.Weights.allCases)
  func ends(weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(15, soak: 500) {
      let network = try RandomNetworks.network(
        inputs: round % 3 + 1, hidden: [5, 4], outputs: 2, weights: weights, hasBias: true, leaky: round & 1 == 0,
        using: &generator)
      let box = try Box(-1...1, dimension: network.inputCount)
      let truth = try Dissection(of: network, over: .box(box)).extremes(of: 1)
      let budget = Budget(threads: round % 2 + 1, limits: Limits(regions: 2000))
      guard let range = try network.range(ofOutput: 1, over: try Polytope(box), gap: 1e-9, within: budget) else {
        #expect(weights == .wild)
        continue
      }
      #expect(range.minimum.bound <= truth.minimum.value && truth.minimum.value <= range.minimum.value)
      #expect(range.maximum.bound >= truth.maximum.value && truth.maximum.value >= range.maximum.value)
      let spread = max(truth.maximum.value - truth.minimum.value, truth.maximum.value.magnitude, 1e-3)
      if range.cause == nil, weights != .wild {
        #expect(range.minimum.gap <= 1e-8 * spread && range.maximum.gap <= 1e-8 * spread)
      }
      // An exact end is that of a rational point, and wild weights change much within the rounding of its coordinates.
      if weights == .wild, range.minimum.isExact { continue }
      #expect(network(range.minimum.point)[1].distance(to: range.minimum.value).magnitude <= 1e-9 * spread)
    }
  }

  @Test("A polytope keeps its points inside, exactly, and combinations of outputs have ranges too")
  func polytope() throws {
    // y = |x1| and y = |x2|, whose sum over x1 + x2 ≥ 0.5 is least on that side.
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 0], [-1, 0], [0, 1], [0, -1]]), activation: .relu),
      Layer(weights: Matrix([[1, 1, 0, 0], [0, 0, 1, 1]]), activation: .linear),
    ])
    let domain = try Polytope(
      Box(-1...1, dimension: 2), halfSpaces: [HalfSpace(normal: [-1, -1], offset: -0.5)])
    let range = try #require(
      try network.range(of: [.init(1, .output(0)), .init(1, .output(1))], over: domain, gap: 1e-9))
    #expect(range.cause == nil)
    #expect((range.minimum.value - 0.5).magnitude <= 1e-8 && range.minimum.bound <= 0.5)
    #expect(range.maximum.value == 2)
    #expect(range.minimum.point[0] + range.minimum.point[1] >= 0.5)
  }

  @Test("Sides of a domain that are nearly met give no bound on the output, however early the search ends")
  func sidesAreNoBound() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(12, soak: 300) {
      let inputs = round % 2 + 2
      let network = try RandomNetworks.network(
        inputs: inputs, hidden: [8, 6], weights: .he, hasBias: true, leaky: false, using: &generator)
      let sides = (0...round % 2).map { side in
        HalfSpace(normal: (0..<inputs).map { ($0 + side) & 1 == 0 ? 1 : -1 }, offset: 0.0078125)
      }
      let domain = try Polytope(Box(-1...1, dimension: inputs), halfSpaces: sides)
      let truth = try Dissection(of: network, over: .polytope(domain)).extremes(of: 0)
      for regions in [1, 3, 20, 2000] {
        let budget = Budget(limits: Limits(regions: regions))
        guard let range = try network.range(over: domain, within: budget) else { continue }
        #expect(range.minimum.bound <= truth.minimum.value && truth.minimum.value <= range.minimum.value)
        #expect(range.maximum.bound >= truth.maximum.value && truth.maximum.value >= range.maximum.value)
      }
    }
  }

  @Test("Weights that overflow have no range, and nothing traps")
  func overflow() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1e300]]), activation: .relu), Layer(weights: Matrix([[1e300]]), activation: .linear),
    ])
    #expect(
      try network.range(over: try Polytope(Box(-1...1, dimension: 1)), within: Budget(limits: Limits(regions: 200)))
        == nil)
  }
}
