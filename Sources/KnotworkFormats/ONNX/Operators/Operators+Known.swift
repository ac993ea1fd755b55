/// Functions that are curved or jump, and so can only be applied to known numbers: exporters compute shapes and factors with
/// them in the graph.
extension Operators {
  static let known: [String: Lowering.Operator] = {
    var table: [String: Lowering.Operator] = ["Mod": remainder]
    for (name, function) in functions {
      table[name] = { (node: Node, lowering: inout Lowering) throws(FormatError) -> [Value] in
        [try apply(function, node, &lowering)]
      }
    }
    for (name, holds) in comparisons {
      table[name] = { (node: Node, lowering: inout Lowering) throws(FormatError) -> [Value] in
        [try compare(holds, node, &lowering)]
      }
    }
    return table
  }()

  private static let functions: [String: @Sendable (Double) -> Double] = [
    "Sqrt": { $0.squareRoot() }, "Reciprocal": { 1 / $0 },
    "Floor": { $0.rounded(.down) }, "Ceil": { $0.rounded(.up) },
  ]

  private static let comparisons: [String: @Sendable (Double, Double) -> Bool] = [
    "Equal": { $0 == $1 }, "Greater": { $0 > $1 }, "GreaterOrEqual": { $0 >= $1 }, "Less": { $0 < $1 },
    "LessOrEqual": { $0 <= $1 }, "And": { $0 != 0 && $1 != 0 }, "Or": { $0 != 0 || $1 != 0 },
  ]

  private static func apply(
    _ function: (Double) -> Double, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    guard let tensor = try node.input(0).tensor else { throw Refusals.error(for: node, isFinal: false) }
    try lowering.spend(tensor.count, at: node)
    return .constant(GraphTensor(shape: tensor.shape, reals: tensor.reals.map(function)))
  }

  private static func compare(
    _ holds: (Double, Double) -> Bool, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    let (left, right) = try operands(node, &lowering)
    let truths = zip(left.reals, right.reals).map { holds($0, $1) ? Int64(1) : 0 }
    return .constant(GraphTensor(shape: left.shape, integers: truths))
  }

  /// Of whole numbers with the sign of the divisor, or with `fmod` that of the dividend; of others always the latter.
  private static func remainder(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let (left, right) = try operands(node, &lowering)
    guard case .integers(let dividends) = left.elements, case .integers(let divisors) = right.elements else {
      let remainders = zip(left.reals, right.reals).map { $0.truncatingRemainder(dividingBy: $1) }
      return [.constant(GraphTensor(shape: left.shape, reals: remainders))]
    }
    let keepsSign = node.flag("fmod")
    var remainders: [Int64] = []
    for (dividend, divisor) in zip(dividends, divisors) {
      let (remainder, overflow) = dividend.remainderReportingOverflow(dividingBy: divisor)
      // −2⁶³ modulo −1 overflows, and is 0.
      guard divisor != 0 else { throw node.error("divides by 0") }
      let hasOtherSign = !overflow && remainder != 0 && (remainder < 0) != (divisor < 0)
      remainders.append(overflow ? 0 : hasOtherSign && !keepsSign ? remainder + divisor : remainder)
    }
    return [.constant(GraphTensor(shape: left.shape, integers: remainders))]
  }

  /// Two known tensors, spread to their common shape.
  private static func operands(
    _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> (GraphTensor, GraphTensor) {
    let (a, b) = (try node.input(0), try node.input(1))
    guard a.tensor != nil, b.tensor != nil else { throw Refusals.error(for: node, isFinal: false) }
    let shape = try lowering.common(a, b, at: node)
    guard let left = try lowering.spread(a, to: shape, at: node).tensor,
      let right = try lowering.spread(b, to: shape, at: node).tensor
    else { throw Refusals.error(for: node, isFinal: false) }
    return (left, right)
  }
}
