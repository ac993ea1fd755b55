import KnotworkGeometry

extension SpaceDissection {
  /// The best linear approximation of an output over the domain in the least-squares sense.
  ///
  /// Integrals of quadratic functions over simplices are exact quadratures; the residual is integrated by itself in a second
  /// run, so that a nearly linear network gets a small RMS and not the difference of two large numbers.
  /// - Throws: ``LimitReached`` when a limit was reached, `InvalidGeometry` in more than 12 dimensions.
  /// - Complexity: O(d! · d³) per region.
  public func linearFit(of output: Int = 0, threads: Int = 1, limits: Limits = .none) throws -> LinearFit {
    requireOutput(output)
    try domain.requireVertices()
    let compiled = complex.compiled
    let basis = try SpaceBasis(domain)
    let products = try CellEngine.skeleton.run(
      compiled, threads: threads, limits: limits, progress: Budget.Progress()
    ) { ProductSink(compiled, output: output, basis) }
    let sums = products.dropFirst().reduce(into: products[0]) { $0.merge($1) }
    let fit = basis.combination(sums.products.map(\.value))
    let residuals = try CellEngine.skeleton.run(
      compiled, threads: threads, limits: limits, progress: Budget.Progress()
    ) { ResidualSink(compiled, output: output, fit) }
    let found = residuals.dropFirst().reduce(into: residuals[0]) { $0.merge($1) }
    return LinearFit(
      slope: Array(fit.dropLast()), intercept: fit[dimension],
      rms: (max(0, found.square.value) / basis.volume).squareRoot(), largestDeviation: found.largest.deviation,
      point: found.largest.point)
  }
}

/// d + 1 affine functions that are orthonormal over a polytope, d coefficients and the constant each.
struct SpaceBasis: Sendable {
  private(set) var functions: [[Double]] = []
  /// The polytope's volume.
  let volume: Double

  init(_ domain: Polytope) throws {
    let dimension = domain.dimension
    // The polytope's own simplices are those of a network of one region.
    let plain = try Network(layers: [Layer(weights: .zero(rows: 1, columns: dimension), activation: .linear)])
    let compiled = try CompiledNetwork(plain, over: domain)
    let sink = try CellEngine.skeleton.run(
      compiled, threads: 1, limits: .none, progress: Budget.Progress()
    ) { GramSink(dimension: dimension) }[0]
    volume = sink.gram[dimension][dimension].value
    let gram = sink.gram.map { $0.map(\.value) }
    func product(_ f: [Double], _ g: [Double]) -> Double {
      var sum = CompensatedSum()
      for row in 0...dimension { for column in 0...dimension { sum.add(f[row] * g[column] * gram[row][column]) } }
      return sum.value
    }
    // In coordinates from the centre of the box, in units of its size.
    let (lower, upper) = (domain.box.lower, domain.box.upper)
    for index in 0...dimension {
      var function = [Double](repeating: 0, count: dimension + 1)
      if index == 0 {
        function[dimension] = 1
      } else {
        let size = upper[index - 1] - lower[index - 1]
        function[index - 1] = 1 / size
        function[dimension] = -(lower[index - 1] + size / 2) / size
      }
      // Gram–Schmidt, twice for full accuracy.
      for _ in 0..<2 {
        for earlier in functions {
          let overlap = product(function, earlier)
          function = zip(function, earlier).map { $0 - overlap * $1 }
        }
      }
      let norm = product(function, function).squareRoot()
      functions.append(function.map { $0 / norm })
    }
  }

  /// The sum of the functions with these weights.
  func combination(_ weights: [Double]) -> [Double] {
    functions[0].indices.map { index in zip(weights, functions).reduce(0) { $0 + $1.0 * $1.1[index] } }
  }
}

/// The integrals of all products of coordinates, the constant 1 last.
private struct GramSink: CellSink, Sendable {
  static var needsGeometry: Bool { true }
  private let dimension: Int
  private(set) var gram: [[ExactSum]]

  init(dimension: Int) {
    self.dimension = dimension
    gram = Array(
      repeating: [ExactSum](repeating: ExactSum(), count: dimension + 1), count: dimension + 1)
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    var values = [[Double]](repeating: [], count: dimension + 1)
    Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex in
      let size = Triangulation.volume(of: simplex, view, dimension: dimension)
      for axis in 0...dimension {
        values[axis] = simplex.map { axis == dimension ? 1 : view.vertices[$0 * (dimension + 1) + axis] }
      }
      for row in 0...dimension {
        for column in 0...dimension {
          gram[row][column].add(size * Triangulation.meanProduct(values[row], values[column]))
        }
      }
    }
  }
}

/// The integrals of an output times each function of a basis.
private struct ProductSink: CellSink, Sendable {
  static var needsGeometry: Bool { true }
  private let dimension: Int
  private let output: Int
  private let basis: SpaceBasis
  private(set) var products: [ExactSum]

  init(_ compiled: CompiledNetwork, output: Int, _ basis: SpaceBasis) {
    dimension = compiled.dimension
    self.output = output
    self.basis = basis
    products = [ExactSum](repeating: ExactSum(), count: compiled.dimension + 1)
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    let map = region.map(of: output, dimension: dimension)
    Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex in
      let size = Triangulation.volume(of: simplex, view, dimension: dimension)
      let values = view.values(of: map, at: simplex, dimension: dimension)
      for (index, function) in basis.functions.enumerated() {
        let others = view.values(of: function, at: simplex, dimension: dimension)
        products[index].add(size * Triangulation.meanProduct(values, others))
      }
    }
  }

  mutating func merge(_ other: ProductSink) {
    for index in products.indices { products[index].add(other.products[index]) }
  }
}

/// The integral of the squared difference of an output and an affine function, and the largest difference.
private struct ResidualSink: CellSink, Sendable {
  static var needsGeometry: Bool { true }
  private let dimension: Int
  private let output: Int
  private let fit: [Double]
  private(set) var square = ExactSum()
  private(set) var largest = (deviation: -1.0, point: [Double]())

  init(_ compiled: CompiledNetwork, output: Int, _ fit: [Double]) {
    dimension = compiled.dimension
    self.output = output
    self.fit = fit
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    let residual = zip(region.map(of: output, dimension: dimension), fit).map { $0 - $1 }
    for (vertex, value) in view.values(
      of: residual, at: Array(0..<view.vertexCount), dimension: dimension
    ).enumerated() where value.magnitude > largest.deviation {
      largest = (
        value.magnitude, (0..<dimension).map { view.vertices[vertex * (dimension + 1) + $0] + 0 }
      )
    }
    Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex in
      let values = view.values(of: residual, at: simplex, dimension: dimension)
      square.add(
        Triangulation.volume(of: simplex, view, dimension: dimension) * Triangulation.meanProduct(values, values))
    }
  }

  mutating func merge(_ other: ResidualSink) {
    square.add(other.square)
    if other.largest.deviation > largest.deviation { largest = other.largest }
  }
}

extension FoundCell {
  /// The map of an output: d coefficients and the constant.
  func map(of output: Int, dimension: Int) -> [Double] { (0...dimension).map { maps[$0 * stride + output] } }
}

extension CellView {
  /// An affine function at some vertices.
  func values(of function: [Double], at numbers: [Int], dimension: Int) -> [Double] {
    numbers.map { vertex in
      var value = function[dimension]
      for axis in 0..<dimension { value += function[axis] * vertices[vertex * (dimension + 1) + axis] }
      return value
    }
  }
}
