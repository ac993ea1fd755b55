import Knotwork
import KnotworkGeometry

/// What a term of a file means: a number that depends on inputs and outputs, or a condition on them.
enum VNNLIBValue {
  case number(Linear)
  case truth(Truth)

  /// About how many numbers it holds.
  var size: Int {
    switch self {
    case .number(let form): form.terms.count + 1
    case .truth(let truth): truth.size
    }
  }

  /// Σ factor · variable + constant.
  struct Linear {
    var terms: [Claim.Variable: Dyadic] = [:]
    var constant = Dyadic.zero

    mutating func add(_ other: Linear, times factor: Dyadic) {
      for (variable, value) in other.terms {
        let sum = (terms[variable] ?? .zero) + value * factor
        terms[variable] = sum.isZero ? nil : sum
      }
      constant += other.constant * factor
    }

    /// The product with a number, each part rounded to a double; nil where one overflows.
    func multiplied(by factor: Dyadic) -> Linear? { mapped { ($0 * factor).nearest } }

    /// The quotient, each part rounded to a double; nil where one overflows.
    ///
    /// - Requires: the divisor is not 0.
    func divided(by divisor: Dyadic) -> Linear? { mapped { Dyadic.quotient($0, divisor) } }

    private func mapped(_ body: (Dyadic) -> Double) -> Linear? {
      var result = Linear()
      for (variable, value) in terms {
        let rounded = body(value)
        guard rounded.isFinite else { return nil }
        if rounded != 0 { result.terms[variable] = Dyadic(rounded) }
      }
      let rounded = body(constant)
      guard rounded.isFinite else { return nil }
      result.constant = Dyadic(rounded)
      return result
    }

    /// The constraint that it is ≤ 0, each number rounded once; nil where one overflows.
    var atMostZero: LinearConstraint? {
      let terms = terms.map { LinearConstraint.Term($0.value.nearest, $0.key) }
      let offset = (-constant).nearest
      guard offset.isFinite, terms.allSatisfy(\.factor.isFinite) else { return nil }
      return LinearConstraint(terms, atMost: offset)
    }
  }

  /// A condition, with what is needed to bound memory and the depth of recursion.
  struct Truth {
    let formula: Formula
    /// Number of terms, constraints and connectives.
    let size: Int
    /// How deeply connectives are nested.
    let depth: Int

    /// A constraint; of a strict one, `strictAt` is its place.
    init(_ constraint: LinearConstraint, strictAt place: VNNLIBLexer.Place? = nil) {
      self.init(.constraint(constraint, strictAt: place), size: 1 + constraint.terms.count, depth: 1)
    }

    init(_ isTrue: Bool) { self.init(isTrue ? .all([]) : .any([]), size: 1, depth: 1) }

    private init(_ formula: Formula, size: Int, depth: Int) {
      self.formula = formula
      self.size = size
      self.depth = depth
    }

    static func all(_ parts: [Truth]) -> Truth { joined(.all(parts.map(\.formula)), parts) }
    static func any(_ parts: [Truth]) -> Truth { joined(.any(parts.map(\.formula)), parts) }

    private static func joined(_ formula: Formula, _ parts: [Truth]) -> Truth {
      Truth(
        formula, size: parts.reduce(1) { $0 + $1.size }, depth: 1 + parts.reduce(0) { max($0, $1.depth) })
    }

    /// The opposite, of which `place` is the place.
    func opposite(at place: VNNLIBLexer.Place) -> Truth {
      Truth(formula.opposite(at: place), size: size, depth: depth)
    }
  }

  /// Constraints, some of them strict, and connectives.
  indirect enum Formula {
    /// A constraint; with a place where it is strict.
    case constraint(LinearConstraint, strictAt: VNNLIBLexer.Place?)
    case all([Formula])
    case any([Formula])

    func opposite(at place: VNNLIBLexer.Place) -> Formula {
      switch self {
      case .constraint(let constraint, nil): .constraint(constraint.opposite, strictAt: place)
      case .constraint(let constraint, _?): .constraint(constraint.opposite, strictAt: nil)
      case .all(let parts): .any(parts.map { $0.opposite(at: place) })
      case .any(let parts): .all(parts.map { $0.opposite(at: place) })
      }
    }

    /// The condition with the boundaries of strict constraints, whose places it gathers.
    func closed(_ strict: inout [VNNLIBLexer.Place]) -> Condition {
      switch self {
      case .constraint(let constraint, let place):
        if let place { strict.append(place) }
        return .constraint(constraint)
      case .all(let parts): return .conjunction(parts.map { $0.closed(&strict) })
      case .any(let parts): return .disjunction(parts.map { $0.closed(&strict) })
      }
    }
  }
}
