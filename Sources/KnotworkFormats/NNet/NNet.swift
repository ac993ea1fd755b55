import Knotwork
import KnotworkGeometry

/// A network in the text format of the ACAS Xu networks (.nnet): ReLU between the layers, none after the last.
///
/// The file holds a network for scaled inputs, with their means and ranges, and with the smallest and largest inputs it was
/// made for. ``folded()`` takes raw inputs and gives raw outputs.
public struct NNet: Equatable, Sendable {
  /// The layers as they stand in the file, for scaled inputs.
  public let layers: [Layer]
  /// The smallest value of each raw input; −infinity where there is none.
  public let minima: [Double]
  /// The largest value of each raw input; infinity where there is none.
  public let maxima: [Double]
  /// How inputs and outputs are scaled.
  public let normalisation: Normalisation
  /// What was assumed of a header that is not as documented.
  public let notes: [String]

  /// The network from raw inputs to raw outputs: the scaling is folded into the first and the last layer.
  ///
  /// Each weight and bias is computed exactly and rounded once. Inputs are not clipped to the range of the file.
  /// - Throws: ``FormatError`` when the layers do not fit together or a folded number overflows.
  public func folded() throws(FormatError) -> Network {
    var layers = layers
    if !normalisation.isIdentity, let first = layers.first {
      var weights = first.weights
      var bias = first.bias
      for unit in 0..<first.unitCount {
        var sum = Dyadic(first.bias[unit])
        for (input, scale) in normalisation.inputs.enumerated() {
          let weight = Dyadic.quotient(Dyadic(first.weights[unit, input]), Dyadic(scale.range))
          guard weight.isFinite else { throw NNet.overflow }
          weights[unit, input] = weight
          sum -= Dyadic(weight) * Dyadic(scale.mean)
        }
        bias[unit] = sum.nearest
      }
      layers[0] = Layer(weights: weights, bias: bias, activations: first.activations)
      let last = layers[layers.count - 1]
      let (mean, range) = (Dyadic(normalisation.output.mean), Dyadic(normalisation.output.range))
      let scaled = last.weights.elements.map { (Dyadic($0) * range).nearest }
      let shifted = last.bias.map { (Dyadic($0) * range + mean).nearest }
      guard (scaled + shifted + weights.elements + bias).allSatisfy(\.isFinite) else { throw NNet.overflow }
      layers[layers.count - 1] = Layer(
        weights: Matrix(rows: last.unitCount, columns: last.inputCount, elements: scaled), bias: shifted,
        activations: last.activations)
    }
    do {
      return try Network(layers: layers)
    } catch {
      throw FormatError(error.description)
    }
  }

  private static var overflow: FormatError {
    FormatError("folding the means and ranges into the weights overflows a double; a range is too close to 0")
  }

  /// The box of inputs that the file was made for; nil where an input has no bound, and for the range of all single-precision
  /// numbers.
  public var box: Box? {
    let most = Double(Float.greatestFiniteMagnitude)
    guard zip(minima, maxima).contains(where: { $0 > -most || $1 < most }) else { return nil }
    return try? Box(lower: minima, upper: maxima)
  }

  /// The raw outputs at a raw input as the format defines them: scaled, evaluated, and scaled back, without clipping.
  ///
  /// - Requires: one number for each input.
  public func callAsFunction(_ input: [Double]) -> [Double] {
    let scaled = zip(input, normalisation.inputs).map { ($0 - $1.mean) / $1.range }
    let values = layers.reduce(scaled) { values, layer in
      (0..<layer.unitCount).map { unit in
        let z = zip(layer.weights[row: unit], values).reduce(layer.bias[unit]) { $0 + $1.0 * $1.1 }
        return layer.activations[unit](z)
      }
    }
    return values.map { $0 * normalisation.output.range + normalisation.output.mean }
  }
}
