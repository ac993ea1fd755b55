import KnotworkGeometry

/// The affine function a s + b t + c of plane coordinates, without rounding; also the line where it is zero.
struct ExactLine: Hashable, Sendable {
  var a: Dyadic
  var b: Dyadic
  var c: Dyadic

  static let zero = ExactLine(a: .zero, b: .zero, c: .zero)

  init(a: Dyadic, b: Dyadic, c: Dyadic) {
    self.a = a
    self.b = b
    self.c = c
  }

  /// The line through two points, positive to the left of the way from `start` to `end`.
  init(from start: SIMD2<Double>, to end: SIMD2<Double>) {
    let (x, y) = (Dyadic(start.x), Dyadic(start.y))
    a = y - Dyadic(end.y)
    b = Dyadic(end.x) - x
    c = -(a * x + b * y)
  }

  /// The pre-activations of a layer whose inputs are the coordinates of a plane's points.
  static func rows(of layer: Layer, on plane: Plane) -> [ExactLine] {
    (0..<layer.unitCount).map { unit in
      var row = ExactLine(a: .zero, b: .zero, c: Dyadic(layer.bias[unit]))
      for (source, weight) in layer.weights[row: unit].enumerated() where weight != 0 {
        let factor = Dyadic(weight)
        row.a += factor * plane.first[source]
        row.b += factor * plane.second[source]
        row.c += factor * plane.origin[source]
      }
      return row
    }
  }

  var isZero: Bool { a.isZero && b.isZero && c.isZero }

  /// The nearest doubles.
  var rounded: (a: Double, b: Double, c: Double) { (a.nearest, b.nearest, c.nearest) }

  /// Size and rounding error of the nearest doubles.
  var roundingBound: CoefficientBound {
    func bound(_ value: Dyadic) -> (size: Double, error: Double) {
      let nearest = value.nearest
      let isExact = nearest.isFinite && Dyadic(nearest) == value
      return (nearest.magnitude, isExact ? 0 : nearest.magnitude * 0x1p-53 + 0x1p-1074)
    }
    let parts = (bound(a), bound(b), bound(c))
    return CoefficientBound(
      size: SIMD3(parts.0.size, parts.1.size, parts.2.size), error: SIMD3(parts.0.error, parts.1.error, parts.2.error))
  }

  mutating func add(_ factor: Dyadic, times other: ExactLine) {
    a += factor * other.a
    b += factor * other.b
    c += factor * other.c
  }

  func scaled(by factor: Dyadic) -> ExactLine { ExactLine(a: factor * a, b: factor * b, c: factor * c) }
}

/// The intersection of two lines in homogeneous coordinates (x : y : w), without rounding.
struct ExactVertex {
  let x: Dyadic
  let y: Dyadic
  let w: Dyadic

  init(_ first: ExactLine, _ second: ExactLine) {
    x = first.b * second.c - second.b * first.c
    y = first.c * second.a - second.c * first.a
    w = first.a * second.b - second.a * first.b
  }

  /// The sign of an affine function at the vertex.
  func side(of line: ExactLine) -> Int { (line.a * x + line.b * y + line.c * w).signum * w.signum }

  /// The coordinates, each rounded faithfully.
  var rounded: SIMD2<Double> { SIMD2(Dyadic.quotient(x, w), Dyadic.quotient(y, w)) }
}
