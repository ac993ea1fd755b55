import Knotwork
import KnotworkGeometry

/// Claims in the language of the verification competitions, VNN-LIB 1.0: declarations of inputs `X_0`, … and outputs
/// `Y_0`, …, and assertions, which together describe the counterexamples of the claim.
public enum VNNLIB {
  /// Reads a claim: linear constraints on inputs or on outputs with `<=`, `>=` and `=`, joined by `and` and `or`.
  ///
  /// Every input needs bounds in each violation; alternatives whose bounds exclude each other are left out. A decimal number
  /// is read as the nearest double; products are rounded to doubles, sums are computed exactly and rounded once.
  /// - Throws: ``FormatError`` with line and column.
  /// - Complexity: linear in the size of the file, times the number of alternatives that several `or` give together.
  public static func decode(_ bytes: [UInt8]) throws(FormatError) -> Claim {
    var parser = VNNLIBParser(bytes)
    let script = try parser.parseScript()
    return try VNNLIBClaim(script).claim()
  }

  /// Whether a file is one of this kind, by its name or by its first character that is no space.
  public static func isLikely(_ bytes: [UInt8], name: String) -> Bool {
    let first = bytes.prefix(1000).first { $0 > 0x20 }
    return NetworkFormat(fileName: name) == .vnnlib || first == UInt8(ascii: "(") || first == UInt8(ascii: ";")
  }

  /// A claim as a file; every number reads back as the same double.
  public static func encode(_ claim: Claim, comment: String = "Written by Knotwork.") -> [UInt8] {
    var text = comment.split(separator: "\n").map { "; \($0)\n" }.joined() + "\n"
    for input in 0..<claim.inputCount { text += "(declare-const X_\(input) Real)\n" }
    text += "\n"
    for output in 0..<claim.outputCount { text += "(declare-const Y_\(output) Real)\n" }
    text += "\n"
    if claim.violations.count == 1 {
      for constraint in constraints(claim.violations[0]) { text += "(assert \(constraint))\n" }
    } else {
      // Without violations: an empty disjunction, which nothing satisfies.
      text += "(assert (or\n"
      for violation in claim.violations {
        text += "  (and \(constraints(violation).joined(separator: " ")))\n"
      }
      text += "))\n"
    }
    return Array(text.utf8)
  }

  /// The claim that says nothing but where the inputs lie: every input of a box is a violation, whatever the outputs.
  public static func boxClaim(_ box: Box, outputCount: Int) -> Claim {
    Claim(
      inputCount: box.dimension, outputCount: outputCount,
      violations: [Violation(lower: box.lower, upper: box.upper, outputConstraints: [])])
  }

  private static func constraints(_ violation: Violation) -> [String] {
    var texts: [String] = []
    for (input, (lower, upper)) in zip(violation.lower, violation.upper).enumerated() {
      texts.append("(>= X_\(input) \(number(lower)))")
      texts.append("(<= X_\(input) \(number(upper)))")
    }
    return texts + violation.inputConstraints.map { constraint($0, "X") }
      + violation.outputConstraints.map { constraint($0, "Y") }
  }

  private static func constraint(_ halfSpace: HalfSpace, _ name: String) -> String {
    let terms = halfSpace.normal.enumerated().filter { $0.element != 0 }.map { index, factor in
      factor == 1 ? "\(name)_\(index)" : "(* \(number(factor)) \(name)_\(index))"
    }
    let sum = terms.count == 1 ? terms[0] : terms.isEmpty ? "0" : "(+ \(terms.joined(separator: " ")))"
    return "(<= \(sum) \(number(halfSpace.offset)))"
  }

  /// Without an exponent, which the language does not have.
  private static func number(_ value: Double) -> String { value.decimal }
}
