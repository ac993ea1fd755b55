import Knotwork
import KnotworkGeometry

extension NNet {
  /// A network as a file takes it: raw inputs and outputs, so means 0 and ranges 1.
  ///
  /// Units that are not ReLU are written as two that are.
  /// - Parameters:
  ///   - network: the network.
  ///   - box: the smallest and largest inputs, to which readers of the format clip; the range of a single-precision
  ///     number unless given.
  /// - Throws: ``FormatError`` when the box has another dimension, or a number of the written network overflows.
  public init(_ network: Network, box: Box? = nil) throws(FormatError) {
    guard box?.dimension ?? network.inputCount == network.inputCount else {
      throw FormatError(
        "a box of \((box?.dimension ?? 0).counted("interval")), but the network has \(network.inputCount.counted("input"))"
      )
    }
    let largest = [Double](repeating: Double(Float.greatestFiniteMagnitude), count: network.inputCount)
    do {
      // A file has biases, if only zeros.
      layers = try network.rectified().layers.map {
        Layer(weights: $0.weights, bias: $0.bias, activations: $0.activations)
      }
    } catch {
      throw FormatError(error.description)
    }
    minima = box?.lower ?? largest.map { -$0 }
    maxima = box?.upper ?? largest
    let identity = Normalisation.Scale(mean: 0, range: 1)
    normalisation = Normalisation(inputs: largest.map { _ in identity }, output: identity)
    notes = []
  }

  /// The file; every number reads back as the same double.
  public func encoded() -> [UInt8] {
    var text =
      "// A network in the .nnet format, written by Knotwork. Layers, inputs, outputs, largest layer; sizes; a flag;\n"
    text +=
      "// smallest and largest inputs; means and ranges of inputs and outputs; then weights and biases by layer.\n"
    func line(_ numbers: some Sequence<Double>) {
      for number in numbers { text += "\(number)," }
      text += "\n"
    }
    let sizes = [layers[0].inputCount] + layers.map(\.unitCount)
    for integers in [[layers.count, sizes[0], sizes[sizes.count - 1], sizes.max() ?? 0], sizes, [0]] {
      text += integers.map { "\($0)," }.joined() + "\n"
    }
    line(minima)
    line(maxima)
    line(normalisation.inputs.map(\.mean) + [normalisation.output.mean])
    line(normalisation.inputs.map(\.range) + [normalisation.output.range])
    for layer in layers {
      for unit in 0..<layer.unitCount { line(layer.weights[row: unit]) }
      for bias in layer.bias { line([bias]) }
    }
    return Array(text.utf8)
  }
}
