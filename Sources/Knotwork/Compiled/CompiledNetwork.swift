import KnotworkGeometry

/// A network over a domain, laid out for the subdivision: weights by columns, error bounds by unit.
///
/// The domain has d coordinates: those of the inputs, or of a plane in the input space. Every pre-activation is an affine map
/// of them, z = u · x + c, of d + 1 coefficients with the constant last.
final class CompiledNetwork: Sendable {
  let network: Network
  /// The number d of coordinates.
  let dimension: Int
  /// The layers as subdivided; a last layer with bending units is followed by an identity, so that the last one is linear.
  let layers: [Layer]
  let compiledLayers: [CompiledLayer]
  /// The maps of the first layer, exact and rounded (d + 1 runs of `stride`).
  let firstForms: [ExactForm]
  let firstMaps: Buffer<Double>
  /// The hyperplanes through the facets of the domain, positive inside; exact and rounded (d + 1 coefficients each).
  let domainForms: [ExactForm]
  let domainMaps: Buffer<Double>
  /// Bounds on the rounding of their coefficients.
  let domainErrors: Buffer<Double>
  let wordCount: Int
  let unitCount: Int
  /// In the plane: the domain's vertices, counter-clockwise; those of its box where half-spaces cut this.
  let vertices: [SIMD2<Double>]
  /// Whether the first facets of the domain are the lower and the upper bound of each coordinate.
  let isBox: Bool
  /// The largest absolute coordinates in the domain.
  let largestCoordinates: [Double]
  /// The domain's volume; for a polytope that of its box.
  let volume: Double
  private let arena: Arena

  /// Number of layers that can split: all but the last.
  var depth: Int { compiledLayers.count - 1 }

  /// A network in the coordinates of a domain.
  ///
  /// - Parameters:
  ///   - firstForms: the pre-activations of the first layer in the domain's coordinates.
  ///   - domainForms: the facets of the domain, positive inside.
  ///   - vertices: in the plane the domain's vertices, counter-clockwise; those of its box where half-spaces cut this.
  ///   - isBox: whether the first facets of the domain are the lower and the upper bound of each coordinate.
  ///   - largestCoordinates: the largest absolute coordinates in the domain.
  /// - Throws: ``InvalidNetwork`` when the weights are so large that error bounds overflow.
  /// - Complexity: O(weights).
  init(
    _ network: Network, firstForms: [ExactForm], domainForms: [ExactForm], vertices: [SIMD2<Double>], isBox: Bool,
    largestCoordinates: [Double], volume: Double
  ) throws {
    self.network = network
    self.firstForms = firstForms
    self.domainForms = domainForms
    self.vertices = vertices
    self.isBox = isBox
    self.largestCoordinates = largestCoordinates
    self.volume = volume
    dimension = largestCoordinates.count
    var layers = network.layers
    if layers[layers.count - 1].activations.contains(where: { $0.bends }) {
      layers.append(CompiledNetwork.identityLayer(network.outputCount))
    }
    self.layers = layers
    let arena = Arena()
    let domainMaps = domainForms.flatMap(\.rounded)
    self.domainMaps = arena.buffer(domainMaps, paddedTo: domainMaps.count, with: 0)
    domainErrors = arena.buffer(domainForms.flatMap(\.roundingBound.error), paddedTo: domainMaps.count, with: 0)
    // The first layer's maps are given; its weights are not needed.
    let columns = layers.enumerated().map { $0 == 0 ? [] : CompiledNetwork.columns(of: $1) }
    let bounds = try CompiledNetwork.bounds(layers: layers, columns: columns, firstForms: firstForms)
    var compiledLayers: [CompiledLayer] = []
    for (index, layer) in layers.enumerated() {
      let before = compiledLayers.last
      let compiledLayer = try CompiledNetwork.compiledLayer(
        layer, columns: columns[index], bounds: bounds[index], largestCoordinates: largestCoordinates,
        firstWord: before.map { $0.firstWord + $0.wordCount } ?? 0,
        firstUnit: before.map { $0.firstUnit + $0.unitCount } ?? 0, arena: arena)
      compiledLayers.append(compiledLayer)
    }
    self.compiledLayers = compiledLayers
    let stride = compiledLayers[0].stride
    var maps = [Double](repeating: 0, count: (dimension + 1) * stride)
    for (unit, row) in firstForms.enumerated() {
      for (index, coefficient) in row.rounded.enumerated() { maps[index * stride + unit] = coefficient }
    }
    firstMaps = arena.buffer(maps, paddedTo: maps.count, with: 0)
    let last = compiledLayers[compiledLayers.count - 1]
    wordCount = last.firstWord
    unitCount = last.firstUnit
    self.arena = arena
  }

