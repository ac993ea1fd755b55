import KnotworkGeometry

/// The value of an output at each vertex, in floating point, with a bound on its error.
struct VertexEnclosures {
  /// The first corner at each vertex.
  let corners: [Int32]
  let values: [Double]
  let errors: [Double]

  /// - Complexity: O(corners).
  init(_ complex: Complex, output: Int) {
    // Vertices are numbered in the order of their first corners.
    var corners: [Int32] = []
    corners.reserveCapacity(complex.vertices.count)
    for (corner, vertex) in complex.cornerVertex.enumerated() where vertex == corners.count {
      corners.append(Int32(truncatingIfNeeded: corner))
    }
    let compiled = complex.compiled
    let compiledLayer = compiled.compiledLayers[compiled.depth]
    var values = [Double](repeating: 0, count: corners.count)
    var errors = values
    for (vertex, corner) in corners.enumerated() {
      let map = complex.map(of: Int(complex.cornerRegion[Int(corner)]), output: output)
      let position = complex.vertices[vertex]
      let radius = complex.radius(of: Int(corner))
      values[vertex] = map(position)
      errors[vertex] = compiledLayer.tolerance(
        unit: output, a: map.a, b: map.b, c: map.c, x: position.x, y: position.y, radius: radius)
    }
    self.corners = corners
    self.values = values
    self.errors = errors
  }
}

extension Complex {
  /// How far the true position of a corner may be from the stored one, per coordinate.
  fileprivate func radius(of corner: Int) -> Double {
    let before = previous(corner)
    let (first, second) = (outwardLine(of: before), outwardLine(of: corner))
    return compiled.radius(
      of: position(corner), on: first, error: lineError(before), and: second, error: lineError(corner))
  }

  private func lineError(_ corner: Int) -> SIMD3<Double> {
    let split = cornerSplit[corner]
    return compiled.lineError(split < 0 ? split : splitUnits[Int(split)])
  }
}
