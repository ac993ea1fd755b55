import KnotworkGeometry

/// An affine function u · x + c of the coordinates of a domain, without rounding; also the hyperplane where it is zero.
struct ExactForm: Hashable, Sendable {
  /// The coefficients of the coordinates, and last the constant.
  var coefficients: [Dyadic]

  init(_ coefficients: [Dyadic]) { self.coefficients = coefficients }

  /// The constant function of a number of coordinates.
  init(constant: Dyadic, dimension: Int) {
    coefficients = [Dyadic](repeating: .zero, count: dimension) + [constant]
  }

  var constant: Dyadic { coefficients[coefficients.count - 1] }

  var isZero: Bool { coefficients.allSatisfy(\.isZero) }

  /// The nearest doubles.
  var rounded: [Double] { coefficients.map(\.nearest) }

  /// Size and rounding error of the nearest doubles.
  var roundingBound: CoefficientBound {
    let nearest = rounded
    let errors = zip(coefficients, nearest).map { exact, nearest in
      nearest.isFinite && Dyadic(nearest) == exact ? 0 : nearest.magnitude * 0x1p-53 + 0x1p-1074
    }
    return CoefficientBound(size: nearest.map(\.magnitude), error: errors)
  }

  mutating func add(_ factor: Dyadic, times other: ExactForm) {
    for index in coefficients.indices where !other.coefficients[index].isZero {
      coefficients[index] += factor * other.coefficients[index]
    }
  }

  func scaled(by factor: Dyadic) -> ExactForm { ExactForm(coefficients.map { factor * $0 }) }
}

/// In the plane: a s + b t + c.
extension ExactForm {
  static let zero = ExactForm(a: .zero, b: .zero, c: .zero)

  init(a: Dyadic, b: Dyadic, c: Dyadic) { coefficients = [a, b, c] }

  var a: Dyadic { coefficients[0] }
  var b: Dyadic { coefficients[1] }
  var c: Dyadic { coefficients[2] }

  /// The line through two points, positive to the left of the way from `start` to `end`.
  init(from start: SIMD2<Double>, to end: SIMD2<Double>) {
    let (x, y) = (Dyadic(start.x), Dyadic(start.y))
    let (a, b) = (y - Dyadic(end.y), Dyadic(end.x) - x)
    self.init(a: a, b: b, c: -(a * x + b * y))
  }
}

/// The intersection of two lines in homogeneous coordinates (x : y : w), without rounding.
struct ExactVertex {
  let x: Dyadic
  let y: Dyadic
  let w: Dyadic

  init(_ first: ExactForm, _ second: ExactForm) {
    x = first.b * second.c - second.b * first.c
    y = first.c * second.a - second.c * first.a
    w = first.a * second.b - second.a * first.b
  }

  /// The sign of an affine function at the vertex.
  func side(of line: ExactForm) -> Int { (line.a * x + line.b * y + line.c * w).signum * w.signum }

  /// The coordinates, each rounded faithfully.
  var rounded: SIMD2<Double> { SIMD2(Dyadic.quotient(x, w), Dyadic.quotient(y, w)) }
}
