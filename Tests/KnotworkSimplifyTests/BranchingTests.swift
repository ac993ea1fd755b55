import Knotwork
import KnotworkClaims
import KnotworkExplain
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkSimplify

/// Differences by the search that branches, against all regions.
@Suite(.timed) struct BranchingTests {
  /// A network and one that was made smaller from it, so that units have gone and others are linear.
  private func pair(
    inputs: Int, leaky: Bool, using generator: inout SeededGenerator
  ) throws -> (original: Network, smaller: Network) {
    let original = try RandomNetworks.network(
      inputs: inputs, hidden: [7, 5], outputs: 2, weights: .he, hasBias: true, leaky: leaky, using: &generator)
    var exact = ExactNetwork(original)
    for layer in 0..<2 {
      for unit in 0..<3 {
        exact.layers[layer].slopes[unit] = .one
        if unit == 2 { exact.layers[layer].weights[unit] = exact.layers[layer].weights[unit].map { _ in .zero } }
      }
    }
    let smaller = try ReducedNetwork(exact).network.rounded()
    return (original, smaller)
  }

  @Test(arguments: [1, 2, 3])
  func boundsAreThoseOfAllRegions(_ inputs: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(6, soak: 200) {
      let (original, smaller) = try pair(inputs: inputs, leaky: round & 1 == 1, using: &generator)
      let domain = Domain.box(try Box(-1...1, dimension: inputs))
      let truth = try NetworkComparison(original, smaller, over: domain).outputs.map(\.largest).max() ?? 0
      let proof = DifferenceProof(
        original: original, domain: domain, samples: DomainSamples(of: domain, count: 2000, seed: 3))
      let seen = proof.sampled(original.combined(with: smaller, sign: -1))
      for (error, regions) in [(nil, 5), (nil, 2000), (0.5 * truth, 2000), (0.999 * truth, 3), (1.001 * truth, 2000)] {
        let budget = Budget(threads: round % 2 + 1, limits: Limits(regions: regions))
        let found = try proof.byBranching(to: smaller, from: seen, within: error, budget: budget)
        #expect(found.bound >= truth * (1 - 1e-14), "round \(round)")
        #expect(found.found <= truth * (1 + 1e-14) && found.found >= seen.found)
        if error == nil, regions == 2000, truth > 0 { #expect(found.bound <= truth * 1.002, "round \(round)") }
        if let error, error > truth, regions == 2000 { #expect(found.bound <= error, "round \(round)") }
        if let error, error < truth, regions == 2000 { #expect(found.found > error, "round \(round)") }
      }
    }
  }

  /// Both networks with units that do nothing are still the same functions, and of one shape.
  @Test func alignedNetworksAreTheSameFunctions() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(20, soak: 500) {
      let (original, smaller) = try pair(inputs: 4, leaky: round & 1 == 1, using: &generator)
      guard original.layers.count == smaller.layers.count else { continue }
      let domain = Domain.box(try Box(-1...1, dimension: 4))
      let samples = DomainSamples(of: domain, count: 100, seed: 3)
      let aligned = try #require(AlignedNetworks(original, smaller, at: samples.rows))
      #expect(aligned.first.layers.map(\.activations) == aligned.second.layers.map(\.activations))
      #expect(aligned.first.layers[0].unitCount < 7 + smaller.layers[0].unitCount)
      for row in 0..<20 {
        let point = samples.rows[4 * row..<4 * row + 4].map { Dyadic($0) }
        #expect(aligned.first.exactly(point) == original.exactly(point))
        #expect(aligned.second.exactly(point) == smaller.exactly(point))
      }
    }
  }

  /// What is known of a difference that stays open is a bound on it.
  @Test func openDecisionsHaveBounds() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(12, soak: 300) {
      let (original, smaller) = try pair(inputs: 2, leaky: false, using: &generator)
      let box = try Box(-1...1, dimension: 2)
      let sides = round & 1 == 0 ? [] : [HalfSpace(normal: [1, -1], offset: 0.0078125)]
      let domain = try Polytope(box, halfSpaces: sides)
      let truth =
        try NetworkComparison(original, smaller, over: .polytope(domain)).outputs.map(\.largest).max() ?? 0
      guard truth > 0 else { continue }
      let difference = NetworkDifference(original, smaller, by: .joined)
      for factor in [1e-3, 0.5, 0.999, 1.001, 1.5] {
        for regions in [0, 1, 4, 2000] {
          let (verdict, bound) = difference.decision(
            within: factor * truth, outputs: [0, 1], over: domain, within: Budget(limits: Limits(regions: regions)))
          #expect(bound >= truth * (1 - 1e-14), "round \(round), factor \(factor), \(regions)")
          if case .holds = verdict { #expect(factor > 1 && bound == factor * truth) }
          if case .fails = verdict { #expect(factor < 1) }
        }
      }
    }
  }
}