  /// The layer and the index in it of a unit counted through all layers.
  func place(of unit: Int) -> (layer: Int, index: Int) {
    var layer = 0
    while compiledLayers[layer].firstUnit + compiledLayers[layer].unitCount <= unit { layer += 1 }
    return (layer, unit - compiledLayers[layer].firstUnit)
  }

  /// The pattern whose bits are in `words`.
  func pattern<Words: RandomAccessCollection<UInt64>>(
    of words: Words
  ) -> ActivationPattern where Words.Index == Int {
    ActivationPattern(
      layers: zip(layers, compiledLayers).compactMap { layer, compiledLayer in
        let first = words.startIndex + compiledLayer.firstWord
        let bits = layer.activations.indices.filter { layer.activations[$0].bends }
          .map { words[first + $0 >> 6] >> UInt64($0 & 63) & 1 == 1 }
        return bits.isEmpty ? nil : bits
      })
  }

  private static func identityLayer(_ size: Int) -> Layer {
    var weights = Matrix.zero(rows: size, columns: size)
    for index in 0..<size { weights[index, index] = 1 }
    return Layer(weights: weights, activation: .linear)
  }

  /// The number of a layer's units rounded up to whole vectors.
  static func stride(_ layer: Layer) -> Int { (layer.unitCount + 7) / 8 * 8 }

  /// The weights of a layer, those of one input after the other, `stride` for each.
  private static func columns(of layer: Layer) -> [Double] {
    let stride = stride(layer)
    var columns = [Double](repeating: 0, count: stride * layer.inputCount)
    for unit in 0..<layer.unitCount {
      for (source, weight) in layer.weights[row: unit].enumerated() { columns[source * stride + unit] = weight }
    }
    return columns
  }

  private static func compiledLayer(
    _ layer: Layer, columns: [Double], bounds: [CoefficientBound], largestCoordinates: [Double], firstWord: Int,
    firstUnit: Int,
    arena: Arena
  ) throws(InvalidNetwork) -> CompiledLayer {
    let stride = stride(layer)
    var errorConstants = [Double](repeating: 0, count: stride)
    var errorsPerRadius = errorConstants
    let coefficientCount = largestCoordinates.count + 1
    var errors = [Double](repeating: 0, count: coefficientCount * stride)
    for (unit, bound) in bounds.enumerated() {
      let allowed = bound.errorBound(largestCoordinates: largestCoordinates)
      (errorConstants[unit], errorsPerRadius[unit]) = (allowed.constant, allowed.perRadius)
      guard errorConstants[unit].isFinite, errorsPerRadius[unit].isFinite else {
        throw InvalidNetwork(
          "unit \(firstUnit + unit + 1), counted through all layers: the weights or the domain are so large that its "
            + "pre-activation could overflow a double; scale the inputs or the weights")
      }
      for (row, error) in bound.error.enumerated() { errors[row * stride + unit] = error }
    }
    let wordCount = (stride + 63) / 64
    var bending = [UInt64](repeating: 0, count: wordCount)
    var passing = bending
    for (unit, activation) in layer.activations.enumerated() {
      if activation.bends { bending.setBit(unit) }
      if activation.inactiveSlope != 0 { passing.setBit(unit) }
    }
    let zeros = [Double](repeating: 0, count: largestCoordinates.count * stride)
    return CompiledLayer(
      unitCount: layer.unitCount, stride: stride, wordCount: wordCount, firstWord: firstWord, firstUnit: firstUnit,
      weights: arena.buffer(columns, paddedTo: columns.count, with: 0),
      biasMaps: arena.buffer(zeros + layer.bias, paddedTo: coefficientCount * stride, with: 0),
      errors: arena.buffer(errors, paddedTo: coefficientCount * stride, with: 0),
      errorConstants: arena.buffer(errorConstants, paddedTo: stride, with: 0),
      errorsPerRadius: arena.buffer(errorsPerRadius, paddedTo: stride, with: 0),
      inactiveSlope: arena.buffer(layer.activations.map(\.inactiveSlope), paddedTo: stride, with: 0),
      bending: arena.buffer(bending, paddedTo: wordCount, with: 0),
      passing: arena.buffer(passing, paddedTo: wordCount, with: 0))
  }
}
