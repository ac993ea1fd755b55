import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Orientation, polygons, boxes and planes.
@Suite(.timed) struct PlanarTests {
  @Test func orientationOfNearlyCollinearPoints() {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<2000 {
      let a = SIMD2(Double.random(in: -1...1, using: &generator), Double.random(in: -1...1, using: &generator))
      let step = SIMD2(Double.random(in: -1...1, using: &generator), Double.random(in: -1...1, using: &generator))
      let (b, c) = (a + step, a + 3 * step)
      func cross(_ p: SIMD2<Double>, _ q: SIMD2<Double>) -> Rational {
        (Rational(p.x) - Rational(c.x)) * (Rational(q.y) - Rational(c.y))
          - (Rational(p.y) - Rational(c.y)) * (Rational(q.x) - Rational(c.x))
      }
      #expect(orientation(a, b, c) == cross(a, b).signum, "\(a) \(b) \(c)")
    }
    #expect(orientation([0, 0], [1, 1], [3, 3]) == 0)
    #expect(orientation([0, 0], [0x1p-600, 0], [0, 0x1p-600]) == 1)
  }

  @Test func polygonsDropFlatCornersAndTurnCounterClockwise() throws {
    let polygon = try ConvexPolygon([[0, 0], [0, 1], [0, 2], [1, 2], [2, 2], [2, 2], [2, 0], [1, 0]])
    #expect(polygon.vertices.count == 4)
    #expect(polygon.area == 4)
    #expect(polygon.contains([0, 1]) && polygon.contains([1, 1]) && !polygon.contains([-0x1p-1074, 1]))
  }

  @Test(
    arguments: [
      ([[0, 0], [1, 1], [2, 2]], "a polygon of 3 corners without area: expected three corners not on one line"),
      ([[0, 0], [1, 0]], "a polygon of 2 corners without area: expected three corners not on one line"),
      (
        [[0, 0], [2, 0], [1, 0.5], [1, 2]],
        "the polygon is not convex: (1.0, 2.0) is not inside the edge from (2.0, 0.0) to (1.0, 0.5)"
      ),
      ([[0, 0], [.infinity, 0], [1, 2]], "a polygon needs finite coordinates"),
    ] as [([[Double]], String)])
  func badPolygons(_ corners: [[Double]], _ message: String) {
    #expect(throws: InvalidGeometry(message)) { try ConvexPolygon(corners.map { SIMD2($0[0], $0[1]) }) }
  }

  @Test(
    arguments: [
      ([1], [1], "interval 1 of the box is 1.0:1.0; the lower bound must be less than the upper"),
      ([0], [.nan], "interval 1 of the box is 0.0:nan; bounds must be finite"),
      ([0, 0], [1], "a box with 2 lower and 1 upper bounds: expected as many of each"),
      ([-1e308], [1e308], "interval 1 of the box is longer than the largest double"),
    ] as [([Double], [Double], String)])
  func badBoxes(_ lower: [Double], _ upper: [Double], _ message: String) {
    #expect(throws: InvalidGeometry(message)) { try Box(lower: lower, upper: upper) }
  }

  @Test func planesThroughPointsAreExact() throws {
    let (p, q, r) = ([0.1, 0.2, 0.3], [0.7, 1e-9, 5], [1e12, 0.3, -0.1])
    let plane = try Plane(through: p, q, r)
    #expect(plane.exactPoint(at: (.zero, .zero)) == p.map(Dyadic.init))
    #expect(plane.exactPoint(at: (.one, .zero)) == q.map(Dyadic.init))
    #expect(plane.exactPoint(at: (.zero, .one)) == r.map(Dyadic.init))
    #expect(throws: InvalidGeometry.self) { try Plane(through: [0, 0, 0], [1, 1, 1], [2, 2, 2]) }
    #expect(throws: InvalidGeometry.self) { try Plane(origin: [0, 0], directions: [1, 0], [0, 0, 1]) }
  }
}
