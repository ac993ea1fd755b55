import Knotwork
import KnotworkGeometry
import KnotworkSimplify
import Testing
import _KnotworkTestSupport

/// Merged pieces, by laws that are looked at in fractions, with regions of the reference engine.
@Suite(.timed) struct MergedPiecesTests {
  /// Looks at all that is promised of merged pieces.
  private func check(
    _ merged: MergedPieces, of network: Network, over domain: ConvexPolygon, within error: Double, _ name: String
  ) {
    let regions = merged.dissection.regions
    // Each region is in one piece.
    #expect(merged.pieces.flatMap(\.regions).sorted() == Array(0..<regions.count), "\(name)")
    for (number, piece) in merged.pieces.enumerated() {
      #expect(piece.regions.allSatisfy { merged.pieceOfRegion[$0] == number }, "\(name)")
      // Pieces are connected over facets.
      var reached: Set<Int> = [piece.regions[0]]
      var open = [piece.regions[0]]
      while let region = open.popLast() {
        for other in regions[region].neighbours where merged.pieceOfRegion[other] == number {
          if reached.insert(other).inserted { open.append(other) }
        }
      }
      #expect(reached.count == piece.regions.count, "\(name): piece \(number) is not connected")
      #expect(piece.error <= error || piece.linearPieces == 1, "\(name)")
    }
    #expect((merged.pieces.reduce(0) { $0 + $1.share } - 1).magnitude < 1e-9, "\(name)")
    #expect(merged.atLeast.map { 1 <= $0 && $0 <= merged.pieces.count } ?? true, "\(name)")
    checkNumbers(merged, ReferenceDissection(of: network, over: domain), name)
  }

  /// The errors and the jump are the largest differences at the vertices of the reference engine, rounded up.
  private func checkNumbers(_ merged: MergedPieces, _ reference: ReferenceDissection, _ name: String) {
    let regions = merged.dissection.regions
    #expect(reference.regions.count == regions.count, "\(name)")
    let places = Dictionary(uniqueKeysWithValues: regions.map { ($0.pattern.layers, $0.index) })
    let maps = merged.pieces.map { piece in
      ExactMap(
        Rational(piece.map.slope[0, 0]), Rational(piece.map.slope[0, 1]), Rational(piece.map.intercept[0]))
    }
    var largest = [Rational](repeating: .zero, count: merged.pieces.count)
    var polygons = [[ExactPoint]](repeating: [], count: regions.count)
    for region in reference.regions {
      guard let index = places[region.pattern] else {
        Issue.record("\(name): no region \(region.pattern)")
        continue
      }
      polygons[index] = region.polygon
      let piece = merged.pieceOfRegion[index]
      for corner in region.polygon {
        let difference = region.maps[0](corner) - maps[piece](corner)
        largest[piece] = max(largest[piece], max(difference, -difference))
      }
    }
    for (piece, exact) in zip(merged.pieces, largest) {
      #expect(exact <= Rational(piece.error), "\(name)")
      #expect(piece.error == 0 || Rational(piece.error.nextDown) < exact, "\(name)")
    }
    var jump = Rational.zero
    for region in regions {
      for other in region.neighbours where merged.pieceOfRegion[other] != merged.pieceOfRegion[region.index] {
        let common = polygons[region.index].filter { p in
          polygons[other].contains { $0.x == p.x && $0.y == p.y }
        }
        for corner in common {
          let difference = maps[merged.pieceOfRegion[region.index]](corner) - maps[merged.pieceOfRegion[other]](corner)
          jump = max(jump, max(difference, -difference))
        }
      }
    }
    #expect(jump <= Rational(merged.jump) && (merged.jump == 0 || Rational(merged.jump.nextDown) < jump), "\(name)")
  }

