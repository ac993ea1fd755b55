import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkExplain

@Suite(.timed) struct RuleTests {
  /// Lists of random networks and of such whose units repeat, vanish and cancel say everywhere what the network says.
  @Test func listsAreTheNetwork() throws {
    var generator = SplitMix64(state: Seed.current)
    let shapes = [[1, 4, 1], [2, 4, 1], [2, 3, 3, 1], [3, 4, 1], [4, 3, 1]]
    for round in 0..<Seed.cases(20, soak: 300) {
      let widths = shapes[round % shapes.count]
      let network =
        round.isMultiple(of: 2)
        ? try Networks.random(widths, &generator) : try Networks.whole(widths, &generator)
      let box = try Box(-1...1, dimension: widths[0])
      let list = try RuleList(of: network, over: box)
      #expect(list.rules.count <= list.regionCount && list.rules.count >= list.mapCount)
      #expect(list.rules.last?.conditions.isEmpty == true && list.change < 1e-13)
      for _ in 0..<200 {
        let point = Networks.point(widths[0], &generator)
        #expect((list(point) - network(point)[0]).magnitude < 1e-11)
      }
    }
  }

  /// What needs few rules has few, with conditions that can be told apart from others.
  @Test func listsAreShort() throws {
    let plane = try Box(-1...1, dimension: 2)
    // max(x1, x2): which is greater.
    let maximum = try RuleList(of: Networks.maximum(), over: plane)
    #expect(maximum.rules.count == 2 && maximum.change == 0 && maximum.mapCount == 2)
    #expect(maximum.rules[0].conditions.count == 1 && maximum.regionCount > 2)
    // Three units on one line that cancel: one map, no condition.
    let linear = try RuleList(of: Networks.oneLine([0, 0.5, -2]), over: plane)
    #expect(linear.rules.count == linear.mapCount)
    // relu(x1) + relu(x2): three conditions and what is left.
    let sum = try RuleList(of: Networks.network([([[1, 0], [0, 1]], [0, 0]), ([[1, 1]], [0])]), over: plane)
    #expect(sum.rules.count == 4 && sum.rules.reduce(0) { $0 + $1.conditions.count } <= 4)
    // A network that is constant.
    let constant = try RuleList(of: Networks.network([([[0, 0]], [1]), ([[2]], [0.5])]), over: plane)
    #expect(constant.rules == [RuleList.Rule(conditions: [], term: Equation.Term(slope: [0, 0], intercept: 2.5))])
    // A unit that vanishes along the edge of the box.
    let edge = try RuleList(of: Networks.network([([[1, 0]], [-1]), ([[1]], [0])]), over: plane)
    #expect(edge.rules.count == 1)
  }

  /// The gate finds a rule that is wrong, and by how much.
  @Test func gateRefusesWrongLists() throws {
    let network = try Networks.maximum()
    let plane = try Box(-1...1, dimension: 2)
    let proof = RuleProof(network, output: 0, over: plane, clock: WorkClock(Budget()))
    func exact(_ numbers: [Double]) -> [Dyadic] { numbers.map { Dyadic($0) } }
    let (first, second) = (exact([1, 0, 0]), exact([0, 1, 0]))
    let right = [ExactRule(conditions: [exact([1, -1, 0])], map: first), ExactRule(conditions: [], map: second)]
    #expect(try proof.largestDifference(right).isZero)
    // x1 ≥ x2 − 1/4 in place of x1 ≥ x2: 1/4 off at its rim.
    let moved = [ExactRule(conditions: [exact([1, -1, 0.25])], map: first), right[1]]
    #expect(try proof.largestDifference(moved).rounded == 0.25)
    // The other map first: 2 off in a corner.
    let swapped = [ExactRule(conditions: right[0].conditions, map: second), ExactRule(conditions: [], map: first)]
    #expect(try proof.largestDifference(swapped).rounded == 2)
    // A rule that no point is left for may say what it likes.
    let idle = [right[0], ExactRule(conditions: [exact([2, -2, -0.5])], map: exact([9, 9, 9])), right[1]]
    #expect(try proof.largestDifference(idle).isZero)
  }

  /// What rounding changes is bounded by what is proved, which some point comes near to.
  @Test func roundedLists() throws {
    var generator = SplitMix64(state: Seed.current)
    for round in 0..<Seed.cases(6, soak: 60) {
      let widths = round.isMultiple(of: 2) ? [2, 3, 1] : [2, 3, 2, 1]
      let network = try Networks.random(widths, &generator)
      let list = try RuleList(of: network, over: Box(-1...1, dimension: 2))
      let short = try list.rounded(toDigits: 2)
      var largest = 0.0
      for _ in 0..<20_000 {
        let point = Networks.point(2, &generator)
        largest = max(largest, (short(point) - network(point)[0]).magnitude)
      }
      #expect(largest <= short.change * (1 + 1e-12) && largest >= short.change * 0.5)
      let (fewest, digits) = try list.shortened(within: 1e-3)
      #expect(fewest.change <= 1e-3)
      if digits > 1 { #expect(try list.rounded(toDigits: digits - 1).change > 1e-3) }
    }
  }

  /// Too many regions, and no time.
  @Test func limits() throws {
    let network = try Networks.maximum()
    let plane = try Box(-1...1, dimension: 2)
    #expect(throws: LimitReached.self) { try RuleList(of: network, over: plane, mostRegions: 2) }
    #expect(throws: LimitReached.self) {
      try RuleList(of: network, over: plane, within: Budget(limits: Limits(duration: .zero)))
    }
  }
}
