import KnotworkGeometry

/// k + 1 affine functions that are orthonormal over a domain, k coefficients and the constant each.
struct OrthonormalBasis: Sendable {
  private(set) var functions: [[Double]] = []
  /// The domain's volume.
  let volume: Double

  /// - Throws: `InvalidGeometry` in more than 12 dimensions.
  init(_ domain: DomainCoordinates) throws {
    let dimension = domain.dimension
    let sink = try domain.visit { _ in GramSink(dimension: dimension) }
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
          let product = size.value * Triangulation.meanProduct(values[row], values[column])
          // Whoever gets a sum that leaves it out finds numbers that are not finite elsewhere.
          if product.isFinite { gram[row][column].add(product) }
        }
      }
    }
  }
}

/// The integrals of an output times each function of a basis.
struct ProductSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }
  private let compiled: CompiledNetwork
  private let output: Int
  private let basis: OrthonormalBasis
  private(set) var products: [ExactSum]
  /// How far they may be off.
  private(set) var errors: [Double]

  init(_ compiled: CompiledNetwork, output: Int, _ basis: OrthonormalBasis) {
    self.compiled = compiled
    self.output = output
    self.basis = basis
    products = [ExactSum](repeating: ExactSum(), count: basis.functions.count)
    errors = [Double](repeating: 0, count: basis.functions.count)
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    let values = region.values(of: output, view, compiled)
    let others = basis.functions.map { view.values(of: $0, dimension: compiled.dimension) }
    Triangulation.forEachSimplex(of: view, dimension: compiled.dimension) { simplex, size in
      let own = simplex.map { values[$0] }
      for (index, other) in others.enumerated() {
        let factors = simplex.map { other[$0] }
        let product = size.value * Triangulation.meanProduct(own.map(\.value), factors.map(\.value))
        errors[index] += Triangulation.meanProductError(own, factors, size)
        if product.isFinite { products[index].add(product) } else { errors[index] = .infinity }
      }
    }
  }

  mutating func merge(_ other: ProductSink) {
    for index in products.indices {
      products[index].add(other.products[index])
      errors[index] += other.errors[index]
    }
  }
}

/// The integral of the squared difference of an output and an affine function, and the largest difference.
struct ResidualSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }
  private let compiled: CompiledNetwork
  private let output: Int
  private let fit: [Double]
  private(set) var square = ExactSum()
  private(set) var largest = (deviation: -1.0, point: [Double]())
  /// How far the integral and any difference may be off.
  private(set) var squareError = 0.0
  private(set) var deviationError = 0.0

  init(_ compiled: CompiledNetwork, output: Int, _ fit: [Double]) {
    self.compiled = compiled
    self.output = output
    self.fit = fit
  }

  /// Whether seven digits are right of the integral and of the largest difference.
  var isAccurate: Bool {
    squareError <= 0x1p-24 * square.value && deviationError <= 0x1p-24 * largest.deviation
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    let dimension = compiled.dimension
    let residuals = zip(
      region.values(of: output, view, compiled), view.values(of: fit, dimension: dimension)
    ).map { EnclosedValue(value: $0.value - $1.value, error: $0.error + $1.error) }
    for (vertex, residual) in residuals.enumerated() {
      deviationError = max(deviationError, residual.error)
      guard residual.value.magnitude > largest.deviation else { continue }
      largest = (
        residual.value.magnitude, (0..<dimension).map { view.vertices[vertex * (dimension + 1) + $0] + 0 }
      )
    }
    Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex, size in
      let own = simplex.map { residuals[$0] }
      let product = size.value * Triangulation.meanProduct(own.map(\.value), own.map(\.value))
      squareError += Triangulation.meanProductError(own, own, size)
      if product.isFinite { square.add(product) } else { squareError = .infinity }
    }
  }

  mutating func merge(_ other: ResidualSink) {
    square.add(other.square)
    squareError += other.squareError
    deviationError = max(deviationError, other.deviationError)
    if other.largest.deviation > largest.deviation { largest = other.largest }
  }
}

/// A value in floating point, and a bound on how far it is off.
struct EnclosedValue {
  var value: Double
  var error: Double
}

extension Triangulation {
  /// How far volume · ``meanProduct(_:_:)`` may be off; infinite where something is not finite.
  static func meanProductError(_ f: [EnclosedValue], _ g: [EnclosedValue], _ volume: Volume) -> Double {
    func largest(_ values: [EnclosedValue], _ member: KeyPath<EnclosedValue, Double>) -> Double {
      values.reduce(0) { max($0, $1[keyPath: member].magnitude) }
    }
    let (a, b) = (largest(f, \.value), largest(g, \.value))
    let (da, db) = (largest(f, \.error), largest(g, \.error))
    let error =
      (volume.value + volume.error) * (a * db + b * da + da * db + a * b * 0x1p-48) + volume.error * a * b
    return error.isFinite ? error + .smallestError : .infinity
  }
}

extension FoundCell {
  /// The map of an output: d coefficients and the constant.
  func map(of output: Int, dimension: Int) -> [Double] { (0...dimension).map { maps[$0 * stride + output] } }
}

extension FoundCell {
  /// An output at all vertices.
  func values(of output: Int, _ view: CellView, _ compiled: CompiledNetwork) -> [EnclosedValue] {
    let last = compiled.compiledLayers[compiled.depth]
    let dimension = compiled.dimension
    return view.values(of: map(of: output, dimension: dimension), dimension: dimension).enumerated().map {
      let radius = view.vertices[$0.offset * (dimension + 1) + dimension]
      return EnclosedValue(
        value: $0.element.value, error: last.errorConstants[output] + last.errorsPerRadius[output] * radius)
    }
  }
}

extension CellView {
  /// An affine function, whose coefficients are what they are, at all vertices.
  func values(of function: [Double], dimension: Int) -> [EnclosedValue] {
    (0..<vertexCount).map { vertex in
      let start = vertex * (dimension + 1)
      let radius = vertices[start + dimension]
      var (value, size, off) = (function[dimension], function[dimension].magnitude, 0.0)
      for axis in 0..<dimension {
        let part = function[axis] * vertices[start + axis]
        value += part
        size += part.magnitude
        off += function[axis].magnitude * radius
      }
      return EnclosedValue(value: value, error: off + size * Double(dimension + 2) * 0x1p-52)
    }
  }
}
