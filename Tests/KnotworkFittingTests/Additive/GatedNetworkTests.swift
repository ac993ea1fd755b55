import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// One network for several groups of rows.
@Suite(.timed) struct GatedNetworkTests {
  /// A network of several groups is that of each group, where inputs of 0 and 1 say which one a row is of.
  @Test func gatedNetworksAreThoseOfTheirGroups() throws {
    var generator = SplitMix64(state: Seed.current)
    func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }
    for trial in 0..<60 {
      let inputs = Int.random(in: 1...3, using: &generator)
      // Far and wide ranges as well.
      let (center, width) = trial % 3 == 0 ? (1e6, 1e-2) : trial % 3 == 1 ? (0, 1e5) : (-3, 2)
      let lower = (0..<inputs).map { _ in center + width * number(-1...0) }
      let upper = lower.map { $0 + width * number(0.1...1) }
      let parts = try (0..<Int.random(in: 1...4, using: &generator)).map { _ -> Network in
        let units = Int.random(in: 1...5, using: &generator)
        let rows = (0..<units).map { _ in (0..<inputs).map { _ in number(-1...1) } }
        // Bends at a point of the box.
        let bias = rows.map { row in
          -zip(row, zip(lower, upper)).reduce(0) { $0 + $1.0 * ($1.1.0 + number(0...1) * ($1.1.1 - $1.1.0)) }
        }
        return try Network(layers: [
          Layer(
            weights: Matrix(rows), bias: bias,
            activations: (0..<units).map { _ in Bool.random(using: &generator) ? .relu : .linear }),
          Layer(
            weights: Matrix([(0..<units).map { _ in number(-2...2) }]), bias: [number(-1...1)], activation: .linear),
        ])
      }
      let network = try Network(
        gating: parts, lower: lower, upper: upper, groupNames: parts.indices.dropFirst().map { "g=\($0)" })
      #expect(network.layers.count == 2)
      for (group, part) in parts.enumerated() {
        for _ in 0..<20 {
          let point = zip(lower, upper).map { $0 + number(-0.5...1.5) * ($1 - $0) }
          let code = parts.indices.dropFirst().map { $0 == group ? 1.0 : 0 }
          let (own, gated) = (part(point)[0], network(point + code)[0])
          #expect((own - gated).magnitude <= 1e-9 * (width + 1) + 1e-13 * abs(center), "trial \(trial), group \(group)")
        }
      }
    }
  }
}
