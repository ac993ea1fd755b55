import Foundation

extension Double {
  /// Up to six significant digits, for people.
  var short: String {
    let text = String(format: "%.6g", self)
    return text == "-0" ? "0" : text
  }
}

extension Double {
  /// Up to three significant digits, for sentences and for how far other figures may be off.
  var brief: String { String(format: "%.3g", self) }
}

extension Double {
  /// With as many decimals as its standard error has in three significant digits; as usual where there is no such error.
  func short(within error: Double?) -> String {
    guard let error, error > 0, error.isFinite, magnitude < 1e9,
      case let decimals = 2 - Int(log10(error).rounded(.down)), decimals < 10
    else { return short }
    let text = String(format: "%.\(max(0, decimals))f", self)
    return text.contains { $0 != "-" && $0 != "0" && $0 != "." } ? text : "0"
  }
}

extension Int {
  /// "1 region", "1,200 regions".
  func counted(_ noun: String) -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }

  /// With a comma between groups of three digits.
  var grouped: String {
    var text = ""
    let digits = String(magnitude)
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return self < 0 ? "-" + text : text
  }
}

extension Sequence<Double> {
  /// "(0.5, -1)".
  var tuple: String { "(" + map(\.short).joined(separator: ", ") + ")" }
}

/// Columns of text, each as wide as its widest entry.
struct TextTable {
  private var rows: [[String]]

  init(_ header: [String]) { rows = [header] }

  mutating func append(_ row: [String]) { rows.append(row) }

  /// The lines; the header is bold on a terminal that takes colours.
  func lines(leftAligned: Set<Int> = [0]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.enumerated().map { index, row in
      let line = row.enumerated().map { column, text in
        let padding = String(repeating: " ", count: widths[column] - text.count)
        return leftAligned.contains(column) ? text + padding : padding + text
      }.joined(separator: "  ")
      let trimmed = String(line.reversed().drop { $0 == " " }.reversed())
      return index == 0 ? Style.bold(trimmed) : trimmed
    }
  }
}

/// Emphasis on terminals; plain text elsewhere and where NO_COLOR is set.
enum Style {
  private static let isPlain =
    isatty(STDOUT_FILENO) == 0 || !(ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

  static func bold(_ text: String) -> String { isPlain ? text : "\u{1B}[1m\(text)\u{1B}[0m" }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
