import Knotwork

/// Which units are active on which regions, as a matrix of regions by units.
public struct PatternMatrix: Sendable {
  /// The regions' patterns, in the order of the dissection.
  public let patterns: [ActivationPattern]
  /// The units that bend, layer by layer.
  public let units: [Unit]
  /// The text above the picture.
  public var title: String

  private let activity: [[Bool]]

  /// Beyond so many of both, cells of one unit that follow each other are one.
  private static let cellLimit = 2500

  /// The matrix of a dissection.
  public init(_ dissection: Dissection, title: String) {
    patterns = dissection.regions.map(\.pattern)
    units = dissection.network.layers.enumerated().flatMap { layer, parts in
      parts.activations.indices.filter { parts.activations[$0].bends }.map { Unit(layer: layer, index: $0) }
    }
    activity = patterns.map { $0.layers.flatMap { $0 } }
    self.title = title
  }

  /// The units that are active nowhere.
  public var neverActive: [Unit] { units.indices.filter { unit in !activity.contains { $0[unit] } }.map { units[$0] } }

  /// The units that are active everywhere.
  public var alwaysActive: [Unit] {
    units.indices.filter { unit in activity.allSatisfy { $0[unit] } }.map { units[$0] }
  }

  /// The picture.
  public func drawing() -> Drawing {
    let rows = patterns.count
    let (never, always) = (Set(neverActive), Set(alwaysActive))
    // The marks below the matrix need about as much room whatever the height of a row.
    let blank = never.isEmpty && always.isEmpty ? 0 : max(1, rows / 28)
    let size = SIMD2(min(760, max(220, Double(units.count) * 30)), min(620, max(90, Double(rows + 1) * 26)))
    var drawing = Drawing(
      title: title, summary: summary,
      x: Axis("layer.unit", things: units.map { "\($0.layer + 1).\($0.index + 1)" }),
      y: Axis(
        "region", things: patterns.indices.map { "\($0)" } + [String](repeating: "", count: blank), isReversed: true),
      size: size
    )
    let merges = rows * units.count > PatternMatrix.cellLimit
    for column in units.indices {
      var row = 0
      while row < rows {
        let isActive = activity[row][column]
        var end = row
        while merges, end + 1 < rows, activity[end + 1][column] == isActive { end += 1 }
        let fill = Mark.Fill.ink(isActive ? .first : .muted, opacity: isActive ? 1 : 0.15)
        drawing.add(
          .cell(columns: column...column, rows: row...end, fill), isActive ? "active" : "not active")
        row = end + 1
      }
    }
    for (column, unit) in units.enumerated() where column > 0 && units[column - 1].layer != unit.layer {
      let x = Double(column) - 0.5
      drawing.add(
        .line([SIMD2(x, -0.5), SIMD2(x, Double(rows + blank) - 0.5)], .init(.text, width: 2)), "next layer")
    }
    for (column, unit) in units.enumerated() {
      let place = SIMD2(Double(column), Double(rows) + Double(blank) / 2 - 0.5)
      if never.contains(unit) {
        drawing.add(.point(place, .cross, .second, radius: 5), "unit that is never active")
      } else if always.contains(unit) {
        drawing.add(.point(place, .square, .text, radius: 5), "unit that is always active")
      }
    }
    return drawing
  }

  private var summary: String {
    "\(patterns.count.counted("region")) by \(units.count.counted("unit")); "
      + "\(neverActive.count.counted("unit is", "units are")) active nowhere, "
      + "\(alwaysActive.count.counted("unit is", "units are")) active everywhere."
  }

  /// The matrix in characters, for a terminal: # for active, . for not.
  public func text(atMost limit: Int = 60) -> [String] {
    let width = max("region".count, "\(patterns.count)".count)
    func line(_ label: String, _ letter: (Int) -> Character) -> String {
      var text = String(repeating: " ", count: width - label.count) + label + " "
      for (column, unit) in units.enumerated() {
        if column == 0 || units[column - 1].layer != unit.layer { text += " " }
        text.append(letter(column))
      }
      return text
    }
    var lines = [title, ""]
    lines.append(line("region") { Character("\((units[$0].index + 1) % 10)") })
    for (number, bits) in activity.prefix(limit).enumerated() {
      lines.append(line("\(number)") { bits[$0] ? "#" : "." })
    }
    if activity.count > limit { lines.append("… and \((activity.count - limit).grouped) more") }
    let (never, always) = (Set(neverActive), Set(alwaysActive))
    if !never.isEmpty || !always.isEmpty {
      lines.append(line("") { never.contains(units[$0]) ? "x" : always.contains(units[$0]) ? "+" : " " })
    }
    lines.append("")
    lines.append(
      "# active, . not active" + (never.isEmpty ? "" : ", x never active") + (always.isEmpty ? "" : ", + always active")
    )
    return lines
  }
}
