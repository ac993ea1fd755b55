extension Drawing {
  /// The drawing as an SVG document: no scripts, no fonts to load, the same bytes for the same drawing.
  public var svg: String { svg(.surroundings) }

  /// The drawing as an SVG document in one theme, or in that of whatever shows it.
  public func svg(_ appearance: Appearance) -> String { svg(named: "", appearance) }

  /// The drawing as an SVG element that can stand beside others in one document.
  ///
  /// - Parameters:
  ///   - name: what its identifiers end with, different for each drawing of the document.
  ///   - appearance: its theme, the same for all drawings of the document.
  public func svg(named name: String, _ appearance: Appearance = .surroundings) -> String {
    var writer = SVGWriter(self, name)
    return writer.document(appearance)
  }
}

/// Writes the marks of a drawing as elements of SVG.
struct SVGWriter {
  let page: Page
  /// What identifiers end with.
  private let name: String
  /// Gradients of polygons, each by its two ends.
  private var gradients = ""
  private var gradientCount = 0
  private var body = ""

  init(_ drawing: Drawing, _ name: String) {
    page = Page(drawing)
    self.name = name
  }

  private var drawing: Drawing { page.drawing }

  mutating func document(_ appearance: Appearance) -> String {
    let content = content()
    let (width, height) = (page.size.x.rounded(.up).compact, page.size.y.rounded(.up).compact)
    var text =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\" "
      + "role=\"img\" aria-labelledby=\"title\(name) desc\(name)\">\n"
    text += "<title id=\"title\(name)\">\(drawing.title.escaped)</title>\n"
    text += "<desc id=\"desc\(name)\">\(drawing.summary.escaped)</desc>\n"
    text += "<style>\(StyleSheet.text(appearance))</style>\n"
    return text + content + "</svg>\n"
  }

  /// What is drawn, on its ground.
  mutating func content() -> String {
    let places = page.texts()
    for (number, mark) in drawing.marks.enumerated() {
      if case .text(let text, _, let letters) = mark.shape {
        if let place = places[number] { add(text, at: place, letters, isHemmed: true) }
      } else {
        add(mark.shape)
      }
    }
    if drawing.hasFrame { addFrame() }
    addTitle()
    addField()
    for (mark, place) in page.legend { addLegend(mark, at: place) }
    let (width, height) = (page.size.x.rounded(.up).compact, page.size.y.rounded(.up).compact)
    return definitions + "<rect class=\"f-paper\" width=\"\(width)\" height=\"\(height)\"/>\n" + body
  }

  /// The colours of the field, and where they begin and end in each polygon.
  private var definitions: String {
    guard let field = drawing.field else { return "" }
    let stops = field.stops.enumerated().map { index, color in
      "<stop offset=\"\((Double(index) / Double(field.stops.count - 1)).compact)\" stop-color=\"\(color.hex)\"/>"
    }
    return "<defs>\n<linearGradient id=\"ramp\(name)\">\(stops.joined())</linearGradient>\n\(gradients)</defs>\n"
  }

  private mutating func add(_ element: String) { body += element + "\n" }

  private mutating func line(_ points: [SIMD2<Double>], _ stroke: Mark.Stroke) {
    let shape = "points=\"\(points.svg)\""
    if stroke.isHemmed {
      // Thin lines lie close together.
      let hem = stroke.width + (stroke.width > 1 ? 3 : 1.25)
      add("<polyline class=\"l s-paper\" stroke-width=\"\(hem.compact)\" \(shape)/>")
    }
    // Dashes grow with the width.
    let (dash, pattern) =
      switch stroke.dash {
      case .solid: ("", "")
      case .dashed:
        (" dashed", " stroke-dasharray=\"\(max(7, 2 * stroke.width).compact) \(max(4, stroke.width).compact)\"")
      case .dotted: ("", " stroke-dasharray=\"1 \(max(4, 2.5 * stroke.width).compact)\"")
      }
    add(
      "<polyline class=\"l s-\(stroke.ink.rawValue)\(dash)\" stroke-width=\"\(stroke.width.compact)\"\(pattern) \(shape)/>"
    )
  }

  private mutating func add(
    _ text: String, at place: SIMD2<Double>, _ letters: Mark.Lettering, isHemmed: Bool = false
  ) {
    let attributes =
      "x=\"\(place.x.compact)\" y=\"\(place.y.compact)\" text-anchor=\"\(letters.anchor.rawValue)\" "
      + "font-size=\"\(letters.size.compact)\""
    if isHemmed { add("<text class=\"h s-paper\" aria-hidden=\"true\" \(attributes)>\(text.escaped)</text>") }
    add("<text class=\"f-\(letters.ink.rawValue)\" \(attributes)>\(text.escaped)</text>")
  }

