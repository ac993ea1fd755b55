import KnotworkGeometry

extension Dissection {
  /// The region that a point lies in, or nil outside the domain; exact. A point on a crease belongs to a region whose
  /// boundary it lies on.
  ///
  /// - Requires: `point` is finite, in plane coordinates.
  /// - Complexity: O(depth of the splits), about the logarithm of the number of regions; a point very close to a crease
  ///   costs one evaluation of the network in exact arithmetic.
  public func region(at point: SIMD2<Double>) -> Region? {
    guard domain.contains(point) else { return nil }
    let compiled = complex.compiled
    guard !complex.splitUnits.isEmpty else { return regions[0] }
    var exact: [[Dyadic]]?
    var node = 0
    while true {
      let unit = Int(complex.splitUnits[node])
      let line = complex.splitLines[node]
      let z = line.a * point.x + (line.b * point.y + line.c)
      let (layer, index) = compiled.place(of: unit)
      let isActive: Bool
      if z.magnitude > compiled.compiledLayers[layer].errorConstants[index] {
        isActive = z > 0
      } else {
        let values =
          exact ?? network.exactPreactivations(plane.exactPoint(at: (Dyadic(point.x), Dyadic(point.y))))
        exact = values
        isActive = values[layer][index].signum > 0
      }
      let child = Int(complex.splitChildren[2 * node + (isActive ? 0 : 1)])
      if child < 0 { return regions[~child] }
      node = child
    }
  }

  /// The region that a point of ``dimension`` coordinates lies in, or nil outside the domain; exact.
  ///
  /// - Requires: `point.count == dimension`, all finite.
  public func region(at point: [Double]) -> Region? {
    precondition(point.count == dimension, "region(at:): \(point.count) coordinates, expected \(dimension)")
    return region(at: SIMD2(point[0], dimension == 1 ? 0.5 : point[1]))
  }
}
