import Knotwork

/// A network whose numbers are multiples of 2^−scale, rounded down, with where that changed them: what proofs of claims are checked
/// with.
struct IntegerNetwork: Sendable {
  /// One layer; weights row by row.
  struct Layer: Sendable {
    let rows: Int
    let columns: Int
    let weights: [Int64]
    let bias: [Int64]
    let slopes: [Int64]
    let inexactColumns: [Bool]
    let hasInexactBias: Bool
    let inexactSlopes: [Bool]
  }

  let layers: [Layer]
  let scale: Int

  /// No weight reaches this, so that no sum of products overflows 128 bits.
  static let largestWeight: Int64 = 1 << 52
  /// No bound of a unit, and no factor of a row, reaches this.
  static let largestValue: Int64 = 1 << 56
  /// The widest layer.
  static let widest = 8192
  /// The scales that proofs may have.
  static let scales = 1...52

  /// Nil where a weight is too large for the scale, or a layer too wide.
  init?(_ network: Network, scale: Int) {
    self.scale = scale
    var layers: [Layer] = []
    for layer in network.layers {
      guard max(layer.unitCount, layer.inputCount) <= IntegerNetwork.widest else { return nil }
      var weights: [Int64] = []
      weights.reserveCapacity(layer.unitCount * layer.inputCount)
      var inexactColumns = [Bool](repeating: false, count: layer.inputCount)
      for unit in 0..<layer.unitCount {
        for (column, weight) in layer.weights[row: unit].enumerated() {
          guard let value = Fixed(weight, scale: scale),
            value.floor.magnitude < IntegerNetwork.largestWeight
          else {
            return nil
          }
          weights.append(value.floor)
          if !value.isExact { inexactColumns[column] = true }
        }
      }
      var (bias, slopes): ([Fixed], [Fixed]) = ([], [])
      for (constant, activation) in zip(layer.bias, layer.activations) {
        guard let constant = Fixed(constant, scale: scale),
          constant.floor.magnitude < IntegerNetwork.largestValue,
          let slope = Fixed(activation.inactiveSlope, scale: scale),
          slope.floor.magnitude < IntegerNetwork.largestWeight
        else { return nil }
        bias.append(constant)
        slopes.append(slope)
      }
      layers.append(
        Layer(
          rows: layer.unitCount, columns: layer.inputCount, weights: weights,
          bias: bias.map(\.floor),
          slopes: slopes.map(\.floor), inexactColumns: inexactColumns,
          hasInexactBias: bias.contains { !$0.isExact },
          inexactSlopes: slopes.map { !$0.isExact }))
    }
    self.layers = layers
  }
}

/// A double as a multiple of 2^−scale.
struct Fixed {
  /// Rounded down.
  let floor: Int64
  /// Whether it is that multiple.
  let isExact: Bool

  /// Nil where 64 bits do not hold it.
  init?(_ value: Double, scale: Int) {
    // Exact, but for what is far below a unit.
    let scaled = value * Double(sign: .plus, exponent: scale, significand: 1)
    guard scaled.magnitude < 0x1p62 else { return nil }
    let down = scaled.rounded(.down)
    floor = Int64(down)
    isExact = down == scaled
  }

  /// Rounded up.
  var ceiling: Int64 { isExact ? floor : floor + 1 }
}
