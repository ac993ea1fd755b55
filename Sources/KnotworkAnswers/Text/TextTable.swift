import Knotwork

/// Columns of text, each as wide as its widest entry.
package struct TextTable {
  private var rows: [[String]]

  package init(_ header: [String]) { rows = [header.map(\.visible)] }

  package mutating func append(_ row: [String]) { rows.append(row.map(\.visible)) }

  /// The lines; the header is emphasised where the style can do so.
  package func lines(leftAligned: Set<Int> = [0], in style: TextStyle) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.enumerated().map { index, row in
      let line = row.enumerated().map { column, text in
        let padding = String(repeating: " ", count: widths[column] - text.count)
        return leftAligned.contains(column) ? text + padding : padding + text
      }.joined(separator: "  ")
      let trimmed = String(line.reversed().drop { $0 == " " }.reversed())
      return index == 0 ? style.bold(trimmed) : trimmed
    }
  }
}
