import KnotworkGeometry

extension Subdivision {
  /// The point where the lines of two corners' edges meet, with a bound on its error.
  ///
  /// The bound is a posteriori: the residuals of the computed point in both lines, their rounding, and the errors of the
  /// lines themselves, through the inverse of the 2 × 2 matrix of the true lines. It does not grow with the depth of the
  /// subdivision. Where it is poor (nearly parallel lines) the point is computed without rounding and rounded once.
  @inline(__always)
  func meet(_ first: Corner, _ second: Corner) -> Corner {
    let p = first.a * second.b
    let q = second.a * first.b
    let determinant = p - q
    let x = (first.b * second.c - second.b * first.c) / determinant
    let y = (first.c * second.a - second.c * first.a) / determinant
    let e = lineError(first.edge)
    let f = lineError(second.edge)
    let (ax, ay) = (x.magnitude, y.magnitude)
    let residual =
      (first.a * x + (first.b * y + first.c)).magnitude + e.x * ax + e.y * ay + e.z
      + (first.a.magnitude * ax + first.b.magnitude * ay + first.c.magnitude) * 0x1p-51
    let other =
      (second.a * x + (second.b * y + second.c)).magnitude + f.x * ax + f.y * ay + f.z
      + (second.a.magnitude * ax + second.b.magnitude * ay + second.c.magnitude) * 0x1p-51
    let (a1, b1) = (first.a.magnitude + e.x, first.b.magnitude + e.y)
    let (a2, b2) = (second.a.magnitude + f.x, second.b.magnitude + f.y)
    let slack = a1 * f.y + e.x * b2 + a2 * e.y + f.x * b1 + (p.magnitude + q.magnitude) * 0x1p-51
    let certain = determinant.magnitude - slack * (1 + 0x1p-20)
    let radius = max(b2 * residual + b1 * other, a2 * residual + a1 * other) / certain * (1 + 0x1p-20)
    let isFine = certain > 0x1p-900 && radius <= (ax + ay) * 0x1p-24 && ax + ay > 0x1p-400
    let isOrigin = ax + ay == 0 && certain > 0x1p-900 && radius == 0
    guard isFine || isOrigin else { return exactMeet(first, second) }
    let underflow = isOrigin ? 0 : 0x1p-160
    return Corner(x: x, y: y, radius: radius + underflow, a: 0, b: 0, c: 0, edge: 0, node: 0)
  }

  @inline(never)
  private func exactMeet(_ first: Corner, _ second: Corner) -> Corner {
    let point = vertex(between: first.edge, and: second.edge).rounded
    let radius = (point.x.magnitude + point.y.magnitude) * 0x1p-52
    let isZero = point == .zero
    return Corner(
      x: point.x, y: point.y, radius: isZero ? 0 : radius + 0x1p-1074, a: 0, b: 0, c: 0, edge: 0, node: 0)
  }

  @inline(__always)
  private func lineError(_ edge: Int32) -> SIMD3<Double> {
    guard edge >= 0 else {
      let bound = compiled.domainErrors[Int(-1 - edge)]
      return bound
    }
    let (layer, unit) = compiled.place(of: Int(edge))
    let stratum = compiled.strata[layer]
    return SIMD3(
      stratum.errors[unit], stratum.errors[stratum.stride + unit], stratum.errors[2 * stratum.stride + unit])
  }
}
