import KnotworkGeometry

/// k + 1 affine functions that are orthonormal over a domain, k coefficients and the constant each.
struct OrthonormalBasis: Sendable {
  private(set) var functions: [[Double]] = []
  /// The domain's volume.
  let volume: Double

  /// - Throws: `InvalidGeometry` in more than 12 dimensions.
  init(_ domain: DomainCoordinates) throws {
    let dimension = domain.dimension
    let sink = try domain.visit(GramSink(dimension: dimension))
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
  static var detail: ViewDetail { .everything }
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
    Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex, size in
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
struct ProductSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }
  private let dimension: Int
  private let output: Int
  private let basis: OrthonormalBasis
  private(set) var products: [ExactSum]

  init(dimension: Int, output: Int, _ basis: OrthonormalBasis) {
    self.dimension = dimension
    self.output = output
    self.basis = basis
    products = [ExactSum](repeating: ExactSum(), count: dimension + 1)
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    let map = region.map(of: output, dimension: dimension)
    Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex, size in
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
struct ResidualSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }
  private let dimension: Int
  private let output: Int
  private let fit: [Double]
  private(set) var square = ExactSum()
  private(set) var largest = (deviation: -1.0, point: [Double]())

  init(dimension: Int, output: Int, _ fit: [Double]) {
    self.dimension = dimension
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
    Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex, size in
      let values = view.values(of: residual, at: simplex, dimension: dimension)
      square.add(size * Triangulation.meanProduct(values, values))
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
