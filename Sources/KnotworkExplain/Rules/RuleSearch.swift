import Knotwork
import KnotworkClaims
import KnotworkGeometry

/// Makes a list of rules from the regions of a box: again and again the rule with the fewest conditions that is right wherever no earlier
/// one holds, of those with as few the one that settles the most regions.
///
/// Conditions of a region that keep apart nothing but regions that are settled, or have the same map, are left out. Every question here
/// is whether a polytope has an inside, in exact arithmetic; ``RuleProof`` does not rely on any of it.
struct RuleSearch {
  private struct Body {
    /// The numbers of the conditions that bound it.
    let conditions: [Int]
    let map: Int
    let point: [Dyadic]
  }

  /// How a region lies to a condition.
  private enum Relation { case inside, outside, across }

  private let box: Box
  private let clock: WorkClock
  private var bodies: [Body] = []
  private var maps: [[Dyadic]] = []
  /// The conditions, and for each the number of its opposite, where there is one.
  private var conditions: [StrictSystem.Inequality] = []
  private var opposites: [Int?] = []
  private var numbers: [[Dyadic]: Int] = [:]
  /// One for each pair of a region and a condition that was asked about.
  private var relations: [[Relation?]] = []

  init(_ dissection: Dissection, output: Int, box: Box, clock: WorkClock) {
    self.box = box
    self.clock = clock
    var forms = RegionForms(dissection.network)
    var mapNumbers: [[Dyadic]: Int] = [:]
    for region in dissection.regions {
      let (outputs, bounds) = forms.forms(on: region)
      let own = bounds.map { number(of: $0) }
      // What the engine calls a region has an inside.
      guard let point = StrictSystem(within: box).point(satisfying: bounds) else { continue }
      let map = mapNumbers[outputs[output]] ?? maps.count
      if map == maps.count {
        maps.append(outputs[output])
        mapNumbers[outputs[output]] = map
      }
      bodies.append(Body(conditions: Array(Set(own)).sorted(), map: map, point: point))
    }
    relations = bodies.map { _ in [Relation?](repeating: nil, count: conditions.count) }
  }

  /// The number of a condition; multiples of one are the same.
  private mutating func number(of side: StrictSystem.Inequality) -> Int {
    let key = Dyadic.primitive(side.normal + [side.constant])
    if let known = numbers[key] { return known }
    let number = conditions.count
    let opposite = numbers[key.map { -$0 }]
    if let opposite { opposites[opposite] = number }
    numbers[key] = number
    conditions.append(side)
    opposites.append(opposite)
    return number
  }

  /// The list.
  ///
  /// - Throws: `LimitReached` where the time is over.
  mutating func rules() throws -> [ExactRule] {
    var open = Array(bodies.indices)
    var rules: [ExactRule] = []
    while !open.isEmpty {
      var best: (conditions: [Int], settled: Set<Int>, map: Int)?
      for body in open {
        try clock.check()
        let others = open.filter { bodies[$0].map != bodies[body].map }
        let kept = fewest(body, others)
        guard best.map({ kept.count <= $0.conditions.count }) ?? true else { continue }
        let settled = open.filter { other in
          bodies[other].map == bodies[body].map && kept.allSatisfy { relation(other, $0) == .inside }
        }
        guard best.map({ (kept.count, -settled.count) < ($0.conditions.count, -$0.settled.count) }) ?? true
        else { continue }
        best = (kept, Set(settled), bodies[body].map)
      }
      guard let best else { break }
      rules.append(
        ExactRule(
          conditions: best.conditions.map { conditions[$0].normal + [conditions[$0].constant] }, map: maps[best.map]))
      open.removeAll { best.settled.contains($0) }
    }
    return rules
  }

  /// Few conditions of a region that keep others out.
  private mutating func fewest(_ body: Int, _ others: [Int]) -> [Int] {
    // Conditions on many inputs go first, so that those on one stay.
    let order = bodies[body].conditions.sorted { first, second in
      (-terms(first), first) < (-terms(second), second)
    }
    var best = order
    for order in [order, order.reversed()] {
      var kept = order
      for condition in order {
        let fewer = kept.filter { $0 != condition }
        if !others.contains(where: { meets($0, fewer) }) { kept = fewer }
      }
      if kept.count < best.count { best = kept }
    }
    return best.sorted()
  }

  private func terms(_ condition: Int) -> Int { conditions[condition].normal.count { !$0.isZero } }

  /// Whether a region has an inside in common with conditions.
  private mutating func meets(_ body: Int, _ sides: [Int]) -> Bool {
    var across: [Int] = []
    for side in sides {
      switch relation(body, side) {
      case .outside: return false
      case .across: across.append(side)
      case .inside: break
      }
    }
    if across.count < 2 { return true }
    if across.allSatisfy({ conditions[$0].value(at: bodies[body].point).signum > 0 }) { return true }
    return hasInside(body, across.map { conditions[$0] })
  }

  private func hasInside(_ body: Int, _ sides: [StrictSystem.Inequality]) -> Bool {
    StrictSystem(within: box).point(satisfying: bodies[body].conditions.map { conditions[$0] } + sides) != nil
  }

  private mutating func relation(_ body: Int, _ condition: Int) -> Relation {
    if let known = relations[body][condition] { return known }
    let side = conditions[condition]
    let sign = side.value(at: bodies[body].point).signum
    let relation: Relation
    if bodies[body].conditions.contains(condition) {
      relation = .inside
    } else if let opposite = opposites[condition], bodies[body].conditions.contains(opposite) {
      relation = .outside
    } else if sign > 0 {
      relation = hasInside(body, [side.reversed]) ? .across : .inside
    } else if sign < 0 {
      relation = hasInside(body, [side]) ? .across : .outside
    } else {
      relation = .across
    }
    relations[body][condition] = relation
    return relation
  }
}
