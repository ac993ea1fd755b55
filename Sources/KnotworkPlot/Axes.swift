/// A rectangle of the page that shows a rectangle of data.
struct Axes {
  /// The data at the lower left and the upper right.
  let lower: SIMD2<Double>
  let upper: SIMD2<Double>
  /// The page at the upper left, and its size.
  let origin: SIMD2<Double>
  let size: SIMD2<Double>

  /// Where a point of the data lies on the page.
  func callAsFunction(_ point: SIMD2<Double>) -> SIMD2<Double> {
    let share = (point - lower) / (upper - lower)
    return SIMD2(origin.x + share.x * size.x, origin.y + (1 - share.y) * size.y)
  }

  /// How an affine function a x + b y + c of the data reads in page coordinates.
  func pageFunction(_ a: Double, _ b: Double, _ c: Double) -> (a: Double, b: Double, c: Double) {
    let scale = (upper - lower) / size
    let corner = SIMD2(lower.x, upper.y)
    return (
      a * scale.x, -b * scale.y,
      a * (corner.x - origin.x * scale.x) + b * (corner.y + origin.y * scale.y) + c
    )
  }

  /// The frame with ticks, their labels and the names of the coordinates.
  func shapes(xName: String, yName: String) -> [Shape] {
    let end = origin + size
    var shapes: [Shape] = [
      .line([origin, SIMD2(end.x, origin.y), end, SIMD2(origin.x, end.y), origin], role: .axis, width: 1)
    ]
    for tick in Ticks.between(lower.x, upper.x) {
      let x = self(SIMD2(tick.value, lower.y)).x
      shapes.append(.line([SIMD2(x, end.y), SIMD2(x, end.y + 5)], role: .axis, width: 1))
      shapes.append(.text(tick.label, at: SIMD2(x, end.y + 18), anchor: .middle, role: .axis, size: 12))
    }
    for tick in Ticks.between(lower.y, upper.y) {
      let y = self(SIMD2(lower.x, tick.value)).y
      shapes.append(.line([SIMD2(origin.x - 5, y), SIMD2(origin.x, y)], role: .axis, width: 1))
      shapes.append(.text(tick.label, at: SIMD2(origin.x - 9, y + 4), anchor: .end, role: .axis, size: 12))
    }
    shapes.append(
      .text(xName, at: SIMD2(origin.x + size.x / 2, end.y + 38), anchor: .middle, role: .label, size: 14))
    shapes.append(.text(yName, at: SIMD2(origin.x - 9, origin.y - 10), anchor: .end, role: .label, size: 14))
    return shapes
  }
}

/// Round numbers along an axis.
enum Ticks {
  /// About five multiples of 1, 2 or 5 times a power of ten.
  static func between(_ lower: Double, _ upper: Double) -> [(value: Double, label: String)] {
    let span = upper - lower
    guard span > 0, span.isFinite else { return [] }
    var exponent = 0
    var unit = 1.0
    while unit * 10 <= span {
      unit *= 10
      exponent += 1
    }
    while unit > span {
      unit /= 10
      exponent -= 1
    }
    let step = unit * (span / unit < 2 ? 0.5 : span / unit < 5 ? 1 : 2)
    let decimals = step < unit ? 1 - exponent : -exponent
    let first = (lower / step).rounded(.up)
    let count = (upper / step).rounded(.down) - first
    guard count >= 0, count < 50, first.magnitude < 0x1p52 else { return [] }
    return (0...Int(count)).map { index in
      let value = (first + Double(index)) * step
      return (value, label(value, decimals: decimals))
    }
  }

  private static func label(_ value: Double, decimals: Int) -> String {
    guard value.magnitude < 1e9, decimals <= 9 else { return value.description }
    if value == 0 { return "0" }
    guard decimals > 0 else { return String(Int(value.rounded())) }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int((value * Double(scale)).rounded())
    let digits = String(scaled.magnitude)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    var text = padded.dropLast(decimals) + "." + padded.suffix(decimals)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return (scaled < 0 ? "-" : "") + text
  }
}
