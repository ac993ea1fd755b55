import Knotwork
import KnotworkPlot
import KnotworkSimplify

extension SimplifyAnswer {
  /// What the page shows: the smallest network within the error, and the curve of proved error against size.
  func write(to html: inout PageStatic) {
    html.add("<section id=\"knotwork-smaller\"><h2>How small can it be?</h2>")
    html.paragraph(losslessSentences.joined(separator: " "))
    if let lossy, let error {
      html.paragraph(sentences(lossy, within: error).joined(separator: " "))
      if let worth = worth(lossy) { html.paragraph(worth) }
      let (header, rows) = curveTable(lossy)
      html.table("Smaller networks: nowhere in the domain is one off by more than its proved error", header, rows)
      if let merged {
        html.paragraph(merged.sentences(within: error).joined(separator: " "))
        let (header, rows) = merged.table(original)
        html.table("Merged pieces, the largest first", header, rows)
      }
      if lossy.curve.count > 1 || merged != nil {
        html.add("<div class=\"figures\">")
        for (number, drawing) in drawings().enumerated() { html.figure(drawing, "-smaller\(number)") }
        html.add("</div>")
      }
    }
    html.add("</section>")
  }
}
