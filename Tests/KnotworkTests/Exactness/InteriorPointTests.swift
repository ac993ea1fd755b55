import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Points inside regions, and vertices: by exact arithmetic.
@Suite(.timed) struct InteriorPointTests {
  /// Whether the network has the region's pattern at a point, and no unit that makes one of its facets vanishes there; without
  /// rounding. Units that vanish on the whole region make no facets.
  private func isInside(_ point: [Double], _ pattern: ActivationPattern, _ units: [Unit], of network: Network) -> Bool {
    let values = network.exactPreactivations(point.map { Dyadic($0) })
    return network.pattern(ofExact: values) == pattern && units.allSatisfy { !values[$0.layer][$0.index].isZero }
  }

  private func nearlyParallel(_ inputs: Int, using generator: inout SeededGenerator) throws -> Network {
    let normal = (0..<inputs).map { _ in Double.random(in: -1...1, using: &generator) }
    let rows = (0..<5).map { _ in normal.map { $0 + 0x1p-38 * Double.random(in: -1...1, using: &generator) } }
    return try Network(layers: [
      Layer(weights: Matrix(rows), bias: [0, 0, 0.25, 0.25, 0.25], activation: .relu),
      Layer(weights: Matrix([[1, -1, 1, -1, 1]]), bias: [0], activation: .linear),
    ])
  }

  @Test(arguments: 1...4)
  func pointsLieInside(_ inputs: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<Seed.cases(12, soak: 400) {
      let network =
        number % 3 == 0
        ? try nearlyParallel(inputs, using: &generator)
        : try RandomNetworks.network(
          inputs: inputs, hidden: [5, 3], weights: number % 3 == 1 ? .integers : .he, hasBias: number % 2 == 0,
          leaky: false, using: &generator)
      let box = try Box(-1...1, dimension: inputs)
      for region in try Dissection(of: network, over: .box(box), keeping: .vertices).regions {
        let point = region.interiorPoint
        #expect(
          isInside(point, region.pattern, region.facets.compactMap(\.unit), of: network) && box.contains(point),
          "\(region) at \(point)")
      }
    }
  }

  @Test func walksVisitPointsInside() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<Seed.cases(10, soak: 200) {
      let network = try RandomNetworks.network(
        inputs: 2, hidden: [4, 3], weights: .integers, hasBias: number % 2 == 0, leaky: false, using: &generator)
      // The origin and points on creases are starts like any other.
      let start = number % 3 == 0 ? [0.0, 0] : [1, Double(number % 5 - 2)]
      try network.walk(from: start, count: 200) { visited in
        #expect(
          isInside(visited.region.point, visited.region.pattern, visited.region.facets.flatMap(\.units), of: network),
          "region \(visited.index) at \(visited.region.point) from \(start)")
      }
    }
  }

  @Test func verticesNearZeroHaveTheirDigits() throws {
    // The creases x₁ = 1e-13 x₂ + 3e-14 and x₂ = 1/3 meet near the axis.
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, -1e-13], [0, 3]]), bias: [-3e-14, -1], activation: .relu),
      Layer(weights: Matrix([[1, 1]]), bias: [0], activation: .linear),
    ])
    let expected = 1e-13 / 3 + 3e-14
    for engine in [nil, CellEngine.vertices] {
      let box = Domain.box(try Box(-1...1, dimension: 2))
      let dissection =
        try engine.map { try Dissection(of: network, over: box, by: $0, keeping: .vertices) }
        ?? Dissection(of: network, over: box, keeping: .vertices)
      let near = dissection.regions.flatMap { $0.vertices ?? [] }.filter {
        $0[0].magnitude < 1e-9 && $0[1].magnitude < 0.5
      }
      #expect(!near.isEmpty)
      for vertex in near { #expect((vertex[0] - expected).magnitude <= 1e-7 * expected, "\(vertex)") }
    }
  }
}