  /// The attributes of a fill.
  private mutating func paint(_ fill: Mark.Fill) -> String {
    switch fill {
    case .ink(let ink, let opacity):
      let part = opacity < 1 ? " fill-opacity=\"\(opacity.compact)\"" : ""
      return "class=\"f-\(ink.rawValue)\"\(part)"
    case .color(let color): return paint(color)
    case .value(let value): return paint(drawing.field?.color(of: value) ?? Color(hex: 0))
    case .affine(let slope, let constant): return paint(slope, constant)
    }
  }

  /// A hair of the same paint closes the seams between neighbours.
  private func paint(_ color: Color) -> String {
    "fill=\"\(color.hex)\" stroke=\"\(color.hex)\" stroke-width=\"0.5\""
  }

  private mutating func paint(_ slope: SIMD2<Double>, _ constant: Double) -> String {
    guard let field = drawing.field else { return paint(Color(hex: 0)) }
    let (a, c) = page.function(slope: slope, constant: constant)
    let steepness = a.x * a.x + a.y * a.y
    let (low, high) = (field.range.lowerBound, field.range.upperBound)
    let center = page.origin + drawing.size / 2
    let value = a.x * center.x + a.y * center.y + c
    // Flat as far as the page goes.
    guard high > low, steepness.squareRoot() * 2000 > (high - low) * 0.002 else { return paint(field.color(of: value)) }
    // Straight up the slope, from where the value would be the least to where it would be the greatest.
    let start = center + (low - value) / steepness * a
    let end = center + (high - value) / steepness * a
    let id = "r\(name)\(name.isEmpty ? "" : "-")\(gradientCount)"
    gradientCount += 1
    gradients +=
      "<linearGradient id=\"\(id)\" href=\"#ramp\(name)\" gradientUnits=\"userSpaceOnUse\" x1=\"\(start.x.compact)\" "
      + "y1=\"\(start.y.compact)\" x2=\"\(end.x.compact)\" y2=\"\(end.y.compact)\"/>\n"
    return "fill=\"url(#\(id))\" stroke=\"url(#\(id))\" stroke-width=\"0.5\""
  }

  private mutating func add(_ shape: Mark.Shape) {
    switch shape {
    case .line(let points, let stroke): line(points.map { page($0) }, stroke)
    case .polygon(let points, let fill): add("<polygon \(paint(fill)) points=\"\(points.map { page($0) }.svg)\"/>")
    case .point(let point, let symbol, let ink, let radius): add(symbol, page(point), ink, radius)
    case .text: break
    case .band(let points, let ink):
      let upper = points.map { page(SIMD2($0.x, $0.upper)) }
      let lower = points.map { page(SIMD2($0.x, $0.lower)) }
      add("<polygon \(paint(.ink(ink, opacity: 0.2))) points=\"\((upper + lower.reversed()).svg)\"/>")
      line(upper, Mark.Stroke(ink, width: 1))
      line(lower, Mark.Stroke(ink, width: 1))
    case .bar(let first, let second, let fill): rectangle(page(first), page(second), fill, gap: 0)
    case .cell(let columns, let rows, let fill):
      let (first, last) = (
        SIMD2(Double(columns.lowerBound) - 0.5, Double(rows.lowerBound) - 0.5),
        SIMD2(Double(columns.upperBound) + 0.5, Double(rows.upperBound) + 0.5)
      )
      rectangle(page(first), page(last), fill, gap: 1)
    }
  }

  /// - Parameter gap: how much of the rectangle is left free where it is large enough.
  private mutating func rectangle(_ first: SIMD2<Double>, _ second: SIMD2<Double>, _ fill: Mark.Fill, gap: Double) {
    var (low, high) = (pointwiseMin(first, second), pointwiseMax(first, second))
    for part in 0..<2 where high[part] - low[part] > 6 {
      low[part] += gap
      high[part] -= gap
    }
    let size = high - low
    add(
      "<rect \(paint(fill)) x=\"\(low.x.compact)\" y=\"\(low.y.compact)\" width=\"\(size.x.compact)\" "
        + "height=\"\(size.y.compact)\"/>")
  }

  private mutating func add(_ symbol: Mark.Symbol, _ place: SIMD2<Double>, _ ink: Ink, _ radius: Double) {
    func shape(_ corners: [SIMD2<Double>]) -> String {
      "<polygon class=\"f-\(ink.rawValue) s-paper\" stroke-width=\"0.75\" points=\"\(corners.map { place + $0 * radius }.svg)\"/>"
    }
    let circle = "cx=\"\(place.x.compact)\" cy=\"\(place.y.compact)\" r=\"\(radius.compact)\""
    switch symbol {
    case .dot: add("<circle class=\"f-\(ink.rawValue) s-paper\" stroke-width=\"0.75\" \(circle)/>")
    case .ring: add("<circle class=\"l s-\(ink.rawValue)\" stroke-width=\"1.5\" \(circle)/>")
    case .square: add(shape([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]))
    case .triangle: add(shape([[0, -1.2], [1.1, 0.8], [-1.1, 0.8]]))
    case .diamond: add(shape([[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]]))
    case .cross:
      for part in [SIMD2(1.0, 1.0), SIMD2(1.0, -1.0)] {
        line([place - part * radius, place + part * radius], Mark.Stroke(ink, width: 1.75))
      }
    }
  }
}

