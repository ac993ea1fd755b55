import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Random formulas of SMT-LIB against a plain interpreter of what they say.
@Suite(.timed) struct RandomClaimTests {
  /// A formula as text, and whether it is true at a point.
  private struct Formula {
    let text: String
    let isTrue: ([Double]) -> Bool
  }

  private static let names = ["X_0", "X_1", "Y_0", "Y_1"]

  /// An integer combination of variables against a quarter: never equal at points of halves, so that strict or not is the same.
  private static func atom(using generator: inout SeededGenerator) -> Formula {
    let factors = names.map { _ in Int.random(in: -2...2, using: &generator) }
    let offset = Double(Int.random(in: -4...4, using: &generator)) + 0.25
    let terms = zip(factors, names).map { factor, name in
      guard factor != 0 else { return "(* 0 \(name))" }
      return ["(* \(factor) \(name))", "(/ \(name) \(1 / Double(factor)))", "(- (* \(-factor) \(name)))"]
        .randomElement(using: &generator)!
    }
    let sum = "(+ \(terms.joined(separator: " ")))"
    let name = ["<=", "<", ">=", ">", "=", "distinct"].randomElement(using: &generator)!
    return Formula(text: "(\(name) \(sum) \(offset))") { point in
      let value = zip(factors, point).reduce(0) { $0 + Double($1.0) * $1.1 }
      switch name {
      case "<=", "<": return value < offset
      case ">=", ">": return value > offset
      default: return name == "distinct"
      }
    }
  }

  private static func formula(_ depth: Int, using generator: inout SeededGenerator) -> Formula {
    guard depth > 0 else { return atom(using: &generator) }
    let parts = (0..<3).map { _ in formula(depth - 1, using: &generator) }
    let (a, b, c) = (parts[0], parts[1], parts[2])
    switch Int.random(in: 0...7, using: &generator) {
    case 0: return Formula(text: "(and \(a.text) \(b.text) \(c.text))") { a.isTrue($0) && b.isTrue($0) && c.isTrue($0) }
    case 1: return Formula(text: "(or \(a.text) \(b.text) \(c.text))") { a.isTrue($0) || b.isTrue($0) || c.isTrue($0) }
    case 2: return Formula(text: "(not \(a.text))") { !a.isTrue($0) }
    case 3: return Formula(text: "(=> \(a.text) \(b.text))") { !a.isTrue($0) || b.isTrue($0) }
    case 4: return Formula(text: "(xor \(a.text) \(b.text))") { a.isTrue($0) != b.isTrue($0) }
    case 5: return Formula(text: "(ite \(a.text) \(b.text) \(c.text))") { a.isTrue($0) ? b.isTrue($0) : c.isTrue($0) }
    case 6: return Formula(text: "(= \(a.text) \(b.text))") { a.isTrue($0) == b.isTrue($0) }
    default:
      return Formula(text: "(let ((p \(a.text))) (and (or p \(b.text)) (not p)))") { !a.isTrue($0) && b.isTrue($0) }
    }
  }

  @Test func agreesWithAnInterpreter() throws {
    var generator = SeededGenerator(seed: Seed.current)
    var (holds, fails) = (0, 0)
    for index in 0..<Seed.cases(300, soak: 30_000) {
      let formulas = (0..<2).map { _ in RandomClaimTests.formula(index % 4, using: &generator) }
      let text =
        "(assert (<= -2 X_0 2)) (assert (<= -2 X_1 2))" + formulas.map { "(assert \($0.text))\n" }.joined()
      let violation = try VNNLIBTests.read(text, inputs: 2).claim.violation
      for _ in 0..<20 {
        let point = RandomClaimTests.names.map { _ in Double(Int.random(in: -5...5, using: &generator)) / 2 }
        let exact = point.map(Dyadic.init)
        let expected = point[0].magnitude <= 2 && point[1].magnitude <= 2 && formulas.allSatisfy { $0.isTrue(point) }
        let found = violation?.contains(inputs: Array(exact[..<2]), outputs: Array(exact[2...])) ?? false
        #expect(found == expected, "seed \(Seed.current), case \(index): \(text) at \(point)")
        // The alternatives are the violation.
        let parts = violation?.alternatives ?? []
        #expect(parts.contains { $0.contains(inputs: Array(exact[..<2]), outputs: Array(exact[2...])) } == expected)
        if expected { holds += 1 } else { fails += 1 }
      }
    }
    #expect(holds > 100 && fails > 100)
  }
}
