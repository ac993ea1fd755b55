import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Arrangements through one point, and units that are multiples and sums of others, in many dimensions.
@Suite(.timed) struct ArrangementTests {
  /// So many regions have n hyperplanes in general position through one point of ℝᵈ.
  private func centralCount(_ n: Int, _ d: Int) -> Int {
    func choose(_ n: Int, _ k: Int) -> Int { (0..<k).reduce(1) { $0 * (n - $1) / ($1 + 1) } }
    return 2 * (0..<d).reduce(0) { $0 + choose(n - 1, $1) }
  }

  @Test(arguments: [(6, 8), (7, 9), (8, 10)] + (Seed.isSoak ? [(6, 9)] : []))
  func centralArrangementsAreCounted(_ inputs: Int, _ units: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: inputs, hidden: [units], weights: .he, hasBias: false, leaky: false, using: &generator)
    let box = Domain.box(try Box(-1...1, dimension: inputs))
    #expect(try network.regionCount(over: box) == centralCount(units, inputs))
    let dissection = try Dissection(of: network, over: box)
    #expect(dissection.regions.count == centralCount(units, inputs))
    // In more dimensions the volumes alone take minutes.
    if inputs <= 6 { #expect(try dissection.check().isSound) }
  }

  @Test func repeatedUnitsInManyDimensions() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let inputs = 24
    // Multiples of 1/1024, so that sums are exact.
    let normals = (0..<3).map { _ in
      (0..<inputs).map { _ in Double(Int.random(in: -512...512, using: &generator)) / 1024 }
    }
    // Twice each, a multiple, and a sum of two.
    let rows = normals + normals + [normals[0].map { -2 * $0 }, zip(normals[1], normals[2]).map { $0 + $1 }]
    let network = try Network(layers: [
      Layer(weights: Matrix(rows), bias: [Double](repeating: 0, count: rows.count), activation: .relu),
      Layer(weights: Matrix([[Double](repeating: 1, count: rows.count)]), bias: [0], activation: .linear),
    ])
    let box = Domain.box(try Box(-1...1, dimension: inputs))
    // Three hyperplanes cut 8 parts, and the sum's cuts those 4 in which the others' signs differ.
    #expect(try network.regionCount(over: box) == 12)
    #expect(try Dissection(of: network, over: box).regions.count == 12)
  }

  /// A dissection finds facets of the last layer by patterns; a stream, that knows one region at a time, by programs.
  @Test(arguments: [false, true])
  func facetsByPatternsAreThoseByPrograms(_ isRepeated: Bool) throws {
    var generator = SeededGenerator(seed: Seed.current)
    // Numbers 0 and 3 have no biases, which takes ten times as long.
    for number in Seed.isSoak ? 0..<60 : isRepeated ? 2..<3 : 1..<2 {
      let random = try RandomNetworks.network(
        inputs: 6, hidden: number % 2 == 0 ? [Seed.isSoak ? 7 : 5] : Seed.isSoak ? [4, 4] : [4, 2], weights: .he,
        hasBias: number % 3 > 0, leaky: false,
        using: &generator)
      let network = isRepeated ? try repeatingLastHiddenUnit(of: random) : random
      let domain = Domain.polytope(
        try Polytope(Box(-1...1, dimension: 6), halfSpaces: [HalfSpace(normal: [1, 1, 0, -1, 0, 1], offset: 0.5)]))
      let dissection = try Dissection(of: network, over: domain)
      var facets: [ActivationPattern: [HalfSpace]] = [:]
      try network.forEachRegion(over: domain) { facets[$0.pattern] = $0.halfSpaces }
      #expect(facets.count == dissection.regions.count)
      for region in dissection.regions { #expect(facets[region.pattern] == region.halfSpaces, "\(region)") }
      // Volumes in six dimensions take nearly all of the time.
      guard Seed.isSoak else { continue }
      let report = try dissection.check()
      #expect(report.isSound, "\(report.laws)")
    }
  }

  private func repeatingLastHiddenUnit(of network: Network) throws -> Network {
    var layers = network.layers
    let hidden = layers[layers.count - 2]
    let rows = (0..<hidden.unitCount).map { Array(hidden.weights[row: $0]) }
    layers[layers.count - 2] = Layer(
      weights: Matrix(rows + [rows[0].map { -3 * $0 }]), bias: hidden.bias + [-3 * hidden.bias[0]], activation: .relu)
    let last = layers[layers.count - 1]
    layers[layers.count - 1] = Layer(
      weights: Matrix((0..<last.unitCount).map { Array(last.weights[row: $0]) + [0.5] }), bias: last.bias,
      activation: .linear)
    return try Network(layers: layers)
  }
}
