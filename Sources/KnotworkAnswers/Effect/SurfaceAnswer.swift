import Knotwork
import KnotworkExplain
import KnotworkFormats
import KnotworkPlot

/// What an output does as two inputs vary: a surface.
public struct SurfaceAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.effect_surface")

  /// The names of the inputs, and of the output.
  public let (inputs, output): ((String, String), String)
  /// Where the rows come from.
  public let rowsName: String
  /// The surface.
  public let surface: EffectSurface

  private static let tableNodes = 6

  /// The least and the greatest value: of the pieces where they are known, of the grid else.
  private func extremes() throws -> (least: (value: Double, at: [Double]), greatest: (value: Double, at: [Double])) {
    if let pieces = surface.pieces {
      let (low, high) = try pieces.extremes()
      return ((low.value / surface.scale, low.point), (high.value / surface.scale, high.point))
    }
    var (least, greatest) = ((value: Double.infinity, at: [0.0, 0]), (value: -Double.infinity, at: [0.0, 0]))
    for (row, line) in surface.values.enumerated() {
      for (column, value) in line.enumerated() {
        let at = [surface.x[column], surface.y[row]]
        if value < least.value { least = (value, at) }
        if value > greatest.value { greatest = (value, at) }
      }
    }
    return (least, greatest)
  }

  /// Writes `exact`, `minimum`, `maximum`, `interaction`, the `grid`, and an element of `region` for each region.
  public func write(to json: inout JSONWriter) throws {
    json.key("inputs")
    json.value([inputs.0, inputs.1])
    json.member("output", output)
    json.member("rows", surface.rowCount)
    json.member("exact", surface.pieces != nil)
    let (least, greatest) = try extremes()
    for (name, extreme) in [("minimum", least), ("maximum", greatest)] {
      json.key(name)
      json.object { json in
        json.member("value", extreme.value)
        json.member("at", extreme.at)
      }
    }
    let interaction = surface.interaction
    json.key("interaction")
    json.object { json in
      json.member("largest", interaction.largest)
      json.member("at", [interaction.node.x, interaction.node.y])
      json.member("share", orNull: interaction.share)
    }
    json.key("grid")
    json.object { json in
      json.member("x", surface.x)
      json.member("y", surface.y)
      json.member("values", surface.values)
    }
    json.member("regions", orNull: surface.pieces?.regions.count)
    json.key("region")
    try json.array(lines: true) { json in
      guard let pieces = surface.pieces else { return }
      for region in pieces.regions {
        let map = region.map
        json.object { json in
          json.member("slope", [map.slope[0, 0] / surface.scale, map.slope[0, 1] / surface.scale])
          json.member("intercept", map.intercept[0] / surface.scale)
          json.member("vertices", region.vertices ?? [])
          json.member("area", orNull: region.volume)
        }
        try json.passOn()
      }
    }
  }

  /// Writes extremes, how much the inputs interact, and a coarse table of values.
  public func write(to text: inout TextWriter) throws {
    try text.line(
      text.style.bold("\(output) as \(inputs.0) and \(inputs.1) vary")
        + ", the mean over \(surface.rowCount.counted("row")) of \(rowsName)")
    try text.line()
    let (x, y) = (surface.x, surface.y)
    if let pieces = surface.pieces {
      try text.line(
        "\(pieces.regions.count.counted("region")) in all, flat each of them, found without rounding; --json has them.")
    } else {
      try text.line(
        "A grid of \(x.count.grouped) × \(y.count.grouped) values, each the mean of the network's own; the regions between them are too "
          + "many to be found.")
    }
    let (least, greatest) = try extremes()
    let place = surface.pieces == nil ? " on the grid" : ""
    try text.line(
      "Least\(place): \(least.value.short) at \(least.at.tuple). Greatest\(place): \(greatest.value.short) at \(greatest.at.tuple)."
    )
    let interaction = surface.interaction
    try text.line(
      interaction.share.map {
        "On the grid it is off a sum of a function of each by up to \(interaction.largest.magnitude.short), at "
          + "\([interaction.node.x, interaction.node.y].tuple): \((100 * $0).brief) % of its variance there is only of both together."
      } ?? "It does not vary on the grid.")
    try text.line()
    func coarse(_ count: Int) -> [Int] {
      let most = min(Self.tableNodes, count)
      return (0..<most).map { $0 * (count - 1) / (most - 1) }
    }
    var table = TextTable(["\(inputs.1) \\ \(inputs.0)"] + coarse(x.count).map { x[$0].short })
    for row in coarse(y.count).reversed() {
      table.append([y[row].short] + coarse(x.count).map { surface.values[row][$0].short })
    }
    try text.table(table, leftAligned: [])
  }
}

extension SurfaceAnswer: PicturedAnswer {
  /// A map of the surface with contour lines where its pieces are known, and else the grid.
  public func drawings() throws -> [Drawing] {
    let title = "\(output) as \(inputs.0) and \(inputs.1) vary"
    let (least, greatest) = try extremes()
    let field = FieldScale(output, .sequential, from: least.value, to: greatest.value)
    let summary =
      "The mean over \(surface.rowCount.counted("row")) goes from \(least.value.brief) at \(least.at.tuple) to "
      + "\(greatest.value.brief) at \(greatest.at.tuple)"
    guard let pieces = surface.pieces else {
      return [
        HeatMap(
          x: surface.x, y: surface.y, values: surface.values, title: title,
          summary: summary + " on a grid of \(surface.x.count) × \(surface.y.count) values.", names: inputs,
          field: field
        ).drawing()
      ]
    }
    var map = ContourMap(pieces, title: title, summary: summary + "; \(pieces.regions.count.counted("flat region")).")
    (map.names, map.scale, map.field) = (inputs, surface.scale, field)
    return [map.drawing()]
  }
}
