import Knotwork
import KnotworkExplain
import KnotworkGeometry
import KnotworkSimplify
import Testing
import _KnotworkTestSupport

@Suite(.timed) struct LosslessTests {
  /// Checks a simplified network against the original, and that every unit left bends.
  private func check(_ network: Network, over domain: Domain, _ name: String) throws {
    let found = try LosslessSimplification(of: network, over: domain)
    let compared = try NetworkComparison(network, found.network, over: domain)
    #expect(found.undecided.isEmpty, "\(name)")
    for output in compared.outputs {
      #expect(output.largest <= found.rounding.bound, "\(name): \(output.largest) of \(found.rounding.bound)")
      if found.roundedWeights == 0 { #expect(output.isEqual == true, "\(name)") }
    }
    #expect(NetworkSize(found.network).units <= NetworkSize(network).units + 1, "\(name)")
    // Units that never switch are inactive, or active, on every region.
    let regions = try Dissection(of: found.network, over: domain).regions.map(\.pattern.layers)
    for (layer, units) in (regions.first ?? []).enumerated() {
      for unit in units.indices {
        let states = Set(regions.map { $0[layer][unit] })
        #expect(states.count == 2, "\(name): layer \(layer + 1) unit \(unit + 1) never switches")
      }
    }
  }

  @Test func randomNetworksKeepTheirFunction() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for trial in 0..<Seed.cases(40, soak: 1000) {
      let inputs = Int.random(in: 1...3, using: &generator)
      let hidden = (0..<Int.random(in: 1...3, using: &generator)).map { _ in Int.random(in: 1...6, using: &generator) }
      let network = try RandomNetworks.network(
        inputs: inputs, hidden: hidden, outputs: Int.random(in: 1...2, using: &generator),
        weights: [.he, .integers, .sparse].randomElement(using: &generator)!,
        hasBias: Bool.random(using: &generator), leaky: Bool.random(using: &generator), using: &generator)
      let domain: Domain =
        inputs == 2 && Bool.random(using: &generator)
        ? .polygon(try RandomNetworks.domain(using: &generator)) : .box(try Box(-1...1, dimension: inputs))
      try check(network, over: domain, "case \(trial), \(hidden)")
    }
  }

  @Test func degenerateNetworksKeepTheirFunction() throws {
    for test in try DegenerateCatalogue.all() {
      try check(test.network, over: .polygon(test.domain), test.name)
    }
  }

  /// |x1 − x2| from four units, two of them opposite to the others, is two units; over a half of the plane it is linear.
  @Test func oppositeUnitsAreMerged() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, -1], [-1, 1], [2, -2], [-2, 2]]), activation: .relu),
      Layer(weights: Matrix([[0.5, 0.5, 0.25, 0.25]]), activation: .linear),
    ])
    let found = try LosslessSimplification(of: network, over: .box(try Box(-1...1, dimension: 2)))
    #expect(NetworkSize(found.network).bendingUnits == 1 && NetworkSize(found.network).units == 2)
    let half = try Polytope(try Box(-1...1, dimension: 2), halfSpaces: [HalfSpace(normal: [-1, 1], offset: 0)])
    let linear = try LosslessSimplification(of: network, over: .polytope(half))
    #expect(linear.network.layers.count == 1 && linear.network([0.75, 0.25]) == [0.5])
  }

  /// One input: a unit for each knot, and no more.
  @Test func oneInputIsOneLayer() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<10 {
      let network = try RandomNetworks.network(
        inputs: 1, hidden: [8, 8], weights: .he, hasBias: true, leaky: false, using: &generator)
      let domain = Domain.box(try Box(-1...1, dimension: 1))
      let found = try LosslessSimplification(of: network, over: domain)
      let pieces = try Dissection(of: network, over: domain).linearPieces().count
      if found.isKnotForm { #expect(NetworkSize(found.network).bendingUnits == pieces - 1) }
    }
  }
}
