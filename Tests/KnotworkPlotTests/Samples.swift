import Knotwork
import KnotworkFitting
import KnotworkGeometry

@testable import KnotworkPlot

/// One drawing for each view, with marks of every kind.
enum Samples {
  /// The network of the question: four regions, two creases.
  static func question() throws -> Network {
    try Network(layers: [
      Layer(weights: Matrix([[1.5, -0.7], [0.4, 2.1]]), activation: .relu),
      Layer(weights: Matrix([[1.25, -0.6]]), activation: .linear),
    ])
  }

  /// Two hidden layers, with a unit that is never active and one that always is.
  static func deep() throws -> Network {
    try Network(layers: [
      Layer(
        weights: Matrix([[1, 0.5], [-0.75, 1], [0.25, -1], [0.5, 0.5], [0.25, 0.25]]),
        bias: [0.25, -0.125, 0.5, -4, 4],
        activation: .relu),
      Layer(
        weights: Matrix([[1, -1, 0.5, 0, 0.125], [-0.5, 1, 1, 0, -0.25], [0.5, 0.5, -1, 0, 0]]),
        bias: [-0.5, 0.25, 0.125], activation: .relu),
      Layer(weights: Matrix([[1, -0.75, 0.5]]), bias: [0.25], activation: .linear),
    ])
  }

  static func dissection(_ network: Network) throws -> Dissection {
    try Dissection(of: network, over: .box(Box(-1...1, dimension: 2)), keeping: [.vertices, .extremes])
  }

  /// Points on a grid that is turned a little, so that none lies on a crease.
  static func rows(_ network: Network) -> [RegionMap.Row] {
    (0..<36).map { number in
      let (a, b) = (Double(number % 6) / 3 - 0.8125, Double(number / 6) / 3 - 0.8125)
      let point = SIMD2(a + b / 16, b - a / 16)
      return RegionMap.Row(point, target: network([point.x, point.y])[0] + a / 4)
    }
  }

  static func table(_ network: Network) -> DataTable {
    let rows = rows(network)
    return DataTable(
      inputNames: ["x1", "x2"], columns: [rows.map(\.point.x), rows.map(\.point.y)], targetName: "y",
      target: rows.map { $0.target ?? 0 })
  }

  static func curve() -> Curve {
    var curve = Curve(
      BrokenLine(nodes: [-2, -1, 0.5, 2], values: [1, -0.5, 1, 0.25]), name: "broken line", xName: "x", yName: "y")
    curve.rows = (0...16).map { SIMD2(Double($0) / 4 - 2, Double($0 % 5) / 4 - 0.25) }
    let places = (0...8).map { Double($0) / 2 - 2 }
    curve.bands = [
      Curve.Band("confidence", places.map { .init(x: $0, lower: -0.5, upper: 1.5) }, isFilled: true),
      Curve.Band("prediction", places.map { .init(x: $0, lower: -1, upper: 2) }, isFilled: false),
    ]
    curve.intervals = [(-1.25, -0.75), (nil, 1)]
    curve.linear = (0.5, 0.75)
    return curve
  }

  static func surface(_ network: Network) throws -> Surface {
    let dissection = try dissection(network)
    var surface = Surface(dissection, title: "Surface")
    let fit = try dissection.linearFit()
    surface.plane = Surface.Plane(
      "linear regression", slope: SIMD2(fit.slope[0], fit.slope[1]), constant: fit.intercept)
    return surface
  }

  static func map(_ coloring: RegionMap.Coloring, _ network: Network) throws -> RegionMap {
    var map = RegionMap(try dissection(network), title: "Regions <&> \"more\"")
    (map.coloring, map.rows) = (coloring, rows(network))
    return map
  }

  /// One part of each verdict.
  static func verdicts() -> VerdictMap {
    let square: [SIMD2<Double>] = [[0, 0], [1, 0], [1, 1], [0, 1]]
    var map = VerdictMap(
      [
        .init(square, .proved), .init(square.map { $0 + SIMD2(1, 0) }, .refuted),
        .init(square.map { $0 + SIMD2(0, 1) }, .open),
      ], title: "y ≤ 5")
    map.counterexamples = [SIMD2(1.5, 0.25)]
    return map
  }

  static func effects() -> EffectChart {
    var chart = EffectChart(
      mean: [[-1, 0.5], [0, 0.75], [1, 1.5]], rowCount: 2, title: "Effects", xName: "x1", yName: "y")
    chart.rows = [[[-1, 0], [0, 0.5], [1, 1]], [[-1, 1], [1, 2]]]
    (chart.accumulated, chart.places) = ([[-1, 0.25], [1, 1.25]], [-0.5, 0.5, 2])
    return chart
  }

