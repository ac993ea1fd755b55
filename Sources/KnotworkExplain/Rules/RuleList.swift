import Knotwork
import KnotworkGeometry

/// An output over a box as a list of rules: the first one whose conditions a point meets says what the output is there.
///
/// The list is proved equal to the network over the whole box, in exact arithmetic and from the network's weights alone
/// (`RuleProof`); what rounding its numbers to doubles or to few digits changes is proved likewise.
public struct RuleList: Sendable {
  /// Conditions and a value.
  public struct Rule: Equatable, Sendable {
    /// Half-spaces that all have to contain a point; none in the last rule, which takes all that is left.
    public let conditions: [HalfSpace]
    /// The output where they do.
    public let term: Equation.Term
  }

  /// The rules, in the order in which they are tried.
  public let rules: [Rule]
  /// How many regions the box has.
  public let regionCount: Int
  /// How many different affine maps the output is made of.
  public let mapCount: Int
  /// By how much the list with its numbers as they are in ``rules`` differs from the network anywhere in the box at most; proved, and 0
  /// where every number is a double.
  public let change: Double

  private let exact: [ExactRule]
  private let proof: RuleProof

  /// So many regions make a list unless said otherwise.
  public static let mostRegions = 100

  /// The list for an output over a box.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - box: where inputs lie.
  ///   - mostRegions: more regions than these are too many for a list.
  ///   - budget: what it may cost.
  /// - Requires: the number of an output, and a box of as many dimensions as there are inputs.
  /// - Throws: `LimitReached` with more regions and where the budget is spent, `FailedGate` where the list is not the network, a
  ///   fault of the program; as a dissection.
  /// - Complexity: O(regions³) questions whether a polytope has an inside, in exact arithmetic.
  public init(
    of network: Network, output: Int = 0, over box: Box, mostRegions: Int = RuleList.mostRegions,
    within budget: Budget = Budget()
  ) throws {
    let clock = WorkClock(budget)
    var few = budget
    few.limits.regions = min(mostRegions, budget.limits.regions ?? mostRegions)
    let dissection = try Dissection(of: network, over: .box(box), keeping: .facets, within: few)
    var search = RuleSearch(dissection, output: output, box: box, clock: clock)
    let exact = try search.rules()
    let proof = RuleProof(network, output: output, over: box, clock: clock)
    guard try proof.largestDifference(exact).isZero else {
      throw FailedGate("a list of rules differs from the network that it was made of")
    }
    try self.init(
      exact, proof, regionCount: dissection.regions.count, mapCount: Set(exact.map(\.map)).count, digits: nil)
  }

  private init(_ exact: [ExactRule], _ proof: RuleProof, regionCount: Int, mapCount: Int, digits: Int?) throws {
    (self.exact, self.proof, self.regionCount, self.mapCount) = (exact, proof, regionCount, mapCount)
    let all = exact.map { rule in
      Rule(
        conditions: rule.conditions.map { HalfSpace(where: $0, digits: digits) },
        term: Equation.Term(rule.map, digits: digits))
    }
    // Rounding may leave a rule without an inside: what it would say of its rim, others say.
    let kept = try all.indices.filter { try proof.hasInside(all[$0].conditions.map(\.form)) }
    rules = kept.map { all[$0] }
    let written = rules.map { ExactRule(conditions: $0.conditions.map(\.form), map: $0.term.form) }
    let isSame =
      kept.count == all.count
      && zip(written, exact).allSatisfy { left, right in
        left.map == right.map
          && left.conditions.map(Dyadic.primitive) == right.conditions.map(Dyadic.primitive)
      }
    change = isSame ? 0 : try proof.largestDifference(written).roundedUp
  }

  /// The list with all numbers rounded to so many significant digits, and what that changes.
  ///
  /// - Throws: `LimitReached` where the budget of the list is spent.
  public func rounded(toDigits digits: Int) throws -> RuleList {
    try RuleList(exact, proof, regionCount: regionCount, mapCount: mapCount, digits: digits)
  }

  /// The list in the fewest digits that change no value by more than an error.
  ///
  /// - Throws: as ``rounded(toDigits:)``.
  public func shortened(within error: Double) throws -> (list: RuleList, digits: Int) {
    for digits in 1..<17 {
      let short = try rounded(toDigits: digits)
      if short.change <= error { return (short, digits) }
    }
    return (self, 17)
  }

  /// The number of the rule that a point meets first.
  ///
  /// - Parameter point: a point of the box.
  public func rule(at point: [Double]) -> Int {
    let last = rules.count - 1
    return rules.indices.first { number in
      number == last || rules[number].conditions.allSatisfy { $0.contains(point) }
    } ?? last
  }

  /// What the list says at a point, in floating point.
  public func callAsFunction(_ point: [Double]) -> Double { rules[rule(at: point)].term(point) }
}

/// A rule without rounding.
struct ExactRule: Equatable, Sendable {
  /// Affine forms that must not be negative: a coefficient for each coordinate, and the constant.
  let conditions: [[Dyadic]]
  /// The output as such a form.
  let map: [Dyadic]
}

/// When work has to end.
struct WorkClock: Sendable {
  private let budget: Budget
  private let start = ContinuousClock.now

  init(_ budget: Budget) { self.budget = budget }

  /// - Throws: `LimitReached` where the time is over, or the work was cancelled.
  func check() throws(LimitReached) {
    if budget.progress.isCancelled { throw LimitReached(cause: .cancelled, regionsFound: 0) }
    if let limit = budget.limits.duration, ContinuousClock.now - start >= limit {
      throw LimitReached(cause: .duration(limit: limit), regionsFound: 0)
    }
  }
}

extension HalfSpace {
  /// The half-space where a form is not negative: with 1 as its largest coefficient where that takes no rounding, or else its own
  /// numbers where these are doubles.
  fileprivate init(where form: [Dyadic], digits: Int?) {
    let (normal, offset) = (form.dropLast().map { -$0 }, form[form.count - 1])
    let size = normal.reduce(Dyadic.zero) { max($0, $1.magnitude) }
    let (short, end) = (normal.map { Dyadic.quotient($0, size) }, Dyadic.quotient(offset, size))
    if let digits {
      self.init(normal: short.map { $0.rounded(toDigits: digits) }, offset: end.rounded(toDigits: digits))
      return
    }
    let (own, bound) = (normal.map(\.nearest), offset.nearest)
    let isOwn = zip(own + [bound], normal + [offset]).allSatisfy { $0.isFinite && Dyadic($0) == $1 }
    let isShort = zip(short + [end], normal + [offset]).allSatisfy { $0.isFinite && Dyadic($0) * size == $1 }
    self = isOwn && !isShort ? HalfSpace(normal: own, offset: bound) : HalfSpace(normal: short, offset: end)
  }

  /// offset − normal · x, without rounding.
  fileprivate var form: [Dyadic] { normal.map { -Dyadic($0) } + [Dyadic(offset)] }

  /// Whether a point lies in it, in floating point.
  fileprivate func contains(_ point: [Double]) -> Bool { zip(normal, point).reduce(0) { $0 + $1.0 * $1.1 } <= offset }
}

extension Equation.Term {
  fileprivate init(_ form: [Dyadic], digits: Int?) {
    let numbers = form.map(\.nearest).map { digits.map($0.rounded(toDigits:)) ?? $0 }
    self.init(slope: Array(numbers.dropLast()), intercept: numbers[numbers.count - 1])
  }

  fileprivate var form: [Dyadic] { (slope + [intercept]).map { Dyadic($0) } }
}
