import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// The region of a point against one found by exact linear programs alone, and walks against counts of the whole space.
@Suite(.timed) struct LocalRegionTests {
  /// Whether some point lies beyond the first inequality and strictly satisfies the others, in the whole space.
  private func isFacet(_ index: Int, of rows: [ExactForm], dimension: Int) throws -> Bool {
    let box = try Box(
      lower: [Double](repeating: -1, count: dimension) + [0], upper: [Double](repeating: 1, count: dimension + 1))
    let system = rows.enumerated().map { other, row in
      let inequality = StrictSystem.Inequality(normal: row.coefficients, constant: .zero)
      return other == index ? inequality.reversed : inequality
    }
    if case .point = StrictSystem(within: box).solve(system) { return true }
    return false
  }

  /// The units of the facets, coincident ones together, by definition.
  private func expectedFacets(_ region: LocalRegion) throws -> Set<[[Int]]> {
    let network = region.network
    let adjoint = ExactAdjoint(network: network, states: region.states)
    var groups: [(row: ExactForm, units: [[Int]])] = []
    for (layer, current) in network.layers.enumerated() {
      for unit in 0..<current.unitCount where current.activations[unit].bends {
        var row = adjoint.form(layer: layer, unit: unit)
        if row.coefficients.dropLast().allSatisfy(\.isZero) { continue }
        if !region.states[layer, unit] { row = ExactForm(row.coefficients.map { -$0 }) }
        if let known = groups.firstIndex(where: { row.multiple(of: $0.row) != nil }) {
          groups[known].units.append([layer, unit])
        } else {
          groups.append((row, [[layer, unit]]))
        }
      }
    }
    return Set(
      try groups.indices.filter { try isFacet($0, of: groups.map(\.row), dimension: network.inputCount) }
        .map { groups[$0].units })
  }

  private func check(_ network: Network, at point: [Double], _ comment: String) throws {
    let region = try network.region(containing: point)
    let found = Set(region.facets.map { $0.units.map { [$0.layer, $0.index] } })
    #expect(try found == expectedFacets(region), "\(comment) at \(point)")
    if network.pattern(ofExact: network.exactPreactivations(point.map { Dyadic($0) })) == region.pattern {
      for (half, facet) in zip(region.halfSpaces, region.facets) {
        let level = zip(half.normal, point).reduce(0) { $0 + $1.0 * $1.1 }
        let size = zip(half.normal, point).reduce(half.offset.magnitude) { $0 + ($1.0 * $1.1).magnitude }
        #expect(level <= half.offset + 1e-12 * size, "\(comment): facet \(facet.units) at \(point)")
      }
      let (map, value) = (region.map, network(point))
      for output in value.indices {
        let terms = zip(map.slope[row: output], point).map { $0 * $1 } + [map.intercept[output]]
        let size = terms.reduce(1e-300) { $0 + $1.magnitude }
        #expect((terms.reduce(0, +) - value[output]).magnitude <= 1e-9 * size + 1e-15, "\(comment)")
      }
    }
  }

  @Test(arguments: RandomNetworks.Weights.allCases)
  func facetsAreThoseByDefinition(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let shapes: [(inputs: Int, hidden: [Int])] = [
      (1, [5, 3]), (2, [6, 4]), (3, [5, 4, 3]), (4, [3, 5]), (6, [4, 6, 3]), (3, [9]), (5, [5, 5]),
      (4, [6, 1, 5]), (4, [5, 2, 6]), (3, [12, 2, 7, 1, 4]),
    ]
    for shape in shapes {
      for number in Seed.isSoak ? [0, 1, 2, 3, 4, 5] : [1, 2, 3, 4] {
        let network = try RandomNetworks.network(
          inputs: shape.inputs, hidden: shape.hidden, weights: weights, hasBias: number % 2 == 0, leaky: number == 3,
          using: &generator)
        let isOnGrid = number >= 4
        let point = (0..<shape.inputs).map { _ in
          isOnGrid ? Double(Int.random(in: -1...1, using: &generator)) : Double.random(in: -1...1, using: &generator)
        }
        try check(network, at: point, "\(weights) \(shape) \(number)")
      }
    }
  }

