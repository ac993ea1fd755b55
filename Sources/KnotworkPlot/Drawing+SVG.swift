import Knotwork

extension Drawing {
  /// The drawing as an SVG document: no scripts, no fonts to load, the same bytes for the same drawing.
  public var svg: String { svg(named: "") }

  /// The drawing as an SVG element that can stand beside others in one document.
  ///
  /// - Parameter name: what its identifiers end with, different for each drawing of the document.
  public func svg(named name: String) -> String {
    var text =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width.compact)\" height=\"\(height.compact)\" "
      + "viewBox=\"0 0 \(width.compact) \(height.compact)\" role=\"img\" aria-labelledby=\"title\(name) desc\(name)\">\n"
    text += "<title id=\"title\(name)\">\(title.escaped)</title>\n<desc id=\"desc\(name)\">\(summary.escaped)</desc>\n"
    text += "<style>\(Drawing.styleSheet)</style>\n"
    text += definitions(name)
    text += "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n"
    for (index, shape) in shapes.enumerated() { text += shape.svg("\(name)\(index)") + "\n" }
    return text + "</svg>\n"
  }

  /// The ramp, and for each polygon filled with it where it starts and ends.
  private func definitions(_ name: String) -> String {
    let ramps = shapes.enumerated().compactMap { index, shape -> String? in
      guard case .polygon(_, .ramp(let from, let to)) = shape else { return nil }
      return
        "<linearGradient id=\"r\(name)\(index)\" href=\"#ramp\(name)\" gradientUnits=\"userSpaceOnUse\" x1=\"\(from.x.compact)\" "
        + "y1=\"\(from.y.compact)\" x2=\"\(to.x.compact)\" y2=\"\(to.y.compact)\"/>\n"
    }
    guard !ramps.isEmpty else { return "" }
    let stops = Ramp.stops.enumerated().map { index, color in
      "<stop offset=\"\((Double(index) / Double(Ramp.stops.count - 1)).compact)\" stop-color=\"\(color.hex)\"/>"
    }
    return "<defs>\n<linearGradient id=\"ramp\(name)\">\(stops.joined())</linearGradient>\n\(ramps.joined())</defs>\n"
  }

  /// Text is drawn with a thin outline of the paper's colour, so that it stays legible upon lines.
  private static let styleSheet = """
    text{font-family:system-ui,sans-serif}.paper{fill:#fff}.line{fill:none;stroke-linecap:round;stroke-linejoin:round}\
    .s-axis{stroke:#767676}.f-axis{fill:#555}.f-label{fill:#222}.s-label{stroke:#222}\
    .s-valley{stroke:#e6550d}.f-valley{fill:#e6550d}.s-ridge{stroke:#111;stroke-dasharray:7 4}.f-ridge{fill:#111}\
    .s-flat{stroke:#999;stroke-dasharray:1 4}.f-flat{fill:#999}.s-graph{stroke:#2171b5}.f-graph{fill:#2171b5}\
    .s-other{stroke:#d94801;stroke-dasharray:8 4}.f-other{fill:#d94801}.f-data{fill:#666;fill-opacity:.55}\
    .s-on-color{stroke:#fff}.f-on-color{fill:#fff;stroke:#000;stroke-width:3px;stroke-opacity:.55;paint-order:stroke}\
    @media (prefers-color-scheme:dark){.paper{fill:#16181d}.f-axis{fill:#aaa}.f-label{fill:#eee}.s-label{stroke:#eee}\
    .s-ridge{stroke:#fff}.f-ridge{fill:#fff}.s-graph{stroke:#6baed6}.f-graph{fill:#6baed6}\
    .s-other{stroke:#fd8d3c}.f-other{fill:#fd8d3c}.f-data{fill:#bbb}}
    """
}

extension Shape {
  fileprivate func svg(_ index: String) -> String {
    switch self {
    case .polygon(let points, let fill):
      let paint =
        switch fill {
        case .color(let color): color.hex
        case .ramp: "url(#r\(index))"
        }
      // A hair of the same paint closes the seams between neighbours.
      return "<polygon points=\"\(points.svg)\" fill=\"\(paint)\" stroke=\"\(paint)\" stroke-width=\"0.5\"/>"
    case .line(let points, let role, let width):
      return "<polyline class=\"line s-\(role.rawValue)\" stroke-width=\"\(width.compact)\" points=\"\(points.svg)\"/>"
    case .dot(let center, let radius, let role):
      return
        "<circle class=\"f-\(role.rawValue)\" cx=\"\(center.x.compact)\" cy=\"\(center.y.compact)\" r=\"\(radius.compact)\"/>"
    case .text(let text, let position, let anchor, let role, let size):
      return "<text class=\"f-\(role.rawValue)\" x=\"\(position.x.compact)\" y=\"\(position.y.compact)\" "
        + "text-anchor=\"\(anchor.rawValue)\" font-size=\"\(size.compact)\">\(text.escaped)</text>"
    }
  }
}

extension [SIMD2<Double>] {
  fileprivate var svg: String { map { "\($0.x.compact),\($0.y.compact)" }.joined(separator: " ") }
}

extension Double {
  /// With two decimals at most, which is a hundredth of a pixel.
  fileprivate var compact: String {
    let hundredths = (self * 100).rounded()
    guard hundredths.magnitude < 0x1p53 else { return description }
    let whole = Int(hundredths)
    let (quotient, rest) = (whole.magnitude / 100, whole.magnitude % 100)
    let sign = whole < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(quotient)" }
    if rest % 10 == 0 { return "\(sign)\(quotient).\(rest / 10)" }
    return "\(sign)\(quotient).\(rest < 10 ? "0" : "")\(rest)"
  }
}

extension String {
  fileprivate var escaped: String {
    var text = ""
    for scalar in visible.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
