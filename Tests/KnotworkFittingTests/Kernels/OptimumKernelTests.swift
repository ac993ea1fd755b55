import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// The kernels of certified optima, in all variants, against the same written down plainly.
@Suite(.timed) struct OptimumKernelTests {
  private var variants: [Kernels] { (0...Kernels.best.level).map { Kernels(level: $0) } }

  private func quadratics(_ count: Int, _ generator: inout SeededGenerator) -> (
    list: QuadraticList, all: [QuadraticCost]
  ) {
    var list = QuadraticList()
    var all: [QuadraticCost] = []
    for _ in 0..<count {
      let (a, h, c) = (
        Double.random(in: 0...3, using: &generator), Double.random(in: -2...2, using: &generator),
        Double.random(in: 0...2, using: &generator)
      )
      all.append(QuadraticCost(a: a, b: a * h, c: a * h * h + c))
      list.append(all[all.count - 1])
    }
    return (list, all)
  }

  @Test(arguments: [1, 7, 8, 9, 64, 101])
  func leastOfQuadratics(_ count: Int) {
    var generator = SeededGenerator(seed: Seed.current)
    let (list, all) = quadratics(count, &generator)
    let other = QuadraticCost(a: 1.5, b: 0.25, c: 0.5)
    for range in [0..<count, count / 2..<count] where !range.isEmpty {
      let expected = all[range].map { ($0 + other).minimum }.min() ?? .infinity
      for kernels in variants {
        #expect((kernels.least(list, range, plus: other) - expected).magnitude < 1e-13, "variant \(kernels.level)")
      }
    }
  }

  @Test(arguments: [1, 8, 13, 50])
  func carriedQuadratics(_ count: Int) {
    var generator = SeededGenerator(seed: Seed.current)
    let (list, all) = quadratics(count, &generator)
    let segment = SegmentCost(LineMoments(4, 1.2, 0.7, 0.8, 0.3, 2.5, 0, 0), length: 0.75)
    let interval = -1.0...0.5
    var carried: [QuadraticCost] = []
    for quadratic in all {
      // min over q of S(p, q) + quadratic(q), at three p: enough to know a quadratic.
      func value(_ p: Double) -> Double {
        QuadraticCost(
          a: segment.a22 + quadratic.a, b: segment.b2 + quadratic.b - segment.a12 * p,
          c: segment.v + quadratic.c + segment.a11 * p * p - 2 * segment.b1 * p
        ).minimum
      }
      let (low, middle, high) = (value(-1), value(0), value(1))
      carried.append(QuadraticCost(a: (low + high) / 2 - middle, b: (low - high) / 4, c: middle))
    }
    func least(_ q: QuadraticCost) -> Double { q(min(max(q.b / q.a, interval.lowerBound), interval.upperBound)) }
    let limit = carried.map(least).sorted()[count / 2] + 1e-9
    let expected = carried.filter { least($0) < limit }
    for kernels in variants {
      var out = QuadraticList()
      let kept = kernels.carry(list, 0..<count, over: segment, in: interval, below: limit, into: &out)
      #expect(kept == expected.count, "variant \(kernels.level)")
      for (place, quadratic) in expected.enumerated() where place < kept {
        for p in [-1.0, 0.3] { #expect((out[place](p) - quadratic(p)).magnitude < 1e-12, "variant \(kernels.level)") }
      }
    }
  }

  @Test(arguments: [1, 8, 13, 50])
  func reachedEndsOfSegments(_ count: Int) {
    var generator = SeededGenerator(seed: Seed.current)
    func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }
    // Rows at one place only, so that the far end's curvature is all rounding, are among the segments.
    let segments = (0..<count).map { index in
      index % 5 == 4
        ? SegmentCost(LineMoments(2, 0, 0, number(-2...2), 0, 4, 0, 0), length: 0.5)
        : SegmentCost(LineMoments(4, 1.2, 0.7, number(-1...1), number(-1...1), 3, 0, 0), length: number(0.5...2))
    }
    let more = (0...count).map { _ in number(0...1) }
    for state in [QuadraticCost(a: 1.5, b: 0.25, c: 0.5), QuadraticCost(a: 0, b: 0, c: 2)] {
      let costs = segments.enumerated().map {
        ($1.a11 + state.a > 0 ? state.step($1, floor: 0)! : state).minimum + more[$0 + 1]
      }
      let limit = costs.sorted()[count / 2] + 1e-9
      let expected = costs.indices.filter { costs[$0] < limit }.map { Int32($0) }
      for kernels in variants {
        var found: [Int32] = [7]
        kernels.reach(state, over: segments[...], plus: more, from: 1, below: limit, into: &found)
        #expect(found == [7] + expected, "variant \(kernels.level)")
      }
    }
  }

  /// An envelope is the least of its quadratics, whatever the variant.
  @Test(arguments: [1, 5, 40])
  func envelopes(_ count: Int) {
    var generator = SeededGenerator(seed: Seed.current)
    let all = quadratics(count, &generator).all
    for kernels in variants {
      var envelope = QuadraticEnvelope(over: -2...2, kernels: kernels)
      for quadratic in all { envelope.insert(quadratic) }
      #expect(envelope.edges.first == -2 && envelope.edges.last == 2)
      for piece in 0..<envelope.pieces.count {
        let (low, high) = (envelope.edges[piece], envelope.edges[piece + 1])
        #expect(low < high)
        for share in [0.0, 0.3, 0.5, 1] {
          let h = low + share * (high - low)
          let expected = all.map { $0(h) }.min() ?? 0
          #expect((envelope.pieces[piece](h) - expected).magnitude < 1e-12, "variant \(kernels.level)")
        }
      }
    }
  }
}
