/// The symbols of the question: weights w11, w12, …, biases b1, …, output weights v1, … and constants c.
struct CaseSymbols {
  private let network: Network
  private let separator: String

  init(_ network: Network) {
    self.network = network
    let largest = max(network.inputCount, network.layers[0].unitCount, network.outputCount)
    separator = largest > 9 ? "," : ""
  }

  private var hidden: Layer { network.layers[0] }
  private var output: Layer { network.layers[1] }

  /// "z1 = w11 x1 + w12 x2 + b1", for each hidden unit.
  var definitions: [String] { hidden.activations.indices.map { "z\($0 + 1) = \(preactivation($0))" } }

  private func preactivation(_ unit: Int) -> String {
    let terms = network.inputNames.enumerated().map { input, name in "w\(unit + 1)\(separator)\(input + 1) \(name)" }
    return (terms + (hidden.hasBias && hidden.bias.contains { $0 != 0 } ? ["b\(unit + 1)"] : [])).joined(
      separator: " + ")
  }

  /// "z1 > 0, z2 ≤ 0".
  func condition(of pattern: ActivationPattern) -> String {
    let bits = pattern.layers.first ?? []
    let conditions = zip(bendingUnits, bits).map { unit, isActive in "z\(unit + 1) \(isActive ? ">" : "≤") 0" }
    return conditions.isEmpty ? "everywhere" : conditions.joined(separator: ", ")
  }

  private var bendingUnits: [Int] { hidden.activations.indices.filter { hidden.activations[$0].bends } }

  /// Each output as a sum over the units that contribute: "v1(w11 x1 + w12 x2) + c".
  func outputs(of pattern: ActivationPattern) -> [String] {
    let inactive = Set(zip(bendingUnits, pattern.layers.first ?? []).filter { !$0.1 }.map(\.0))
    let several = network.outputCount > 1
    return (0..<network.outputCount).map { target in
      let prefix = several ? "\(target + 1)\(separator)" : ""
      var terms = hidden.activations.indices.compactMap { unit -> String? in
        let term = "v\(prefix)\(unit + 1)(\(preactivation(unit)))"
        guard inactive.contains(unit) else { return term }
        return hidden.activations[unit].inactiveSlope == 0 ? nil : "a\(unit + 1) \(term)"
      }
      if output.hasBias, output.bias.contains(where: { $0 != 0 }) { terms.append(several ? "c\(target + 1)" : "c") }
      return terms.isEmpty ? "0" : terms.joined(separator: " + ")
    }
  }
}