  @Test func errorsAreThoseOfTheReferenceEngine() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(12, soak: 300) {
      let network = try RandomNetworks.network(
        inputs: 2, hidden: round % 3 == 0 ? [6] : [4, 3], weights: RandomNetworks.Weights.allCases[round % 4],
        hasBias: true, leaky: round % 2 == 1, using: &generator)
      let domain = try RandomNetworks.domain(using: &generator)
      let merging = try #require(try RegionMerging(network, over: .polygon(domain)))
      let spread = try OutputSpread(of: network, over: .polygon(domain)).least
      for share in [0, 1e-9, 0.03, 0.3] {
        let merged = try merging.pieces(within: share * spread)
        check(merged, of: network, over: domain, within: share * spread, "round \(round), \(share)")
      }
    }
  }

  @Test func degenerateNetworksHaveMergedPieces() throws {
    for one in try DegenerateCatalogue.all() where one.network.outputCount == 1 {
      let merging = try #require(try RegionMerging(one.network, over: .polygon(one.domain)))
      let spread = try OutputSpread(of: one.network, over: .polygon(one.domain)).least
      for share in [0, 0.1] {
        let merged = try merging.pieces(within: share * spread)
        check(merged, of: one.network, over: one.domain, within: share * spread, "\(one.name), \(share)")
      }
    }
  }

  /// Creases lie in boxes that are thin, tiny or far from the origin.
  @Test func boxesOfAllSizes() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for (lower, upper) in [
      ([1e6, -1e-9], [1e6 + 0x1p-10, 1e-9]), ([0, 0], [0x1p-300, 0x1p-300]), ([-0x1p200, 1], [0x1p200, 1 + 0x1p-40]),
      ([-1e-3, 5e8], [1, 5e8 + 1]),
    ] {
      let box = try Box(lower: lower, upper: upper)
      let rows = (0..<5).map { _ -> (row: [Double], bias: Double) in
        let weights = (0..<2).map { Double.random(in: -1...1, using: &generator) / (upper[$0] - lower[$0]) }
        let middle = (0..<2).map { lower[$0] + Double.random(in: 0...1, using: &generator) * (upper[$0] - lower[$0]) }
        return (weights, -(weights[0] * middle[0] + weights[1] * middle[1]))
      }
      let network = try Network(layers: [
        Layer(weights: Matrix(rows.map(\.row)), bias: rows.map(\.bias), activation: .relu),
        Layer(weights: Matrix([[1, -1, 0.5, 2, -0.25]]), activation: .linear),
      ])
      let merging = try #require(try RegionMerging(network, over: .box(box)))
      let spread = try OutputSpread(of: network, over: .box(box)).least
      let merged = try merging.pieces(within: 0.1 * spread)
      check(merged, of: network, over: ConvexPolygon(box), within: 0.1 * spread, "\(box)")
    }
  }

  /// A box that a half-space cuts, and an output that bends itself.
  @Test func polytopesAndOutputsThatBend() throws {
    let polytope = try Polytope(
      Box(-1...1, dimension: 2), halfSpaces: [HalfSpace(normal: [1, 1], offset: 1)])
    let polygon = try ConvexPolygon([[-1, -1], [1, -1], [1, 0], [0, 1], [-1, 1]])
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 0.3], [-0.7, 1], [0.2, -1]]), bias: [0.1, 0, -0.2], activation: .relu),
      Layer(weights: Matrix([[1, -1, 2]]), bias: [-0.2], activation: .relu),
    ])
    let merging = try #require(try RegionMerging(network, over: .polytope(polytope)))
    for error in [0, 0.05, 0.4] {
      check(try merging.pieces(within: error), of: network, over: polygon, within: error, "\(error)")
    }
  }

  /// No union of regions into fewer parts, connected or not, keeps the error where so many are said to be needed.
  @Test func fewerPiecesDoNotDo() throws {
    var generator = SeededGenerator(seed: Seed.current)
    var sharp = 0
    for round in 0..<Seed.cases(12, soak: 300) {
      let network = try RandomNetworks.network(
        inputs: 2, hidden: [3], weights: .he, hasBias: true, leaky: round % 2 == 1, using: &generator)
      let domain = try ConvexPolygon(Box(-1...1, dimension: 2))
      let reference = ReferenceDissection(of: network, over: domain)
      let points = reference.regions.map { region in
        region.polygon.map { SIMD3($0.x.approximate, $0.y.approximate, region.maps[0]($0).approximate) }
      }
      let spread = try OutputSpread(of: network, over: .polygon(domain)).least
      let merging = try #require(try RegionMerging(network, over: .polygon(domain)))
      for share in [0.02, 0.1] {
        let merged = try merging.pieces(within: share * spread)
        let fewest = FewestParts(of: points, within: share * spread * (1 + 1e-9)).count
        #expect(merged.atLeast ?? 0 <= fewest, "round \(round), \(share), seed \(Seed.current)")
        if merged.atLeast == fewest, fewest > 1 { sharp += 1 }
      }
    }
    #expect(sharp > 0)
  }

  /// max(x, y) = (x + y) / 2 + |x − y| / 2, so that (x + y) / 2 + 1/2 is off by 1/2, and nothing is nearer.
  @Test func theNearestFunctionIsFound() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, -1], [0, 1], [0, -1]]), activation: .relu),
      Layer(weights: Matrix([[1, 1, -1]]), activation: .linear),
    ])
    let merging = try #require(try RegionMerging(network, over: .box(Box(-1...1, dimension: 2))))
    for error in [0.5, 0.7, 20] {
      let merged = try merging.pieces(within: error)
      #expect(merged.pieces.count == 1 && merged.jump == 0 && merged.atLeast == 1)
      #expect((merged.error - 0.5).magnitude < 1e-12)
    }
    let merged = try merging.pieces(within: 0.2)
    #expect(merged.pieces.count == 2 && merged.atLeast == 2)
  }

  /// With an error of 0 pieces are the linear ones, of which some have several regions here: relu(x) − relu(−x) = x.
  @Test func withoutAnErrorPiecesAreLinearPieces() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 0], [-1, 0], [1, 1], [1, -2]]), activation: .relu),
      Layer(weights: Matrix([[1, -1, 1, 3]]), activation: .linear),
    ])
    let merging = try #require(try RegionMerging(network, over: .box(Box(-1...1, dimension: 2))))
    let merged = try merging.pieces(within: 0)
    let pieces = merging.dissection.linearPieces()
    #expect(pieces.count < merging.dissection.regions.count)
    #expect(merged.pieces.count == pieces.count && merged.error == 0 && merged.jump == 0)
    #expect(
      merged.pieces.allSatisfy { $0.linearPieces == 1 && Set($0.regions.map { pieces.pieceOfRegion[$0] }).count == 1 })
  }

  @Test func otherNetworksHaveNone() throws {
    var generator = SeededGenerator(seed: 1)
    for (inputs, outputs) in [(1, 1), (2, 2), (3, 1)] {
      let network = try RandomNetworks.network(
        inputs: inputs, hidden: [3], outputs: outputs, weights: .he, hasBias: true, leaky: false, using: &generator)
      #expect(try RegionMerging(network, over: .box(Box(-1...1, dimension: inputs))) == nil)
    }
  }

  @Test func theTimeMayEndAtOnce() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [8, 6], weights: .he, hasBias: true, leaky: false, using: &generator)
    let box = try Box(-1...1, dimension: 2)
    let none = Budget(limits: Limits(duration: .zero))
    #expect(throws: LimitReached.self) { try RegionMerging(network, over: .box(box), within: none) }
    let merging = try #require(try RegionMerging(network, over: .box(box)))
    let merged = try merging.pieces(within: 0.1, budget: none)
    #expect(!merged.isComplete)
    check(merged, of: network, over: ConvexPolygon(box), within: 0.1, "no time")
    let cancelled = Budget()
    cancelled.progress.cancel()
    #expect(throws: LimitReached.self) { try merging.pieces(within: 0.1, budget: cancelled) }
  }
}
