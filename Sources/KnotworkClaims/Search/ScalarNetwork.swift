import Knotwork
import KnotworkGeometry

/// A network with one output that is at most 0 just where inputs and outputs of another meet a question.
///
/// The greatest of a and b is b + relu(a − b), the least b − relu(b − a), so that the least value of the output, which a dissection
/// gives exactly, decides the question.
struct ScalarNetwork {
  private var layers: [Layer]
  private var width: Int

  /// The network for a question; nil where one of its numbers overflows, or where nothing is asked.
  static func network(of network: Network, question: Question, rows: QuestionRows) -> Network? {
    var builder = ScalarNetwork(carryingInputsOf: network)
    let leaves = question.leaves
    guard !leaves.isEmpty else { return nil }
    builder.append(leaves.map { rows.rows[$0] })
    guard builder.reduce(question, at: 0) else { return nil }
    return try? Network(layers: builder.layers)
  }

  /// A network whose outputs are rows: sums of outputs and inputs of another one, each minus its offset; nil where numbers overflow.
  static func network(of network: Network, rows: [[Double]]) -> Network? {
    var builder = ScalarNetwork(carryingInputsOf: network)
    builder.append(rows)
    return try? Network(layers: builder.layers)
  }

  private init(carryingInputsOf network: Network) {
    let inputs = network.inputCount
    layers = network.layers.enumerated().map { index, layer in
      // The first layer has only the inputs before it; behind it they follow the units.
      let before = index == 0 ? 0 : layer.inputCount
      let padding = [Double](repeating: 0, count: index == 0 ? 0 : inputs)
      let own = (0..<layer.unitCount).map { Array(layer.weights[row: $0]) + padding }
      let carried = (0..<inputs).map { input in (0..<before + inputs).map { $0 == before + input ? 1.0 : 0 } }
      return Layer(
        weights: Matrix(own + carried), bias: layer.bias + [Double](repeating: 0, count: inputs),
        activations: layer.activations + [Activation](repeating: .linear, count: inputs))
    }
    width = network.outputCount + inputs
  }

  private mutating func append(_ rows: [[Double]]) {
    append(
      Layer(
        weights: Matrix(rows.map { Array($0.dropLast()) }), bias: rows.map { -($0.last ?? 0) }, activation: .linear))
  }

  private mutating func append(_ layer: Layer) {
    layers.append(layer)
    width = layer.unitCount
  }

  /// Replaces the values of a question's rows, which start at a place, by its own; false where it has none.
  private mutating func reduce(_ question: Question, at place: Int) -> Bool {
    let (parts, isGreatest): ([Question], Bool) =
      switch question {
      case .row: ([], true)
      case .all(let parts): (parts, true)
      case .any(let parts): (parts, false)
      }
    if case .row = question { return true }
    guard !parts.isEmpty else { return false }
    for (index, part) in parts.enumerated() {
      guard reduce(part, at: place + min(index, 1)) else { return false }
      if index > 0 { merge(place, isGreatest: isGreatest) }
    }
    return true
  }

  /// Replaces two neighbouring values by the greatest or the least of them.
  private mutating func merge(_ place: Int, isGreatest: Bool) {
    let count = width
    let sign = isGreatest ? 1.0 : -1
    var rows = (0..<count).map { row in (0..<count).map { $0 == row ? 1.0 : 0 } }
    rows[place] = (0..<count).map { $0 == place ? sign : $0 == place + 1 ? -sign : 0 }
    var activations = [Activation](repeating: .linear, count: count)
    activations[place] = .relu
    append(Layer(weights: Matrix(rows), activations: activations))
    var joined = (0..<count).map { row in (0..<count).map { $0 == row ? 1.0 : 0 } }
    joined[place] = (0..<count).map { $0 == place ? sign : $0 == place + 1 ? 1 : 0 }
    joined.remove(at: place + 1)
    append(Layer(weights: Matrix(joined), activation: .linear))
  }
}

extension Question {
  /// The rows from left to right, as often as they occur.
  fileprivate var leaves: [Int] {
    switch self {
    case .row(let number): [number]
    case .all(let parts), .any(let parts): parts.flatMap(\.leaves)
    }
  }
}