// The title, the frame and what explains the marks.
extension SVGWriter {
  private mutating func addTitle() {
    for (number, text) in page.titleLines.enumerated() {
      add(text, at: SIMD2(20, 30 + 24 * Double(number)), Mark.Lettering(.start, size: Page.titleSize))
    }
  }

  private mutating func addFrame() {
    let (origin, end) = (page.origin, page.origin + drawing.size)
    let axis = Mark.Stroke(.muted, width: 1)
    line([origin, SIMD2(end.x, origin.y), end, SIMD2(origin.x, end.y), origin], axis)
    for tick in page.xTicks {
      let x = page(SIMD2(tick.value, drawing.y.range.lowerBound)).x
      line([SIMD2(x, end.y), SIMD2(x, end.y + 5)], axis)
      add(tick.label, at: SIMD2(x, end.y + 18), Mark.Lettering(ink: .muted, size: Page.tickSize))
    }
    for tick in page.yTicks {
      let y = page(SIMD2(drawing.x.range.lowerBound, tick.value)).y
      line([SIMD2(origin.x - 5, y), SIMD2(origin.x, y)], axis)
      add(tick.label, at: SIMD2(origin.x - 9, y + 4), Mark.Lettering(.end, ink: .muted, size: Page.tickSize))
    }
    let letters = Mark.Lettering(size: Page.labelSize)
    add(drawing.x.label, at: SIMD2((origin.x + end.x) / 2, end.y + 38), letters)
    add(drawing.y.label, at: SIMD2(20, origin.y - 12), Mark.Lettering(.start, size: Page.labelSize))
  }

  private mutating func addField() {
    guard let field = drawing.field else { return }
    let place = page.origin + SIMD2(drawing.size.x + 28, 0)
    let height = min(240, drawing.size.y)
    let id = "bar\(name)"
    gradients +=
      "<linearGradient id=\"\(id)\" href=\"#ramp\(name)\" gradientUnits=\"userSpaceOnUse\" x1=\"0\" "
      + "y1=\"\((place.y + height).compact)\" x2=\"0\" y2=\"\(place.y.compact)\"/>\n"
    add(
      "<rect class=\"s-muted\" fill=\"url(#\(id))\" x=\"\(place.x.compact)\" y=\"\(place.y.compact)\" "
        + "width=\"\(Page.fieldWidth.compact)\" height=\"\(height.compact)\"/>")
    add(field.name, at: place + SIMD2(0, -12), Mark.Lettering(.start, size: Page.labelSize))
    let (low, high) = (field.range.lowerBound, field.range.upperBound)
    for tick in page.fieldTicks {
      let y = place.y + height * (high - tick.value) / (high - low)
      line(
        [SIMD2(place.x + Page.fieldWidth, y), SIMD2(place.x + Page.fieldWidth + 5, y)], Mark.Stroke(.muted, width: 1))
      add(
        tick.label, at: SIMD2(place.x + Page.fieldWidth + 9, y + 4),
        Mark.Lettering(.start, ink: .muted, size: Page.tickSize))
    }
  }

  /// A sample of a mark, and its name.
  private mutating func addLegend(_ mark: Mark, at place: SIMD2<Double>) {
    let middle = place + SIMD2(Page.sampleWidth / 2, -4)
    let (left, right) = (place + SIMD2(0, -4), place + SIMD2(Page.sampleWidth, -4))
    switch mark.shape {
    case .line(_, let stroke):
      line(
        [left, right], Mark.Stroke(stroke.ink, width: min(stroke.width, 4), stroke.dash, isHemmed: stroke.isHemmed))
    case .point(_, let symbol, let ink, let radius): add(symbol, middle, ink, max(radius, 3.5))
    case .text(let text, _, let letters):
      add(
        text.count > 3 ? "a" : text, at: middle + SIMD2(0, 4), Mark.Lettering(ink: letters.ink, size: Page.legendSize))
    case .band(_, let ink):
      rectangle(left + SIMD2(0, -6), right + SIMD2(0, 6), .ink(ink, opacity: 0.2), gap: 0)
      line([left + SIMD2(0, -6), right + SIMD2(0, -6)], Mark.Stroke(ink, width: 1))
      line([left + SIMD2(0, 6), right + SIMD2(0, 6)], Mark.Stroke(ink, width: 1))
    case .polygon(_, let fill), .bar(_, _, let fill), .cell(_, _, let fill):
      rectangle(middle + SIMD2(-8, -6), middle + SIMD2(8, 6), fill, gap: 0)
    }
    add(
      mark.name ?? "", at: place + SIMD2(Page.sampleWidth + 8, 0), Mark.Lettering(.start, size: Page.legendSize))
  }
}
