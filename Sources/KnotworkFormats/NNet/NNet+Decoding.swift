import Knotwork
import KnotworkGeometry

extension NNet {
  /// Reads a file, with the headers that programs have written; ``notes`` say what was assumed.
  ///
  /// - Throws: ``FormatError`` with the line, for missing and surplus numbers, numbers that are not finite, and sizes that do not
  ///   fit together.
  /// - Complexity: linear in the size of the file; memory never exceeds what the file itself holds.
  public init(decoding bytes: [UInt8]) throws(FormatError) {
    var lines = NNetLines(bytes)
    let header = try Header(&lines)
    var layers: [Layer] = []
    for (index, units) in header.sizes.dropFirst().enumerated() {
      let inputs = header.sizes[index]
      var weights: [Double] = []
      for row in 1...units {
        weights += try lines.numbers(inputs, "the weights of layer \(index + 1), row \(row)")
      }
      var bias: [Double] = []
      for row in 1...units { bias += try lines.numbers(1, "the bias of layer \(index + 1), unit \(row)") }
      layers.append(
        Layer(
          weights: Matrix(rows: units, columns: inputs, elements: weights), bias: bias,
          activation: index + 2 == header.sizes.count ? .linear : .relu))
    }
    try lines.end()
    self.layers = layers
    minima = header.minima
    maxima = header.maxima
    normalisation = header.normalisation
    notes = header.notes
  }
}
