import KnotworkGeometry

/// What inputs and outputs may satisfy: linear constraints, joined by "all of" and "any of".
///
/// It is kept as it was said, and never multiplied out: 20 alternatives of two are 40 constraints, not a million cases.
public indirect enum Condition: Equatable, Sendable {
  /// One inequality.
  case constraint(LinearConstraint)
  /// Every part holds; without parts it always does.
  case all([Condition])
  /// At least one part holds; without parts none does.
  case any([Condition])

  /// The condition that everything satisfies.
  public static let always = Condition.all([])
  /// The condition that nothing satisfies.
  public static let never = Condition.any([])

  /// All of some conditions, simplified: without conjunctions in it, and `never` as soon as one part is.
  public static func conjunction(_ parts: [Condition]) -> Condition {
    var flat: [Condition] = []
    for part in parts {
      if part == .never { return .never }
      if case .all(let inner) = part { flat += inner } else { flat.append(part) }
    }
    return flat.count == 1 ? flat[0] : .all(flat)
  }

  /// Any of some conditions, simplified: without disjunctions in it, and `always` as soon as one part is.
  public static func disjunction(_ parts: [Condition]) -> Condition {
    var flat: [Condition] = []
    for part in parts {
      if part == .always { return .always }
      if case .any(let inner) = part { flat += inner } else { flat.append(part) }
    }
    return flat.count == 1 ? flat[0] : .any(flat)
  }

  /// The conditions that must all hold.
  public var conjuncts: [Condition] {
    if case .all(let parts) = self { parts } else { [self] }
  }

  /// The opposite, the boundary of every constraint included.
  public var opposite: Condition {
    switch self {
    case .constraint(let constraint): .constraint(constraint.opposite)
    case .all(let parts): .any(parts.map(\.opposite))
    case .any(let parts): .all(parts.map(\.opposite))
    }
  }

  /// Whether inputs and outputs satisfy it, exactly.
  public func contains(inputs: [Dyadic], outputs: [Dyadic]) -> Bool {
    switch self {
    case .constraint(let constraint): constraint.contains(inputs: inputs, outputs: outputs)
    case .all(let parts): parts.allSatisfy { $0.contains(inputs: inputs, outputs: outputs) }
    case .any(let parts): parts.contains { $0.contains(inputs: inputs, outputs: outputs) }
    }
  }

  /// The constraints in it, from left to right.
  public var constraints: [LinearConstraint] {
    var found: [LinearConstraint] = []
    visit { found.append($0) }
    return found
  }

  func visit(_ body: (LinearConstraint) -> Void) {
    switch self {
    case .constraint(let constraint): body(constraint)
    case .all(let parts), .any(let parts): for part in parts { part.visit(body) }
    }
  }

  /// Whether no constraint speaks of an input or output beyond these numbers.
  func speaksOnly(ofInputs inputCount: Int, outputs outputCount: Int) -> Bool {
    var fits = true
    visit { constraint in
      for term in constraint.terms {
        switch term.variable {
        case .input(let number): fits = fits && (0..<inputCount).contains(number)
        case .output(let number): fits = fits && (0..<outputCount).contains(number)
        }
      }
    }
    return fits
  }
}
