import Knotwork
import KnotworkExplain
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@Suite(.timed) struct SurfaceTests {
  /// The mean over the rows in exact arithmetic.
  private func mean(_ network: Network, _ rows: [[Double]], _ inputs: (Int, Int), _ a: Double, _ b: Double) -> Double {
    let count = rows[0].count
    let sum = (0..<count).reduce(Dyadic.zero) { sum, row in
      var point = rows.map { Dyadic($0[row]) }
      (point[inputs.0], point[inputs.1]) = (Dyadic(a), Dyadic(b))
      return sum + network.exactly(point)[0]
    }
    return sum.nearest / Double(count)
  }

  /// Every piece and every node of the grid says what the network's own values come to.
  @Test(arguments: [[4, 6, 5, 1], [3, 9, 1]])
  func piecesAndGridAreMeansOfTheNetwork(_ widths: [Int]) throws {
    var generator = SplitMix64(state: Seed.current)
    for isWhole in [false, true] {
      let network = isWhole ? try Networks.whole(widths, &generator) : try Networks.random(widths, &generator)
      // Rows that are equal in the other inputs count as often as they are there.
      var rows = (0..<widths[0]).map { _ in Networks.point(5, &generator).map { ($0 * 8).rounded() / 8 } }
      for input in rows.indices where input != 1 { rows[input][4] = rows[input][0] }
      let surface = try EffectSurface(
        of: network, inputs: (2, 1), over: (-1...1, -2...0.5), rows: rows, nodes: 7)
      for (b, line) in zip(surface.y, surface.values) {
        for (a, value) in zip(surface.x, line) {
          #expect((value - mean(network, rows, (2, 1), a, b)).magnitude < 1e-12)
        }
      }
      let pieces = try #require(surface.pieces)
      var area = 0.0
      for region in pieces.regions {
        area += region.volume ?? 0
        for point in [region.interiorPoint] + (region.vertices ?? []) {
          let value = region.map(point)[0] / surface.scale
          #expect((value - mean(network, rows, (2, 1), point[0], point[1])).magnitude < 1e-12)
        }
      }
      #expect((area - 5).magnitude < 1e-12)
    }
  }

  /// Of two inputs the surface is the network itself, whatever the rows.
  @Test func twoInputsAreTheNetwork() throws {
    var generator = SplitMix64(state: 3)
    let network = try Networks.random([2, 6, 6, 1], &generator)
    let rows = [Networks.point(200, &generator), Networks.point(200, &generator)]
    let surface = try EffectSurface(of: network, inputs: (0, 1), over: (-1...1, -1...1), rows: rows, nodes: 3)
    let own = try Dissection(of: network, over: .box(Box(-1...1, dimension: 2)))
    #expect(surface.pieces?.regions.count == own.regions.count && surface.scale == 200)
  }

  @Test func limitsLeaveTheGrid() throws {
    var generator = SplitMix64(state: 3)
    let network = try Networks.random([3, 6, 1], &generator)
    let rows = (0..<3).map { _ in Networks.point(10, &generator) }
    func surface(_ change: (inout EffectSurface.Limits) -> Void) throws -> EffectSurface {
      var limits = EffectSurface.Limits()
      change(&limits)
      return try EffectSurface(
        of: network, inputs: (0, 1), over: (-1...1, -1...1), rows: rows, nodes: 4, limits: limits)
    }
    let full = try surface { _ in }
    #expect(full.pieces != nil)
    for change: (inout EffectSurface.Limits) -> Void in [{ $0.rows = 9 }, { $0.units = 69 }, { $0.regions = 3 }] {
      let cut = try surface(change)
      #expect(cut.pieces == nil && cut.values == full.values)
    }
  }

  /// max(x1, x2) on the corners of the unit square: 0, 1, 1, 1 is 1/4 off a sum of two functions, a third of the variance.
  @Test func interactionOfTheMaximum() throws {
    let surface = try EffectSurface(
      of: Networks.maximum(), inputs: (0, 1), over: (0...1, 0...1), rows: [[0], [0]], nodes: 2)
    #expect(surface.values == [[0, 1], [1, 1]])
    #expect(surface.interaction.largest.magnitude == 0.25 && surface.interaction.share == 1.0 / 3)
    let sum = try Networks.network([([[1, 0], [0, 1]], [0.25, -0.5]), ([[2, -1]], [0])])
    let additive = try EffectSurface(of: sum, inputs: (0, 1), over: (-1...1, -1...1), rows: [[0], [0]], nodes: 9)
    #expect(additive.interaction.share ?? 1 < 1e-28)
  }
}
