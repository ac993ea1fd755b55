import Knotwork
import KnotworkFitting
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkPlot

/// Views show what is there: values, bends, patterns, and what is in front.
@Suite(.timed) struct ViewTests {
  /// The gradient of a region begins and ends where its map reaches the ends of the field, so that neighbours agree.
  @Test func gradientsFollowTheMap() throws {
    let network = try Network(layers: [Layer(weights: Matrix([[2, 0]]), bias: [1], activation: .linear)])
    let drawing = try RegionMap(Samples.dissection(network), title: "").drawing()
    let (left, width) = (Page(drawing).origin.x, drawing.size.x)
    // From −1 at the left edge to 3 at the right edge.
    #expect(drawing.field?.range == -1...3)
    #expect(drawing.svg.contains("x1=\"\(left.compact)\"") && drawing.svg.contains("x2=\"\((left + width).compact)\""))
  }

  @Test func constantOutput() throws {
    let network = try Network(layers: [Layer(weights: Matrix([[0, 0]]), bias: [1], activation: .linear)])
    let drawing = try RegionMap(Samples.dissection(network), title: "").drawing()
    #expect(!drawing.svg.contains("id=\"r0\"") && drawing.svg.contains("<polygon fill=\"#"))
    #expect(try Samples.surface(network).drawing().svg.contains("<polygon"))
    let far = try Network(layers: [Layer(weights: Matrix([[0, 0]]), bias: [1e300], activation: .linear)])
    #expect(try !Samples.surface(far).drawing().svg.contains("nan"))
  }

  /// Residuals are means of target − output over the rows of a region.
  @Test func residuals() throws {
    var map = RegionMap(try Samples.dissection(Samples.question()), title: "")
    map.coloring = .residual
    map.rows = [.init(SIMD2(0.9, 0.1), target: 10), .init(SIMD2(0.8, 0.1), target: 20)]
    let network = try Samples.question()
    let mean = (10 - network([0.9, 0.1])[0] + 20 - network([0.8, 0.1])[0]) / 2
    let drawing = try map.drawing()
    let values = drawing.marks.compactMap { mark -> Double? in
      if case .polygon(_, .value(let value)) = mark.shape { value } else { nil }
    }
    #expect(values.count == 1 && (values[0] - mean).magnitude < 1e-12)
    #expect(drawing.marks.count { $0.name == "no rows" } == 3)
    let range = try #require(drawing.field?.range)
    #expect(range.lowerBound == -range.upperBound)
  }

  /// The same means, from rows by pattern.
  @Test func residualsByPiece() throws {
    let network = try Samples.deep()
    let table = Samples.table(network)
    let drawing = PieceResiduals(network, on: table, title: "").drawing()
    let means = drawing.marks.filter { $0.name == "mean" }.compactMap { mark -> Double? in
      if case .line(let points, _) = mark.shape { points[0].y } else { nil }
    }
    var rows: [ActivationPattern: [Double]] = [:]
    for row in 0..<table.rowCount {
      let inputs = table.inputs(of: row)
      rows[network.pattern(at: inputs), default: []].append(table.target[row] - network(inputs)[0])
    }
    let expected = rows.values.map { $0.reduce(0, +) / Double($0.count) }.sorted()
    #expect(means.count == rows.count && zip(means.sorted(), expected).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    #expect(drawing.marks.count { $0.name == "row" } == table.rowCount)
  }

