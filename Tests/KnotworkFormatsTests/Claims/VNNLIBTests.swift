import Foundation
import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Claims in VNN-LIB: what they mean, what is refused with its place, and every file of the competitions.
@Suite(.timed) struct VNNLIBTests {
  private func claim(_ assertions: String, inputs: Int = 2, outputs: Int = 2) throws(FormatError) -> Claim {
    let inputs = (0..<inputs).map { "(declare-const X_\($0) Real)" }
    let outputs = (0..<outputs).map { "(declare-const Y_\($0) Real)" }
    return try VNNLIB.decode(Array((inputs + outputs + [assertions]).joined(separator: "\n").utf8))
  }

  private let box = "(assert (>= X_0 -1)) (assert (<= X_0 1)) (assert (and (<= -2 X_1) (>= 2.5 X_1)))\n"

  @Test func boundsAndOutputs() throws {
    let claim = try claim(box + "(assert (<= Y_0 Y_1)) (assert (>= (+ (* 2 Y_0) (- Y_1) 1) (- 3 0.5)))")
    let violation = Violation(
      lower: [-1, -2], upper: [1, 2.5],
      outputConstraints: [HalfSpace(normal: [1, -1], offset: 0), HalfSpace(normal: [-2, 1], offset: -1.5)])
    #expect(claim == Claim(inputCount: 2, outputCount: 2, violations: [violation]))
  }

  @Test func linearInputConstraints() throws {
    let claim = try claim(box + "(assert (<= (+ X_0 (* X_1 3)) 4)) (assert (<= (* 2 X_0) 1)) (assert (>= (- X_1) -2))")
    #expect(claim.violations[0].inputConstraints == [HalfSpace(normal: [1, 3], offset: 4)])
    #expect(claim.violations[0].upper == [0.5, 2] && claim.violations[0].outputConstraints.isEmpty)
  }

  @Test func disjunctions() throws {
    let both = try claim(
      box + """
        (assert (or (and (>= X_0 0) (<= X_0 0.5) (<= Y_0 1)) (and (<= X_0 -0.5) (or (>= Y_0 2) (>= Y_1 3)))))
        (assert (or (<= Y_1 0) (<= X_1 0)))
        """)
    #expect(both.violations.count == 6)
    #expect(both.violations.map { $0.lower[0] } == [0, -1, -1, 0, -1, -1])
    #expect(both.violations.map { $0.upper[1] } == [2.5, 2.5, 2.5, 0, 0, 0])
    // Alternatives that exclude each other are left out, up to all of them.
    #expect(try claim(box + "(assert (or (>= X_0 2) (<= X_0 0)))").violations.count == 1)
    #expect(try claim(box + "(assert (>= X_0 2))").violations.isEmpty)
    #expect(try claim(box + "(assert (or))").violations.isEmpty)
    #expect(try claim(box + "(assert (and))").violations.count == 1)
    #expect(try claim(box + "(assert (<= 1 0))").violations.isEmpty)
  }

  @Test func equalitiesFixInputs() throws {
    let claim = try claim(box + "(assert (= X_0 0.25)) (assert (= Y_0 (* 2 Y_1)))")
    #expect(claim.violations[0].lower[0] == 0.25 && claim.violations[0].upper[0] == 0.25)
    #expect(claim.violations[0].freeInputs == [1])
    #expect(claim.violations[0].outputConstraints.count == 2)
  }

  @Test func violationsAreDecidedExactly() throws {
    let network = try Network(layers: [Layer(weights: Matrix([[0.1, 0.2]]), activation: .linear)])
    let claim = Claim(
      inputCount: 2, outputCount: 1,
      violations: [
        Violation(lower: [0, 0], upper: [1, 1], outputConstraints: [HalfSpace(normal: [-1], offset: -0.3)])
      ])
    // The doubles 0.1 and 0.2 sum to 2.8e-17 more than the double 0.3; a step of 4.4e-17 down is less.
    #expect(claim.violation(at: [1, 1], by: network) == claim.violations[0])
    #expect(claim.violation(at: [1, 1 - 0x1p-52], by: network) == nil)
    #expect(claim.violation(at: [1, 1.0.nextUp], by: network) == nil)
  }

