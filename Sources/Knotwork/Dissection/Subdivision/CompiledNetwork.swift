import KnotworkGeometry

/// A network restricted to a plane and a domain in it, laid out for the subdivision: weights by columns, error bounds by
/// unit. Every pre-activation is an affine map (a, b, c) of the plane coordinates: z = a s + b t + c.
final class CompiledNetwork: Sendable {
  /// One layer of units, with what the filters need to know about it.
  struct Stratum: Sendable {
    let unitCount: Int
    /// `unitCount` rounded up to whole vectors.
    let stride: Int
    /// Words of 64 bits for one bit per unit, and where this layer's words start in a whole pattern.
    let wordCount: Int
    let firstWord: Int
    /// The number of the first unit, counted through all layers.
    let firstUnit: Int
    /// Column j holds the weights of all units for output j of the layer before; `stride` per column.
    let weights: Cells<Double>
    /// The maps before any input is added: (0, 0, bias).
    let biasMaps: Cells<Double>
    /// Bounds on the error of the computed a, b and c of each unit, in any region.
    let errors: Cells<Double>
    /// |z computed − z true| ≤ fixed + spread · (distance of the computed vertex from the true one), in the whole domain.
    let fixed: Cells<Double>
    let spread: Cells<Double>
    /// The slope of each unit where it is inactive.
    let inactiveSlope: Cells<Double>
    /// One bit for each unit that bends.
    let bending: Cells<UInt64>
    /// One bit for each unit whose output is not identically zero where it is inactive.
    let passing: Cells<UInt64>
  }

  let network: Network
  let plane: Plane
  let domain: ConvexPolygon
  /// The layers as subdivided; a last layer with bending units is followed by an identity, so that the last one is linear.
  let layers: [Layer]
  let strata: [Stratum]
  /// The maps of the first layer, exact and rounded (three runs of `stride`).
  let firstRows: [ExactLine]
  let firstMaps: Cells<Double>
  /// The lines through the edges of the domain, positive inside.
  let domainLines: [ExactLine]
  /// Bounds on the rounding of those lines' coefficients.
  let domainErrors: [SIMD3<Double>]
  let wordCount: Int
  let unitCount: Int
  /// The largest absolute coordinates in the domain.
  let reach: (x: Double, y: Double)
  private let arena: Arena

  /// Whether the plane is a line, so that the domain is a strip that stands for an interval.
  let isOneDimensional: Bool

  /// Number of layers that can split: all but the last.
  var depth: Int { strata.count - 1 }

  /// - Throws: ``InvalidNetwork`` when the weights are so large that error bounds overflow, `InvalidGeometry` when the
  ///   plane's dimension is not the number of inputs.
  /// - Complexity: O(weights).
  init(_ network: Network, on plane: Plane, over domain: ConvexPolygon) throws {
    guard plane.dimension == network.inputCount else {
      throw InvalidGeometry(
        "a plane in dimension \(plane.dimension), but the network has \(network.inputCount) inputs")
    }
    self.network = network
    self.plane = plane
    isOneDimensional = plane.isLine
    self.domain = domain
    var layers = network.layers
    if layers[layers.count - 1].activations.contains(where: { $0.bends }) {
      layers.append(CompiledNetwork.identityLayer(network.outputCount))
    }
    self.layers = layers
    domainLines = domain.vertices.indices.map {
      ExactLine(from: domain.vertices[$0], to: domain.vertices[($0 + 1) % domain.vertices.count])
    }
    domainErrors = domainLines.map(\.roundingBound.error)
    firstRows = ExactLine.rows(of: layers[0], on: plane)
    let rounded = firstRows.map { $0.rounded }
    let arena = Arena()
    let bounds = try CompiledNetwork.bounds(layers: layers, firstRows: firstRows)
    reach = CompiledNetwork.reach(of: domain)
    var strata: [Stratum] = []
    for (index, layer) in layers.enumerated() {
      let before = strata.last
      let stratum = try CompiledNetwork.stratum(
        layer, bounds: bounds[index], reach: reach, isFirst: index == 0,
        firstWord: before.map { $0.firstWord + $0.wordCount } ?? 0,
        firstUnit: before.map { $0.firstUnit + $0.unitCount } ?? 0, arena: arena)
      strata.append(stratum)
    }
    self.strata = strata
    let stride = strata[0].stride
    var maps = [Double](repeating: 0, count: 3 * stride)
    for (unit, row) in rounded.enumerated() {
      maps[unit] = row.a
      maps[stride + unit] = row.b
      maps[2 * stride + unit] = row.c
    }
    firstMaps = arena.cells(maps, paddedTo: maps.count, with: 0)
    let last = strata[strata.count - 1]
    wordCount = last.firstWord
    unitCount = last.firstUnit
    self.arena = arena
  }

