/// The volume and the first moments of any cell of many dimensions, face by face, for those that ``SimpleFaceMoments`` does not take: a face is cut into the pyramids from its first
/// vertex to its own facets, and what is found of a face serves all faces above it (the recursion of Lasserre 1983). A cube of d
/// dimensions has 3ᵈ faces where a triangulation of it has d! simplices.
///
/// A face of k dimensions is kept as k! times its volume in its k-dimensional direction: the exterior product of k edges, added up
/// over the simplices that it would be cut into.
struct FaceMoments {
  private struct Face {
    /// Σ e₁ ∧ … ∧ eₖ, one component for each set of k axes.
    var direction: [Double]
    /// A bound on the error of all components together.
    var error: Double
    /// The centre of mass in coordinates from the cell's first vertex.
    var center: [Double]
  }

  private let view: CellView
  private let lattice: FaceLattice
  private let dimension: Int
  private let products: ExteriorProducts
  private var faces: [VertexSet: Face] = [:]

  /// The volume, and the centre of mass.
  ///
  /// - Complexity: O(f (d over k) k) for f faces, k of them about d / 2.
  static func volumeAndCenter(of view: CellView, dimension: Int) -> (Triangulation.Volume, center: [Double]) {
    var moments = FaceMoments(view, dimension)
    let all = moments.face(VertexSet(0..<view.vertexCount), rank: dimension)
    let factorial = (1...dimension).reduce(1) { $0 * Double($1) }
    let center = all.center.enumerated().map { $0.element + view.vertices[$0.offset] }
    return (
      Triangulation.Volume(
        value: all.direction[0].magnitude / factorial, error: all.error / factorial + .smallestError), center
    )
  }

  private init(_ view: CellView, _ dimension: Int) {
    self.view = view
    self.dimension = dimension
    lattice = FaceLattice(view, dimension: dimension)
    products = ExteriorProducts(dimension: dimension)
  }

  private func edge(from apex: Int, to vertex: Int) -> (edge: [Double], error: Double) {
    let (first, second) = (apex * (dimension + 1), vertex * (dimension + 1))
    var size = 0.0
    let edge = (0..<dimension).map { axis in
      let difference = view.vertices[second + axis] - view.vertices[first + axis]
      size += difference.magnitude
      return difference
    }
    let radii = view.vertices[first + dimension] + view.vertices[second + dimension]
    return (edge, Double(dimension) * radii + size * 0x1p-53)
  }

  private mutating func face(_ vertices: VertexSet, rank: Int) -> Face {
    if let known = faces[vertices] { return known }
    guard let apex = vertices.first else { preconditionFailure("a face has a vertex") }
    let face =
      rank == 0
      ? Face(direction: [1], error: 0, center: edge(from: 0, to: apex).edge)
      : sum(ofPyramidsFrom: apex, vertices, rank: rank)
    faces[vertices] = face
    return face
  }

  private mutating func sum(ofPyramidsFrom apex: Int, _ vertices: VertexSet, rank: Int) -> Face {
    var sum = Face(
      direction: [Double](repeating: 0, count: products.count(rank: rank)), error: 0,
      center: [Double](repeating: 0, count: dimension))
    let top = edge(from: 0, to: apex).edge
    var total = 0.0
    for part in lattice.facets(of: vertices) where !part.contains(apex) {
      guard let other = part.first else { continue }
      let base = face(part, rank: rank - 1)
      let (edge, edgeError) = edge(from: apex, to: other)
      let pyramid = products.product(edge, base.direction, rank: rank - 1)
      let (length, size) = (edge.sizeSum, base.direction.sizeSum)
      let error =
        (length * base.error + edgeError * (size + base.error) + length * size * Double(rank + 2) * 0x1p-53)
        * (1 + 0x1p-20)
      let (own, before) = (pyramid.squareSum.squareRoot(), sum.direction.squareSum.squareRoot())
      // All pyramids of a face have the same direction, up to the sign; where rounding hides that, so does the bound.
      let along = zip(pyramid, sum.direction).reduce(0) { $0 + $1.0 * $1.1 }
      let sign = along < 0 ? -1.0 : 1.0
      if before > 0, !(own > 4 * error && before > 4 * sum.error) { sum.error += 2 * (pyramid.sizeSum + error) }
      for index in pyramid.indices { sum.direction[index] += sign * pyramid[index] }
      sum.error += error + pyramid.sizeSum * 0x1p-51
      total += own
      for axis in 0..<dimension {
        sum.center[axis] += own * (Double(rank) * base.center[axis] + top[axis]) / Double(rank + 1)
      }
    }
    for axis in 0..<dimension { sum.center[axis] = total > 0 ? sum.center[axis] / total : top[axis] }
    return sum
  }
}

extension [Double] {
  fileprivate var sizeSum: Double { reduce(0) { $0 + $1.magnitude } }
  fileprivate var squareSum: Double { reduce(0) { $0 + $1 * $1 } }
}

/// Exterior products with a vector, by components: the sets of axes of each size, ascending as numbers.
private struct ExteriorProducts {
  private let sets: [[Int]]
  /// Where a set stands among those of its size.
  private let places: [Int]

  init(dimension: Int) {
    var (sets, places) = ([[Int]](repeating: [], count: dimension + 1), [Int](repeating: 0, count: 1 << dimension))
    for set in 0..<1 << dimension {
      let size = set.nonzeroBitCount
      places[set] = sets[size].count
      sets[size].append(set)
    }
    (self.sets, self.places) = (sets, places)
  }

  func count(rank: Int) -> Int { sets[rank].count }

  /// vector ∧ other, for `other` of a rank.
  func product(_ vector: [Double], _ other: [Double], rank: Int) -> [Double] {
    var result = [Double](repeating: 0, count: sets[rank + 1].count)
    for (index, set) in sets[rank].enumerated() where other[index] != 0 {
      for axis in vector.indices where set >> axis & 1 == 0 {
        let isOdd = (set & (1 << axis - 1)).nonzeroBitCount & 1 == 1
        result[places[set | 1 << axis]] += (isOdd ? -1 : 1) * vector[axis] * other[index]
      }
    }
    return result
  }
}