  static func contributions() -> ContributionChart {
    ContributionChart(
      from: ("mean over 9 rows", 2), to: ("row 3", 2.25),
      [.init("x1 = 0", 0), .init("x2 = 1", -0.75, error: 0.125), .init("x3 = 7", 1)], title: "Why", valueName: "y")
  }

  static func attributions() -> AttributionChart {
    AttributionChart(
      ["x1", "x2"], rows: [[0.5, -2], [-0.25, 1], [0, 3]], title: "Rows", valueName: "Shapley value")
  }

  static func bars() -> BarChart {
    BarChart(
      ["x1", "x2", "x3"],
      [
        .init("with others", [4, -3, 0], errors: [0.5, 0.25, 0], .second, opacity: 0.35, width: 0.72),
        .init("by itself", [2, -1, 0], .first, width: 0.36),
      ], title: "Bars", summary: "Three things.", valueName: "share", thingName: "input")
  }

  static func ranges() -> RangeChart {
    RangeChart(
      ["x1", "x2"],
      [
        .init("rows", [.init(1, range: -2...3, half: 0.5), .init(-1)], .dot, .first),
        .init("regression", [nil, .init(0.5, half: 0.25)], .diamond, .second),
      ], title: "Ranges", summary: "Two things.", valueName: "slope", thingName: "input")
  }

  static func contours(_ network: Network) throws -> ContourMap {
    let dissection = try dissection(network)
    let (low, high) = try dissection.extremes()
    var map = ContourMap(dissection, title: "Contours", summary: "Lines of equal value.")
    map.scale = 2
    map.field = FieldScale("y", .sequential, from: low.value / 2, to: high.value / 2)
    return map
  }

  static func heat() -> HeatMap {
    HeatMap(
      x: [0, 1, 2], y: [-1, 1], values: [[0, 1, 2], [1, 2, 3]], title: "Heat", summary: "Six values.",
      names: ("x1", "x2"), field: FieldScale("y", .sequential, from: 0, to: 3))
  }

  /// The regions in three pieces, by the signs of x1 and x2 in the middle of each.
  static func pieces(_ network: Network) throws -> PieceMap {
    let dissection = try dissection(network)
    let pieces = dissection.regions.map { $0.interiorPoint[0] < 0 ? 0 : $0.interiorPoint[1] < 0 ? 1 : 2 }
    let maps = [[0.5, 0, 1], [0, 1, 0.5], [0.25, -0.25, 2]].map {
      AffineMap(slope: Matrix([[$0[0], $0[1]]]), intercept: [$0[2]])
    }
    var map = PieceMap(dissection, pieceOfRegion: pieces, maps: maps, title: "Pieces", summary: "Three pieces.")
    map.rows = [[0.25, 0.5], [-0.5, 0.125]]
    return map
  }

  /// All of them by name.
  static func drawings() throws -> [(name: String, drawing: Drawing)] {
    let deep = try deep()
    return [
      ("curve", curve().drawing()),
      ("regions-output", try map(.output, deep).drawing()),
      ("regions-slope", try map(.slope(1), deep).drawing()),
      ("regions-pattern", try map(.pattern, deep).drawing()),
      ("regions-residual", try map(.residual, question()).drawing()),
      ("creases", CreaseMap(try dissection(deep), title: "Creases").drawing()),
      ("patterns", PatternMatrix(try dissection(deep), title: "Patterns").drawing()),
      ("surface", try surface(deep).drawing()),
      ("residuals", PieceResiduals(deep, on: table(deep), title: "Residuals").drawing()),
      ("slopes", SlopeChart(deep, on: table(deep), title: "Slopes").drawing()),
      ("verdicts", verdicts().drawing()),
      ("effects", effects().drawing()),
      ("contributions", contributions().drawing()),
      ("attributions", attributions().drawing()),
      ("bars", bars().drawing()),
      ("contours", try contours(deep).drawing()),
      ("heat", heat().drawing()),
      ("ranges", ranges().drawing()),
      ("pieces", try pieces(deep).drawing()),
      (
        "chart",
        Chart(
          [
            Series("fold", points: [[0, 1], [1, 3], [2, 2]], .triangle, .second),
            Series("line", line: [[0, 2], [2, 2.5]], .first, .dashed, symbol: .dot),
          ], title: "Chart", summary: "Three folds.", xName: "fold", yName: "RMSE", things: ["a", "b", "c"]
        ).drawing()
      ),
    ]
  }
}
