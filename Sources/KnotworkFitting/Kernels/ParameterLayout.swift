import CKnotworkKernels

/// The shape of a network to train and where its parameters lie; see the C header.
struct ParameterLayout: Equatable, Sendable {
  /// Inputs, then the units of each layer; layers + 1 of them.
  let widths: [Int]
  /// For each unit, layer by layer, its factor where it is inactive; not negative.
  let slopes: [Float]
  let hasBias: Bool
  private let cWidths: [Int32]

  init(widths: [Int], slopes: [Float], hasBias: Bool) {
    precondition(slopes.count == widths.dropFirst().reduce(0, +), "ParameterLayout: one slope per unit expected")
    self.widths = widths
    self.slopes = slopes
    self.hasBias = hasBias
    cWidths = widths.map(Int32.init)
  }

  var layerCount: Int { widths.count - 1 }

  static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  /// Where the weights of a layer start, among padded parameters.
  func start(of layer: Int) -> Int {
    (0..<layer).reduce(0) {
      $0 + widths[$1 + 1] * ParameterLayout.padded(widths[$1]) + ParameterLayout.padded(widths[$1 + 1])
    }
  }

  /// Number of padded parameters.
  var count: Int { start(of: layerCount) }

  /// Number of parameters without padding, biases included.
  var compactCount: Int { (0..<layerCount).reduce(0) { $0 + widths[$1 + 1] * (widths[$1] + 1) } }

  /// Calls `body` for every weight (input ≥ 0) and bias (input −1) in the order without padding, with its padded place.
  func forEach(_ body: (_ layer: Int, _ unit: Int, _ input: Int, _ place: Int) -> Void) {
    for layer in 0..<layerCount {
      let (base, stride) = (start(of: layer), ParameterLayout.padded(widths[layer]))
      for unit in 0..<widths[layer + 1] {
        for input in 0..<widths[layer] { body(layer, unit, input, base + unit * stride + input) }
      }
      for unit in 0..<widths[layer + 1] { body(layer, unit, -1, base + widths[layer + 1] * stride + unit) }
    }
  }

  /// Padded single precision as compact double precision.
  func compact(_ parameters: [Float]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(compactCount)
    forEach { _, _, _, place in result.append(Double(parameters[place])) }
    return result
  }

  /// Compact double precision as padded single precision.
  func padded(_ parameters: [Double]) -> [Float] {
    var result = [Float](repeating: 0, count: count)
    var index = 0
    forEach { _, _, _, place in
      result[place] = Float(parameters[index])
      index += 1
    }
    return result
  }

  /// The shape as C takes it, while `body` runs.
  func withShape<Result>(_ body: (UnsafePointer<kw_shape>) -> Result) -> Result {
    cWidths.withUnsafeBufferPointer { widths in
      slopes.withUnsafeBufferPointer { slopes in
        var shape = kw_shape(
          layers: Int32(layerCount), widths: widths.baseAddress, slopes: slopes.baseAddress, bias: hasBias ? 1 : 0)
        return body(&shape)
      }
    }
  }
}
