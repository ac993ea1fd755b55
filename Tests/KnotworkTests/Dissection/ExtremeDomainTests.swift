import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Regions thinner than doubles can tell, and domains as long as doubles allow.
@Suite(.timed) struct ExtremeDomainTests {
  /// Both regions that touch 1.5 hold no other double, so that the points inside them are rounded to it.
  @Test func pointsBetweenThinRegionsAreFound() throws {
    let ulp = 0x1p-52
    let network = try Network(layers: [
      Layer(
        weights: Matrix([[1], [-1], [1.25], [1.25]]), bias: [-1.5, 1.5, -(1.875 + ulp), -(1.875 - ulp)],
        activation: .relu),
      Layer(weights: Matrix([[1, 2, 3, 4]]), activation: .linear),
    ])
    let dissection = try Dissection(of: network, over: .box(Box(-4...4, dimension: 1)), keeping: .vertices)
    #expect(dissection.regions.count == 4)
    let found = try #require(dissection.region(at: [1.5]))
    #expect(found.vertices?.contains([1.5]) == true)
  }

  /// Each side may be as long as the largest double.
  @Test func longBoxesInThePlaneAreDissected() throws {
    let box = try Box(-8e307...8e307, dimension: 2)
    #expect(ConvexPolygon(box).vertices.count == 4)
    let network = try Network(layers: [
      Layer(weights: Matrix([[0x1p-10, 0x1p-11]]), activation: .relu),
      Layer(weights: Matrix([[1]]), activation: .linear),
    ])
    #expect(try Dissection(of: network, over: .box(box)).regions.count == 2)
  }

  /// Volumes that overflow or vanish are no violation.
  @Test(arguments: [1e300, 1e-300]) func volumesBeyondDoublesAreNotChecked(_ reach: Double) throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 0.5]]), activation: .relu), Layer(weights: Matrix([[1]]), activation: .linear),
    ])
    let report = try Dissection(of: network, over: .box(Box(-reach...reach, dimension: 2))).check()
    #expect(report.isSound)
    let isSkipped = report.laws.contains {
      if case .notChecked = $0.finding { $0.name.contains("volumes") } else { false }
    }
    #expect(isSkipped)
  }
}
