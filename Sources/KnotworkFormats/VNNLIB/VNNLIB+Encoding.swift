import Knotwork

extension VNNLIB {
  /// A claim as a file, from which the same claim is read; in VNN-LIB 1.0 where it is about one network without a name, else in 2.0.
  public static func encode(_ claim: Claim, comment: String = "Written by Knotwork.") -> [UInt8] {
    var text = comment.split(separator: "\n").map { "; \($0)\n" }.joined()
    if claim.networks.count == 1, claim.networks[0].name.isEmpty {
      text += "\n"
      for input in 0..<claim.inputCount { text += "(declare-const \(claim.name(of: .input(input))) Real)\n" }
      text += "\n"
      for output in 0..<claim.outputCount { text += "(declare-const \(claim.name(of: .output(output))) Real)\n" }
    } else {
      text += "(vnnlib-version <2.0>)\n\n" + claim.networks.map(declaration).joined()
    }
    text += "\n"
    guard let violation = claim.violation else {
      // What nothing satisfies.
      return Array((text + "(assert (<= 1 0))\n").utf8)
    }
    for (input, (lower, upper)) in zip(violation.lower, violation.upper).enumerated() {
      let name = claim.name(of: .input(input))
      text += "(assert (>= \(name) \(lower.decimal)))\n(assert (<= \(name) \(upper.decimal)))\n"
    }
    for condition in violation.condition.conjuncts { text += "(assert \(term(condition, claim)))\n" }
    return Array(text.utf8)
  }

  private static func declaration(_ network: Claim.Subject) -> String {
    var text = "(declare-network \(network.name)"
    switch network.likeness {
    case nil: break
    case .equal(let other): text += " (equal-to \(other))"
    case .isomorphic(let other): text += " (isomorphic-to \(other))"
    }
    for (kind, tensors) in [("input", network.inputs), ("output", network.outputs)] {
      for tensor in tensors {
        let shape = tensor.shape.map(\.description).joined(separator: ",")
        text += "\n  (declare-\(kind) \(tensor.name) Real [\(shape)])"
      }
    }
    return text + ")\n"
  }

  private static func term(_ condition: Condition, _ claim: Claim) -> String {
    switch condition {
    case .all(let parts): "(and \(parts.map { term($0, claim) }.joined(separator: " ")))"
    case .any(let parts): "(or \(parts.map { term($0, claim) }.joined(separator: " ")))"
    case .constraint(let constraint): term(constraint, claim)
    }
  }

  /// Numbers have no exponent, which the language does not have.
  private static func term(_ constraint: LinearConstraint, _ claim: Claim) -> String {
    let terms = constraint.terms.map { term in
      let name = claim.name(of: term.variable)
      return term.factor == 1 ? name : "(* \(term.factor.decimal) \(name))"
    }
    let sum = terms.count == 1 ? terms[0] : terms.isEmpty ? "0" : "(+ \(terms.joined(separator: " ")))"
    return "(<= \(sum) \(constraint.offset.decimal))"
  }
}
