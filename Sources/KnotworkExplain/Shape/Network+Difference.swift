import Knotwork
import KnotworkGeometry

/// Two networks side by side.
extension Network {
  /// The network x ↦ f(x) + `sign` · g(M x), for this network f, a network g of as many inputs and outputs, and a matrix M that takes each
  /// coordinate to one, perhaps with another sign; without rounding.
  ///
  /// - Parameters:
  ///   - other: g.
  ///   - sign: 1 or −1.
  ///   - places: for each coordinate of M x which coordinate of x it is, and with which sign.
  /// - Requires: as many inputs and outputs.
  /// - Complexity: O((weights of both) · 2).
  package func combined(with other: Network, sign: Double, places: [(input: Int, sign: Double)]? = nil) -> Network {
    precondition(
      inputCount == other.inputCount && outputCount == other.outputCount, "two networks of different sizes")
    let depth = max(layers.count, other.layers.count)
    var result: [Layer] = []
    let second = places.map { other.moved($0) } ?? other
    for number in 0..<depth {
      let (first, second) = (carried(number), second.carried(number))
      let (n, m) = (first.inputCount, second.inputCount)
      let rows = (0..<first.unitCount).map { unit -> [Double] in
        Array(first.weights[row: unit]) + (number == 0 ? [] : [Double](repeating: 0, count: m))
      }
      let others = (0..<second.unitCount).map { unit -> [Double] in
        (number == 0 ? [] : [Double](repeating: 0, count: n)) + Array(second.weights[row: unit])
      }
      result.append(
        Layer(
          weights: Matrix(rows + others), bias: first.bias + second.bias,
          activations: first.activations + second.activations))
    }
    let sums = (0..<outputCount).map { output in
      (0..<2 * outputCount).map { $0 == output ? 1.0 : $0 == outputCount + output ? sign : 0 }
    }
    result.append(Layer(weights: Matrix(sums), activation: .linear))
    guard let network = try? Network(layers: result, inputNames: inputNames, outputNames: outputNames) else {
      preconditionFailure("two networks side by side are one")
    }
    return network
  }

  /// A layer of the network, or behind the last one a layer that passes the outputs on.
  private func carried(_ number: Int) -> Layer {
    guard number >= layers.count else { return layers[number] }
    let identity = (0..<outputCount).map { row in (0..<outputCount).map { $0 == row ? 1.0 : 0 } }
    return Layer(weights: Matrix(identity), activation: .linear)
  }

  /// x ↦ f(M x).
  func moved(_ places: [(input: Int, sign: Double)]) -> Network {
    let first = layers[0]
    let rows = (0..<first.unitCount).map { unit in
      var row = [Double](repeating: 0, count: inputCount)
      for (coordinate, place) in places.enumerated() {
        row[place.input] += place.sign * first.weights[unit, coordinate]
      }
      return row
    }
    let moved = Layer(weights: Matrix(rows), bias: first.bias, activations: first.activations)
    guard
      let network = try? Network(
        layers: [moved] + layers.dropFirst(), inputNames: inputNames, outputNames: outputNames)
    else { preconditionFailure("the same network in other coordinates") }
    return network
  }
}
