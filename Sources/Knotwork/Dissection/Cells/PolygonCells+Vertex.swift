import KnotworkGeometry

extension PolygonCells where Journal: ~Copyable {
  /// The point where the lines of two corners' edges meet, with a bound on its error.
  ///
  /// Where the bound is poor (nearly parallel lines) the point is computed without rounding and rounded once. Elsewhere a
  /// loose bound is good enough: it only means that exact arithmetic is asked a little more often.
  @inline(__always)
  func meet(_ first: Corner, _ second: Corner, _ workspace: borrowing Workspace) -> Corner {
    let determinant = first.a * second.b - second.a * first.b
    let point = SIMD2(
      (first.b * second.c - second.b * first.c) / determinant, (first.c * second.a - second.c * first.a) / determinant)
    // Adding 0 turns −0 into 0.
    let radius = compiled.radius(
      of: point, on: PlaneMap(a: first.a, b: first.b, c: first.c), error: compiled.lineError(first.edge),
      and: PlaneMap(a: second.a, b: second.b, c: second.c), error: compiled.lineError(second.edge))
    let size = point.x.magnitude + point.y.magnitude
    let isFine = radius <= size * 0x1p-24 && size > 0x1p-400 && size < .infinity
    guard isFine || radius == 0 else { return exactMeet(first.edge, second.edge, workspace) }
    return Corner(x: point.x + 0, y: point.y + 0, radius: radius, a: 0, b: 0, c: 0, edge: 0, node: 0)
  }

  @inline(never)
  func exactMeet(_ first: Int32, _ second: Int32, _ workspace: borrowing Workspace) -> Corner {
    let point = vertex(between: first, and: second, workspace).rounded
    let radius = point == .zero ? 0 : (point.x.magnitude + point.y.magnitude) * 0x1p-52 + 0x1p-1074
    return Corner(x: point.x + 0, y: point.y + 0, radius: radius, a: 0, b: 0, c: 0, edge: 0, node: 0)
  }
}
