import KnotworkGeometry

/// A statement about networks: their inputs and outputs never meet the condition of its violation.
///
/// Most claims are about one network. Those about several speak of the inputs of all networks as one vector x, network after
/// network, and of their outputs as one vector y in the same order: of the network that computes them side by side.
public struct Claim: Equatable, Sendable {
  /// The networks that it speaks of, at least one.
  public let networks: [Subject]
  /// What must not occur; nil where it cannot occur, whatever the networks are: then the claim holds.
  public let violation: Violation?

  /// A claim from what must not occur.
  ///
  /// - Requires: at least one network, and a violation that speaks of their inputs and outputs only.
  public init(about networks: [Subject], violation: Violation?) {
    precondition(!networks.isEmpty, "Claim: about no network")
    self.networks = networks
    self.violation = violation
    let (inputs, outputs) = (inputCount, outputCount)
    precondition(
      violation.map { $0.lower.count == inputs && $0.condition.speaksOnly(ofInputs: inputs, outputs: outputs) } ?? true,
      "Claim: a violation of other sizes than \(inputs) inputs and \(outputs) outputs")
  }

  /// A claim about one network, whose inputs and outputs are called `X_0`, … and `Y_0`, ….
  ///
  /// - Requires: a violation that speaks of so many inputs and outputs only.
  public init(inputCount: Int, outputCount: Int, violation: Violation?) {
    self.init(
      about: [
        Subject(
          inputs: [Tensor(name: "X", shape: [inputCount])], outputs: [Tensor(name: "Y", shape: [outputCount])])
      ], violation: violation)
  }

  /// Number of inputs of all networks together, the dimension of x.
  public var inputCount: Int { networks.reduce(0) { $0 + $1.inputCount } }

  /// Number of outputs of all networks together, the dimension of y.
  public var outputCount: Int { networks.reduce(0) { $0 + $1.outputCount } }

  /// Whether networks show the violation at inputs, decided exactly.
  ///
  /// - Requires: the networks and the inputs, those of all networks one after the other, have the sizes of the claim.
  public func isViolated(at inputs: [Double], by networks: [Network]) -> Bool {
    precondition(
      networks.count == self.networks.count && inputs.count == inputCount
        && zip(networks, self.networks).allSatisfy {
          $0.inputCount == $1.inputCount && $0.outputCount == $1.outputCount
        }, "Claim: about networks of other sizes")
    let (point, outputs) = Claim.exactly(inputs, of: networks)
    return violation?.contains(inputs: point, outputs: outputs) ?? false
  }

  /// Inputs of networks, one after the other, and the outputs there in the same order, without rounding.
  package static func exactly(_ inputs: [Double], of networks: [Network]) -> (inputs: [Dyadic], outputs: [Dyadic]) {
    let point = inputs.map(Dyadic.init)
    var start = 0
    var outputs: [Dyadic] = []
    for network in networks {
      outputs += network.exactly(Array(point[start..<start + network.inputCount]))
      start += network.inputCount
    }
    return (point, outputs)
  }
}
