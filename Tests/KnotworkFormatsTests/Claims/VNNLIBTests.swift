import Foundation
import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Claims in VNN-LIB 1.0 and SMT-LIB: what they mean, what is refused with its place, and every file of the competitions.
@Suite(.timed) struct VNNLIBTests {
  static func read(_ text: String) throws(FormatError) -> (claim: Claim, notes: [String]) {
    try VNNLIB.decode(Array(text.utf8))
  }

  /// Declarations fill the first lines, one each.
  static func read(_ assertions: String, inputs: Int, outputs: Int = 2) throws(FormatError) -> (
    claim: Claim, notes: [String]
  ) {
    let inputs = (0..<inputs).map { "(declare-const X_\($0) Real)" }
    let outputs = (0..<outputs).map { "(declare-const Y_\($0) Real)" }
    return try read((inputs + outputs + [assertions]).joined(separator: "\n"))
  }

  private func claim(_ assertions: String) throws(FormatError) -> Claim {
    try VNNLIBTests.read(assertions, inputs: 2).claim
  }

  /// What remains beside the box.
  private func condition(_ assertions: String) throws -> Condition {
    try #require(try claim(box + assertions).violation).condition
  }

  private func atom(_ terms: (Double, Claim.Variable)..., atMost offset: Double) -> Condition {
    .constraint(LinearConstraint(terms.map { .init($0.0, $0.1) }, atMost: offset))
  }

  private let box = "(assert (>= X_0 -1)) (assert (<= X_0 1)) (assert (and (<= -2 X_1) (>= 2.5 X_1)))\n"

  @Test func boundsAndOutputs() throws {
    let claim = try claim(box + "(assert (<= Y_0 Y_1)) (assert (>= (+ (* 2 Y_0) (- Y_1) 1) (- 3 0.5)))")
    let expected = Violation(
      lower: [-1, -2], upper: [1, 2.5],
      condition: .all([
        atom((1, .output(0)), (-1, .output(1)), atMost: 0), atom((-2, .output(0)), (1, .output(1)), atMost: -1.5),
      ]))
    #expect(claim == Claim(inputCount: 2, outputCount: 2, violation: expected))
  }

  @Test func inputsAndOutputsTogether() throws {
    #expect(try condition("(assert (<= X_0 Y_0))") == atom((1, .input(0)), (-1, .output(0)), atMost: 0))
    #expect(try condition("(assert (<= (+ X_0 (* X_1 3)) 4))") == atom((1, .input(0)), (3, .input(1)), atMost: 4))
    let narrow = try #require(try claim(box + "(assert (<= (* 2 X_0) 1)) (assert (>= (- X_1) -2))").violation)
    #expect(narrow.upper == [0.5, 2] && narrow.condition == .always)
  }

  @Test func equalitiesFixInputs() throws {
    let violation = try #require(try claim(box + "(assert (= X_0 0.25)) (assert (= Y_0 (* 2 Y_1)))").violation)
    #expect(violation.lower[0] == 0.25 && violation.freeInputs == [1])
    #expect(violation.condition.conjuncts.count == 2)
  }

  @Test func alternativesStayAFormula() throws {
    let both = try condition(
      """
      (assert (or (and (>= X_0 0) (<= Y_0 1)) (and (<= X_0 -0.5) (or (>= Y_0 2) (>= Y_1 3)))))
      (assert (or (<= Y_1 0) (<= X_1 0)))
      """)
    #expect(both.conjuncts.count == 2 && both.constraints.count == 7)
    // Alternatives that exclude themselves are left out, up to all of them.
    #expect(try condition("(assert (or (and (>= X_0 2) (<= X_0 1)) (<= Y_0 0)))") == atom((1, .output(0)), atMost: 0))
    for never in [
      "(>= X_0 2)", "(or)", "(<= 1 0)", "false", "(not true)", "(< 1 1)", "(and (>= Y_0 1) false)", "(distinct 2 2)",
    ] {
      #expect(try claim(box + "(assert \(never))").violation == nil, "\(never)")
    }
    for always in ["(and)", "(<= 0 1)", "true", "(or (<= Y_0 0) true)", "(=> false (<= Y_0 0))", "(<= Y_0 Y_0)"] {
      #expect(try condition("(assert \(always))") == .always, "\(always)")
    }
  }

