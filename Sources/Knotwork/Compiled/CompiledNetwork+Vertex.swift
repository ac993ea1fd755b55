extension CompiledNetwork {
  /// Bounds on the errors of a computed line's coefficients.
  @inline(__always)
  func lineError(_ edge: Int32) -> SIMD3<Double> {
    guard edge >= 0 else {
      let start = 3 * Int(-1 - edge)
      return SIMD3(domainErrors[start], domainErrors[start + 1], domainErrors[start + 2])
    }
    let (layer, unit) = place(of: Int(edge))
    let compiledLayer = compiledLayers[layer]
    return SIMD3(
      compiledLayer.errors[unit], compiledLayer.errors[compiledLayer.stride + unit],
      compiledLayer.errors[2 * compiledLayer.stride + unit])
  }

  /// How far a point may be from a true line of which a computed one is known; infinite when unknown.
  @inline(__always)
  func distance(of point: SIMD2<Double>, from line: PlaneMap, error: SIMD3<Double>) -> Double {
    let gradient = max(line.a.magnitude - error.x, line.b.magnitude - error.y)
    // Also unknown where underflow could have spoilt the products.
    guard gradient > 0x1p-500 else { return .infinity }
    return residual(of: point, in: line, error: error) / gradient * (1 + 0x1p-20) + 0x1p-160
  }

  /// How far from 0 a true line may be at a point: its computed value, the rounding of that, and the error of the line.
  @inline(__always)
  private func residual(of point: SIMD2<Double>, in line: PlaneMap, error: SIMD3<Double>) -> Double {
    let (ax, ay) = (point.x.magnitude, point.y.magnitude)
    return line(point).magnitude + error.x * ax + error.y * ay + error.z
      + (line.a.magnitude * ax + line.b.magnitude * ay + line.c.magnitude) * 0x1p-51
  }

  /// How far the point where two true lines meet may be from a computed one, in each coordinate; infinite when unknown.
  ///
  /// The bound is a posteriori: the residuals of the point in both computed lines, their rounding, and the errors of the
  /// lines, through the inverse of the 2 × 2 matrix of the true lines. It does not grow with the depth of the subdivision.
  @inline(__always)
  func radius(
    of point: SIMD2<Double>, on first: PlaneMap, error e: SIMD3<Double>, and second: PlaneMap, error f: SIMD3<Double>
  ) -> Double {
    let p = first.a * second.b
    let q = second.a * first.b
    let (ax, ay) = (point.x.magnitude, point.y.magnitude)
    let residual = residual(of: point, in: first, error: e)
    let other = self.residual(of: point, in: second, error: f)
    let (a1, b1) = (first.a.magnitude + e.x, first.b.magnitude + e.y)
    let (a2, b2) = (second.a.magnitude + f.x, second.b.magnitude + f.y)
    let slack = a1 * f.y + e.x * b2 + a2 * e.y + f.x * b1 + (p.magnitude + q.magnitude) * 0x1p-51
    let certain = (p - q).magnitude - slack * (1 + 0x1p-20)
    let radius = max(b2 * residual + b1 * other, a2 * residual + a1 * other) / certain * (1 + 0x1p-20)
    // Also unknown where underflow could have spoilt the products.
    guard certain > 0x1p-900 else { return .infinity }
    return radius == 0 && ax + ay == 0 ? 0 : radius + 0x1p-160
  }
}
