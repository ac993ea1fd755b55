import Knotwork
import KnotworkExplain
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite(.timed) struct IntegratedGradientsTests {
  /// Length times slope of each region of a dissection of the way, which shares nothing with tracing it.
  private func byRegions(_ network: Network, _ start: [Double], _ end: [Double]) throws -> [Double] {
    let dissection = try Dissection(
      of: network, over: .segment(try Segment(from: start, to: end)), keeping: .vertices)
    var sums = start.map { _ in 0.0 }
    for part in dissection.regionsAlongLine {
      let slope = ReferenceMap(of: network, on: part.region.pattern).rows[0]
      for input in start.indices {
        sums[input] +=
          (part.range.upperBound - part.range.lowerBound) * slope[input].approximate * (end[input] - start[input])
      }
    }
    return sums
  }

  @Test(arguments: [[1, 6, 1], [2, 8, 8, 1], [4, 32, 32, 1], [3, 9, 8, 7, 1], [5, 1]])
  func attributionsAreLengthTimesSlope(_ widths: [Int]) throws {
    var generator = SplitMix64(state: Seed.current)
    for _ in 0..<6 {
      let network = try Networks.random(widths, &generator)
      var integrator = GradientIntegrator(network)
      let (start, end) = (Networks.point(widths[0], &generator), Networks.point(widths[0], &generator))
      let found = try integrator(from: start, to: end)
      for (a, b) in zip(found.attributions, try byRegions(network, start, end)) {
        #expect((a - b).magnitude <= 1e-12 * (1 + b.magnitude))
      }
      #expect(found.isUnique)
      #expect((found.attributions.reduce(0, +) - (network(end)[0] - network(start)[0])).magnitude < 1e-12)
    }
  }

  /// The slopes of the regions beside a crease count, not a gradient of 0 at 0.
  @Test func insideACreaseWithoutBendTheSlopeIsThatOfBothSides() throws {
    // 2 h on both sides: relu(h) + relu(2 h) / 2 − 4 relu(−h / 2).
    var integrator = GradientIntegrator(try Networks.oneLine([1, 0.5, -4]))
    let found = try integrator(from: [0, 0.25], to: [0.5, 0.75])
    #expect(found.attributions == [1, -1])
    #expect(found.isUnique && found.sides.isEmpty && found.difference == 0)
  }

  @Test func insideACreaseThatBendsTheSidesAreListed() throws {
    var integrator = GradientIntegrator(try Networks.oneLine([1, 0.5, 0]))
    let found = try integrator(from: [0, 0.25], to: [0.5, 0.75])
    #expect(!found.isUnique)
    #expect(Set(found.sides) == [[1, -1], [0, 0]])
    #expect(found.attributions == [0.5, -0.5])
    var maximum = GradientIntegrator(try Networks.maximum())
    let diagonal = try maximum(from: [0, 0], to: [1, 1])
    #expect(Set(diagonal.sides) == [[1, 0], [0, 1]])
    #expect(diagonal.difference == 1)
  }

  @Test func aWayOfNoLengthChangesNothing() throws {
    var integrator = GradientIntegrator(try Networks.maximum())
    #expect(try integrator(from: [1, 1], to: [1, 1]).attributions == [0, 0])
  }

  @Test func pathsInsideACreaseNameTheRegionsBesideIt() throws {
    let network = try Networks.oneLine([1, 1, 1])
    let path = try Dissection(
      of: network, over: .segment(try Segment(from: [0, 0.25], to: [0.5, 0.75])), keeping: .vertices)
    let stretches = try path.stretches()
    #expect(stretches.count == 1)
    #expect(Set(stretches[0].patterns.map(\.description)) == ["110", "001"])
    #expect(stretches[0].isInsideCrease && stretches[0].isComplete)
    // Elsewhere each part has the pattern of its points, and no crease.
    var generator = SplitMix64(state: Seed.current)
    let other = try Networks.random([3, 9, 9, 1], &generator)
    let (start, end) = (Networks.point(3, &generator), Networks.point(3, &generator))
    for stretch in try Dissection(
      of: other, over: .segment(try Segment(from: start, to: end)), keeping: .vertices
    ).stretches() {
      let middle = stretch.range.lowerBound / 2 + stretch.range.upperBound / 2
      #expect(stretch.patterns == [other.pattern(at: zip(start, end).map { $0 + middle * ($1 - $0) })])
    }
  }

  /// A crease whose points are no doubles: x1 − x2 / 3 as far as doubles hold a third, and a way along it.
  @Test func creasesWhosePointsAreNoDoublesAreSeen() throws {
    let third = 1.0 / 3
    let network = try Networks.network([([[1, -third], [-1, third]], [0, 0]), ([[1, 3]], [0])])
    let path = try Dissection(
      of: network, over: .segment(try Segment(from: [-third, -1], to: [third, 1])), keeping: .vertices)
    #expect(try path.stretches().allSatisfy { Set($0.patterns.map(\.description)) == ["10", "01"] })
  }
}
