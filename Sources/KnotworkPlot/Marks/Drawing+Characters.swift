/// A drawing in characters, for a terminal.
extension Drawing {
  /// Lines of text: the title, the marks between axes of characters, and the legend. Points lie over lines; bands, fills and texts are
  /// left out.
  ///
  /// - Complexity: O(marks · (columns + rows)).
  public func characters(columns: Int = 72, rows: Int = 18) -> [String] {
    var grid = CharacterGrid(x: x, y: y, columns: columns, rows: rows)
    for mark in marks {
      if case .line(let points, let stroke) = mark.shape {
        for (start, end) in zip(points, points.dropFirst()) { grid.line(from: start, to: end, stroke.dash.character) }
      }
    }
    for mark in marks {
      if case .point(let point, let symbol, _, _) = mark.shape { grid.put(symbol.character, at: point) }
    }
    let legend = legend.compactMap { mark -> String? in mark.character.map { "\($0) \(mark.name ?? "")" } }
    return [title, ""] + grid.lines + (legend.isEmpty ? [] : [legend.joined(separator: ", ")])
  }
}

/// Characters in rows, with the numbers at the ends of both axes.
private struct CharacterGrid {
  let x: Axis
  let y: Axis
  private let columns: Int
  private let rows: Int
  private var grid: [[Character]]

  init(x: Axis, y: Axis, columns: Int, rows: Int) {
    (self.x, self.y, self.columns, self.rows) = (x, y, columns, rows)
    grid = [[Character]](repeating: [Character](repeating: " ", count: columns), count: rows)
  }

  private func cell(_ point: SIMD2<Double>) -> (row: Int, column: Int)? {
    let across = x.share(of: point.x)
    let up = y.share(of: point.y)
    guard (0...1).contains(across), (0...1).contains(up) else { return nil }
    return (min(Int(Double(rows) * (1 - up)), rows - 1), min(Int(Double(columns) * across), columns - 1))
  }

  mutating func put(_ character: Character, at point: SIMD2<Double>) {
    guard let cell = cell(point) else { return }
    grid[cell.row][cell.column] = character
  }

  mutating func line(from start: SIMD2<Double>, to end: SIMD2<Double>, _ character: Character) {
    // Fine enough that no character between is missed.
    let steps = 4 * (columns + rows)
    for step in 0...steps { put(character, at: start + (end - start) * (Double(step) / Double(steps))) }
  }

  /// The rows with the axes.
  var lines: [String] {
    let ends = [y.range.upperBound.label, y.range.lowerBound.label]
    let width = ends.map(\.count).max() ?? 0
    func padded(_ text: String) -> String { String(repeating: " ", count: width - text.count) + text }
    var lines = [y.label.visible]
    for (number, characters) in grid.enumerated() {
      let label = number == 0 ? ends[0] : number == rows - 1 ? ends[1] : ""
      lines.append("\(padded(label)) |\(String(characters))")
    }
    lines.append("\(padded("")) +\(String(repeating: "-", count: columns))")
    let (left, right): (String, String)
    switch x.kind {
    case .numbers: (left, right) = (x.range.lowerBound.label, x.range.upperBound.label)
    case .things(let names): (left, right) = (names.first?.visible ?? "", names.last?.visible ?? "")
    }
    let name = x.label.visible
    let gap = max(2, columns - left.count - right.count - name.count)
    let (before, after) = (String(repeating: " ", count: gap / 2), String(repeating: " ", count: gap - gap / 2))
    lines.append("\(padded(""))  \(left)\(before)\(name)\(after)\(right)")
    return lines
  }
}

extension Axis {
  /// How far along a value is, from 0 at the lower end to 1.
  fileprivate func share(of value: Double) -> Double {
    let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    return isReversed ? 1 - share : share
  }
}

extension Mark {
  /// The sample of the mark in a legend; nil for marks that characters do not show.
  fileprivate var character: Character? {
    switch shape {
    case .line(_, let stroke): stroke.dash.character
    case .point(_, let symbol, _, _): symbol.character
    case .polygon, .text, .band, .bar, .cell: nil
    }
  }
}

extension Mark.Stroke.Dash {
  fileprivate var character: Character {
    switch self {
    case .solid: "*"
    case .dashed: "-"
    case .dotted: "."
    }
  }
}

extension Mark.Symbol {
  fileprivate var character: Character {
    switch self {
    case .dot: "●"
    case .ring: "·"
    case .square: "■"
    case .triangle: "▲"
    case .diamond: "◆"
    case .cross: "×"
    }
  }
}