  /// 10⁵ alternatives that would multiply to more than there are atoms take milliseconds.
  @Test func alternativesAreNotMultipliedOut() throws {
    let pairs = (0..<20_000).map { "(or (<= Y_0 \($0)) (>= Y_1 \($0)))" }
    let separate = try condition(pairs.map { "(assert \($0))" }.joined(separator: "\n"))
    #expect(separate.constraints.count == 40_000)
    #expect(try condition("(assert (and \(pairs.joined(separator: " "))))") == separate)
  }

  static let equivalents: [(String, String)] = [
    ("(not (<= Y_0 3))", "(>= Y_0 3)"), ("(not (and (<= Y_0 3) (>= Y_1 1)))", "(or (>= Y_0 3) (<= Y_1 1))"),
    ("(=> (<= Y_0 3) (<= Y_1 1))", "(or (>= Y_0 3) (<= Y_1 1))"),
    ("(=> (<= Y_0 3) (<= Y_1 1) (<= Y_0 1))", "(or (>= Y_0 3) (>= Y_1 1) (<= Y_0 1))"),
    ("(xor (<= Y_0 3) (<= Y_1 1))", "(or (and (<= Y_0 3) (>= Y_1 1)) (and (>= Y_0 3) (<= Y_1 1)))"),
    ("(= (<= Y_0 3) (<= Y_1 1))", "(or (and (<= Y_0 3) (<= Y_1 1)) (and (>= Y_0 3) (>= Y_1 1)))"),
    ("(ite (<= Y_0 3) (<= Y_1 1) (<= Y_1 2))", "(or (and (<= Y_0 3) (<= Y_1 1)) (and (>= Y_0 3) (<= Y_1 2)))"),
    ("(<= 0 Y_0 3)", "(and (<= 0 Y_0) (<= Y_0 3))"), ("(> 3 Y_0 Y_1 0)", "(and (>= 3 Y_0) (>= Y_0 Y_1) (>= Y_1 0))"),
    ("(= Y_0 Y_1 2)", "(and (= Y_0 Y_1) (= Y_1 2))"), ("(!= Y_0 2)", "(or (<= Y_0 2) (>= Y_0 2))"),
    ("(>= Y_0 (/ 1 4))", "(>= Y_0 0.25)"), ("(>= (/ Y_0 2) 1)", "(>= (* 0.5 Y_0) 1)"),
    ("(>= (/ (+ Y_0 Y_1 1) 2 2) 1)", "(>= (+ (* 0.25 Y_0) (* 0.25 Y_1)) 0.75)"),
    ("(>= Y_0 (/ 1 3))", "(>= Y_0 0.3333333333333333)"),
    ("(let ((a (+ Y_0 Y_1)) (p (<= Y_0 1))) (and p (<= a 3)))", "(and (<= Y_0 1) (<= (+ Y_0 Y_1) 3))"),
    ("(let ((a Y_0)) (let ((a (+ a 1))) (let ((b a)) (<= b 3))))", "(<= Y_0 2)"),
    ("(let ((Y_0 Y_1) (Y_1 Y_0)) (<= (- Y_0 Y_1) 1))", "(<= (- Y_1 Y_0) 1)"),
    ("(! (<= Y_0 3) :pattern ((f x)) :named goal)", "(<= Y_0 3)"), ("(not (not (<= Y_0 3)))", "(<= Y_0 3)"),
    ("(and (or (<= Y_0 3)) (and (<= Y_1 1)))", "(and (<= Y_0 3) (<= Y_1 1))"),
    ("(<= (- Y_0 Y_1 1) (* 2 3))", "(<= (- Y_0 Y_1) 7)"), ("(<= |Y_0| 3)", "(<= Y_0 3)"),
  ]

