import Knotwork
import KnotworkGeometry

extension IntegerBounds {
  /// Whether constraints are not met together on the box, as a tree of cases shows; nil where numbers are too large.
  ///
  /// - Throws: ``ClaimCertificate/Flaw`` where the tree is none.
  func refutes(_ constraints: [LinearConstraint], by cases: CaseProof) throws(ClaimCertificate.Flaw) -> Bool? {
    let scale = network.scale
    if cases.steps.isEmpty {
      for constraint in constraints {
        guard let row = IntegerConstraint(constraint, scale: scale), let least = least(row) else { return nil }
        if least > row.bound { return true }
      }
      return false
    }
    var open: [[Int: Bool]] = [[:]]
    for step in cases.steps {
      guard var held = open.popLast() else { throw ClaimCertificate.Flaw("the cases go on after their end") }
      switch step {
      case .split(let unit):
        guard (0..<unitCount).contains(unit), held[unit] == nil else {
          throw ClaimCertificate.Flaw("unit \(unit + 1) cannot be split")
        }
        held[unit] = false
        open.append(held)
        held[unit] = true
        open.append(held)
      case .leaf(let weights, let factors):
        guard let isRefuted = try refutes(constraints, weights, factors, held) else { return nil }
        if !isRefuted { return false }
      }
    }
    guard open.isEmpty else { throw ClaimCertificate.Flaw("the cases end before their end") }
    return true
  }

  private var unitCount: Int { network.layers.reduce(0) { $0 + $1.rows } }

  /// Whether weights and factors show for a case that constraints are not met together.
  func refutes(
    _ constraints: [LinearConstraint], _ weights: [Double], _ factors: [CaseProof.Factor], _ held: [Int: Bool]
  ) throws(ClaimCertificate.Flaw) -> Bool? {
    guard weights.count == constraints.count, weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw ClaimCertificate.Flaw("weights are not as many as constraints, or negative")
    }
    var own: [Int: Int64] = [:]
    for factor in factors {
      guard (0..<unitCount).contains(factor.unit), own[factor.unit] == nil else {
        throw ClaimCertificate.Flaw("unit \(factor.unit + 1) is none, or has two factors")
      }
      guard let value = Fixed(factor.value, scale: network.scale) else { return nil }
      own[factor.unit] = value.floor
    }
    guard let row = IntegerConstraint(zip(weights, constraints), scale: network.scale),
      let least = least(row, held: held, own: own)
    else { return nil }
    return least > row.bound
  }
}

extension IntegerConstraint {
  /// The sum of constraints, each times a weight; nil where numbers are too large for the scale.
  init?(_ parts: some Sequence<(Double, LinearConstraint)>, scale: Int) {
    var sums: [Claim.Variable: Dyadic] = [:]
    var offset = Dyadic.zero
    for (weight, constraint) in parts where weight != 0 {
      for term in constraint.terms { sums[term.variable, default: .zero] += Dyadic(weight) * Dyadic(term.factor) }
      offset += Dyadic(weight) * Dyadic(constraint.offset)
    }
    guard let bound = Int128(ceilingOf: offset.scaled(by: 2 * scale)) else { return nil }
    self.init(bound: bound)
    for (variable, sum) in sums {
      guard let up = Int128(ceilingOf: -sum.scaled(by: scale)), up.magnitude < UInt128(IntegerNetwork.largestWeight)
      else { return nil }
      switch variable {
      case .input(let number): inputs.append((number, Int64(-up)))
      case .output(let number): outputs.append((number, Int64(-up)))
      }
    }
  }
}

extension Int128 {
  /// A number rounded up; nil where it is 2^120 or more.
  fileprivate init?(ceilingOf value: Dyadic) {
    var (sum, rest) = (Int128(0), value)
    while true {
      let near = rest.nearest
      guard near.magnitude < 0x1p120 else { return nil }
      guard near.magnitude >= 0x1p52 else {
        var up = near.rounded(.up)
        while Dyadic(up) < rest { up += 1 }
        while Dyadic(up - 1) >= rest { up -= 1 }
        self = sum + Int128(up)
        return
      }
      sum += Int128(near)
      rest -= Dyadic(near)
    }
  }
}
