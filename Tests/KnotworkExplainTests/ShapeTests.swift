import Knotwork
import KnotworkExplain
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite(.timed) struct ShapeTests {
  /// The verdicts of the reference engine: a function is convex where no piece is above it at a corner of another, falls where a slope is
  /// negative, and has pairs that interact where a slope jumps in both coordinates.
  private func expectReference(_ network: Network, _ domain: ConvexPolygon, _ name: String) throws {
    let reference = ReferenceDissection(of: network, over: domain)
    let dissection = try Dissection(of: network, over: .polygon(domain), keeping: [.vertices, .volumes])
    for output in 0..<network.outputCount {
      let shape = dissection.shape(of: output)
      let maps = reference.regions.map { $0.maps[output] }
      func holds(_ sign: Int) -> Bool {
        reference.regions.allSatisfy { region in
          region.polygon.allSatisfy { corner in
            maps.allSatisfy { ($0(corner) - region.maps[output](corner)).signum * sign <= 0 }
          }
        }
      }
      let comment: Comment = "\(name), output \(output)"
      #expect(shape.convex.holds == holds(1), comment)
      #expect(shape.concave.holds == holds(-1), comment)
      #expect(shape.linear.holds == (Set(maps).count == 1), comment)
      for (axis, slopes) in [maps.map(\.a), maps.map(\.b)].enumerated() {
        #expect(shape.coordinates[axis].rising.holds == slopes.allSatisfy { $0.signum >= 0 }, comment)
        #expect(shape.coordinates[axis].falling.holds == slopes.allSatisfy { $0.signum <= 0 }, comment)
        #expect(shape.coordinates[axis].constant.holds == slopes.allSatisfy { $0.signum == 0 }, comment)
      }
      let interacts = reference.adjacentPairs.contains { pair in
        (maps[pair[0]].a - maps[pair[1]].a).signum != 0 && (maps[pair[0]].b - maps[pair[1]].b).signum != 0
      }
      #expect(shape.pairs.isEmpty != interacts, comment)
      #expect(shape.groups == (interacts ? [[0, 1]] : [[0], [1]]), comment)
      if shape.homogeneous.holds != nil {
        #expect(shape.homogeneous.holds == maps.allSatisfy { $0.c.signum == 0 }, comment)
      }
      try expectWitnesses(of: network, shape, output, comment)
    }
  }

  /// Every witness is one, in exact arithmetic.
  private func expectWitnesses(of network: Network, _ shape: OutputShape, _ output: Int, _ comment: Comment) throws {
    func value(_ point: [Double]) -> Dyadic { network.exactly(point.map { Dyadic($0) })[output] }
    for (verdict, sign) in [(shape.convex, 1), (shape.concave, -1)] {
      guard let witness = verdict.witness else { continue }
      let (p, q) = (witness.points[0].map { Dyadic($0) }, witness.points[1].map { Dyadic($0) })
      let middle = network.exactly(zip(p, q).map { ($0 + $1).half })[output]
      let gap = middle - (value(witness.points[0]) + value(witness.points[1])).half
      #expect(gap.signum == sign && gap.nearest == witness.gap, comment)
    }
    for (axis, coordinate) in shape.coordinates.enumerated() {
      for (verdict, sign) in [(coordinate.rising, -1), (coordinate.falling, 1)] {
        guard let witness = verdict.witness else { continue }
        let (p, q) = (witness.points[0], witness.points[1])
        #expect(p.indices.allSatisfy { $0 == axis ? p[$0] < q[$0] : p[$0] == q[$0] }, comment)
        #expect((value(q) - value(p)).signum == sign, comment)
      }
    }
    for pair in shape.pairs {
      guard let witness = pair.witness else { continue }
      let corners = witness.points
      #expect(
        Set(corners.map { $0[pair.first] }).count == 2 && Set(corners.map { $0[pair.second] }).count == 2, comment)
      #expect(!(value(corners[0]) + value(corners[1]) - value(corners[2]) - value(corners[3])).isZero, comment)
    }
    if let witness = shape.homogeneous.witness {
      let half = network.exactly(witness.points[0].map { Dyadic($0).half })[output]
      #expect(value(witness.points[0]).half != half, comment)
    }
  }

  @Test func verdictsOnTheDegenerateCatalogue() throws {
    for test in try DegenerateCatalogue.all() where test.network.inputCount == 2 {
      try expectReference(test.network, test.domain, test.name)
    }
  }

  @Test func verdictsOnRandomNetworks() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for trial in 0..<Seed.cases(24, soak: 400) {
      let weights: RandomNetworks.Weights = [.integers, .sparse, .he][trial % 3]
      let network = try RandomNetworks.network(
        inputs: 2, hidden: trial % 4 == 0 ? [4, 3] : [5], outputs: 2, weights: weights, hasBias: trial % 2 == 0,
        leaky: trial % 5 == 0, using: &generator)
      try expectReference(network, try RandomNetworks.domain(using: &generator), "seed \(Seed.current), trial \(trial)")
    }
  }

  private func shape(_ network: Network, _ box: ClosedRange<Double> = -1...1) throws -> OutputShape {
    let domain = Domain.box(try Box(box, dimension: network.inputCount))
    return try Dissection(of: network, over: domain, keeping: [.vertices, .volumes]).shape()
  }

  @Test func symmetriesAreThoseOfConstructedNetworks() throws {
    // |x1| + |x2| is even and symmetric, x1 + |x2| neither odd nor even, clipped sums are odd.
    let even = try shape(
      try Networks.network([([[1, 0], [-1, 0], [0, 1], [0, -1]], [0, 0, 0, 0]), ([[1, 1, 1, 1]], [0])]))
    #expect(even.even.verdict == .holds && even.exchangeable[0].symmetry.verdict == .holds)
    #expect(even.odd.verdict.holds == false && even.homogeneous == .holds && even.convex == .holds)
    let odd = try shape(
      try Networks.network([([[1, 2], [-1, -2], [1, 2], [-1, -2]], [0, 0, -1, -1]), ([[1, -1, -1, 1]], [0])]))
    #expect(odd.odd.verdict == .holds && odd.even.verdict.holds == false)
    #expect(odd.exchangeable[0].symmetry.verdict.holds == false && odd.homogeneous.holds == false)
    #expect(odd.coordinates[0].rising == .holds)
    // A domain without the symmetry leaves it open.
    #expect(try shape(try Networks.maximum(), 0...1).odd.verdict.holds == nil)
    #expect(try shape(try Networks.maximum(), 0...1).exchangeable[0].symmetry.verdict == .holds)
  }

  /// Units that mix two inputs, and never switch together on a small box: additive there, and not on a larger one.
  @Test func additivityBelongsToADomain() throws {
    let network = try Networks.network([([[1, 0], [0, 1], [1, 1]], [0, 0, -4]), ([[1, 2, 1]], [0])])
    #expect(try shape(network).groups == [[0], [1]])
    #expect(try shape(network, -8...8).groups == [[0, 1]])
  }

  /// A ridge of length 1e-3 in a corner, which random pairs of points miss.
  @Test func aSmallRidgeIsFound() throws {
    let network = try Networks.network([([[1, 0], [1, 1]], [0, -1.999]), ([[1, -0.5]], [0])])
    let found = try shape(network)
    #expect(found.convex.holds == false)
    #expect(found.convex.witness != nil)
    #expect(found.bends?.total.concaveCount == 1)
    #expect(try shape(network, -0.9...0.9).convex == .holds)
  }

  @Test func bendsAreIntegratedByUnit() throws {
    // |x1| on [−1, 1]²: a valley of 2 along a line of length 2. In space an area of 4.
    let plane = try shape(try Networks.network([([[1, 0], [-1, 0]], [0, 0]), ([[1, 1]], [0])]))
    #expect(plane.bends?.total.convex == 4 && plane.bends?.total.concave == 0)
    let space = try shape(try Networks.network([([[1, 0, 0], [-1, 0, 0]], [0, 0]), ([[1, 1]], [0])]))
    #expect(((space.bends?.total.convex ?? 0) - 8).magnitude < 1e-12)
    #expect(space.groups == [[0], [1], [2]] && space.coordinates[1].constant == .holds)
  }

  @Test func aNetworkIsTheDifferenceOfTwoConvexOnes() throws {
    var generator = SplitMix64(state: Seed.current)
    for widths in [[2, 5, 1], [2, 4, 3, 2], [3, 4, 3, 2, 1]] {
      let network = try Networks.random(widths, &generator)
      let split = try #require(ConvexSplit(network))
      for _ in 0..<20 {
        let point = Networks.point(widths[0], &generator).map { Dyadic($0) }
        let parts = zip(split.convex.exactly(point), split.subtracted.exactly(point)).map { $0 - $1 }
        #expect(parts == network.exactly(point))
      }
      for part in [split.convex, split.subtracted] {
        let domain = Domain.box(try Box(-1...1, dimension: widths[0]))
        let dissection = try Dissection(of: part, over: domain, keeping: .vertices)
        for output in 0..<part.outputCount { #expect(dissection.shape(of: output).convex == .holds) }
      }
    }
  }

  /// The greatest value of the subtracted part is at a corner: nowhere else is it larger.
  @Test func theSubtractedPartIsGreatestAtACorner() throws {
    var generator = SplitMix64(state: 11)
    let network = try Networks.random([3, 6, 5, 1], &generator)
    let split = try #require(ConvexSplit(network))
    let greatest = try #require(split.greatestSubtracted(over: Box(-1...1, dimension: 3)))[0]
    let inside = (0..<2000).map { _ in split.subtracted(Networks.point(3, &generator))[0] }
    #expect(inside.allSatisfy { $0 <= greatest } && (inside.max() ?? 0) > greatest / 4)
  }
}
