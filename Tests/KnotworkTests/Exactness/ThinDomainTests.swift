import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Numbers on domains that are thin, far away, tiny or huge: right to seven digits, like everywhere.
@Suite(.timed) struct ThinDomainTests {
  /// relu(x₁), in any number of inputs.
  private func hinge(inputs: Int) throws -> Network {
    var weights = Matrix.zero(rows: 1, columns: inputs)
    weights[0, 0] = 1
    return try Network(layers: [
      Layer(weights: weights, bias: [0], activation: .relu),
      Layer(weights: Matrix([[1]]), bias: [0], activation: .linear),
    ])
  }

  private func isClose(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude <= 1e-7 * b.magnitude }

  static let intervals: [ClosedRange<Double>] = [
    -1...1, 0.3...0.300000001, 0.3...(0.3).nextUp, 1_000_000...1_000_000.000000001, -1_000_000...(-999_999),
    0...Double.leastNonzeroMagnitude, -1e-300...1e-300, -1e300...1e300, 1e300...(1e300).nextUp,
  ]

  @Test(arguments: intervals, [2, 3, 4])
  func otherInputsDoNotMatter(_ interval: ClosedRange<Double>, _ inputs: Int) throws {
    let lower = [-1] + [Double](repeating: interval.lowerBound, count: inputs - 1)
    let upper = [1] + [Double](repeating: interval.upperBound, count: inputs - 1)
    let dissection = try Dissection(of: hinge(inputs: inputs), over: .box(Box(lower: lower, upper: upper)))
    let fit = try dissection.linearFit()
    #expect(isClose(fit.slope[0], 0.5))
    #expect(isClose(fit.rms, (1.0 / 48).squareRoot()))
    #expect(isClose(fit.largestDeviation, 0.25))
    #expect(try isClose(dissection.mean(), 0.25))
    guard case .notLinear(let witness?) = dissection.linearity() else {
      Issue.record("a hinge is not linear, and two points show it")
      return
    }
    #expect(witness.gap.magnitude > 0.1)
  }

  @Test(arguments: [1e-300, 1e-30, 1, 1e30, 1e300])
  func scalesDoNotMatter(_ size: Double) throws {
    let box = try Box(lower: [-size, -size], upper: [size, size])
    let dissection = try Dissection(of: hinge(inputs: 2), over: .box(box))
    let fit = try dissection.linearFit()
    #expect(isClose(fit.slope[0], 0.5) && fit.slope[1] == 0)
    #expect(isClose(fit.intercept, size / 4))
    #expect(isClose(fit.rms, size * (1.0 / 48).squareRoot()))
    #expect(isClose(fit.largestDeviation, size / 4))
    #expect(try isClose(dissection.mean(), size / 4))
  }

  /// A unit whose crease is all but parallel to another's cuts two wedges of known area.
  @Test(arguments: [1e-6, 1e-9, 1e-12, 0x1p-45, 0x1p-60])
  func sliversHaveTheirArea(_ slope: Double) throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1, 0], [1, slope]]), bias: [0, 0], activation: .relu),
      Layer(weights: Matrix([[1, 1]]), bias: [0], activation: .linear),
    ])
    let dissection = try Dissection(of: network, over: .box(Box(-1...1, dimension: 2)), keeping: .vertices)
    let slivers = dissection.regions.filter { ["10", "01"].contains($0.pattern.description) }
    #expect(slivers.count == 2)
    for sliver in slivers { #expect(isClose(sliver.volume ?? -1, slope / 2)) }
    let cells = try Dissection(
      of: network, over: .box(Box(-1...1, dimension: 2)), by: .vertices, keeping: .vertices)
    let (found, expected) = (
      cells.regions.compactMap(\.volume).sorted(), dissection.regions.compactMap(\.volume).sorted()
    )
    #expect(found.count == 4 && zip(found, expected).allSatisfy { isClose($0, $1) })
  }
}
