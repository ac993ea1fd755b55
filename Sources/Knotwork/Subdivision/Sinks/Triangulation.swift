/// Cuts convex polytopes into simplices: from the first vertex to all facets that it does not lie on, and so on in these
/// (the pulling triangulation).
struct Triangulation: ~Copyable {
  private let view: CellView
  private let dimension: Int
  private let faces: FaceLattice
  /// The simplex at hand, d + 1 vertices; the edges from its first vertex, row by row.
  private var simplex: [Int] = []
  private let edges: Stack<Double>

  init(_ view: CellView, dimension: Int) {
    self.view = view
    self.dimension = dimension
    faces = FaceLattice(view, dimension: dimension)
    var edges = Stack<Double>(capacity: dimension * dimension)
    _ = edges.extend(by: dimension * dimension)
    self.edges = edges
    simplex.reserveCapacity(dimension + 1)
  }

  /// Beyond so many dimensions a triangulation has too many simplices for exact arithmetic.
  static var dimensionLimit: Int { 5 }

  /// A volume in floating point, and a bound on how far it is off, the rounding of the vertices included.
  struct Volume {
    var value = 0.0
    var error = 0.0
  }

  /// Visits the simplices of a cell: their d + 1 vertices and their volumes.
  ///
  /// - Complexity: O(d³) for each simplex, of which a cube has d!.
  static func forEachSimplex(of view: CellView, dimension: Int, _ body: (_ simplex: [Int], _ volume: Volume) -> Void) {
    if view.isRing { return forEachTriangle(of: view, body) }
    var triangulation = Triangulation(view, dimension: dimension)
    let all = VertexSet(0..<view.vertexCount)
    triangulation.pull(all, facets: VertexSet(0..<view.facetCount), dimension, body)
  }

  /// A polygon as a fan about its first vertex.
  private static func forEachTriangle(of view: CellView, _ body: (_ simplex: [Int], _ volume: Volume) -> Void) {
    func edge(to vertex: Int) -> (x: Double, y: Double, length: Double, error: Double) {
      let (x, y) = (view.vertices[3 * vertex] - view.vertices[0], view.vertices[3 * vertex + 1] - view.vertices[1])
      let length = x.magnitude + y.magnitude
      return (x, y, length, 2 * (view.vertices[3 * vertex + 2] + view.vertices[2]) + length * 0x1p-52)
    }
    var before = edge(to: 1)
    for vertex in 2..<view.vertexCount {
      let next = edge(to: vertex)
      let error =
        before.length * next.error + next.length * before.error + before.error * next.error
        + before.length * next.length * 0x1p-52
      // Rounded vertices may turn a thin triangle inside out.
      body(
        [0, vertex - 1, vertex],
        Volume(value: max(0, (before.x * next.y - before.y * next.x) / 2), error: error / 2 + .smallestError))
      before = next
    }
  }

  /// - Parameter facets: those of the cell that may cut this face in a face of its own.
  private mutating func pull(
    _ face: VertexSet, facets: VertexSet, _ dimension: Int, _ body: ([Int], Volume) -> Void
  ) {
    let depth = simplex.count
    defer { simplex.removeSubrange(depth...) }
    if face.count == dimension + 1 {
      face.forEach { simplex.append($0) }
      body(simplex, volume())
      return
    }
    guard let apex = face.first else { return }
    simplex.append(apex)
    var seen: [VertexSet] = []
    facets.forEach { facet in
      guard !faces.facets[facet].contains(apex) else { return }
      let part = face.intersection(faces.facets[facet])
      guard part.count >= dimension else { return }
      if !faces.isSimple {
        // Several facets may cut out the same face, or one of too low a dimension.
        guard !seen.contains(part), faces.rank(of: part) == dimension - 1 else { return }
        seen.append(part)
      }
      pull(part, facets: facets.removing(facet), dimension - 1, body)
    }
  }

  /// |det| / d! of the edges from the first vertex; by Hadamard's inequality an edge that is off by e changes it by no more than
  /// e times the product of the other edges' lengths, and elimination by less than 8 d³ roundings of that of all.
  private func volume() -> Volume {
    let step = dimension + 1
    let first = simplex[0] * step
    var (lengths, relativeError) = (1.0, 8 * Double(dimension * dimension * dimension) * 0x1p-53)
    for row in 0..<dimension {
      let vertex = simplex[row + 1] * step
      var length = 0.0
      for axis in 0..<dimension {
        let edge = view.vertices[vertex + axis] - view.vertices[first + axis]
        edges[row * dimension + axis] = edge
        length += edge.magnitude
      }
      let off = Double(dimension) * (view.vertices[vertex + dimension] + view.vertices[first + dimension])
      lengths *= (length + off) / Double(row + 1)
      relativeError += length + off > 0 ? off / (length + off) : 0
    }
    return Volume(
      value: Triangulation.volume(spannedBy: edges, dimension: dimension),
      error: lengths * relativeError + .smallestError)
  }

  /// The volume |det| / d! of a simplex with these edges from one vertex, row by row; they are lost.
  static func volume(spannedBy edges: borrowing Stack<Double>, dimension: Int) -> Double {
    var product = 1.0
    for column in 0..<dimension {
      var pivot = column
      for row in column..<dimension
      where edges[row * dimension + column].magnitude > edges[pivot * dimension + column].magnitude { pivot = row }
      let element = edges[pivot * dimension + column]
      if element == 0 { return 0 }
      product *= element.magnitude / Double(column + 1)
      if pivot != column {
        for index in column..<dimension {
          (edges[pivot * dimension + index], edges[column * dimension + index]) =
            (edges[column * dimension + index], edges[pivot * dimension + index])
        }
      }
      for row in column + 1..<dimension {
        let factor = edges[row * dimension + column] / element
        guard factor != 0 else { continue }
        for index in column..<dimension {
          edges[row * dimension + index] -= factor * edges[column * dimension + index]
        }
      }
    }
    return product
  }

  /// The mean over a simplex of the product of two affine functions, from their values at its d + 1 vertices:
  /// (Σ fᵢ Σ gᵢ + Σ fᵢ gᵢ) / ((d + 1) (d + 2)).
  static func meanProduct(_ f: [Double], _ g: [Double]) -> Double {
    let count = Double(f.count)
    let products = zip(f, g).reduce(0) { $0 + $1.0 * $1.1 }
    return (f.reduce(0, +) * g.reduce(0, +) + products) / (count * (count + 1))
  }
}
