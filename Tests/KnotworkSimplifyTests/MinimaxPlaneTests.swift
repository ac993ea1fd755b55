import Testing
import _KnotworkTestSupport

@testable import KnotworkSimplify

@Suite(.timed) struct MinimaxPlaneTests {
  /// The largest of the least distances of four points: no plane is nearer to all of them, and one is as near (Helly's theorem). Nil for points on
  /// a line.
  private func distance(of points: [SIMD3<Double>]) -> Double? {
    func cofactor(_ p: SIMD3<Double>, _ q: SIMD3<Double>, _ r: SIMD3<Double>) -> Double {
      (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
    }
    var largest: Double?
    for a in points.indices {
      for b in 0..<a {
        for c in 0..<b {
          for d in 0..<c {
            let four = [points[a], points[b], points[c], points[d]]
            let factors = [
              cofactor(four[1], four[2], four[3]), -cofactor(four[0], four[2], four[3]),
              cofactor(four[0], four[1], four[3]), -cofactor(four[0], four[1], four[2]),
            ]
            let size = factors.reduce(0) { $0 + $1.magnitude }
            guard size > 1e-12 else { continue }
            largest = max(largest ?? 0, zip(factors, four).reduce(0) { $0 + $1.0 * $1.1.z }.magnitude / size)
          }
        }
      }
    }
    return largest
  }

  @Test func planesAreNearest() {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<Seed.cases(200, soak: 5000) {
      let isGrid = round % 2 == 1
      let points = (0..<Int.random(in: 4...9, using: &generator)).map { _ in
        func number() -> Double {
          isGrid ? Double(Int.random(in: -2...2, using: &generator)) / 2 : Double.random(in: -1...1, using: &generator)
        }
        return SIMD3(number(), number(), number())
      }
      // Points of one place and points on a line are beside the question here.
      let places = Set(points.map { [$0.x, $0.y] })
      guard places.count == points.count else { continue }
      var plane = MinimaxPlane()
      let split = points.count / 2
      _ = plane.add(Array(points[..<split]), to: [], most: .infinity)
      _ = plane.add(Array(points[split...]), to: Array(points[..<split]), most: .infinity)
      guard let expected = distance(of: points) else { continue }
      #expect((plane.error - expected).magnitude < 1e-9, "round \(round): \(points)")
      #expect(plane.distance(from: points) <= plane.error + 1e-12, "round \(round)")
    }
  }
}
