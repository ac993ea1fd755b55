/// Where the parts of a drawing lie on its page; the origin is the upper left corner.
struct Page {
  let drawing: Drawing
  /// The rectangle between the axes: its upper left corner.
  let origin: SIMD2<Double>
  /// The size of the page.
  let size: SIMD2<Double>
  let titleLines: [String]
  /// The legend: where each mark's sample begins.
  let legend: [(mark: Mark, place: SIMD2<Double>)]
  let xTicks: [Tick]
  let yTicks: [Tick]
  let fieldTicks: [Tick]

  static let titleSize = 17.0
  static let tickSize = 12.0
  static let labelSize = 14.0
  static let legendSize = 13.0
  static let sampleWidth = 30.0
  static let fieldWidth = 20.0

  init(_ drawing: Drawing) {
    self.drawing = drawing
    xTicks = drawing.hasFrame ? Page.fitting(drawing.x, along: drawing.size.x) : []
    yTicks = drawing.hasFrame ? drawing.y.ticks(atMost: Int(drawing.size.y / (drawing.y.isReversed ? 15 : 36))) : []
    fieldTicks = drawing.field.map { Tick.between($0.range.lowerBound, $0.range.upperBound) } ?? []
    let yWidth = yTicks.map { $0.label.width(Page.tickSize) }.max() ?? 0
    let left = drawing.hasFrame ? max(48, yWidth + 26) : 24
    let xRest = (xTicks.last?.label.width(Page.tickSize) ?? 0) / 2
    var right = max(24, xRest + 8)
    if let field = drawing.field {
      let labels = fieldTicks.map { $0.label.width(Page.tickSize) }.max() ?? 0
      right = 28 + max(Page.fieldWidth + 12 + labels, field.name.width(Page.labelSize)) + 16
    }
    let width = left + drawing.size.x + right
    titleLines = drawing.title.wrapped(Page.titleSize, width: width - 40)
    let hasNames = drawing.hasFrame || drawing.field != nil
    let top = 14 + 24 * Double(titleLines.count) + (hasNames ? 34 : 12)
    origin = SIMD2(left, top)
    var y = top + drawing.size.y + (drawing.hasFrame ? 66 : 24)
    var x = left
    var entries: [(Mark, SIMD2<Double>)] = []
    for mark in drawing.legend {
      let needed = Page.sampleWidth + 8 + (mark.name ?? "").width(Page.legendSize)
      if x > left, x + needed > width - 12 { (x, y) = (left, y + 22) }
      entries.append((mark, SIMD2(x, y)))
      x += needed + 22
    }
    legend = entries
    let bottom = entries.isEmpty ? top + drawing.size.y + (drawing.hasFrame ? 50 : 16) : y + 18
    size = SIMD2(width, bottom)
  }

  /// Ticks of an axis to the right that do not touch.
  private static func fitting(_ axis: Axis, along length: Double) -> [Tick] {
    guard case .things(let names) = axis.kind else {
      let widest = axis.ticks(atMost: 8).map { $0.label.width(tickSize) }.max() ?? 0
      return axis.ticks(atMost: Int(length / (widest + 12)))
    }
    let widest = names.map { $0.width(tickSize) }.max() ?? 0
    return axis.ticks(atMost: max(1, Int(length / (widest + 8))))
  }

  /// Where a point of the data lies on the page.
  func callAsFunction(_ point: SIMD2<Double>) -> SIMD2<Double> {
    let (x, y) = (drawing.x.range, drawing.y.range)
    let across = (point.x - x.lowerBound) / (x.upperBound - x.lowerBound)
    let up = (point.y - y.lowerBound) / (y.upperBound - y.lowerBound)
    return SIMD2(
      origin.x + (drawing.x.isReversed ? 1 - across : across) * drawing.size.x,
      origin.y + (drawing.y.isReversed ? up : 1 - up) * drawing.size.y)
  }

