import Knotwork
import KnotworkPlot

/// Paragraphs, pictures and tables of a page that need no script.
struct PageStatic {
  private(set) var text = ""

  mutating func add(_ line: String) { text += line + "\n" }

  mutating func paragraph(_ words: String) { add("<p>\(words.escaped)</p>") }

  /// - Parameter name: what the identifiers in the picture end with.
  mutating func figure(_ drawing: Drawing, _ name: String) { add("<figure>\(drawing.svg(named: name))</figure>") }

  mutating func table(_ caption: String, _ header: [String], _ rows: [[String]]) {
    add("<p class=\"hint\">The table scrolls sideways where the page is narrow.</p>")
    add(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(caption.escaped)\"><table><caption>\(caption.escaped)</caption>"
    )
    add("<thead><tr>" + header.map { "<th scope=\"col\">\($0.escaped)</th>" }.joined() + "</tr></thead><tbody>")
    for row in rows { add("<tr>" + row.map { "<td>\($0.escaped)</td>" }.joined() + "</tr>") }
    add("</tbody></table></div>")
  }
}
