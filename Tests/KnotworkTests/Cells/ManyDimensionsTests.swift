import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Regions of any dimension with facets and neighbours: by both engines, against the plane's and against their laws.
@Suite(.timed) struct ManyDimensionsTests {
  private static let engines: [CellEngine] = [.vertices, .halfSpaces]

  /// The neighbours of each pattern, by pattern.
  private func adjacency(_ dissection: Dissection) -> [ActivationPattern: Set<ActivationPattern>] {
    let regions = dissection.regions
    return Dictionary(
      uniqueKeysWithValues: regions.map { region in
        (region.pattern, Set(region.neighbours.map { regions[$0].pattern }))
      })
  }

  /// Maps against those of the reference engine, whatever a point inside is worth.
  private func checkMaps(_ dissection: Dissection, _ comment: String) {
    for region in dissection.regions {
      let (map, exact) = (region.map, ReferenceMap(of: dissection.network, on: region.pattern))
      for output in map.intercept.indices {
        let found = Array(map.slope[row: output]) + [map.intercept[output]]
        #expect(
          zip(found, exact.rows[output]).allSatisfy {
            (Rational($0) - $1).approximate.magnitude <= 1e-13 * exact.sizes[output]
          }, "\(comment) map of region \(region.index)")
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
      let plane = try Dissection(of: network, over: .box(box))
      let expected = Dictionary(
        uniqueKeysWithValues: plane.regions.map { region in
          (region.pattern, Set(region.neighbours.map { plane.regions[$0].pattern }))
        })
      let pieces = plane.linearPieces()
      for engine in ManyDimensionsTests.engines {
        let space = try Dissection(of: network, over: .box(box), by: engine)
        #expect(adjacency(space) == expected, "\(name), \(engine)")
        #expect(space.creases.count == plane.creases.count, "\(name), \(engine)")
        let found = space.linearPieces()
        #expect(found.count == pieces.count, "\(name), \(engine)")
        #expect(space.affineMapCount(in: found) == plane.affineMapCount(in: pieces), "\(name), \(engine)")
      }
    }
  }

  @Test(arguments: RandomNetworks.Weights.allCases)
  func enginesAgreeAndLawsHold(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    // Volumes in six and seven dimensions take long, and means that are exactly 0, as sparse weights often have, do in five.
    let most = Seed.isSoak ? 7 : weights == .sparse ? 4 : 5
    let sizes = [(1, [5, 3]), (3, [6, 4]), (3, [3, 3, 3]), (4, [5, 3]), (5, [5, 2]), (6, [3, 2]), (7, [4, 2])]
    for (inputs, hidden) in sizes where inputs <= most {
      let network = try RandomNetworks.network(
        inputs: inputs, hidden: hidden, outputs: 2, weights: weights, hasBias: inputs != 4, leaky: inputs == 5,
        using: &generator)
      let polytope = try Polytope(
        Box(-1...1, dimension: inputs),
        halfSpaces: inputs == 3
          ? [HalfSpace(normal: [1, 1, 1], offset: 1), HalfSpace(normal: [0, -1, 2], offset: 1)] : [])
      let domain = Domain.polytope(polytope)
      let skeleton = try Dissection(of: network, over: domain, by: .vertices, within: Budget(threads: 2))
      let tree = try Dissection(of: network, over: domain, by: .halfSpaces)
      #expect(adjacency(skeleton) == adjacency(tree), "\(weights) \(inputs)-\(hidden)")
      for (dissection, engine) in [(skeleton, "skeleton"), (tree, "sign tree")] {
        checkMaps(dissection, "\(engine) \(weights) \(inputs)-\(hidden)")
        let violations = try checkDissection(dissection, isThin: weights == .wild)
        #expect(violations.isEmpty, "\(engine) \(weights) \(inputs)-\(hidden): \(violations.prefix(3))")
      }
      let facets = Dictionary(uniqueKeysWithValues: tree.regions.map { ($0.pattern, $0.facets.count) })
      for region in skeleton.regions { #expect(facets[region.pattern] == region.facets.count) }
    }
  }

  /// The facets of each pattern's region: units counted through all layers, and −1 − i for facet i of the domain.
  private func facets(_ dissection: Dissection) -> [ActivationPattern: [Int32]] {
    let record = dissection.record
    return Dictionary(
      uniqueKeysWithValues: dissection.regions.map { region in
        (region.pattern, record.facets(of: region.index).map { record.hyperplane(ofFacet: $0) }.sorted())
      })
  }

  /// The plane's degenerate networks over sums of some inputs, so that hyperplanes meet the corners of the box, and integer
  /// weights without bias, so that all meet in one point: many half-spaces only touch a region.
  @Test(arguments: Seed.isSoak ? [6, 7] : [6])
  func degenerateFacets(_ dimension: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    var cases: [(Network, String)] = []
    for item in try DegenerateCatalogue.all() {
      let first = item.network.layers[0]
      guard item.domain == ConvexPolygon(try Box(-1...1, dimension: 2)), first.inputCount == 2, first.unitCount <= 6
      else { continue }
      let rows = (0..<first.unitCount).map { unit -> [Double] in
        let row = Array(first.weights[row: unit])
        return (0..<dimension).map { $0 < 4 ? row[$0 % 2] : 0 }
      }
      let lifted = Layer(weights: Matrix(rows), bias: first.bias, activations: first.activations)
      cases.append((try Network(layers: [lifted] + item.network.layers.dropFirst()), item.name))
    }
    for hidden in [[4], [3, 2]] {
      let network = try RandomNetworks.network(
        inputs: dimension, hidden: hidden, weights: .integers, hasBias: false, leaky: false, using: &generator)
      cases.append((network, "integer weights, \(hidden)"))
    }
    #expect(cases.count > 4)
    for (network, name) in cases {
      let domain = Domain.box(try Box(-1...1, dimension: dimension))
      let expected = facets(try Dissection(of: network, over: domain, by: .vertices))
      for threads in [1, 2] {
        let found = facets(try Dissection(of: network, over: domain, by: .halfSpaces, within: Budget(threads: threads)))
        #expect(found == expected, "\(name), \(dimension)-D, \(threads) threads")
      }
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
    let box = try Box(-1...1, dimension: 3)
    let skeleton = try Dissection(of: network, over: .box(box), by: .vertices)
    let center = skeleton.regions.first { $0.pattern.description.allSatisfy { $0 != "1" } }
    #expect((center?.facets.count ?? 0) > 64)
    #expect(try skeleton.regions.count == network.regionCount(over: .box(box), by: .halfSpaces))
    let halfSpaces = normals.map { HalfSpace(normal: $0, offset: 0.95) }
    let ball = Domain.polytope(try Polytope(Box(-1...1, dimension: 3), halfSpaces: halfSpaces))
    #expect(try network.regionCount(over: ball, by: .vertices) == network.regionCount(over: ball, by: .halfSpaces))
  }
}