  /// The affine function of the page that is slope · p + constant of the data.
  func function(slope: SIMD2<Double>, constant: Double) -> (slope: SIMD2<Double>, constant: Double) {
    let (x, y) = (drawing.x.range, drawing.y.range)
    let scale = SIMD2(
      (x.upperBound - x.lowerBound) / drawing.size.x * (drawing.x.isReversed ? -1 : 1),
      (y.upperBound - y.lowerBound) / drawing.size.y * (drawing.y.isReversed ? 1 : -1))
    let corner = SIMD2(
      drawing.x.isReversed ? x.upperBound : x.lowerBound, drawing.y.isReversed ? y.lowerBound : y.upperBound)
    let moved = corner - origin * scale
    return (slope * scale, constant + slope.x * moved.x + slope.y * moved.y)
  }

  /// Where a text lies, left of which its first letter is.
  func box(_ text: String, at place: SIMD2<Double>, _ letters: Mark.Lettering) -> Rectangle {
    let width = text.width(letters.size)
    let left =
      switch letters.anchor {
      case .start: place.x
      case .middle: place.x - width / 2
      case .end: place.x - width
      }
    return Rectangle(
      lower: SIMD2(left - 1, place.y - letters.size * 0.8),
      upper: SIMD2(left + width + 1, place.y + letters.size * 0.25))
  }

  /// Where each text of the marks goes; nil for one that is left out.
  func texts() -> [Int: SIMD2<Double>] {
    var (places, taken): ([Int: SIMD2<Double>], [Rectangle]) = ([:], [])
    func texts(_ isOptional: Bool) -> [(Int, String, Mark.Point, Mark.Lettering)] {
      drawing.marks.enumerated().compactMap { number, mark in
        guard case .text(let text, let point, let letters) = mark.shape, letters.isOptional == isOptional else {
          return nil
        }
        return (number, text, point, letters)
      }
    }
    for (number, text, point, letters) in texts(false) {
      let place = self(point) + letters.offset
      places[number] = place
      taken.append(box(text, at: place, letters))
    }
    let frame = Rectangle(lower: origin, upper: origin + drawing.size)
    // Of very many texts only the first find room.
    for (number, text, point, letters) in texts(true).prefix(2000) {
      let offsets = letters.surroundings == nil ? [letters.offset, letters.offset * SIMD2(1, -1)] : [letters.offset]
      for offset in offsets {
        let place = self(point) + offset + (offset == letters.offset ? .zero : SIMD2(0, letters.size * 0.7))
        let box = box(text, at: place, letters)
        guard frame.contains(box), !taken.contains(where: { $0.overlaps(box) }) else { continue }
        if let surroundings = letters.surroundings, !box.isInside(surroundings.map { self($0) }) { continue }
        places[number] = place
        taken.append(box)
        break
      }
    }
    return places
  }
}

/// A rectangle of the page.
struct Rectangle {
  let lower: SIMD2<Double>
  let upper: SIMD2<Double>

  func overlaps(_ other: Rectangle) -> Bool {
    lower.x < other.upper.x && other.lower.x < upper.x && lower.y < other.upper.y && other.lower.y < upper.y
  }

  func contains(_ other: Rectangle) -> Bool {
    lower.x <= other.lower.x && lower.y <= other.lower.y && other.upper.x <= upper.x && other.upper.y <= upper.y
  }

  /// Whether it lies in a convex polygon, whichever way that goes round.
  func isInside(_ polygon: [SIMD2<Double>]) -> Bool {
    let corners = [lower, SIMD2(upper.x, lower.y), upper, SIMD2(lower.x, upper.y)]
    var (left, right) = (false, false)
    for (index, start) in polygon.enumerated() {
      let edge = polygon[(index + 1) % polygon.count] - start
      for corner in corners {
        let side = edge.x * (corner.y - start.y) - edge.y * (corner.x - start.x)
        if side > 0 { left = true } else if side < 0 { right = true }
      }
    }
    return !(left && right)
  }
}
