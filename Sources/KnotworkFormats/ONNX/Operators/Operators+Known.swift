/// Functions that are curved or jump, and so can only be applied to known numbers: exporters compute shapes and factors
/// with them in the graph.
extension Operators {
  static let known: [String: Lowering.Operator] = [
    "Sqrt": squareRoot, "Reciprocal": reciprocal, "Floor": floor, "Ceil": ceiling, "Mod": remainder, "Equal": equal,
    "Greater": greater, "GreaterOrEqual": greaterOrEqual, "Less": less, "LessOrEqual": lessOrEqual, "And": and,
    "Or": or,
  ]

  private static func squareRoot(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try apply({ $0.squareRoot() }, node, &lowering)]
  }

  private static func reciprocal(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try apply({ 1 / $0 }, node, &lowering)]
  }

  private static func floor(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try apply({ $0.rounded(.down) }, node, &lowering)]
  }

  private static func ceiling(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try apply({ $0.rounded(.up) }, node, &lowering)]
  }

  private static func equal(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try compare(==, node, &lowering)]
  }

  private static func greater(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try compare(>, node, &lowering)]
  }

  private static func greaterOrEqual(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try compare(>=, node, &lowering)]
  }

  private static func less(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try compare(<, node, &lowering)]
  }

  private static func lessOrEqual(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try compare(<=, node, &lowering)]
  }

  private static func and(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try compare({ $0 != 0 && $1 != 0 }, node, &lowering)]
  }

  private static func or(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try compare({ $0 != 0 || $1 != 0 }, node, &lowering)]
  }

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