  /// One mark for each region that holds rows and each input, and linear regression with its interval.
  @Test func slopesOfInputs() throws {
    let network = try Samples.question()
    let table = Samples.table(network)
    let drawing = SlopeChart(network, on: table, title: "").drawing()
    let range = try #require(table.columns[0].max()) - #require(table.columns[0].min())
    let found = drawing.marks.compactMap { mark -> Double? in
      guard mark.name == "region; area: its rows", case .point(let place, _, _, _) = mark.shape else { return nil }
      return place.y < 0.5 ? place.x / range : nil
    }
    // −0.24, 0, 1.635 and 1.875: the slopes along x1 of the four cases.
    #expect(
      zip(found.sorted(), [-0.24, 0, 1.635, 1.875]).allSatisfy { ($0 - $1).magnitude < 1e-12 } && found.count == 4)
    let linear = LinearRegression(table)
    let estimates = drawing.marks.compactMap { mark -> Double? in
      if mark.name == "linear regression", case .point(let place, _, _, _) = mark.shape { place.x } else { nil }
    }
    #expect(estimates.count == 2 && (estimates[0] / range - linear.coefficients[1].estimate).magnitude < 1e-12)
    #expect(drawing.marks.count { $0.name == "95 % interval" } == 2)
  }

  /// Lines of rows, evenly spaced where there are many, and only the places inside the picture.
  @Test func effects() {
    var chart = Samples.effects()
    let drawing = chart.drawing()
    #expect(drawing.marks.count { $0.name == "others as in a row" } == 2)
    #expect(drawing.marks.contains { $0.shape == .line(chart.mean, .init(.first, width: 3.5, isHemmed: true)) })
    let places = drawing.marks.compactMap { mark -> [Double]? in
      if case .lines(let lines, _) = mark.shape { lines.map { $0[0].x } } else { nil }
    }
    #expect(places == [[-0.5, 0.5]])
    chart.rows = [[SIMD2<Double>]](repeating: chart.rows[0], count: 500)
    #expect(chart.drawing().marks.count { $0.name == "others as in a row" } <= EffectChart.mostShown)
  }

  /// Each bar begins where the one above ends, the largest first, and the last one ends at the value.
  @Test func contributions() {
    let drawing = Samples.contributions().drawing()
    let bars = drawing.marks.compactMap { mark -> [Double]? in
      if case .bar(let from, let to, _) = mark.shape { [from.x, to.x] } else { nil }
    }
    #expect(bars == [[2, 3], [3, 2.25]])
    #expect(drawing.y.kind == .things(["mean over 9 rows", "x3 = 7", "x2 = 1", "x1 = 0", "row 3"]))
    let interval = drawing.marks.first { $0.name == "95 % interval" }?.shape
    #expect(interval == .line([[2.125, 2], [2.375, 2]], .init(.text, width: 1.5)))
  }

  /// Lines of equal value lie where the network takes it, and end on edges of regions.
  @Test func contours() throws {
    let network = try Samples.deep()
    let map = try Samples.contours(network)
    let levels = [0.125, 0.25, 0.5]
    for (level, lines) in map.contours(at: levels) {
      for line in lines {
        #expect(line.count == 2)
        for point in line + [(line[0] + line[1]) / 2] {
          #expect((network([point.x, point.y])[0] / 2 - level).magnitude < 1e-12)
        }
      }
    }
    #expect(map.contours(at: levels).contains { !$0.lines.isEmpty })
  }

  /// The outer cells of a grid are half as wide.
  @Test func heat() {
    let bars = Samples.heat().drawing().marks.compactMap { mark -> [Double]? in
      if case .bar(let from, let to, .value(let value)) = mark.shape {
        [from.x, to.x, from.y, to.y, value]
      } else {
        nil
      }
    }
    #expect(bars.count == 6 && bars[0] == [0, 0.5, -1, 0, 0] && bars[4] == [0.5, 1.5, 0, 1, 2])
  }

  /// Of many parts the smallest are one, which keeps their sum.
  @Test func manyContributions() {
    let parts = (1...30).map { ContributionChart.Part("x\($0)", Double($0)) }
    let chart = ContributionChart(from: ("mean", 0), to: ("row", 465), parts, title: "", valueName: "y")
    let ends = chart.drawing().marks.compactMap { mark -> Double? in
      if case .bar(_, let to, _) = mark.shape { to.x } else { nil }
    }
    #expect(ends.count == 14 && ends.last == 465)
  }

  /// Bars begin at zero; intervals lie around their ends.
  @Test func bars() {
    let bars = Samples.bars().drawing().marks.compactMap { mark -> [Double]? in
      if case .bar(let from, let to, _) = mark.shape { [from.x, to.x, to.y - from.y] } else { nil }
    }
    #expect(bars.map { $0[0] } == [0, 0, 0, 0] && bars.map { $0[1] } == [4, -3, 2, -1])
    #expect(zip(bars.map { $0[2] }, [0.72, 0.72, 0.36, 0.36]).allSatisfy { ($0 - $1).magnitude < 1e-12 })
  }

  /// The inputs are in the order of their mean sizes: 0.25 and 2.
  @Test func attributions() {
    let drawing = Samples.attributions().drawing()
    #expect(drawing.y.kind == .things(["x2", "x1"]))
    let values = drawing.marks.compactMap { mark -> Double? in
      if mark.name == "row", case .point(let place, _, _, _) = mark.shape { place.x } else { nil }
    }
    #expect(values == [-2, 1, 3, 0.5, -0.25, 0])
    let sizes = drawing.marks.compactMap { mark -> Double? in
      if mark.name == "± mean size", case .line(let points, _) = mark.shape { points[1].x } else { nil }
    }
    #expect(sizes == [2, 0.25])
  }

  /// A range, an interval and a point for each number that has them.
  @Test func ranges() {
    let marks = Samples.ranges().drawing().marks
    func ends(_ name: String) -> [[Double]] {
      marks.compactMap { mark in
        if mark.name == name, case .line(let points, _) = mark.shape { points.map(\.x) } else { nil }
      }
    }
    #expect(ends("least to greatest") == [[-2, 3]])
    #expect(ends("95 % interval") == [[0.5, 1.5], [0.25, 0.75]])
    #expect(marks.count { $0.name == "rows" } == 2 && marks.count { $0.name == "regression" } == 1)
  }

  /// A value of 0 is white in fields with a sign.
  @Test func signedFields() {
    let field = FieldScale("slope", .signed, from: -1, to: 3)
    #expect(field.color(of: 0).hex == "#ffffff" && field.range == -3...3)
    #expect(field.color(of: -3).hex == "#0072b2" && field.color(of: 3).hex == "#d55e00")
  }

  @Test func creaseWidthsFollowBends() throws {
    let dissection = try Samples.dissection(Samples.deep())
    let drawing = CreaseMap(dissection, title: "").drawing()
    let bends = dissection.creases.map { $0.bends[0] }
    let most = try #require(bends.map(\.magnitude).max())
    let strokes = drawing.marks.compactMap { mark -> Mark.Stroke? in
      if case .line(_, let stroke) = mark.shape { stroke } else { nil }
    }
    #expect(strokes.count == bends.count && strokes.map(\.width).max() == 9)
    for (bend, stroke) in zip(bends.sorted { $0.magnitude > $1.magnitude }, strokes) where bend != 0 {
      #expect((stroke.width - max(1, 9 * bend.magnitude / most)).magnitude < 1e-9)
    }
    #expect(strokes.count { $0.dash == .dashed } == bends.count { $0 < 0 })
  }

  @Test func patterns() throws {
    let matrix = PatternMatrix(try Samples.dissection(Samples.deep()), title: "Patterns")
    #expect(matrix.neverActive == [Unit(layer: 0, index: 3)])
    #expect(matrix.alwaysActive.contains(Unit(layer: 0, index: 4)))
    let drawing = matrix.drawing()
    let active = matrix.patterns.reduce(0) { $0 + $1.layers.joined().count { $0 } }
    #expect(drawing.marks.count { $0.name == "active" } == active)
    let text = matrix.text()
    #expect(text.count { $0.contains("#") && !$0.contains("active") } == matrix.patterns.count)
    #expect(text.contains { $0.contains("x") && $0.contains("+") && !$0.contains("active") })
    // Merged cells cover the same.
    #expect(try PatternMatrix(Samples.dissection(Samples.question()), title: "").neverActive.isEmpty)
  }

  @Test func curveInCharacters() {
    let curve = Samples.curve()
    let lines = curve.text()
    #expect(lines.count { $0.contains("|") } == 18)
    // The knot at −1 bends up, the one at 0.5 down.
    #expect(lines.joined().contains("▲") && lines.joined().contains("◆"))
    #expect(lines.contains("slopes: -1.5, 1, -0.5") && lines.contains("knots: -1, 0.5"))
    let small = curve.drawing().characters(columns: 40, rows: 10)
    #expect(small.count { $0.contains("|") } == 10)
    #expect(small.filter { $0.contains("|") }.allSatisfy { $0.count == small.first { $0.contains("|") }?.count })
    // The ends of the axes, and the names of what is shown.
    #expect(small.contains { $0.contains(curve.xName) && $0.contains("-") })
    #expect(small.last?.contains("* \(curve.name)") ?? false)
  }

  /// Points are where they belong: the character of a corner is in the corner.
  @Test func charactersAreInTheirPlaces() {
    var drawing = Drawing(title: "t", summary: "", x: Axis("x", 0...1), y: Axis("y", 0...1))
    drawing.add(.point(SIMD2(0, 0), .cross, .text, radius: 1), "corner")
    drawing.add(.line([SIMD2(0, 1), SIMD2(1, 1)], .init(.first)), "top")
    drawing.add(.point(SIMD2(2, 0.5), .square, .text, radius: 1), "outside")
    let rows = drawing.characters(columns: 10, rows: 5).filter { $0.contains("|") }
    #expect(rows[0].hasSuffix("|**********") && rows[4].hasSuffix("|×         "))
    #expect(!rows.joined().contains("■"))
  }

  /// Of many knots the largest ones have marks, and the others dots.
  @Test func manyKnots() {
    let nodes = (0...60).map { Double($0) }
    let line = BrokenLine(nodes: nodes, values: nodes.map { Int($0) % 2 == 0 ? 0 : $0 })
    let drawing = Curve(line, name: "line", xName: "x", yName: "y").drawing()
    let large = drawing.marks.filter { $0.name?.hasPrefix("knot, bends") ?? false }
    #expect(large.count == 12 && drawing.marks.count { $0.name == "knot that bends less" } == 59 - 12)
    for mark in large {
      if case .point(let point, _, _, _) = mark.shape { #expect(point.x >= 48) }
    }
  }

  /// A film has its drawings over common axes, and without animation it is the last one.
  @Test func films() {
    let drawings = [1.0, 3, 2].map { height in
      var drawing = Drawing(
        title: "height \(height)", summary: "", x: Axis("x", 0...1), y: Axis("y", 0...height),
        field: FieldScale("z", .sequential, from: -height, to: height))
      drawing.add(.polygon([[0, 0], [1, 0], [1, height]], .affine(slope: [1, 0], constant: 0)))
      return drawing
    }
    let film = Film(title: "Heights", summary: "Three heights.", drawings)
    #expect(film.frames.map(\.y.range) == [0...3, 0...3, 0...3])
    #expect(film.frames.map(\.field?.range) == [-3...3, -3...3, -3...3])
    let svg = film.svg()
    #expect(StrictXML.faults(in: svg) == [])
    #expect(
      svg.components(separatedBy: "<g class=\"frame").count == 4 && svg.components(separatedBy: "frame last").count == 2
    )
    #expect(svg.contains("prefers-reduced-motion:no-preference") && svg.contains(".last{visibility:visible}"))
    #expect(svg == film.svg())
  }

  @Test func verdicts() {
    let drawing = Samples.verdicts().drawing()
    #expect(
      drawing.legend.compactMap(\.name) == [
        "proved", "refuted", "open", "middle of a part that is refuted", "middle of a part that is open",
        "counterexample",
      ])
    #expect(drawing.x.range == 0...2 && drawing.y.range == 0...2)
    #expect(drawing.summary == "Of 3 parts of the domain: 1 proved, 1 refuted, 1 open.")
  }

  /// No facet is painted over another that is nearer: at points of the surface, whatever is painted later there is nearer.
  @Test(arguments: [1.0, 12])
  func nearFacetsHideFarOnes(_ stretch: Double) throws {
    var generator = SplitMix64(seed: 11)
    for network in try [Samples.question(), Samples.deep()] {
      let box = try Box(lower: [-1, -stretch], upper: [1, stretch])
      let surface = Surface(
        try Dissection(of: network, over: .box(box), keeping: [.vertices, .extremes]), title: "Surface")
      // Steep enough that facets hide others.
      let height = 0.2 * stretch
      let projection = Projection(-1...1, -stretch...stretch, -height...height)
      let order = surface.paintingOrder(projection)
      #expect(order.count == surface.dissection.regions.count)
      let facets = order.map { region in
        region.corners.map { projection($0, region.map([$0.x, $0.y])[0]) }
      }
      var hidden = 0
      for (number, region) in order.enumerated() {
        let corners = region.corners
        for _ in 0..<40 {
          let shares = corners.map { _ in Double.random(in: 0.01...1, using: &generator) }
          let total = shares.reduce(0, +)
          let point = zip(corners, shares).reduce(SIMD2(0.0, 0)) { $0 + $1.0 * ($1.1 / total) }
          let seen = projection(point, region.map([point.x, point.y])[0])
          for later in facets.indices where later > number && contains(facets[later], seen) {
            hidden += 1
            // Where the same place of the picture is on the later facet.
            let other = preimage(order[later], projection, of: seen)
            let (here, there) = (point * projection.away, other * projection.away)
            #expect(there.x + there.y < here.x + here.y + 1e-9)
          }
        }
      }
      #expect(hidden > 20)
    }
  }

  private func contains(_ polygon: [SIMD2<Double>], _ point: SIMD2<Double>) -> Bool {
    let sides = polygon.indices.map { index -> Double in
      let edge = polygon[(index + 1) % polygon.count] - polygon[index]
      let way = point - polygon[index]
      return edge.x * way.y - edge.y * way.x
    }
    return sides.allSatisfy { $0 > 1e-6 } || sides.allSatisfy { $0 < -1e-6 }
  }

  private func preimage(_ region: Region, _ projection: Projection, of seen: SIMD2<Double>) -> SIMD2<Double> {
    func place(_ point: SIMD2<Double>) -> SIMD2<Double> {
      projection(point, region.map.slope[0, 0] * point.x + region.map.slope[0, 1] * point.y + region.map.intercept[0])
    }
    let origin = place(SIMD2(0, 0))
    let (first, second) = (place(SIMD2(1, 0)) - origin, place(SIMD2(0, 1)) - origin)
    let determinant = first.x * second.y - first.y * second.x
    let way = seen - origin
    return SIMD2(
      (way.x * second.y - way.y * second.x) / determinant, (first.x * way.y - first.y * way.x) / determinant)
  }
}