  @Test(arguments: equivalents)
  func connectivesMeanTheSame(_ text: String, _ plain: String) throws {
    #expect(try condition("(assert \(text))") == condition("(assert \(plain))"))
  }

  @Test func strictInequalitiesAreClosedWithANote() throws {
    func notes(_ text: String) throws -> [String] { try VNNLIBTests.read(box + "(assert \(text))", inputs: 2).notes }
    let rest = "read as <= or >=: a violation that only touches the boundary counts"
    #expect(try notes("(> Y_0 Y_1)") == ["the strict inequality at line 6 is \(rest)"])
    #expect(try notes("(not (<= Y_0 3))") == ["the strict inequality at line 6 is \(rest)"])
    #expect(
      try notes("(and\n(<= Y_0 3)\n(< Y_0 Y_1 3))") == ["2 strict inequalities, the first at line 8, are \(rest)"])
    // The opposite of a strict inequality is none, and constants are decided.
    for text in ["(not (< Y_0 3))", "(=> (> Y_0 3) (<= Y_1 0))", "(or (< 1 0) (<= Y_0 1))"] {
      #expect(try notes(text) == [], "\(text)")
    }
  }

  @Test func commandsOfSolversAreLeftOut() throws {
    let text = """
      ; written for SMT
      (set-logic QF_LRA) (set-info :status sat) (set-info :source |a ) b|) (set-option :produce-models true)
      (declare-fun X_0 () Real) (declare-fun Y_0 () Real)
      (define-fun top () Real (/ 5 2)) (define-fun small () Bool (<= X_0 1))
      (assert (>= X_0 0)) (assert small) (assert (>= Y_0 top))
      (check-sat) (get-value (X_0 Y_0)) (echo "done ) (") (get-model) (exit)
      this is not read any more )
      """
    let violation = try #require(try VNNLIBTests.read(text).claim.violation)
    #expect(violation == Violation(lower: [0], upper: [1], condition: atom((-1, .output(0)), atMost: -2.5)))
  }

  static let bad: [(String, String)] = [
    (
      "",
      "line 1, column 16: X_0 has no lower and no upper bound; every input needs both, as in (assert (>= X_0 0.0)) (assert (<= X_0 1.0))"
    ),
    ("(assert (<= X_0 -7))", "X_0 has no lower bound; every input needs one, as in (assert (>= X_0 -8.0))"),
    ("(assert (<= 3 X_0))", "X_0 has no upper bound; every input needs one, as in (assert (<= X_0 4.0))"),
    ("(assert (<= X_0 1)", "line 5, column 19: found the end of the file; expected one closing parenthesis"),
    ("(assert\n  (<= X_2 1))", "line 6, column 7: X_2 is not declared before it is used"),
    ("(assert (<= X_0 1e999))", "line 5, column 17: found \"1e999\"; expected a declared variable or a finite number"),
    ("(assert (<= X_0 inf))", "line 5, column 17: found \"inf\"; expected a declared variable or a finite number"),
    ("(assert (<= X_0 0x10))", "line 5, column 17: found \"0x10\"; expected a declared variable or a finite number"),
    ("(assert (<= (* X_0 X_1) 1))", "line 5, column 20: a product of two variables; only linear constraints are read"),
    ("(assert (<= (/ 2 X_0) 1))", "line 5, column 18: a division by a variable; only linear constraints are read"),
    ("(assert (<= (/ X_0 (- 1 1)) 1))", "line 5, column 20: a division by 0"),
    ("(assert (<= (/ X_0 1e-320) 1))", "line 5, column 20: the quotient overflows a double"),
    ("(assert (<= (abs X_0) 1))", "line 5, column 14: found \"abs\"; expected one of <= >= = and or not, or + - * /"),
    ("(assert (<= (* 1e300 1e300) X_0))", "line 5, column 22: the product overflows a double"),
    ("(assert X_0)", "line 5, column 9: found a number; expected a condition, such as (<= X_0 1)"),
    ("(assert (and X_0 (<= X_1 1)))", "line 5, column 14: found a number; expected a condition"),
    ("(assert (<= (<= X_0 1) 1))", "line 5, column 13: found a condition; expected a number, such as X_0"),
    ("(assert (= (<= X_0 1) X_0))", "line 5, column 23: found a number; expected a condition"),
    ("(assert (not))", "line 5, column 10: not joins 1 condition, but there are 0"),
    ("(assert (=> (<= X_0 1)))", "line 5, column 10: => joins 2 conditions or more, but there are 1"),
    ("(assert (<= X_0))", "line 5, column 10: <= compares 2 numbers or more, but there are 1"),
    (
      "(assert (let (a 1) (<= X_0 a)))",
      "line 5, column 15: found \"a\"; expected a closing parenthesis after the definitions"
    ),
    ("(assert (<= a 1))", "line 5, column 13: found \"a\"; expected a declared variable or a finite number"),
    ("(push 1)", "line 5, column 2: found \"push\"; expected declare-const, declare-network or assert"),
    ("assert", "line 5, column 1: found \"assert\"; expected a declaration or an assertion"),
    ("(declare-const X_0 Real)", "line 5, column 16: X_0 is declared twice"),
    ("(declare-const Z_0 Real)", "line 5, column 16: the variable \"Z_0\"; expected X_0, X_1, … for inputs"),
    ("(declare-const X_01 Real)", "line 5, column 16: the variable \"X_01\""),
    ("(declare-const X_7 Real)", "line 5, column 16: X_7 is declared, but only 3 inputs are; expected X_0 to X_2"),
    ("(declare-const X_2 Int)", "line 5, column 20: only variables of the type Real are read"),
    (
      "(declare-fun X_2 (Real) Real)",
      "line 5, column 19: found \"Real\"; expected an empty list of parameters, (): functions are not read"
    ),
    ("(vnnlib-version <3.0>)", "line 5, column 17: VNN-LIB <3.0> is not read; <1.0> and <2.0> are"),
    ("(set-info \"open)", "line 5, column 11: the file ends before the \" that belongs to this"),
    ("(assert " + String(repeating: "(and ", count: 300), "parentheses are nested more than 200 levels deep"),
    ("(assert (<= " + String(repeating: "(- ", count: 300), "parentheses are nested more than 200 levels deep"),
  ]

  @Test(arguments: bad)
  func saysWhatIsWrong(_ assertions: String, _ message: String) throws {
    let error = #expect(throws: FormatError.self) { try claim(assertions) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  /// Definitions that double again and again, in numbers, conditions and negations, are refused before they fill the memory.
  @Test func definitionsCannotExplode() throws {
    let starts = ["(+ Y_0 Y_1)", "(<= Y_0 1)", "(<= Y_0 1)"]
    let steps: [(String) -> String] = [{ "(+ \($0) \($0))" }, { "(and \($0) (not \($0)))" }, { "(xor \($0) \($0))" }]
    for (start, step) in zip(starts, steps) {
      let definitions = (1...60).map { "(define-fun d\($0) () T \(step("d\($0 - 1)")))" }.joined(separator: "\n")
      let text = box + "(define-fun d0 () T \(start))\n" + definitions + "(assert (let ((x d60)) (or (<= Y_0 0) true)))"
      do { _ = try claim(text) } catch {
        #expect(error.description.contains("what the definitions stand for is many times larger than the file"))
      }
    }
    // A chain of definitions is as deep as nested parentheses.
    let chain = (1...5000).map {
      "(define-fun d\($0) () T (\($0.isMultiple(of: 2) ? "and" : "or") (<= Y_0 \($0)) d\($0 - 1)))"
    }
    let error = #expect(throws: FormatError.self) {
      try claim(box + "(define-fun d0 () T (<= Y_1 0))" + chain.joined() + "(assert d5000)")
    }
    #expect(error?.description.contains("nested more than 200 levels deep") == true)
    // A chain of `let` is as long as it likes.
    let lets = (1...5000).map { "(let ((d\($0) (+ d\($0 - 1) 1))) " }.joined()
    let long = "(assert (let ((d0 Y_0)) \(lets)(<= d5000 0)\(String(repeating: ")", count: 5000))))"
    #expect(try condition(long) == atom((1, .output(0)), atMost: -5000))
  }

  @Test func roundTrips() throws {
    var generator = SeededGenerator(seed: Seed.current)
    func number() -> Double {
      Double.random(in: -3...3, using: &generator) * [1, 1e-30, 1e20].randomElement(using: &generator)!
    }
    func atom() -> Condition {
      let variables: [Claim.Variable] = [.input(0), .input(2), .output(0), .output(1)]
      let terms = variables.shuffled(using: &generator).prefix(Int.random(in: 1...4, using: &generator))
      return .constraint(LinearConstraint(terms.map { .init(number(), $0) }, atMost: number()))
    }
    func condition(_ depth: Int) -> Condition {
      guard depth > 0, Bool.random(using: &generator) else { return atom() }
      let parts = (0..<3).map { _ in condition(depth - 1) }
      return Bool.random(using: &generator) ? .conjunction(parts) : .disjunction(parts)
    }
    let named: [Claim.Subject] = [
      .init(
        name: "f", inputs: [.init(name: "A", shape: [2, 1]), .init(name: "B", shape: [])],
        outputs: [.init(name: "C", shape: [1])]),
      .init(
        name: "g", inputs: [.init(name: "D", shape: [2, 1]), .init(name: "E", shape: [])],
        outputs: [.init(name: "F", shape: [1])], likeness: .isomorphic(to: "f")),
    ]
    for index in 0..<Seed.cases(200, soak: 20_000) {
      let subjects = index.isMultiple(of: 2) ? named : Claim(inputCount: 3, outputCount: 2, violation: nil).networks
      let inputs = subjects.reduce(0) { $0 + $1.inputCount }
      let bounds = (0..<inputs).map { _ in [number(), number()].sorted() }
      let parts: [Condition] = bounds.enumerated().flatMap { input, bound in
        [(-1.0, -bound[0]), (1.0, bound[1])].map { factor, offset in
          .constraint(LinearConstraint([.init(factor, .input(input))], atMost: offset))
        }
      }
      let violation = try Violation.described(by: .conjunction(parts + [condition(3)]), inputCount: inputs)
      let claim = Claim(about: subjects, violation: violation)
      #expect(try VNNLIB.decode(VNNLIB.encode(claim)).claim == claim, "case \(index)")
    }
    let box = try Box(lower: [-1, 0.1], upper: [1, 1e-7 + 0.2])
    let claim = VNNLIB.boxClaim(box, outputCount: 1)
    #expect(try VNNLIB.decode(VNNLIB.encode(claim, comment: "two\nlines")).claim == claim)
  }

  @Test func decimalsHaveNoExponent() {
    let numbers: [Double] = [
      0, -0.0, 1, -1.5, 1e22, 1.25e-7, -3.5e25, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1,
      123456789012345680,
    ]
    for number in numbers {
      #expect(
        Double(number.decimal)?.bitPattern == number.bitPattern && !number.decimal.contains("e"), "\(number.decimal)")
    }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/vnncomp").standardized

  static let files: [String] = {
    let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    let files = all.filter { $0.hasSuffix(".vnnlib") }.sorted()
    if files.isEmpty { print("skipped: no .vnnlib files in \(folder.path)") }
    return files
  }()

  /// Every file of the competitions that is there is read, and means the same when it is written and read again.
  @Test(.enabled(if: !files.isEmpty))
  func readsTheCompetitions() throws {
    var constraints = 0
    for file in VNNLIBTests.files {
      let bytes = try [UInt8](Data(contentsOf: VNNLIBTests.folder.appending(path: file)))
      let claim = try VNNLIB.decode(bytes).claim
      constraints += try #require(claim.violation, "\(file)").condition.constraints.count
      if bytes.count < 200_000 { #expect(try VNNLIB.decode(VNNLIB.encode(claim)).claim == claim, "\(file)") }
    }
    print("\(VNNLIBTests.files.count) claims with \(constraints) constraints")
  }
}
