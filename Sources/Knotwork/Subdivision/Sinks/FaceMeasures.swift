/// The volume and the centre of a convex polytope of many dimensions, by its faces.
///
/// A face is a pyramid over each of its own facets that do not contain its first vertex; its volume is Σ h V / k for heights h and
/// volumes V of k − 1 dimensions. Faces are shared by many pyramids and measured once: a cube has 3ᵈ faces, but d! simplices.
struct FaceMeasures {
  /// What is known of a face of k dimensions.
  struct Measure {
    var volume: Double
    /// How far the volume may be off, as a share of it.
    var relativeError: Double
    /// The centre of mass.
    var centre: [Double]
    /// Orthonormal directions of the face, k rows of d.
    var directions: [Double]
  }

  private let view: CellView
  private let dimension: Int
  private let faces: FaceLattice
  private var known: [VertexSet: Measure] = [:]

  private init(_ view: CellView, dimension: Int) {
    self.view = view
    self.dimension = dimension
    faces = FaceLattice(view, dimension: dimension)
  }

  /// The cell itself.
  ///
  /// - Complexity: O(d²) for each pair of a face and a facet of it.
  static func measure(of view: CellView, dimension: Int) -> Measure {
    var measures = FaceMeasures(view, dimension: dimension)
    return measures.measure(VertexSet(0..<view.vertexCount), dimension)
  }

  private mutating func measure(_ face: VertexSet, _ rank: Int) -> Measure {
    if let measure = known[face] { return measure }
    guard let apex = face.first else { preconditionFailure("a face has vertices") }
    let tip = point(apex)
    guard rank > 0 else { return Measure(volume: 1, relativeError: 0, centre: tip, directions: []) }
    var total = Measure(
      volume: 0, relativeError: 0, centre: [Double](repeating: 0, count: dimension), directions: [])
    var error = 0.0
    for part in faces.facets(of: face) where !part.contains(apex) {
      let base = measure(part, rank - 1)
      let (height, direction) = self.height(of: tip, over: base)
      let volume = base.volume * height / Double(rank)
      guard volume > 0 else { continue }
      if total.directions.isEmpty { total.directions = base.directions + direction }
      total.volume += volume
      error += volume * (base.relativeError + self.error(of: height, apex, part))
      for axis in 0..<dimension {
        total.centre[axis] += volume * (tip[axis] + Double(rank) * base.centre[axis]) / Double(rank + 1)
      }
    }
    if total.volume > 0 {
      total.relativeError = error / total.volume
      for axis in 0..<dimension { total.centre[axis] /= total.volume }
    }
    known[face] = total
    return total
  }

  private func point(_ vertex: Int) -> [Double] {
    (0..<dimension).map { view.vertices[vertex * (dimension + 1) + $0] }
  }

  /// The distance of a point from the affine hull of a face, and the direction in which it lies.
  private func height(of tip: [Double], over base: Measure) -> (Double, [Double]) {
    var rest = zip(tip, base.centre).map { $0 - $1 }
    // Twice, for full accuracy.
    for _ in 0..<2 {
      for start in stride(from: 0, to: base.directions.count, by: dimension) {
        var product = 0.0
        for axis in 0..<dimension { product += rest[axis] * base.directions[start + axis] }
        for axis in 0..<dimension { rest[axis] -= product * base.directions[start + axis] }
      }
    }
    let height = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return (height, rest.map { $0 / height })
  }

  /// How far a height may be off, as a share of it.
  private func error(of height: Double, _ apex: Int, _ part: VertexSet) -> Double {
    let tip = point(apex)
    var (radius, size) = (view.vertices[apex * (dimension + 1) + dimension], 0.0)
    part.forEach { vertex in
      let start = vertex * (dimension + 1)
      radius = max(radius, view.vertices[start + dimension])
      for axis in 0..<dimension { size = max(size, (view.vertices[start + axis] - tip[axis]).magnitude) }
    }
    return Double(dimension) * (4 * radius + 0x1p-50 * size) / height
  }
}
