import BigInt
import Knotwork
import KnotworkGeometry

/// Σ factor · variable + constant, exactly.
struct ClaimExpression {
  private(set) var terms: [Claim.Variable: ClaimFraction] = [:]
  private(set) var constant = ClaimFraction.zero

  init(constant: ClaimFraction) { self.constant = constant }

  init(_ variable: Claim.Variable) { terms = [variable: .one] }

  mutating func add(_ other: ClaimExpression, times factor: ClaimFraction) {
    for (variable, value) in other.terms {
      let sum = (terms[variable] ?? .zero) + value * factor
      terms[variable] = sum == .zero ? nil : sum
    }
    constant = constant + other.constant * factor
  }

  func multiplied(by factor: ClaimFraction) -> ClaimExpression {
    var product = ClaimExpression(constant: .zero)
    product.add(self, times: factor)
    return product
  }
}

/// What a text says: comparisons with 0, and connectives.
indirect enum ClaimFormula {
  /// An expression that is at most 0, or less; `place` is the offset of its comparison in the text.
  case comparison(ClaimExpression, isStrict: Bool, place: Int)
  case all([ClaimFormula])
  case any([ClaimFormula])

  var opposite: ClaimFormula {
    switch self {
    case .comparison(let expression, let isStrict, let place):
      .comparison(
        expression.multiplied(by: -.one), isStrict: !isStrict, place: place)
    case .all(let parts): .any(parts.map(\.opposite))
    case .any(let parts): .all(parts.map(\.opposite))
    }
  }

  /// A number that overflows in the comparison at a place.
  struct Overflow: Error { let place: Int }

  /// The condition with the boundaries of strict comparisons; comparisons of constants, which have none, stay as they are.
  ///
  /// - Parameter isRounded: becomes true where numbers had to be rounded.
  func condition(_ isRounded: inout Bool) throws(Overflow) -> Condition {
    switch self {
    case .comparison(let expression, let isStrict, let place):
      guard !expression.terms.isEmpty else {
        let sign = expression.constant.signum
        return sign < 0 || (sign == 0 && !isStrict) ? .always : .never
      }
      guard let constraint = expression.atMostZero(&isRounded) else { throw Overflow(place: place) }
      return .constraint(constraint)
    case .all(let parts): return .conjunction(try ClaimFormula.conditions(parts, &isRounded))
    case .any(let parts): return .disjunction(try ClaimFormula.conditions(parts, &isRounded))
    }
  }

  private static func conditions(_ parts: [ClaimFormula], _ isRounded: inout Bool) throws(Overflow) -> [Condition] {
    var conditions: [Condition] = []
    for part in parts { conditions.append(try part.condition(&isRounded)) }
    return conditions
  }
}

extension ClaimExpression {
  /// The constraint that it is at most 0; nil where a number overflows.
  ///
  /// As it stands where its numbers are doubles; else times the least number that makes them integers, where those are doubles;
  /// else a
  /// bound on a single variable is rounded up, which admits more, and other numbers are rounded to nearest.
  fileprivate func atMostZero(_ isRounded: inout Bool) -> LinearConstraint? {
    if let exact = constraint(times: .one) { return exact }
    let parts = Array(terms.values) + [constant]
    let multiple = parts.reduce(BigInt(1)) { $0 / $0.greatestCommonDivisor(with: $1.denominator) * $1.denominator }
    let common = parts.reduce(BigInt(0)) { $0.greatestCommonDivisor(with: $1.numerator * (multiple / $1.denominator)) }
    if let exact = constraint(times: ClaimFraction(multiple, common)) { return exact }
    isRounded = true
    if terms.count == 1, let (variable, factor) = terms.first {
      let size = factor.signum > 0 ? factor : -factor
      let offset = (-constant * size.inverse).roundedUp
      return offset.isFinite ? LinearConstraint([.init(Double(factor.signum), variable)], atMost: offset) : nil
    }
    let rounded = terms.map { LinearConstraint.Term($0.value.nearest, $0.key) }.filter { $0.factor != 0 }
    let offset = (-constant).nearest
    guard offset.isFinite, rounded.allSatisfy(\.factor.isFinite), rounded.count == terms.count else { return nil }
    return LinearConstraint(rounded, atMost: offset)
  }

  /// The constraint times a positive number; nil where a number of it is no double.
  private func constraint(times factor: ClaimFraction) -> LinearConstraint? {
    guard let offset = (-constant * factor).double else { return nil }
    var own: [LinearConstraint.Term] = []
    for (variable, value) in terms {
      guard let double = (value * factor).double else { return nil }
      own.append(.init(double, variable))
    }
    return LinearConstraint(own, atMost: offset + 0)
  }
}
