import Knotwork
import KnotworkGeometry

/// Turns the assertions of a file into the alternatives of a claim.
struct VNNLIBClaim {
  private typealias Formula = VNNLIBScript.Formula

  /// What one alternative says so far.
  private struct Alternative {
    var lower: [Double]
    var upper: [Double]
    var inputs: [HalfSpace] = []
    var outputs: [HalfSpace] = []
    /// Whether a constraint without variables is wrong.
    var isImpossible = false

    var isEmpty: Bool { isImpossible || zip(lower, upper).contains { $0 > $1 } }

    /// About how many numbers it holds.
    var size: Int {
      lower.count + inputs.count * lower.count + outputs.reduce(4) { $0 + $1.normal.count }
    }
  }

  private let script: VNNLIBScript
  private let inputCount: Int
  private let outputCount: Int
  /// How many numbers all alternatives may hold together: half a gigabyte.
  private static let sizeLimit = 1 << 26

  /// - Throws: ``FormatError`` when the declared inputs or outputs leave a number out.
  init(_ script: VNNLIBScript) throws(FormatError) {
    self.script = script
    inputCount = script.declared.keys.count { if case .input = $0 { true } else { false } }
    outputCount = script.declared.keys.count { if case .output = $0 { true } else { false } }
    for (variable, place) in script.declared.sorted(by: {
      ($0.value.line, $0.value.column) < ($1.value.line, $1.value.column)
    }) {
      switch variable {
      case .input(let index) where index >= inputCount:
        throw place.error(
          "X_\(index) is declared, but only \(inputCount) inputs are; expected X_0 to X_\(inputCount - 1)")
      case .output(let index) where index >= outputCount:
        throw place.error(
          "Y_\(index) is declared, but only \(outputCount) outputs are; expected Y_0 to Y_\(outputCount - 1)")
      default: continue
      }
    }
    guard inputCount > 0 else { throw FormatError("no inputs are declared; expected (declare-const X_0 Real)") }
    guard outputCount > 0 else { throw FormatError("no outputs are declared; expected (declare-const Y_0 Real)") }
  }

  func claim() throws(FormatError) -> Claim {
    var alternatives = [
      Alternative(
        lower: [Double](repeating: -.infinity, count: inputCount),
        upper: [Double](repeating: .infinity, count: inputCount))
    ]
    // Single constraints first: they narrow all alternatives while there is but one.
    let (disjunctions, conjuncts) = VNNLIBClaim.flattened(script.assertions)
    for formula in conjuncts + disjunctions { alternatives = try conjoin(alternatives, formula) }
    for alternative in alternatives {
      for input in 0..<inputCount where !alternative.lower[input].isFinite || !alternative.upper[input].isFinite {
        let side = alternative.lower[input].isFinite ? "upper" : "lower"
        let place = script.declared[.input(input)] ?? VNNLIBScript.Place(line: 1, column: 1)
        throw place.error("X_\(input) has no \(side) bound; every input needs both, as in (assert (<= X_\(input) 1))")
      }
    }
    return Claim(
      inputCount: inputCount, outputCount: outputCount,
      violations: alternatives.map {
        Violation(lower: $0.lower, upper: $0.upper, inputConstraints: $0.inputs, outputConstraints: $0.outputs)
      })
  }

  /// The formulas that must all hold, disjunctions apart.
  private static func flattened(_ formulas: [Formula]) -> (disjunctions: [Formula], others: [Formula]) {
    var disjunctions: [Formula] = []
    var others: [Formula] = []
    for formula in formulas {
      switch formula {
      case .and(let parts):
        let inner = flattened(parts)
        disjunctions += inner.disjunctions
        others += inner.others
      case .or: disjunctions.append(formula)
      case .atMostZero: others.append(formula)
      }
    }
    return (disjunctions, others)
  }

  private func conjoin(_ alternatives: [Alternative], _ formula: Formula) throws(FormatError) -> [Alternative] {
    switch formula {
    case .atMostZero(let form, let place):
      var result = alternatives
      for index in result.indices { try constrain(&result[index], form, place) }
      return result.filter { !$0.isEmpty }
    case .and(let parts):
      let (disjunctions, others) = VNNLIBClaim.flattened(parts)
      var result = alternatives
      for part in others + disjunctions { result = try conjoin(result, part) }
      return result
    case .or(let parts, let place):
      var result: [Alternative] = []
      var size = 0
      for part in parts {
        let more = try conjoin(alternatives, part)
        size += more.reduce(0) { $0 + $1.size }
        guard size <= VNNLIBClaim.sizeLimit else {
          throw place.error(
            "its \(parts.count) alternatives, together with those before, are more than \(VNNLIBClaim.sizeLimit) numbers; "
              + "split the file")
        }
        result += more
      }
      return result
    }
  }

  private func constrain(
    _ alternative: inout Alternative, _ form: VNNLIBScript.Linear, _ place: VNNLIBScript.Place
  ) throws(FormatError) {
    var inputs: [(Int, Dyadic)] = []
    var outputs: [(Int, Dyadic)] = []
    for (variable, factor) in form.terms {
      switch variable {
      case .input(let index): inputs.append((index, factor))
      case .output(let index): outputs.append((index, factor))
      }
    }
    guard inputs.isEmpty || outputs.isEmpty else {
      throw place.error("a constraint on inputs and outputs together; expected inputs only, or outputs only")
    }
    if inputs.count == 1 {
      // factor · x + constant ≤ 0 is a bound on x.
      let (index, factor) = inputs[0]
      let bound = Dyadic.quotient(-form.constant, factor)
      guard bound.isFinite else { throw place.error("the bound on X_\(index) overflows a double") }
      if factor.signum > 0 {
        alternative.upper[index] = min(alternative.upper[index], bound)
      } else {
        alternative.lower[index] = max(alternative.lower[index], bound)
      }
    } else if inputs.isEmpty, outputs.isEmpty {
      if form.constant.signum > 0 { alternative.isImpossible = true }
    } else {
      let isInput = outputs.isEmpty
      var normal = [Double](repeating: 0, count: isInput ? inputCount : outputCount)
      for (index, factor) in isInput ? inputs : outputs { normal[index] = factor.nearest }
      let offset = (-form.constant).nearest
      guard normal.allSatisfy(\.isFinite), offset.isFinite else {
        throw place.error("a number of the constraint overflows a double")
      }
      if isInput {
        alternative.inputs.append(HalfSpace(normal: normal, offset: offset))
      } else {
        alternative.outputs.append(HalfSpace(normal: normal, offset: offset))
      }
    }
  }
}
