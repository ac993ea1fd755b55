extension Claim {
  /// A network that a claim speaks of.
  public struct Subject: Equatable, Sendable {
    /// How two networks of a claim resemble each other.
    public enum Likeness: Equatable, Sendable {
      /// The same layers with other weights as the network of this name.
      case isomorphic(to: String)
      /// The same function as the network of this name.
      case equal(to: String)
    }

    /// Its name; empty where it has none, as in VNN-LIB 1.0.
    public let name: String
    /// Its inputs, array after array.
    public let inputs: [Tensor]
    /// Its outputs.
    public let outputs: [Tensor]
    /// What it has in common with another network of the claim.
    public let likeness: Likeness?

    /// A network by its inputs and outputs.
    public init(name: String = "", inputs: [Tensor], outputs: [Tensor], likeness: Likeness? = nil) {
      self.name = name
      self.inputs = inputs
      self.outputs = outputs
      self.likeness = likeness
    }

    /// Number of inputs.
    public var inputCount: Int { inputs.reduce(0) { $0 + $1.count } }
    /// Number of outputs.
    public var outputCount: Int { outputs.reduce(0) { $0 + $1.count } }
  }

  /// An array of inputs or outputs.
  public struct Tensor: Equatable, Sendable {
    /// Its name.
    public let name: String
    /// Its lengths along its axes; none for a single number.
    public let shape: [Int]

    /// An array by its name and shape.
    ///
    /// - Requires: lengths whose product an `Int` holds.
    public init(name: String, shape: [Int]) {
      self.name = name
      self.shape = shape
    }

    /// Number of its elements.
    public var count: Int { shape.reduce(1, *) }

    /// The indices of an element, counted row by row: "[0,3]"; nothing for a single number.
    func indices(of element: Int) -> String {
      guard !shape.isEmpty else { return "" }
      var rest = element
      let indices = shape.reversed().map { length in
        defer { rest /= length }
        return "\(rest % length)"
      }
      return "[\(indices.reversed().joined(separator: ","))]"
    }
  }

  /// An input or an output, counted over all networks of a claim; inputs go before outputs.
  public enum Variable: Hashable, Comparable, Sendable {
    /// The input of this number, from 0.
    case input(Int)
    /// The output of this number, from 0.
    case output(Int)
  }

  /// What a variable is called: "X_3", and "X[0,3]" where the networks have names.
  public func name(of variable: Variable) -> String {
    let (tensors, number) =
      switch variable {
      case .input(let number): (networks.lazy.map(\.inputs), number)
      case .output(let number): (networks.lazy.map(\.outputs), number)
      }
    var rest = number
    for (network, tensors) in zip(networks, tensors) {
      for tensor in tensors {
        if rest < tensor.count {
          return network.name.isEmpty ? "\(tensor.name)_\(rest)" : tensor.name + tensor.indices(of: rest)
        }
        rest -= tensor.count
      }
    }
    preconditionFailure("Claim: no variable \(variable)")
  }
}
