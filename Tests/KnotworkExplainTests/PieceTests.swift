import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkExplain

@Suite(.timed) struct PieceTests {
  /// relu(x1) + relu(x2) over the unit square around 0, with rows in the upper right quarter and on the diagonal of the lower
  /// left one.
  @Test func regionsWithoutRows() throws {
    let network = try Networks.network([([[1, 0], [0, 1]], [0, 0]), ([[1, 1]], [0])])
    let rows = [[1, 0.5, -1], [1, 0.25, -1]]
    let dissection = try Dissection(
      of: network, over: .box(Box(-1...1, dimension: 2)), keeping: [.vertices, .volumes])
    let empty = try #require(EmptyPieces(dissection, rows: rows))
    #expect(empty.regionCount == 4 && empty.emptyCount == 2 && empty.share == 0.5)
    // In the two empty quarters one of both slopes is 1, and the other 0.
    #expect(empty.slopes.map(\.mean) == [0.5, 0.5] && empty.slopes[0].range == 0...1)
    // The hull is a triangle.
    let (a, b, c) = (SIMD2(1.0, 1), SIMD2(0.5, 0.25), SIMD2(-1.0, -1))
    let area = ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)).magnitude / 2
    #expect(((empty.outsideShare ?? 0) - (1 - area / 4)).magnitude < 1e-12)
    let outside = try #require(empty.outside)
    #expect(outside[0].range == 0...1)
  }

  /// A hull that is the whole box leaves nothing outside, and rows in all regions leave none empty.
  @Test func rowsEverywhere() throws {
    let network = try Networks.network([([[1, 0], [0, 1]], [0, 0]), ([[1, 1]], [0])])
    let dissection = try Dissection(
      of: network, over: .box(Box(-1...1, dimension: 2)), keeping: [.vertices, .volumes])
    let empty = try #require(EmptyPieces(dissection, rows: [[1, 1, -1, -1], [1, -1, 1, -1]]))
    #expect(empty.emptyCount == 0 && empty.share == 0 && empty.slopes.isEmpty)
    #expect(empty.outsideShare == 0 && empty.outside == nil)
    var generator = SplitMix64(state: Seed.current)
    let space = try Networks.random([3, 4, 1], &generator)
    let bare = try Dissection(of: space, over: .box(Box(-1...1, dimension: 3)), keeping: .facets)
    #expect(EmptyPieces(bare, rows: [[1], [1], [1]]) == nil)
  }

  /// Points of a simplex, and of a cloud: outside where a plane of random direction has all rows on one side, inside where they are means.
  @Test func hullsOfManyInputs() throws {
    var generator = SplitMix64(state: Seed.current)
    for inputs in [2, 3, 5, 8] {
      let box = try Box(0...1, dimension: inputs)
      // The corners of the unit simplex: x1 + … ≤ 1.
      let corners =
        [[Double](repeating: 0, count: inputs)] + (0..<inputs).map { axis in (0..<inputs).map { $0 == axis ? 1 : 0 } }
      let simplex = HullTest((0..<inputs).map { axis in corners.map { $0[axis] } }, in: box)
      for _ in 0..<200 {
        let point = (0..<inputs).map { _ in Double.random(in: 0...1, using: &generator) }
        let share = Double.random(in: 0.2...1.8, using: &generator) / point.reduce(0, +)
        let scaled = point.map { $0 * share }
        guard (scaled.reduce(0, +) - 1).magnitude > 1e-6 else { continue }
        #expect(simplex.contains(scaled) == (scaled.reduce(0, +) < 1))
      }
      let rows = (0..<60).map { _ in (0..<inputs).map { _ in Double.random(in: 0...1, using: &generator) } }
      let cloud = HullTest((0..<inputs).map { axis in rows.map { $0[axis] } }, in: box)
      for _ in 0..<50 {
        let chosen = (0..<4).map { _ in rows[Int.random(in: 0..<60, using: &generator)] }
        #expect(cloud.contains((0..<inputs).map { axis in chosen.reduce(0) { $0 + $1[axis] / 4 } }))
        let direction = Networks.point(inputs, &generator)
        func height(_ point: [Double]) -> Double { zip(point, direction).reduce(0) { $0 + $1.0 * $1.1 } }
        let top = try #require(rows.max { height($0) < height($1) })
        #expect(!cloud.contains(zip(top, direction).map { $0 + 1e-3 * $1 }))
      }
    }
    // Five sixths of the unit cube lie beyond the simplex, where relu(x1) has the slope 1.
    let network = try Networks.network([([[1, 0, 0]], [0]), ([[1]], [0])])
    let found = OutsideHull(
      of: network, over: try Box(0...1, dimension: 3), rows: [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    #expect(found.interval.contains(5.0 / 6) && found.share < 1 && found.slopes[0].range == 1...1)
    #expect(found.slopes[1].mean == 0 && (found.slopes[0].error ?? 1) < 1e-12)
  }

  /// The table of a broken line says at both ends of each piece what the network says.
  @Test func tableOfHinges() throws {
    var generator = SplitMix64(state: Seed.current)
    for _ in 0..<20 {
      let network = try Networks.random([1, 5, 5, 1], &generator)
      let box = try Box(-2...2, dimension: 1)
      let equation = Equation(try Dissection(of: network, over: .box(box), keeping: .vertices))
      let pieces = equation.pieces(over: -2...2)
      #expect(pieces.count == equation.pieceCount && pieces.first?.from == -2 && pieces.last?.to == 2)
      for (piece, next) in zip(pieces, pieces.dropFirst()) { #expect(piece.to == next.from) }
      for piece in pieces {
        for x in [piece.from, (piece.from + piece.to) / 2, piece.to] {
          let value = network.exactly([Dyadic(x)])[0].nearest
          #expect((piece.slope * x + piece.intercept - value).magnitude < 1e-12)
        }
      }
    }
    let plane = try Networks.maximum()
    let formula = Equation(try Dissection(of: plane, over: .box(Box(-1...1, dimension: 2))))
    #expect(formula.pieces(over: -1...1).isEmpty)
  }
}
