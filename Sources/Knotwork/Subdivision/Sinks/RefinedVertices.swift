import KnotworkGeometry

/// The vertices of a cell, each computed anew from the hyperplanes that meet there, right to the last digit or nearly so.
///
/// The bounds that a subdivision keeps are enough for its decisions, but grow with every edge that is cut. Here the hyperplanes
/// are computed in double-doubles, and a step of Newton's method from the vertex at hand gives its error, with a verified bound
/// (Rump 2010, §10). That is far less work than an ``ExactCell``.
struct RefinedVertices: ~Copyable {
  private let view: CellView
  private let dimension: Int
  private var vertices: Stack<Double>
  /// What rounding to doubles left of the coordinates, and how far they are off with that.
  private var rests: Stack<Double>

  /// - Parameter maps: those of regions before this one, which save work where patterns agree.
  /// - Complexity: O(weights · d) for the hyperplanes, and O(d³) for each vertex.
  init(_ cell: FoundCell, _ view: CellView, _ compiled: CompiledNetwork, using maps: PreciseMaps? = nil) {
    self.view = view
    dimension = compiled.dimension
    let step = dimension + 1
    vertices = Stack(capacity: view.vertexCount * step)
    vertices.append(view.vertices, count: view.vertexCount * step)
    rests = Stack(capacity: view.vertexCount * step)
    let hyperplanes = FacetHyperplanes(cell, view, compiled, using: maps)
    var solver = VerifiedSolver(dimension: dimension)
    var equation = Stack<Double>(capacity: 2 * step)
    _ = equation.extend(by: 2 * step)
    for vertex in 0..<view.vertexCount {
      let (mask, start) = (view.masks.advanced(by: vertex * view.maskWords), vertex * step)
      for axis in 0...dimension { rests.append(axis == dimension ? vertices[start + dimension] : 0) }
      guard vertices[start + dimension] > 0 else { continue }
      solver.clear()
      for facet in 0..<view.facetCount where mask[bit: facet] {
        hyperplanes.write(facet, movedTo: vertices.buffer(from: start), to: equation)
        let (row, errors) = (equation.buffer(from: 0), equation.buffer(from: step))
        solver.add(Hyperplane(row: row, rowStep: 1, errors: errors, errorStep: 1))
      }
      let radius = solver.solve(.best)
      guard radius.isFinite else { continue }
      var largestRest = 0.0
      for axis in 0..<dimension {
        let coordinate = DoubleDouble.sum(vertices[start + axis], solver.solution[axis])
        vertices[start + axis] = coordinate.high
        rests[start + axis] = coordinate.low
        largestRest = max(largestRest, coordinate.low.magnitude)
      }
      rests[start + dimension] = radius
      vertices[start + dimension] = (radius + largestRest) * (1 + 0x1p-50)
    }
  }

  /// Gives the cell with these vertices.
  func withView<Result>(_ body: (CellView) -> Result) -> Result {
    body(
      CellView(
        interior: view.interior, facets: view.facets, facetCount: view.facetCount, vertices: vertices.buffer(from: 0),
        vertexCount: view.vertexCount, masks: view.masks, maskWords: view.maskWords,
        isInteriorCertain: view.isInteriorCertain, isRing: view.isRing))
  }

  /// The volume of the cell from the unrounded vertices, in double-doubles.
  ///
  /// - Complexity: O(d³) for each simplex of a triangulation.
  var volume: Triangulation.Volume {
    let step = dimension + 1
    var (sum, error) = (DoubleDouble(0), 0.0)
    var edges = [DoubleDouble](repeating: DoubleDouble(0), count: dimension * dimension)
    withView { view in
      Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex, _ in
        // Bounds as in Triangulation.volume(), with roundings of double-doubles.
        let first = simplex[0] * step
        var (lengths, relativeError) = (1.0, 8 * Double(dimension * dimension * dimension) * 0x1p-101)
        for row in 0..<dimension {
          let vertex = simplex[row + 1] * step
          var length = 0.0
          for axis in 0..<dimension {
            let edge = coordinate(vertex + axis) - coordinate(first + axis)
            edges[row * dimension + axis] = edge
            length += edge.high.magnitude
          }
          let off = Double(dimension) * (rests[vertex + dimension] + rests[first + dimension])
          lengths *= (length + off) / Double(row + 1)
          relativeError += length + off > 0 ? off / (length + off) : 0
        }
        sum = sum + RefinedVertices.simplexVolume(&edges, dimension: dimension)
        error += lengths * relativeError + .smallestError
      }
    }
    return Triangulation.Volume(value: sum.high, error: (error + sum.high.magnitude * 0x1p-52) * (1 + 0x1p-20))
  }

  private func coordinate(_ index: Int) -> DoubleDouble { DoubleDouble(vertices[index], rests[index]) }

  /// |det| / d! of the edges, by elimination with pivots.
  private static func simplexVolume(_ edges: inout [DoubleDouble], dimension: Int) -> DoubleDouble {
    var product = DoubleDouble(1)
    for column in 0..<dimension {
      var pivot = column
      for row in column..<dimension
      where edges[row * dimension + column].high.magnitude > edges[pivot * dimension + column].high.magnitude {
        pivot = row
      }
      let element = edges[pivot * dimension + column]
      if element.high == 0 { return DoubleDouble(0) }
      product = product * element / DoubleDouble(Double(column + 1))
      if pivot != column {
        for index in column..<dimension { edges.swapAt(pivot * dimension + index, column * dimension + index) }
      }
      for row in column + 1..<dimension {
        let factor = edges[row * dimension + column] / element
        for index in column + 1..<dimension {
          edges[row * dimension + index] = edges[row * dimension + index] - factor * edges[column * dimension + index]
        }
      }
    }
    return product.high < 0 ? -product : product
  }
}