  static let bad: [(String, String)] = [
    ("", "line 5, column 1: X_0 has no lower bound"),
    ("(assert (<= X_0 1)", "line 5, column 19: found the end of the file; expected one closing parenthesis"),
    ("(assert (< X_0 1))", "line 5, column 10: strict inequalities are not part of VNN-LIB 1.0"),
    ("(assert (not (<= X_0 1)))", "line 5, column 10: found a connective that is not part of VNN-LIB 1.0"),
    ("(assert\n  (<= X_2 1))", "line 6, column 7: X_2 is not declared before it is used"),
    ("(assert (<= X_0 1e999))", "line 5, column 17: found \"1e999\"; expected a declared variable or a finite number"),
    ("(assert (<= X_0 inf))", "line 5, column 17: found \"inf\"; expected a declared variable or a finite number"),
    ("(assert (<= (* X_0 X_1) 1))", "line 5, column 20: a product of two variables; only linear constraints are read"),
    (
      "(assert (<= (/ X_0 2) 1))",
      "line 5, column 14: found \"/\"; expected one of + - *: only linear constraints are read"
    ),
    ("(assert (<= X_0 Y_0))", "line 5, column 9: a constraint on inputs and outputs together"),
    ("(assert (<= (* 1e300 1e300) X_0))", "line 5, column 22: the product overflows a double"),
    ("(check-sat)", "line 5, column 2: found \"check-sat\"; expected declare-const or assert"),
    ("assert", "line 5, column 1: found \"assert\"; expected a declaration or an assertion"),
    ("(declare-const X_0 Real)", "line 5, column 16: X_0 is declared twice"),
    ("(declare-const Z_0 Real)", "line 5, column 16: the variable \"Z_0\"; expected X_0, X_1, … for inputs"),
    ("(declare-const X_01 Real)", "line 5, column 16: the variable \"X_01\""),
    ("(declare-const X_7 Real)", "line 5, column 16: X_7 is declared, but only 3 inputs are; expected X_0 to X_2"),
    ("(declare-const X_2 Int)", "line 5, column 20: only variables of the type Real are read"),
    ("(assert " + String(repeating: "(and ", count: 300), "parentheses are nested more than 100 levels deep"),
    ("(assert (<= " + String(repeating: "(- ", count: 300), "parentheses are nested more than 100 levels deep"),
  ]

  @Test(arguments: bad)
  func saysWhatIsWrong(_ assertions: String, _ message: String) throws {
    // The declarations fill four lines.
    let error = #expect(throws: FormatError.self) { try claim(assertions) }
    let expected = message.replacing("line 5, column 1: X_0 has", with: "line 1, column 16: X_0 has")
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  /// Alternatives multiply: thirty pairs would be a billion.
  @Test func explosionsAreRefused() throws {
    let pairs = (0..<30).map { _ in "(assert (or (<= Y_0 1) (<= Y_1 1)))\n" }.joined()
    let error = #expect(throws: FormatError.self) { try claim(box + pairs) }
    #expect(error?.description.contains("alternatives, together with those before") == true)
  }

  @Test func roundTrips() throws {
    var generator = SeededGenerator(seed: Seed.current)
    func number() -> Double {
      Double.random(in: -3...3, using: &generator) * [1, 1e-30, 1e20].randomElement(using: &generator)!
    }
    for count in [0, 1, 2, 5] {
      let violations = (0..<count).map { _ -> Violation in
        let bounds = (0..<3).map { _ in [number(), number()].sorted() }
        return Violation(
          lower: bounds.map { $0[0] }, upper: bounds.map { $0[1] },
          inputConstraints: [HalfSpace(normal: [1, 0, number()], offset: number())],
          outputConstraints: [HalfSpace(normal: [number(), 1], offset: 0)])
      }
      let claim = Claim(inputCount: 3, outputCount: 2, violations: violations)
      guard count > 0 else {
        // No violation leaves no bounds to read back, and none are needed.
        #expect(try VNNLIB.decode(VNNLIB.encode(claim)) == claim)
        continue
      }
      #expect(try VNNLIB.decode(VNNLIB.encode(claim)) == claim)
    }
    let box = try Box(lower: [-1, 0.1], upper: [1, 1e-7 + 0.2])
    let claim = VNNLIB.boxClaim(box, outputCount: 1)
    #expect(try VNNLIB.decode(VNNLIB.encode(claim, comment: "two\nlines")) == claim)
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
    var violations = 0
    for file in VNNLIBTests.files {
      let bytes = try [UInt8](Data(contentsOf: VNNLIBTests.folder.appending(path: file)))
      let claim = try VNNLIB.decode(bytes)
      violations += claim.violations.count
      #expect(!claim.violations.isEmpty, "\(file)")
      if bytes.count < 200_000 { #expect(try VNNLIB.decode(VNNLIB.encode(claim)) == claim, "\(file)") }
    }
    print("\(VNNLIBTests.files.count) claims with \(violations) violations")
  }
}