  /// The layer and the index in it of a unit counted through all layers.
  func place(of unit: Int) -> (layer: Int, index: Int) {
    var layer = 0
    while strata[layer].firstUnit + strata[layer].unitCount <= unit { layer += 1 }
    return (layer, unit - strata[layer].firstUnit)
  }

  /// The pattern whose bits are in `words`.
  func pattern(of words: ArraySlice<UInt64>) -> ActivationPattern {
    ActivationPattern(
      layers: zip(layers, strata).compactMap { layer, stratum in
        let first = words.startIndex + stratum.firstWord
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

  private static func reach(of domain: ConvexPolygon) -> (x: Double, y: Double) {
    let (lower, upper) = domain.bounds
    return (max(lower.x.magnitude, upper.x.magnitude), max(lower.y.magnitude, upper.y.magnitude))
  }

  private static func stratum(
    _ layer: Layer, bounds: [CoefficientBound], reach: (x: Double, y: Double), isFirst: Bool, firstWord: Int,
    firstUnit: Int, arena: Arena
  ) throws(InvalidNetwork) -> Stratum {
    let stride = (layer.unitCount + 7) / 8 * 8
    var columns: [Double] = []
    if !isFirst {
      columns = [Double](repeating: 0, count: stride * layer.inputCount)
      for unit in 0..<layer.unitCount {
        for (source, weight) in layer.weights[row: unit].enumerated() { columns[source * stride + unit] = weight }
      }
    }
    var fixed = [Double](repeating: 0, count: stride)
    var spread = fixed
    var errors = [Double](repeating: 0, count: 3 * stride)
    for (unit, bound) in bounds.enumerated() {
      (fixed[unit], spread[unit]) = bound.tolerance(reach: reach)
      guard fixed[unit].isFinite, spread[unit].isFinite else {
        throw InvalidNetwork(
          "unit \(firstUnit + unit + 1), counted through all layers: the weights or the domain are so large that its "
            + "pre-activation could overflow a double; scale the inputs or the weights")
      }
      errors[unit] = bound.error.x
      errors[stride + unit] = bound.error.y
      errors[2 * stride + unit] = bound.error.z
    }
    let wordCount = (stride + 63) / 64
    var bending = [UInt64](repeating: 0, count: wordCount)
    var passing = bending
    for (unit, activation) in layer.activations.enumerated() {
      if activation.bends { bending[unit >> 6] |= 1 << UInt64(unit & 63) }
      if activation.inactiveSlope != 0 { passing[unit >> 6] |= 1 << UInt64(unit & 63) }
    }
    let zeros = [Double](repeating: 0, count: 2 * stride)
    return Stratum(
      unitCount: layer.unitCount, stride: stride, wordCount: wordCount, firstWord: firstWord, firstUnit: firstUnit,
      weights: arena.cells(columns, paddedTo: columns.count, with: 0),
      biasMaps: arena.cells(zeros + layer.bias, paddedTo: 3 * stride, with: 0),
      errors: arena.cells(errors, paddedTo: 3 * stride, with: 0),
      fixed: arena.cells(fixed, paddedTo: stride, with: 0), spread: arena.cells(spread, paddedTo: stride, with: 0),
      inactiveSlope: arena.cells(layer.activations.map(\.inactiveSlope), paddedTo: stride, with: 0),
      bending: arena.cells(bending, paddedTo: wordCount, with: 0),
      passing: arena.cells(passing, paddedTo: wordCount, with: 0))
  }
}
