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
    let residual =
      first(point).magnitude + e.x * ax + e.y * ay + e.z
      + (first.a.magnitude * ax + first.b.magnitude * ay + first.c.magnitude) * 0x1p-51
    let other =
      second(point).magnitude + f.x * ax + f.y * ay + f.z
      + (second.a.magnitude * ax + second.b.magnitude * ay + second.c.magnitude) * 0x1p-51
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
