import Knotwork
import KnotworkFormats

extension ClaimSummary {
  /// Writes the networks that the claim speaks of, and what must not occur.
  public func write(to json: inout JSONWriter) throws {
    json.member("format", "vnnlib")
    json.key("networks")
    json.array(lines: true) { json in
      for network in claim.networks {
        json.object { json in
          json.member("name", network.name)
          json.member("inputs", network.inputCount)
          json.member("outputs", network.outputCount)
          switch network.likeness {
          case nil: break
          case .equal(let other): json.member("equal_to", other)
          case .isomorphic(let other): json.member("isomorphic_to", other)
          }
        }
      }
    }
    json.member("inputs", claim.inputCount)
    json.member("outputs", claim.outputCount)
    try writeViolation(to: &json)
    json.member("notes", notes)
  }

  /// Writes `violation`: what must not occur.
  func writeViolation(to json: inout JSONWriter) throws {
    json.key("violation")
    if let violation = claim.violation { try write(violation, to: &json) } else { json.null() }
  }

  private func write(_ violation: Violation, to json: inout JSONWriter) throws {
    try json.object { json in
      json.member("lower", violation.lower)
      json.member("upper", violation.upper)
      json.key("all")
      try json.array(lines: true) { json in
        for condition in violation.condition.conjuncts {
          write(condition, to: &json)
          try json.passOn()
        }
      }
    }
  }

  private func write(_ condition: Condition, to json: inout JSONWriter) {
    func write(_ key: String, _ parts: [Condition], to json: inout JSONWriter) {
      json.key(key)
      json.array { json in
        for part in parts { self.write(part, to: &json) }
      }
    }
    json.object { json in
      switch condition {
      case .all(let parts): write("all", parts, to: &json)
      case .any(let parts): write("any", parts, to: &json)
      case .constraint(let constraint):
        json.key("terms")
        json.array { json in
          for term in constraint.terms {
            json.object { json in
              json.member("variable", claim.name(of: term.variable))
              json.member("factor", term.factor)
            }
          }
        }
        json.member("at_most", constraint.offset)
      }
    }
  }
}
