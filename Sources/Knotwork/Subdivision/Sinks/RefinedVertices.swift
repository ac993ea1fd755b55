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

  /// - Complexity: O(weights · d) for the hyperplanes, and O(d³) for each vertex.
  init(_ cell: FoundCell, _ view: CellView, _ compiled: CompiledNetwork) {
    self.view = view
    dimension = compiled.dimension
    let step = dimension + 1
    vertices = Stack(capacity: view.vertexCount * step)
    vertices.append(view.vertices, count: view.vertexCount * step)
    rests = Stack(capacity: view.vertexCount * step)
    let hyperplanes = FacetHyperplanes(cell, view, compiled)
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

/// The hyperplanes of a cell's facets in double-doubles.
private struct FacetHyperplanes: ~Copyable {
  private let dimension: Int
  /// d + 1 coefficients for each facet, and how far they may be off.
  private var coefficients: Stack<DoubleDouble>
  private var errors: Stack<Double>

  init(_ cell: FoundCell, _ view: CellView, _ compiled: CompiledNetwork) {
    dimension = compiled.dimension
    let count = dimension + 1
    coefficients = Stack(capacity: view.facetCount * count)
    errors = Stack(capacity: view.facetCount * count)
    let places = (0..<view.facetCount).map { view.facets[$0] < 0 ? nil : compiled.place(of: Int(view.facets[$0])) }
    let maps = LayerMaps(cell.pattern, compiled, of: places.compactMap(\.self))
    for (facet, place) in places.enumerated() {
      for index in 0..<count {
        if let place {
          coefficients.append(maps.coefficient(index, of: place))
          errors.append(maps.error(index, of: place))
        } else {
          let start = count * Int(-1 - view.facets[facet])
          coefficients.append(DoubleDouble(compiled.domainMaps[start + index]))
          errors.append(compiled.domainErrors[start + index])
        }
      }
    }
  }

  /// Writes the equation of a hyperplane in coordinates about `origin`, its d + 1 coefficients and how far they may be off.
  @inline(__always)
  func write(_ facet: Int, movedTo origin: Buffer<Double>, to equation: borrowing Stack<Double>) {
    let (start, step) = (facet * (dimension + 1), dimension + 1)
    var constant = coefficients[start + dimension]
    var (size, inherited) = (constant.high.magnitude, errors[start + dimension])
    for axis in 0..<dimension {
      let (coefficient, error) = (coefficients[start + axis], errors[start + axis])
      let term = coefficient * DoubleDouble(origin[axis])
      constant = constant + term
      size += term.high.magnitude
      inherited += error * origin[axis].magnitude
      equation[axis] = coefficient.high
      equation[step + axis] = error + coefficient.low.magnitude
    }
    equation[dimension] = constant.high
    equation[step + dimension] =
      constant.low.magnitude + inherited + size * LayerMaps.roundoff(terms: step) + .smallestError
  }
}

/// The maps of the units of a region's first layers in double-doubles, with bounds on their errors.
private struct LayerMaps: ~Copyable {
  private let compiled: CompiledNetwork
  private var values = Stack<DoubleDouble>(capacity: 1024)
  private var errors = Stack<Double>(capacity: 1024)
  private var starts: [Int] = []

  /// How far a sum of so many products of double-doubles may be off, relative to the sum of their magnitudes (each operation is
  /// right to 2⁻¹⁰², see Joldes, Muller, Popescu 2017).
  static func roundoff(terms: Int) -> Double { Double(terms + 4) * 0x1p-101 }

  /// The maps of these units, and of those before them that they depend on.
  init(_ pattern: Buffer<UInt64>, _ compiled: CompiledNetwork, of units: [(layer: Int, index: Int)]) {
    self.compiled = compiled
    guard let last = units.map(\.layer).max() else { return }
    let coefficients = compiled.dimension + 1
    let first = compiled.compiledLayers[0]
    starts.append(0)
    for index in 0..<coefficients * first.stride { values.append(DoubleDouble(compiled.firstMaps[index])) }
    errors.append(first.errors, count: coefficients * first.stride)
    guard last > 0 else { return }
    for layer in 1...last {
      let own = compiled.compiledLayers[layer]
      let start = values.count
      let roundoff = LayerMaps.roundoff(terms: compiled.compiledLayers[layer - 1].unitCount)
      for index in 0..<coefficients * own.stride {
        values.append(DoubleDouble(own.biasMaps[index]))
        errors.append(.smallestError + own.biasMaps[index].magnitude * roundoff)
      }
      let needed = (0..<own.unitCount).filter { unit in
        (layer < last && own.factor(of: unit, in: pattern) != 0) || units.contains { $0 == (layer, unit) }
      }
      addInputs(to: needed, of: layer, start, pattern)
      starts.append(start)
    }
  }

  private func addInputs(to needed: [Int], of layer: Int, _ start: Int, _ pattern: Buffer<UInt64>) {
    let (before, own) = (compiled.compiledLayers[layer - 1], compiled.compiledLayers[layer])
    let roundoff = LayerMaps.roundoff(terms: before.unitCount)
    for unit in 0..<before.unitCount {
      let factor = before.factor(of: unit, in: pattern)
      if factor == 0 { continue }
      for coefficient in 0...compiled.dimension {
        let source = starts[layer - 1] + coefficient * before.stride + unit
        let input = factor == 1 ? values[source] : values[source] * DoubleDouble(factor)
        let error = (errors[source] * factor.magnitude + input.high.magnitude * roundoff) * (1 + 0x1p-20)
        if input.high == 0, error == 0 { continue }
        let target = start + coefficient * own.stride
        for other in needed {
          let weight = own.weights[unit * own.stride + other]
          values[target + other] = values[target + other] + input * DoubleDouble(weight)
          errors[target + other] += weight.magnitude * error
        }
      }
    }
  }

  func coefficient(_ index: Int, of place: (layer: Int, index: Int)) -> DoubleDouble {
    values[starts[place.layer] + index * compiled.compiledLayers[place.layer].stride + place.index]
  }

  func error(_ index: Int, of place: (layer: Int, index: Int)) -> Double {
    errors[starts[place.layer] + index * compiled.compiledLayers[place.layer].stride + place.index]
  }
}

extension CompiledLayer {
  /// What a unit multiplies its pre-activation with in a region.
  fileprivate func factor(of unit: Int, in pattern: Buffer<UInt64>) -> Double {
    pattern[bit: 64 * firstWord + unit] ? 1 : inactiveSlope[unit]
  }
}