  /// Points on the creases of all units that are not dead, where a unit that vanishes is not one that is inactive around.
  @Test func creasesThroughThePoint() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<400 {
      let hidden = number % 2 == 0 ? [9] : [5, 3]
      let network = try RandomNetworks.network(
        inputs: 3, hidden: hidden, weights: .sparse, hasBias: false, leaky: number % 4 == 3, using: &generator)
      let point = (0..<3).map { _ in Double(Int.random(in: -1...1, using: &generator)) }
      try check(network, at: point, "\(hidden) \(number)")
    }
  }

  @Test func degenerateNetworks() throws {
    for entry in try DegenerateCatalogue.all() {
      for point in [[0.0, 0.0], [0.5, 0.25], [-0.3, 0.7]] where entry.network.inputCount == 2 {
        try check(entry.network, at: point, entry.name)
      }
    }
  }

  @Test(arguments: RandomNetworks.Weights.allCases)
  func aWalkComesToEveryRegion(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for (inputs, hidden) in [(1, [4, 3]), (2, [4, 3]), (3, [4, 2]), (4, [3, 3]), (2, [3, 2, 2])] {
      for number in 0..<4 {
        let network = try RandomNetworks.network(
          inputs: inputs, hidden: hidden, weights: weights, hasBias: number % 2 == 0, leaky: number == 3,
          using: &generator)
        let comment = "\(weights) \(inputs) \(hidden) \(number)"
        var patterns = Set<ActivationPattern>()
        var distances: [Int] = []
        let isComplete = try network.walk(from: [Double](repeating: 0.25, count: inputs), count: 100_000) { step in
          #expect(patterns.insert(step.region.pattern).inserted, "\(comment): twice")
          distances.append(step.distance)
        }
        #expect(isComplete && distances == distances.sorted(), "\(comment)")
        #expect(try patterns.count == network.regionCount(over: .wholeSpace), "\(comment)")
      }
    }
  }

  @Test func walksOverDegenerateNetworks() throws {
    for entry in try DegenerateCatalogue.all() {
      var count = 0
      let start = [Double](repeating: 0.125, count: entry.network.inputCount)
      let isComplete = try entry.network.walk(from: start, count: 100_000) { _ in count += 1 }
      #expect(isComplete, "\(entry.name)")
      #expect(try count == entry.network.regionCount(over: .wholeSpace), "\(entry.name)")
    }
  }

  @Test func aWalkStopsAtItsCount() throws {
    var generator = SeededGenerator(seed: 5)
    let network = try RandomNetworks.network(
      inputs: 12, hidden: [16, 16], weights: .he, hasBias: true, leaky: false, using: &generator)
    var regions: [WalkedRegion] = []
    let isComplete = try network.walk(from: [Double](repeating: 0.1, count: 12), count: 40) { regions.append($0) }
    #expect(!isComplete && regions.count == 40)
    for step in regions {
      #expect(network.pattern(at: step.region.point) == step.region.pattern, "region \(step.index)")
    }
  }

  @Test func manyInputsAndUnits() throws {
    var generator = SeededGenerator(seed: 7)
    for hasBias in [true, false] {
      let network = try RandomNetworks.network(
        inputs: 120, hidden: [60, 60, 40], weights: .he, hasBias: hasBias, leaky: false, using: &generator)
      let point = (0..<120).map { _ in Double.random(in: 0..<1, using: &generator) }
      let region = try network.region(containing: point)
      #expect(region.pattern == network.pattern(at: point))
      #expect(region.facets.count > 60 && region.facets.count <= 160)
      // Every half-space by itself is as far away as its unit says.
      for (half, facet) in zip(region.halfSpaces, region.facets) {
        var level = half.offset
        for (a, x) in zip(half.normal, point) { level -= a * x }
        let unit = facet.units[0]
        let exact = network.exactPreactivations(point.map { Dyadic($0) })[unit.layer][unit.index].nearest
        #expect((level - exact.magnitude).magnitude < 1e-9 * max(1, exact.magnitude))
      }
    }
  }

  /// Floating point and its proofs are enough where nothing is degenerate but what the layers make so (units that are alone
  /// active in their layer), but for a rare facet that is too close to call.
  @Test func ordinaryRegionsHardlyNeedExactPrograms() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for (inputs, hidden) in [(24, [24, 24]), (8, [20, 20, 20]), (12, [16, 1, 16]), (12, [16, 3, 16, 16])] {
      var exactProgramCount = 0
      for _ in 0..<3 {
        let network = try RandomNetworks.network(
          inputs: inputs, hidden: hidden, weights: .he, hasBias: true, leaky: false, using: &generator)
        for _ in 0..<12 {
          let point = (0..<inputs).map { _ in Double.random(in: -1...1, using: &generator) }
          let cell = try CellAtPoint(network, at: point).cell
          let facets = cell.facets()
          exactProgramCount += cell.exactProgramCount
          #expect(facets.allSatisfy { $0.beyond != nil })
        }
      }
      #expect(exactProgramCount <= 2, "\(inputs) \(hidden), seed \(Seed.current)")
    }
  }

  @Test func pointsOfTheWrongSizeAreRefused() throws {
    let network = try Network(layers: [Layer(weights: Matrix([[1, 2]]), activation: .relu)])
    #expect(throws: InvalidGeometry.self) { try network.region(containing: [1]) }
    #expect(throws: InvalidGeometry.self) { try network.region(containing: [1, .nan]) }
    #expect(throws: InvalidGeometry.self) { try network.walk(from: [], count: 3) { _ in } }
  }
}
