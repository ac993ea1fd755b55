import Knotwork

/// How large a network is.
public struct NetworkSize: Equatable, Sendable {
  /// Units of each hidden layer.
  public let hidden: [Int]
  /// Hidden units that bend, layer by layer.
  public let bending: [Int]
  /// Weights that are not 0, and biases that are not 0.
  public let parameters: Int

  /// The size of a network.
  public init(_ network: Network) {
    hidden = network.layers.dropLast().map(\.unitCount)
    bending = network.layers.dropLast().map { layer in layer.activations.filter(\.bends).count }
    parameters = network.layers.reduce(0) { sum, layer in
      sum + layer.bias.filter { $0 != 0 }.count + layer.weights.elements.filter { $0 != 0 }.count
    }
  }

  /// Hidden units.
  public var units: Int { hidden.reduce(0, +) }
  /// Hidden units that bend.
  public var bendingUnits: Int { bending.reduce(0, +) }
}
