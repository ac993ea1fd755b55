extension Drawing {
  /// Drawings below each other as one SVG document.
  ///
  /// - Parameters:
  ///   - drawings: from top to bottom; one says that there is nothing where there are none.
  ///   - title: that of the document.
  ///   - appearance: its theme.
  public static func stacked(
    _ drawings: [Drawing], title: String, _ appearance: Appearance = .surroundings
  ) -> String {
    var (width, height, body) = (320.0, 0.0, "")
    for (number, drawing) in drawings.enumerated() {
      let size = Page(drawing).size
      body +=
        "<g transform=\"translate(0 \(height.compact))\">\n\(drawing.svg(named: "-\(number + 1)", appearance))</g>\n"
      width = max(width, size.x.rounded(.up))
      height += size.y.rounded(.up)
    }
    if drawings.isEmpty {
      height = 60
      body = "<text x=\"20\" y=\"36\" font-family=\"system-ui,sans-serif\">nothing to draw</text>\n"
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width.compact)\" height=\"\(height.compact)\" "
      + "viewBox=\"0 0 \(width.compact) \(height.compact)\" role=\"img\" aria-labelledby=\"title\">\n"
      + "<title id=\"title\">\(title.escaped)</title>\n" + body + "</svg>\n"
  }
}
