import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Regions of any dimension with facets and neighbours: by both engines, against the plane's and against their laws.
@Suite(.timed) struct SpaceDissectionTests {
  private static let engines: [CellEngine] = [.skeleton, .signTree]

  /// The neighbours of each pattern, by pattern.
  private func adjacency(_ dissection: SpaceDissection) -> [ActivationPattern: Set<ActivationPattern>] {
    let regions = dissection.regions
    return Dictionary(
      uniqueKeysWithValues: regions.map { region in
        (region.pattern, Set(region.neighbours.map { regions[$0].pattern }))
      })
  }

  /// For each output the sum of its terms' magnitudes, layer by layer: what rounding is relative to.
  private func sizes(of network: Network, at input: [Double]) -> [Double] {
    var sizes = input.map(\.magnitude)
    for layer in network.layers {
      sizes = (0..<layer.weights.rows).map { unit in
        var size = layer.bias[unit].magnitude
        for (weight, input) in zip(layer.weights[row: unit], sizes) { size += weight.magnitude * input }
        return size
      }
    }
    return sizes
  }

  /// - Parameter isWild: regions may be thinner than doubles can tell, so that points inside are off by a rounding.
  private func checkLaws(_ dissection: SpaceDissection, isWild: Bool, _ comment: String) {
    let network = dissection.network
    let regions = dissection.regions
    for region in regions {
      let inside = region.interiorPoint
      #expect(dissection.domain.box.contains(inside), "\(comment)")
      let (value, map) = (network(inside), region.map)
      let largestTerms = sizes(of: network, at: inside)
      for output in value.indices {
        let terms = zip(map.slope[row: output], inside).map { $0 * $1 } + [map.intercept[output]]
        let size = terms.reduce(1e-300) { $0 + $1.magnitude }
        // Where the layers' terms cancel, what they round is all that is left.
        let tolerance = 1e-6 * size + 0x1p-46 * largestTerms[output]
        #expect(
          isWild || (terms.reduce(0, +) - value[output]).magnitude <= tolerance, "\(comment) region \(region.index)")
      }
      // The map itself, whatever the point is worth.
      let exact = ReferenceMap(of: network, on: region.pattern)
      for output in value.indices {
        let found = Array(map.slope[row: output]) + [map.intercept[output]]
        #expect(
          zip(found, exact.rows[output]).allSatisfy {
            (Rational($0) - $1).approximate.magnitude <= 1e-13 * exact.sizes[output]
          }, "\(comment) map of region \(region.index)")
      }
      for facet in region.facets {
        let half = facet.halfSpace
        let level = zip(half.normal, inside).reduce(0) { $0 + $1.0 * $1.1 }
        let size = half.normal.reduce(half.offset.magnitude) { $0 + $1.magnitude }
        #expect(level <= half.offset + (isWild ? 1e-12 : 0x1p-49) * size, "\(comment) region \(region.index)")
        guard let neighbour = facet.neighbour else { continue }
        #expect(neighbour != region.index && regions[neighbour].neighbours.contains(region.index), "\(comment)")
      }
    }
  }

  @Test func planesAgree() throws {
    var generator = SeededGenerator(seed: Seed.current)
    var cases: [(Network, String)] = try DegenerateCatalogue.all().filter {
      $0.domain == ConvexPolygon(try Box(-1...1, dimension: 2))
    }.map { ($0.network, $0.name) }
    for weights in RandomNetworks.Weights.allCases {
      for hasBias in [true, false] {
        cases.append(
          (
            try RandomNetworks.network(
              inputs: 2, hidden: [6, 5], weights: weights, hasBias: hasBias, leaky: hasBias, using: &generator),
            "\(weights) \(hasBias)"
          ))
      }
    }
    for (network, name) in cases {
      let box = try Box(-1...1, dimension: 2)
      let plane = try Dissection(of: network, over: box)
      let expected = Dictionary(
        uniqueKeysWithValues: plane.regions.map { region in
          (region.pattern, Set(region.neighbours.map { plane.regions[$0].pattern }))
        })
      let pieces = plane.linearPieces()
      for engine in SpaceDissectionTests.engines {
        let space = try SpaceDissection(of: network, over: Polytope(box), by: engine)
        #expect(adjacency(space) == expected, "\(name), \(engine)")
        #expect(space.creaseCount == plane.creases.count, "\(name), \(engine)")
        let found = space.linearPieces()
        #expect(found.count == pieces.count, "\(name), \(engine)")
        #expect(space.affineMapCount(in: found) == plane.affineMapCount(in: pieces), "\(name), \(engine)")
      }
    }
  }

  @Test(arguments: RandomNetworks.Weights.allCases)
  func enginesAgreeAndLawsHold(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for (inputs, hidden) in [(1, [5, 3]), (3, [6, 4]), (3, [3, 3, 3]), (4, [5, 3]), (5, [5, 2]), (7, [4, 2])] {
      let network = try RandomNetworks.network(
        inputs: inputs, hidden: hidden, outputs: 2, weights: weights, hasBias: inputs != 4, leaky: inputs == 5,
        using: &generator)
      let domain = try Polytope(
        Box(-1...1, dimension: inputs),
        halfSpaces: inputs == 3
          ? [HalfSpace(normal: [1, 1, 1], offset: 1), HalfSpace(normal: [0, -1, 2], offset: 1)] : [])
      let skeleton = try SpaceDissection(of: network, over: domain, by: .skeleton, threads: 2)
      let tree = try SpaceDissection(of: network, over: domain, by: .signTree)
      #expect(adjacency(skeleton) == adjacency(tree), "\(weights) \(inputs)-\(hidden)")
      checkLaws(skeleton, isWild: weights == .wild, "skeleton \(weights) \(inputs)-\(hidden)")
      checkLaws(tree, isWild: weights == .wild, "sign tree \(weights) \(inputs)-\(hidden)")
      let facets = Dictionary(uniqueKeysWithValues: tree.regions.map { ($0.pattern, $0.facets.count) })
      for region in skeleton.regions { #expect(facets[region.pattern] == region.facets.count) }
    }
  }

  /// A cell with more facets than a machine word has bits: units that all but touch a sphere.
  @Test func manyFacets() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let normals = (0..<90).map { _ -> [Double] in
      let raw = (0..<3).map { _ in Double.random(in: -1...1, using: &generator) }
      let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return raw.map { $0 / length }
    }
    let network = try Network(layers: [
      Layer(weights: Matrix(normals), bias: [Double](repeating: -0.9, count: 90), activation: .relu),
      Layer(weights: Matrix([[Double](repeating: 1, count: 90)]), activation: .linear),
    ])
    let box = try Polytope(Box(-1...1, dimension: 3))
    let skeleton = try SpaceDissection(of: network, over: box, by: .skeleton)
    let center = skeleton.regions.first { $0.pattern.description.allSatisfy { $0 != "1" } }
    #expect((center?.facets.count ?? 0) > 64)
    #expect(try skeleton.regions.count == network.regionCount(over: box, by: .signTree))
    let halfSpaces = normals.map { HalfSpace(normal: $0, offset: 0.95) }
    let ball = try Polytope(Box(-1...1, dimension: 3), halfSpaces: halfSpaces)
    #expect(try network.regionCount(over: ball, by: .skeleton) == network.regionCount(over: ball, by: .signTree))
  }
}
