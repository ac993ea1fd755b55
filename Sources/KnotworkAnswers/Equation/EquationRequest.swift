import Knotwork
import KnotworkExplain
import KnotworkGeometry

/// Which formula is an output over a domain?
public struct EquationRequest: Sendable {
  /// How long the formula's numbers are.
  public enum Digits: Sendable {
    /// As they are.
    case all
    /// So many significant digits.
    case count(Int)
    /// As few as change the values by no more than this.
    case within(Double)

    /// Whether nothing is rounded.
    var isAll: Bool { if case .all = self { true } else { false } }
  }

  /// Where.
  public var place: Place
  /// The output by its name; nil for the first.
  public var output: String?
  /// How long the formula's numbers are.
  public var digits = Digits.all
  /// Whether the formula is to be a list of rules.
  public var wantsRules = false
  /// So many regions at most make a list of rules where cases are rounded; more have their cases, and conditions with all digits.
  static let mostRuledRegions = 60

  /// A request for a formula.
  public init(over place: Place, output: String? = nil, digits: Digits = .all) {
    self.place = place
    self.output = output
    self.digits = digits
  }

  /// Says what is wrong with the request, whatever the network.
  ///
  /// - Throws: ``InvalidRequest`` for digits below 1 or above 17, and an error that is not above 0.
  public func validate() throws(InvalidRequest) {
    switch digits {
    case .count(let count) where !(1...17).contains(count):
      throw InvalidRequest("digits", "\(count); expected a number from 1 to 17")
    case .within(let error) where !(error > 0 && error.isFinite):
      throw InvalidRequest("error", "\(error.short); expected a number above 0")
    default: break
    }
  }

  /// The formula.
  ///
  /// - Throws: ``InvalidRequest`` as ``validate()`` does, for the whole input space and names that the network does not have; as a dissection.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> EquationAnswer {
    try validate()
    let number = try output.map { try $0.place(among: network.outputNames, "output_name") } ?? 0
    guard let box = place.box else {
      throw InvalidRequest(nil, "a formula is written over a bounded domain of the input space; expected a box")
    }
    let start = ContinuousClock.now
    if wantsRules {
      guard case .box = place.domain else {
        throw InvalidRequest("rules", "are written over a box; \(place.description) is none")
      }
      return try answer(
        RuleList(readable: network, output: number, over: box, within: budget), network.outputNames[number])
    }
    let exact = try Equation(sumOf: network, output: number, over: box) ?? pieces(of: network, number, box, budget)
    if case .cases(let cases) = exact.form, case .box = place.domain, cases.count <= Self.mostRuledRegions,
      !digits.isAll
    {
      // Rules can be rounded with their conditions, so that every point keeps a value.
      return try answer(
        RuleList(of: network, output: number, over: box, within: budget.after(ContinuousClock.now - start)),
        network.outputNames[number])
    }
    let shown: (equation: Equation, digits: Int?)
    switch digits {
    case .all: shown = (exact, nil)
    case .count(let count): shown = (exact.rounded(toDigits: count), count)
    case .within(let error):
      let short = exact.shortened(within: error, over: box)
      shown = (short.equation, short.digits)
    }
    return EquationAnswer(
      place: place, output: network.outputNames[number], equation: shown.equation, digits: shown.digits,
      change: exact.change(to: shown.equation, over: box))
  }

  /// A list of rules with its numbers as long as they are wanted.
  private func answer(_ list: RuleList, _ output: String) throws -> EquationAnswer {
    let shown: (list: RuleList, digits: Int?) =
      switch digits {
      case .all: (list, nil)
      case .count(let count): (try list.rounded(toDigits: count), count)
      case .within(let error): try list.shortened(within: error)
      }
    return EquationAnswer(
      place: place, output: output, equation: Equation(shown.list), digits: shown.digits, change: shown.list.change)
  }

  /// The formula that the pieces of an output make.
  private func pieces(of network: Network, _ output: Int, _ box: Box, _ budget: Budget) throws -> Equation {
    let dissection = try Dissection(
      of: network, over: place.domain, keeping: box.dimension <= 2 ? .vertices : .facets, within: budget)
    return Equation(dissection, output: output)
  }
}

extension Place {
  /// The box of a domain of the input space, or a box around it.
  var box: Box? {
    switch domain {
    case .box(let box): return box
    case .polytope(let polytope): return polytope.box
    case .polygon(let polygon):
      let (lower, upper) = polygon.bounds
      return try? Box(lower: [lower.x, lower.y], upper: [upper.x, upper.y])
    default: return nil
    }
  }
}

extension String {
  /// Its number among names.
  package func place(among names: [String], _ field: String) throws(InvalidRequest) -> Int {
    guard let index = names.firstIndex(of: self) else {
      throw InvalidRequest(field, "\"\(self)\" is not one of \(names.joined(separator: ", "))")
    }
    return index
  }
}
