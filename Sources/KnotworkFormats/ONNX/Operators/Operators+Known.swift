/// Functions that are curved, and so can only be applied to known numbers: exporters compute shapes and factors with them
/// in the graph. Those that jump are also applied to steps.
extension Operators {
  static let known: [String: Lowering.Operator] = [
    "Sqrt": { (node, lowering) throws(FormatError) in try apply({ $0.squareRoot() }, node, &lowering) },
    "Reciprocal": { (node, lowering) throws(FormatError) in try apply({ 1 / $0 }, node, &lowering) },
    "Floor": { (node, lowering) throws(FormatError) in try apply({ $0.rounded(.down) }, node, &lowering) },
    "Ceil": { (node, lowering) throws(FormatError) in try apply({ $0.rounded(.up) }, node, &lowering) },
    "Round": { (node, lowering) throws(FormatError) in
      try apply({ $0.rounded(.toNearestOrEven) }, node, &lowering)
    },
    "Mod": remainder,
  ]

  private static func apply(
    _ function: (Double) -> Double, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> [Value] {
    switch try node.input(0) {
    case .constant(let tensor):
      try lowering.spend(tensor.count, at: node)
      return [.constant(GraphTensor(shape: tensor.shape, reals: tensor.reals.map(function)))]
    case .pieces(let steps):
      return [
        try lowering.map(steps, node) { $0.isConstant ? LinearForm(constant: function($0.constant)) : nil }
      ]
    case .forms: throw Refusals.error(for: node, isFinal: false)
    }
  }

  /// Of whole numbers with the sign of the divisor, or with `fmod` that of the dividend; of others the latter up to opset
  /// 27.
  private static func remainder(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let (left, right) = try operands(node, &lowering)
    guard case .integers(let dividends) = left.elements, case .integers(let divisors) = right.elements else {
      let truncates = node.opset < 28 || node.flag("fmod")
      let remainders = zip(left.reals, right.reals).map { a, b in
        truncates ? a.truncatingRemainder(dividingBy: b) : a - (a / b).rounded(.down) * b
      }
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
