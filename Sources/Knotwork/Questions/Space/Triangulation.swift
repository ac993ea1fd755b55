/// Cuts convex polytopes into simplices: from the first vertex to all facets that it does not lie on, and so on in these
/// (the pulling triangulation).
enum Triangulation {
  /// Visits the simplices of a cell, d + 1 vertices each.
  static func forEachSimplex(of view: CellView, dimension: Int, _ body: ([Int]) -> Void) {
    var apexes: [Int] = []
    pull(Array(0..<view.vertexCount), facets: Array(0..<view.facetCount), dimension, view, &apexes, body)
  }

  /// - Parameter facets: those of the cell that may cut this face in a face of its own.
  private static func pull(
    _ vertices: [Int], facets: [Int], _ dimension: Int, _ view: CellView, _ apexes: inout [Int], _ body: ([Int]) -> Void
  ) {
    if vertices.count == dimension + 1 {
      body(apexes + vertices)
      return
    }
    let apex = vertices[0]
    apexes.append(apex)
    var seen: [[Int]] = []
    for facet in facets where !lies(apex, on: facet, view) {
      let face = vertices.filter { lies($0, on: facet, view) }
      // In a cell that is not simple, several facets may cut out the same face, or one of too low a dimension.
      guard face.count >= dimension, !seen.contains(face) else { continue }
      guard rank(face, view) == dimension - 1 else { continue }
      seen.append(face)
      pull(face, facets: facets.filter { $0 != facet }, dimension - 1, view, &apexes, body)
    }
    apexes.removeLast()
  }

  @inline(__always)
  private static func lies(_ vertex: Int, on facet: Int, _ view: CellView) -> Bool {
    view.masks[vertex * view.maskWords + facet >> 6] >> UInt64(facet & 63) & 1 == 1
  }

  /// The dimension of a face, from its position in the lattice of faces: the longest chain of faces below it.
  private static func rank(_ face: [Int], _ view: CellView) -> Int {
    if face.count <= 2 { return face.count - 1 }
    var best = 0
    let apex = face[0]
    var seen: [[Int]] = []
    for facet in 0..<view.facetCount where !lies(apex, on: facet, view) {
      let lower = face.filter { lies($0, on: facet, view) }
      guard !lower.isEmpty, lower.count < face.count, !seen.contains(lower) else { continue }
      seen.append(lower)
      best = max(best, 1 + rank(lower, view))
    }
    return best
  }

  /// The mean over a simplex of the product of two affine functions, from their values at its d + 1 vertices:
  /// (Σ fᵢ Σ gᵢ + Σ fᵢ gᵢ) / ((d + 1) (d + 2)).
  static func meanProduct(_ f: [Double], _ g: [Double]) -> Double {
    let count = Double(f.count)
    let products = zip(f, g).reduce(0) { $0 + $1.0 * $1.1 }
    return (f.reduce(0, +) * g.reduce(0, +) + products) / (count * (count + 1))
  }

  /// |det| / d! of the edges from the first vertex.
  static func volume(of simplex: [Int], _ view: CellView, dimension: Int) -> Double {
    let step = dimension + 1
    var matrix = [Double](repeating: 0, count: dimension * dimension)
    for row in 0..<dimension {
      for axis in 0..<dimension {
        matrix[row * dimension + axis] =
          view.vertices[simplex[row + 1] * step + axis] - view.vertices[simplex[0] * step + axis]
      }
    }
    var product = 1.0
    for column in 0..<dimension {
      var pivot = column
      for row in column..<dimension
      where matrix[row * dimension + column].magnitude > matrix[pivot * dimension + column].magnitude { pivot = row }
      let element = matrix[pivot * dimension + column]
      if element == 0 { return 0 }
      product *= element.magnitude / Double(column + 1)
      for index in 0..<dimension { matrix.swapAt(pivot * dimension + index, column * dimension + index) }
      for row in column + 1..<dimension {
        let factor = matrix[row * dimension + column] / element
        for index in column..<dimension {
          matrix[row * dimension + index] -= factor * matrix[column * dimension + index]
        }
      }
    }
    return product
  }
}
