import Knotwork
import KnotworkGeometry

/// A network whose only output is at most 0 where inputs and outputs of another meet a condition: greatest and least values become
/// units, so that a dissection decides claims exactly.
struct ScalarNetwork {
  private var layers: [Layer]
  private var width: Int

  /// - Requires: a condition with at least one constraint.
  static func network(of network: Network, condition: Condition) throws -> Network {
    var builder = ScalarNetwork(carryingInputsOf: network)
    let constraints = condition.constraints
    builder.append(
      Layer(
        weights: Matrix(
          constraints.map { constraint in
            var row = [Double](repeating: 0, count: network.outputCount + network.inputCount)
            for term in constraint.terms {
              switch term.variable {
              case .output(let number): row[number] = term.factor
              case .input(let number): row[network.outputCount + number] = term.factor
              }
            }
            return row
          }), bias: constraints.map { -$0.offset }, activation: .linear))
    builder.reduce(condition, at: 0)
    return try Network(layers: builder.layers)
  }

  private init(carryingInputsOf network: Network) {
    let inputs = network.inputCount
    layers = []
    for (index, layer) in network.layers.enumerated() {
      // The first layer has only the inputs before it, which are both.
      let before = index == 0 ? 0 : layer.inputCount
      var rows = (0..<layer.unitCount).map { unit in
        Array(layer.weights[row: unit]) + [Double](repeating: 0, count: index == 0 ? 0 : inputs)
      }
      rows += (0..<inputs).map { input in
        (0..<before + inputs).map { $0 == before + input ? 1 : 0 }
      }
      layers.append(
        Layer(
          weights: Matrix(rows), bias: layer.bias + [Double](repeating: 0, count: inputs),
          activations: layer.activations + [Activation](repeating: .linear, count: inputs)))
    }
    width = network.outputCount + inputs
  }

  private mutating func append(_ layer: Layer) {
    layers.append(layer)
    width = layer.unitCount
  }

  /// Replaces the values of a condition's constraints, which start at a place, by its own.
  private mutating func reduce(_ condition: Condition, at place: Int) {
    switch condition {
    case .constraint: break
    case .all(let parts): join(parts, at: place, isGreatest: true)
    case .any(let parts): join(parts, at: place, isGreatest: false)
    }
  }

  private mutating func join(_ parts: [Condition], at place: Int, isGreatest: Bool) {
    for (index, part) in parts.enumerated() {
      reduce(part, at: place + min(index, 1))
      if index > 0 { merge(place, isGreatest: isGreatest) }
    }
  }

  /// Replaces two neighbouring values a, b by max(a, b) = b + relu(a − b), or by min(a, b) = b − relu(b − a).
  private mutating func merge(_ place: Int, isGreatest: Bool) {
    let count = width
    var rows = (0..<count).map { row in (0..<count).map { $0 == row ? 1.0 : 0 } }
    rows[place] = (0..<count).map { $0 == place ? 1 : $0 == place + 1 ? -1 : 0 }
    if !isGreatest { rows[place] = rows[place].map { -$0 } }
    var activations = [Activation](repeating: .linear, count: count)
    activations[place] = .relu
    append(Layer(weights: Matrix(rows), activations: activations))
    append(
      Layer(
        weights: Matrix(
          (0..<count).filter { $0 != place + 1 }.map { row in
            (0..<count).map { column in
              if row == place { return column == place ? (isGreatest ? 1 : -1) : column == place + 1 ? 1 : 0 }
              return column == row ? 1 : 0
            }
          }), activation: .linear))
  }
}
