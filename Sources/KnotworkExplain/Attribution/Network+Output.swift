import Knotwork
import KnotworkGeometry

extension Network {
  /// The network with one of its outputs alone.
  package func restricted(to output: Int) -> Network {
    let last = layers[layers.count - 1]
    let layer = Layer(
      weights: Matrix([Array(last.weights[row: output])]), bias: [last.bias[output]],
      activations: [last.activations[output]])
    guard
      let network = try? Network(
        layers: layers.dropLast() + [layer], inputNames: inputNames, outputNames: [outputNames[output]])
    else { preconditionFailure("a part of a network's last layer") }
    return network
  }

  /// The network of some inputs, the others held at a point; with rounding.
  func held(at point: [Double], but free: [Int]) -> Network {
    let first = layers[0]
    let fixed = point.indices.filter { !free.contains($0) }
    let bias = (0..<first.unitCount).map { unit in
      var sum = CompensatedSum()
      sum.add(first.bias[unit])
      for input in fixed { sum.add(first.weights[unit, input] * point[input]) }
      return sum.value
    }
    let rows = (0..<first.unitCount).map { unit in free.map { first.weights[unit, $0] } }
    let layer = Layer(weights: Matrix(rows), bias: bias, activations: first.activations)
    guard
      let network = try? Network(
        layers: [layer] + layers.dropFirst(), inputNames: free.map { inputNames[$0] }, outputNames: outputNames)
    else { preconditionFailure("a network of fewer inputs") }
    return network
  }

  /// Inputs in groups that provably do not interact: the network is a sum of functions of one group each. Groups are sorted, and so are
  /// their inputs.
  ///
  /// Two inputs are in one group where a unit that bends depends on both, as far as weights that are not 0 tell. A finer grouping may
  /// exist, which a shape over a domain finds.
  ///
  /// - Complexity: O(weights · inputs).
  public var separateInputs: [[Int]] {
    var parent = Array(0..<inputCount)
    func root(_ input: Int) -> Int {
      var input = input
      while parent[input] != input { input = parent[input] }
      return input
    }
    var supports = (0..<inputCount).map { Set([$0]) }
    for layer in layers {
      supports = (0..<layer.unitCount).map { unit in
        var support: Set<Int> = []
        for (source, weight) in layer.weights[row: unit].enumerated() where weight != 0 {
          support.formUnion(supports[source])
        }
        if layer.activations[unit].bends, let first = support.min() {
          for input in support { parent[root(input)] = root(first) }
        }
        return support
      }
    }
    return Dictionary(grouping: 0..<inputCount, by: root).values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
  }
}
