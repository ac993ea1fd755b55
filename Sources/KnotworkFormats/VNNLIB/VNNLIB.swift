import Knotwork
import KnotworkGeometry

/// Claims in the languages of the verification competitions, VNN-LIB 1.0 and 2.0, and in linear arithmetic of SMT-LIB: declarations
/// of inputs and outputs, and assertions, which together describe the counterexamples of the claim.
public enum VNNLIB {
  /// Reads a claim: linear constraints on inputs and outputs, joined by `and`, `or`, `not`, `=>`, `xor`, `ite` and `let`.
  ///
  /// Every input needs bounds. Alternatives are kept as they are, without those whose bounds exclude each other. A decimal number
  /// is read as the nearest double; products and quotients are rounded to doubles, sums are computed exactly and rounded once.
  /// Strict inequalities count their boundary as well; a note says so.
  /// - Returns: the claim, and what was assumed.
  /// - Throws: ``FormatError`` with line and column.
  /// - Complexity: linear in the size of the file, of which what definitions (`let`) stand for may be sixteen times as much.
  public static func decode(_ bytes: [UInt8]) throws(FormatError) -> (claim: Claim, notes: [String]) {
    var parser = try VNNLIBParser(bytes)
    let (condition, strict) = try parser.parseScript()
    let violation: Violation?
    do {
      violation = try Violation.described(by: condition, inputCount: parser.names.inputCount)
    } catch {
      throw unbounded(error, parser.names)
    }
    return (Claim(about: parser.names.networks, violation: violation), notes(on: strict))
  }

  private static func notes(on strict: [VNNLIBLexer.Place]) -> [String] {
    guard let first = strict.map(\.line).min() else { return [] }
    let subject =
      strict.count == 1
      ? "the strict inequality at line \(first) is"
      : "\(strict.count) strict inequalities, the first at line \(first), are"
    return ["\(subject) read as <= or >=: a violation that only touches the boundary counts"]
  }

  /// Whether a file is one of this kind, by its name or by its first character that is no space.
  public static func isLikely(_ bytes: [UInt8], name: String) -> Bool {
    let first = bytes.prefix(1000).first { $0 > 0x20 }
    return NetworkFormat(fileName: name) == .vnnlib || first == UInt8(ascii: "(") || first == UInt8(ascii: ";")
  }

  /// The claim that says nothing but where the inputs lie: every input of a box is a violation, whatever the outputs.
  public static func boxClaim(_ box: Box, outputCount: Int) -> Claim {
    Claim(
      inputCount: box.dimension, outputCount: outputCount,
      violation: Violation(lower: box.lower, upper: box.upper, condition: .always))
  }

  /// The input without bounds, with an example of those that it lacks.
  private static func unbounded(_ error: UnboundedInput, _ names: VNNLIBNames) -> FormatError {
    let name = Claim(about: names.networks, violation: nil).name(of: .input(error.input))
    let lower = "(assert (>= \(name) \(((error.upper ?? 1) - 1).decimal)))"
    let upper = "(assert (<= \(name) \(((error.lower ?? 0) + 1).decimal)))"
    let place = names.place(ofInput: error.input)
    switch (error.lower, error.upper) {
    case (nil, nil):
      return place.error("\(name) has no lower and no upper bound; every input needs both, as in \(lower) \(upper)")
    case (nil, _): return place.error("\(name) has no lower bound; every input needs one, as in \(lower)")
    default: return place.error("\(name) has no upper bound; every input needs one, as in \(upper)")
    }
  }
}
