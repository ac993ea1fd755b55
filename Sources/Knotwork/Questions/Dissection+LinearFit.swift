import KnotworkGeometry

/// The affine function that is closest to an output over a domain in the mean square, and how close it is.
public struct LinearFit: Equatable, Sendable {
  /// The coefficients U, one for each plane coordinate.
  public let slope: [Double]
  /// The constant c.
  public let intercept: Double
  /// The root of the mean squared deviation over the domain.
  public let rms: Double
  /// The largest absolute deviation, and a vertex where it occurs (plane coordinates).
  public let largestDeviation: Double
  /// Where the largest deviation occurs.
  public let point: [Double]
}

extension LinearFit {
  /// The fit of a function that is this affine map (one row) everywhere.
  public init(exact map: AffineMap) {
    self.init(
      slope: Array(map.slope[row: 0]), intercept: map.intercept[0], rms: 0, largestDeviation: 0,
      point: [Double](repeating: 0, count: map.slope.columns))
  }
}

extension Dissection {
  /// The best linear approximation of an output over the domain in the least-squares sense.
  ///
  /// Integrals of polynomials over triangles are exact quadratures; the residual is integrated by itself in a second pass,
  /// so that a nearly linear network gets a small RMS and not the difference of two large numbers.
  /// - Complexity: O(corners).
  public func linearFit(of output: Int = 0) -> LinearFit {
    requireOutput(output)
    let basis = LinearBasis(domain)
    var products = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    forEachTriangle { region, triangle in
      let map = complex.map(of: region, output: output)
      let area = triangle.area
      // The midpoints of the sides integrate quadratic functions exactly.
      for point in triangle.midpoints {
        let weighted = area / 3 * map(point)
        let values = basis(point)
        products.0.add(weighted * values.x)
        products.1.add(weighted * values.y)
        products.2.add(weighted * values.z)
      }
    }
    let fit = basis.combination(SIMD3(products.0.value, products.1.value, products.2.value))
    var square = CompensatedSum()
    var largest = (deviation: 0.0, point: domain.vertices[0])
    forEachTriangle { region, triangle in
      let map = complex.map(of: region, output: output)
      let residual = PlaneMap(a: map.a - fit.a, b: map.b - fit.b, c: map.c - fit.c)
      for point in triangle.midpoints {
        let value = residual(point)
        square.add(triangle.area / 3 * (value * value))
      }
      for point in [triangle.p, triangle.q, triangle.r] where residual(point).magnitude > largest.deviation {
        largest = (residual(point).magnitude, point)
      }
    }
    let isFlat = dimension == 1
    return LinearFit(
      slope: isFlat ? [fit.a] : [fit.a, fit.b], intercept: fit.c,
      rms: (max(0, square.value) / volume).squareRoot(), largestDeviation: largest.deviation,
      point: isFlat ? [largest.point.x] : [largest.point.x, largest.point.y])
  }

  private func forEachTriangle(_ body: (_ region: Int, _ triangle: Triangle) -> Void) {
    for region in 0..<complex.regionCount {
      for triangle in complex.triangles(of: region) { body(region, triangle) }
    }
  }
}

/// Three affine functions that are orthonormal over a polygon.
private struct LinearBasis {
  private var functions: [PlaneMap] = []

  init(_ domain: ConvexPolygon) {
    let (lower, upper) = domain.bounds
    let center = lower + (upper - lower) / 2
    let size = upper - lower
    let triangles = (2..<domain.vertices.count).map {
      Triangle(domain.vertices[0], domain.vertices[$0 - 1], domain.vertices[$0])
    }
    let raw = [
      PlaneMap(a: 0, b: 0, c: 1), PlaneMap(a: 1 / size.x, b: 0, c: -center.x / size.x),
      PlaneMap(a: 0, b: 1 / size.y, c: -center.y / size.y),
    ]
    for var function in raw {
      // Gram–Schmidt, twice for full accuracy.
      for _ in 0..<2 {
        for earlier in functions {
          let overlap = LinearBasis.product(function, earlier, over: triangles)
          function = PlaneMap(
            a: function.a - overlap * earlier.a, b: function.b - overlap * earlier.b,
            c: function.c - overlap * earlier.c)
        }
      }
      let norm = LinearBasis.product(function, function, over: triangles).squareRoot()
      functions.append(PlaneMap(a: function.a / norm, b: function.b / norm, c: function.c / norm))
    }
  }

  private static func product(_ f: PlaneMap, _ g: PlaneMap, over triangles: [Triangle]) -> Double {
    var sum = CompensatedSum()
    for triangle in triangles {
      for point in triangle.midpoints { sum.add(triangle.area / 3 * f(point) * g(point)) }
    }
    return sum.value
  }

  /// The values of the three functions at a point.
  func callAsFunction(_ point: SIMD2<Double>) -> SIMD3<Double> {
    SIMD3(functions[0](point), functions[1](point), functions[2](point))
  }

  /// The sum of the functions with these weights.
  func combination(_ weights: SIMD3<Double>) -> PlaneMap {
    PlaneMap(
      a: weights.x * functions[0].a + weights.y * functions[1].a + weights.z * functions[2].a,
      b: weights.x * functions[0].b + weights.y * functions[1].b + weights.z * functions[2].b,
      c: weights.x * functions[0].c + weights.y * functions[1].c + weights.z * functions[2].c)
  }
}

extension Triangle {
  /// The midpoints of the three sides.
  fileprivate var midpoints: [SIMD2<Double>] { [p + (q - p) / 2, q + (r - q) / 2, r + (p - r) / 2] }
}
