import Knotwork

/// A condition in whole numbers.
indirect enum IntegerCondition: Sendable {
  case constraint(IntegerConstraint)
  case all([IntegerCondition])
  case any([IntegerCondition])

  /// Nil where numbers are too large for the scale.
  init?(_ condition: Condition, scale: Int) {
    switch condition {
    case .constraint(let constraint):
      guard let constraint = IntegerConstraint(constraint, scale: scale) else { return nil }
      self = .constraint(constraint)
    case .all(let parts):
      guard let parts = IntegerCondition.list(parts, scale) else { return nil }
      self = .all(parts)
    case .any(let parts):
      guard let parts = IntegerCondition.list(parts, scale) else { return nil }
      self = .any(parts)
    }
  }

  private static func list(_ parts: [Condition], _ scale: Int) -> [IntegerCondition]? {
    let list = parts.compactMap { IntegerCondition($0, scale: scale) }
    return list.count == parts.count ? list : nil
  }
}

extension IntegerBounds {
  /// Whether no point of the box meets a condition together with its outputs, as far as the bounds show; nil where numbers are too
  /// large.
  func refutes(_ condition: IntegerCondition) -> Bool? {
    switch condition {
    case .constraint(let constraint): return least(constraint).map { $0 > constraint.bound }
    case .all(let parts):
      for part in parts {
        guard let isRefuted = refutes(part) else { return nil }
        if isRefuted { return true }
      }
      return false
    case .any(let parts):
      for part in parts {
        guard let isRefuted = refutes(part) else { return nil }
        if !isRefuted { return false }
      }
      return true
    }
  }
}
