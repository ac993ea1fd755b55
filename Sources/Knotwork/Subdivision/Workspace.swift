/// What a subdivision of cells keeps besides the cells: the maps and the pattern along the current path.
struct Workspace: ~Copyable {
  let compiled: CompiledNetwork
  let kernels: Kernels
  let exact: ExactForms
  /// Coefficients of a map: d + 1.
  let coefficientCount: Int
  var maps = Stack<Double>(capacity: 4096)
  /// The pattern of the layers above the current frame.
  var pattern = Stack<UInt64>()
  /// Where the maps of each layer on the current path start.
  var layerMaps = Stack<Int>()

  init(_ compiled: CompiledNetwork, kernels: Kernels = .best) {
    self.compiled = compiled
    self.kernels = kernels
    exact = ExactForms(compiled)
    coefficientCount = compiled.dimension + 1
    _ = pattern.extend(by: compiled.wordCount + 1)
    for index in 0..<compiled.wordCount { pattern[index] = 0 }
    _ = layerMaps.extend(by: compiled.compiledLayers.count)
    for index in compiled.compiledLayers.indices { layerMaps[index] = 0 }
  }

  /// Forgets the current path.
  mutating func restart() {
    maps.truncate(to: 0)
    for layer in compiled.compiledLayers.indices { exact.enter(layer: layer) }
  }

  /// The hyperplane of a unit (counted through all layers) on the current path, or of domain facet −1 − `id`.
  @inline(__always)
  func hyperplane(_ id: Int32) -> Hyperplane {
    guard id >= 0 else {
      let start = coefficientCount * Int(-1 - id)
      return Hyperplane(
        row: compiled.domainMaps.advanced(by: start), rowStep: 1, errors: compiled.domainErrors.advanced(by: start),
        errorStep: 1)
    }
    let (layer, unit) = compiled.place(of: Int(id))
    let compiledLayer = compiled.compiledLayers[layer]
    return Hyperplane(
      row: maps.buffer(from: layerMaps[layer] + unit), rowStep: compiledLayer.stride,
      errors: compiledLayer.errors.advanced(by: unit), errorStep: compiledLayer.stride)
  }

  /// Whether the current cell lies on the positive side of a unit's hyperplane, or of a domain facet's.
  @inline(__always)
  func isActive(_ id: Int32) -> Bool {
    guard id >= 0 else { return true }
    let (layer, unit) = compiled.place(of: Int(id))
    return pattern[bit: 64 * compiled.compiledLayers[layer].firstWord + unit]
  }

  /// The same without rounding.
  func exactHyperplane(_ id: Int32) -> ExactForm {
    exact.form(ofFacet: id, pattern: pattern.copy(from: 0, count: compiled.wordCount))
  }
}

/// The coefficients of an affine function where they lie, the constant last, and bounds on their errors. Valid until the
/// maps grow.
struct Hyperplane {
  let row: Buffer<Double>
  let rowStep: Int
  let errors: Buffer<Double>
  let errorStep: Int

  @inline(__always) subscript(index: Int) -> Double { row[index * rowStep] }
  @inline(__always) func error(_ index: Int) -> Double { errors[index * errorStep] }

  /// The function at a point.
  @inline(__always)
  func value(at point: Buffer<Double>, dimension: Int) -> Double {
    var sum = self[dimension]
    for index in 0..<dimension { sum += self[index] * point[index] }
    return sum
  }

  /// A bound on the length of the normal.
  @inline(__always)
  func normalLength(dimension: Int) -> Double {
    var square = 0.0
    var sum = 0.0
    for index in 0..<dimension {
      let coefficient = self[index].magnitude + error(index)
      square += coefficient * coefficient
      sum += coefficient
    }
    // Squares of very small or large numbers say nothing.
    return square > 0x1p-900 && square < 0x1p900 ? square.squareRoot() * (1 + 0x1p-20) : sum
  }

  /// The power of 2 that scales the normal to a length of about 1.
  @inline(__always)
  func unitScale(dimension: Int) -> Double {
    let length = normalLength(dimension: dimension)
    guard length > 0x1p-900, length < 0x1p900 else { return 1 }
    return Double(sign: .plus, exponent: -length.exponent, significand: 1)
  }

  /// Whether the true coefficients are no multiples of another's, as some minor of both proves; false where none does.
  func isIndependent(of other: Hyperplane, dimension: Int) -> Bool {
    let pivot = (0...dimension).max { self[$0].magnitude < self[$1].magnitude } ?? dimension
    for index in 0...dimension where index != pivot {
      let (product, crossProduct) = (self[pivot] * other[index], self[index] * other[pivot])
      let inherited =
        error(pivot) * (other[index].magnitude + other.error(index)) + self[pivot].magnitude * other.error(index)
        + error(index) * (other[pivot].magnitude + other.error(pivot)) + self[index].magnitude * other.error(pivot)
      let rounding = (product.magnitude + crossProduct.magnitude) * 0x1p-51 + .smallestError
      if (product - crossProduct).magnitude > (inherited + rounding) * (1 + 0x1p-20) { return true }
    }
    return false
  }

  /// |z computed − z true| at any point whose coordinates are at most `largestCoordinates`.
  @inline(__always)
  func tolerance(largestCoordinates: [Double]) -> Double {
    let dimension = largestCoordinates.count
    var inherited = error(dimension)
    var size = self[dimension].magnitude
    for index in 0..<dimension {
      inherited += error(index) * largestCoordinates[index]
      size += self[index].magnitude * largestCoordinates[index]
    }
    return (inherited + size * Double(dimension + 4) * 0x1p-52) * (1 + 0x1p-20) + .smallestError
  }

  /// |z computed − z true| at a computed point that may be off by `radius`; 0 where z is known to be 0.
  @inline(__always)
  func tolerance(at point: Buffer<Double>, radius: Double, dimension: Int) -> Double {
    var inherited = error(dimension)
    var size = self[dimension].magnitude
    for index in 0..<dimension {
      inherited += error(index) * point[index].magnitude
      size += self[index].magnitude * point[index].magnitude
    }
    let moved = radius == 0 ? 0 : normalLength(dimension: dimension)
    // Products that underflow are not zero.
    if size == 0, inherited == 0, moved == 0, (0..<dimension).allSatisfy({ self[$0] == 0 || point[$0] == 0 }) {
      return 0
    }
    return (inherited + size * Double(dimension + 4) * 0x1p-52 + moved * radius) * (1 + 0x1p-20) + .smallestError
  }
}
