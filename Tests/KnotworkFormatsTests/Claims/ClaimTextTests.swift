import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Claims as people write them: what they mean, and where and why others are refused.
@Suite(.timed) struct ClaimTextTests {
  private func decode(_ text: String) throws -> (claim: Claim, notes: [String]) {
    try ClaimText.decode(
      text, inputs: ["x1", "body mass", "not", "same"], outputs: ["y1", "y2", "same", "température"],
      over: Box(-1...1, dimension: 4))
  }

  private func condition(_ text: String) throws -> Condition? { try decode(text).claim.violation?.condition }

  private func atom(_ terms: (Double, Claim.Variable)..., atMost offset: Double) -> Condition {
    .constraint(LinearConstraint(terms.map { .init($0.0, $0.1) }, atMost: offset))
  }

  private let y1 = Claim.Variable.output(0)
  private let y2 = Claim.Variable.output(1)

  @Test func aClaimIsTheOppositeOfItsViolation() throws {
    #expect(try condition("y1 <= 5") == atom((-1, y1), atMost: -5))
    #expect(try condition("y1 < 5") == atom((-1, y1), atMost: -5))
    #expect(try condition("5 >= y1") == atom((-1, y1), atMost: -5))
    #expect(try condition("not y1 > 5") == atom((-1, y1), atMost: -5))
    #expect(try condition("not not y1 <= 5") == atom((-1, y1), atMost: -5))
    #expect(
      try condition("0 <= y1 < 5") == .any([atom((1, y1), atMost: 0), atom((-1, y1), atMost: -5)]))
    #expect(
      try condition("y1 <= 5 and y2 >= 0") == .any([atom((-1, y1), atMost: -5), atom((1, y2), atMost: 0)]))
    #expect(
      try condition("y1 <= 5 or y2 >= 0") == .all([atom((-1, y1), atMost: -5), atom((1, y2), atMost: 0)]))
    #expect(try condition("y1 = y2") == .any([atom((-1, y1), (1, y2), atMost: 0), atom((1, y1), (-1, y2), atMost: 0)]))
    #expect(
      try condition("y1 != y2") == .all([atom((-1, y1), (1, y2), atMost: 0), atom((1, y1), (-1, y2), atMost: 0)]))
    // And binds closer than or, or closer than =>.
    #expect(try condition("y1 <= 1 or y1 <= 2 and y1 <= 3") == condition("y1 <= 1 or (y1 <= 2 and y1 <= 3)"))
    #expect(
      try condition("y1 <= 1 => y1 <= 2 => y1 <= 3 or y2 <= 1")
        == condition("y1 <= 1 => (y1 <= 2 => (y1 <= 3 or y2 <= 1))"))
  }

  @Test func premisesNarrowTheBox() throws {
    let violation = try #require(try decode("x1 >= 0.25 => y1 <= 3").claim.violation)
    #expect(violation.lower[0] == 0.25 && violation.upper[0] == 1)
    #expect(violation.condition == atom((-1, y1), atMost: -3))
    // A premise beyond the box, and a claim about inputs that the box has already.
    #expect(try decode("x1 >= 2 => y1 <= 3").claim.violation == nil)
    #expect(try decode("x1 <= 2").claim.violation == nil)
    #expect(try decode("true").claim.violation == nil)
    #expect(try decode("1 < 2").claim.violation == nil)
    #expect(try condition("2 < 1") == .always)
    #expect(try condition("false") == .always)
  }

  @Test func arithmeticIsExact() throws {
    #expect(try condition("2*y1 - y2 + 3 <= 0") == atom((-2, y1), (1, y2), atMost: 3))
    #expect(try condition("2 y1 - (y2 - 3) <= 0") == atom((-2, y1), (1, y2), atMost: 3))
    #expect(try condition("-y1 <= 1e-2 * 100") == atom((1, y1), atMost: -1))
    #expect(try condition("y1/4 <= .5") == atom((-0.25, y1), atMost: -0.5))
    #expect(try condition("(y1 + y2) / 3 <= 1") == atom((-1, y1), (-1, y2), atMost: -3))
    // A tenth is no double: times ten, all numbers are.
    #expect(try condition("y1 <= 0.1") == atom((-10, y1), atMost: -1))
    #expect(try condition("y1 <= 1/3") == atom((-3, y1), atMost: -1))
    #expect(try condition("0.1 y1 + 0.2 y2 <= 0.3") == atom((-1, y1), (-2, y2), atMost: -3))
    #expect(try condition("y1 - y1 + y2 <= 0") == atom((-1, y2), atMost: 0))
    #expect(try decode("y1 <= 0.1").notes == [])
  }

  /// 0.1234567890123456789 as a fraction takes more digits than a double has: a bound is rounded so that more is a violation.
  @Test func whatNoDoublesHoldIsRoundedOutwards() throws {
    let (claim, notes) = try decode("y1 <= 0.1234567890123456789")
    guard case .constraint(let constraint)? = claim.violation?.condition else {
      Issue.record("one constraint")
      return
    }
    #expect(constraint.terms == [.init(-1, y1)] && notes.count == 1)
    let bound = -constraint.offset
    #expect(Rational(bound) < Rational(1_234_567_890_123_456_789) / Rational(10_000_000_000_000_000_000 as Double))
    #expect(bound.nextUp > 0.1234567890123456789 || bound == 0.1234567890123456789)
    #expect(try decode("0.1234567890123456789 y1 + y2 <= 1").notes.count == 1)
  }

  @Test func names() throws {
    let input = Claim.Variable.input(1)
    #expect(try condition("body mass - y1 <= 0") == atom((-1, input), (1, y1), atMost: 0))
    #expect(try condition("\"body mass\" - y1 <= 0") == atom((-1, input), (1, y1), atMost: 0))
    #expect(try condition("'body mass' - `y1` <= 0") == atom((-1, input), (1, y1), atMost: 0))
    #expect(try condition("'not' <= y1") == atom((-1, .input(2)), (1, y1), atMost: 0))
    #expect(try condition("input(same) <= output(same)") == atom((-1, .input(3)), (1, .output(2)), atMost: 0))
    #expect(try condition("température ≤ 5 ∧ y1 ≥ 0 ") == condition("température <= 5 and y1 >= 0"))
    #expect(try condition("y1 <= 5 && !(y2 > 3) || y1 == 2") == condition("y1 <= 5 and not (y2 > 3) or y1 = 2"))
  }

  @Test(arguments: [
    ("", 1, "the claim is empty; expected for example y <= 5"),
    ("y1", 1, "found a number; expected a comparison, such as y <= 5"),
    ("y1 y2 <= 5", 4, "found \"y2\"; expected an operator such as <= or and before it"),
    ("y1 <= 5 amd y2 >= 0", 9, "the network has no \"amd\"; did you mean and?"),
    ("y1 <=", 6, "found the end; expected a name, a number or ("),
    ("y3 <= 5", 1, "the network has no \"y3\"; did you mean y1?"),
    ("Y1 <= 5", 1, "the network has no \"Y1\"; did you mean y1?"),
    (
      "voltage <= 5", 1,
      "the network has no \"voltage\"; expected one of y1, y2, same, température, x1, body mass, not, same"
    ),
    ("same <= 5", 1, "same is an input and an output; expected input(same) or output(same)"),
    ("input(y1) <= 5", 7, "found \"y1\"; expected the name of an input"),
    ("y1*y2 <= 5", 4, "a product of two variables; only linear expressions are read"),
    ("1/y1 <= 5", 3, "a division by a variable; only linear expressions are read"),
    ("y1/0 <= 5", 4, "a division by 0"),
    ("(y1 <= 5", 9, "found the end; expected ) for the ( in column 1"),
    ("y1 <= 5)", 8, "found \")\"; expected and, or, => or the end"),
    ("(y1 <= 5) + 1 <= 2", 1, "found a comparison; expected a number, such as 5 or 2*y"),
    ("y1 <= 5 and 3", 13, "found a number; expected a comparison, such as y <= 5"),
    ("not y1", 5, "found a number; expected a comparison, such as y <= 5"),
    ("y1 <= 1.2.3", 7, "\"1.2.3\" is no number; expected for example 5, 0.25 or 1e-3"),
    ("y1 <= 1e999", 7, "\"1e999\" is no number; expected for example 5, 0.25 or 1e-3"),
    ("y1 + y2 <= 1e400", 9, "a number of this comparison overflows a double"),
    ("y1 ^ 2 <= 5", 4, "found \"^\"; expected a name, a number, a comparison such as <=, or and, or, not, =>"),
    ("\"y1 <= 5", 1, "a name that begins with \" and does not end; expected another \""),
    ("y1 => y2", 1, "found a number; expected a comparison, such as y <= 5"),
  ])
  func whatIsWrongIsPointedAt(_ text: String, _ column: Int, _ problem: String) throws {
    let error = #expect(throws: ClaimTextError.self) { _ = try decode(text) }
    #expect(error?.column == column)
    #expect(error?.description == "column \(column): \(problem)")
    #expect(error?.lines.last == "  " + String(repeating: " ", count: column - 1) + "^")
  }

  @Test func nestingHasALimit() throws {
    let deep = String(repeating: "(", count: 5000) + "y1 <= 1" + String(repeating: ")", count: 5000)
    #expect(throws: ClaimTextError.self) { _ = try decode(deep) }
    #expect(throws: ClaimTextError.self) { _ = try decode(String(repeating: "y1 <= 1 and ", count: 20_000)) }
    #expect(try condition(String(repeating: "not ", count: 4000) + "y1 <= 1") != nil)
  }

  /// Random claims against a plain interpreter: a point violates the claim exactly when the text is false there.
  @Test func agreesWithAnInterpreter() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for index in 0..<Seed.cases(500, soak: 30_000) {
      let (text, isTrue) = ClaimTextTests.formula(Int.random(in: 0...3, using: &generator), using: &generator)
      let (claim, notes) = try ClaimText.decode(
        text, inputs: ["a", "b"], outputs: ["y", "z"], over: Box(-8...8, dimension: 2))
      #expect(notes == [])
      for _ in 0..<10 {
        // Multiples of a half: never on the boundary of a comparison with a quarter.
        let point = (0..<4).map { _ in Double(Int.random(in: -8...8, using: &generator)) / 2 }
        let exact = point.map { Dyadic($0) }
        let isViolated =
          claim.violation?.contains(inputs: Array(exact.prefix(2)), outputs: Array(exact.suffix(2))) ?? false
        #expect(isViolated == !isTrue(point), "KNOTWORK_SEED=\(Seed.current), case \(index): \(text) at \(point)")
      }
    }
  }

  private typealias Formula = (text: String, isTrue: ([Double]) -> Bool)

  private static func atom(using generator: inout SeededGenerator) -> Formula {
    let factors = (0..<4).map { _ in Int.random(in: -2...2, using: &generator) }
    let offset = Double(Int.random(in: -4...4, using: &generator)) + 0.25
    let terms = zip(factors, ["a", "b", "y", "z"]).map { factor, name in
      ["\(factor)*\(name)", "\(name)*\(factor)", "(\(factor)) \(name)", "\(name) / 0.5 * \(factor) / 2"]
        .randomElement(using: &generator)!
    }
    let symbol = ["<=", "<", ">=", ">"].randomElement(using: &generator)!
    return (
      "\(terms.joined(separator: " + ")) \(symbol) \(offset)",
      { point in
        let value = zip(factors, point).reduce(0) { $0 + Double($1.0) * $1.1 }
        return symbol.hasPrefix("<") ? value < offset : value > offset
      }
    )
  }

  private static func formula(_ depth: Int, using generator: inout SeededGenerator) -> Formula {
    guard depth > 0 else { return atom(using: &generator) }
    let (a, b) = (formula(depth - 1, using: &generator), formula(depth - 1, using: &generator))
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: return ("(\(a.text)) and (\(b.text))", { a.isTrue($0) && b.isTrue($0) })
    case 1: return ("(\(a.text)) or (\(b.text))", { a.isTrue($0) || b.isTrue($0) })
    case 2: return ("(\(a.text)) => (\(b.text))", { !a.isTrue($0) || b.isTrue($0) })
    default: return ("not (\(a.text))", { !a.isTrue($0) })
    }
  }
}
