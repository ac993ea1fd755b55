import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// What shows that a function is not linear, and bends along lines.
@Suite(.timed) struct WitnessTests {
  @Test(arguments: [0x1p-52, 0x1p-80, 1e-300, 1e-3, 1])
  func aBumpInACornerIsShown(_ size: Double) throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[-1, -1]]), bias: [size], activation: .relu),
      Layer(weights: Matrix([[1]]), bias: [0], activation: .linear),
    ])
    let dissection = try Dissection(of: network, over: .box(Box(0...1, dimension: 2)))
    guard case .notLinear(let witness?) = dissection.linearity() else {
      Issue.record("the corner witnesses the bump")
      return
    }
    let distance = zip(witness.p, witness.q).map { ($0 - $1).magnitude }.max() ?? 0
    #expect(distance >= 0.1, "two points that people can use: \(witness)")
    #expect(witness.gap.magnitude >= size / 8)
  }

  @Test func bendsAreJumpsOfSlopes() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<Seed.cases(20, soak: 500) {
      let network = try RandomNetworks.network(
        inputs: 3, hidden: [6, 4], weights: .he, hasBias: true, leaky: false, using: &generator)
      func point(_ size: Double) -> [Double] {
        (0..<3).map { _ in size * Double.random(in: -1...1, using: &generator) }
      }
      let profile = try Profile(of: network, over: .segment(Segment(from: point(1e5), to: point(1))))
      for (knot, bend) in profile.bends.enumerated() {
        let (before, after) = (profile.slopes[knot], profile.slopes[knot + 1])
        #expect(
          (after - before - bend).magnitude <= 1e-6 * (before.magnitude + after.magnitude) + 1e-6 * bend.magnitude)
      }
    }
  }

  @Test func regionsThatMeetAtAPoint() throws {
    let cross = try Network(layers: [
      Layer(weights: Matrix([[1, 0], [0, 1]]), bias: [0, 0], activation: .relu),
      Layer(weights: Matrix([[1, 1]]), bias: [0], activation: .linear),
    ])
    let center = try cross.regions(at: [0, 0])
    #expect(Set(center.regions.map(\.pattern.description)) == ["00", "01", "10", "11"] && center.isComplete)
    #expect(center.region.pattern.description == "00", "active where z > 0")
    #expect(try cross.regions(at: [0, 1]).region.pattern.description == "01")
    #expect(try cross.regions(at: [0, 1]).regions.count == 2)
    #expect(try !cross.regions(at: [0.5, 1]).isOnCrease)
    // Here no region has the point's own pattern.
    let fold = try Network(layers: [
      Layer(weights: Matrix([[1, 0], [-1, 0]]), bias: [0, 0], activation: .relu),
      Layer(weights: Matrix([[1, 1]]), bias: [0], activation: .linear),
    ])
    let both = try fold.regions(at: [0, 3])
    #expect(Set(both.regions.map(\.pattern.description)) == ["01", "10"])
    #expect(["01", "10"].contains(both.region.pattern.description))
  }
}
