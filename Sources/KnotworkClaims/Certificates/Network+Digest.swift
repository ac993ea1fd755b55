import Knotwork

extension Network {
  /// The SHA-256 hash of layers, sizes, weights, biases and slopes, as 64 hexadecimal digits; names do not count.
  ///
  /// It is that of "knotwork network 1\n" and, for each layer, the numbers of units and inputs as 64-bit integers and for each unit
  /// its
  /// weights, its bias and its slope where it is inactive as doubles, all in big-endian order; −0 counts as 0.
  public var digest: String {
    var hash = SHA256()
    hash.add(Array("knotwork network 1\n".utf8))
    for layer in layers {
      hash.add(big: UInt64(layer.unitCount))
      hash.add(big: UInt64(layer.inputCount))
      for unit in 0..<layer.unitCount {
        for weight in layer.weights[row: unit] { hash.add(big: (weight + 0).bitPattern) }
        hash.add(big: (layer.bias[unit] + 0).bitPattern)
        hash.add(big: (layer.activations[unit].inactiveSlope + 0).bitPattern)
      }
    }
    return hash.finish()
  }
}
