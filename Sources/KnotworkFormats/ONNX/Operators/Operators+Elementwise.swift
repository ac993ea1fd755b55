import KnotworkGeometry

/// Sums, and products with known numbers.
extension Operators {
  static func add(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try combine(try node.input(0), try node.input(1), sign: 1, node, &lowering)]
  }

  static func subtract(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try combine(try node.input(0), try node.input(1), sign: -1, node, &lowering)]
  }

  static func sum(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    var total = try node.input(0)
    for index in node.inputs.indices.dropFirst() {
      total = try combine(total, try node.input(index), sign: 1, node, &lowering)
    }
    return [total]
  }

  static func mean(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let total = try sum(node, &lowering)[0]
    let count = Value.constant(GraphTensor(shape: [], reals: [Double(node.inputs.count)]))
    return [try quotient(total, count, node, &lowering)]
  }

  static func negate(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let minusOne = Value.constant(GraphTensor(shape: [], integers: [-1]))
    return [try product(try node.input(0), minusOne, node, &lowering)]
  }

  static func multiply(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try product(try node.input(0), try node.input(1), node, &lowering)]
  }

  static func divide(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try quotient(try node.input(0), try node.input(1), node, &lowering)]
  }

  /// A power of known numbers, or with the exponents 0 and 1.
  static func power(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let base = try node.input(0)
    let exponent = try node.weights(1, "the exponent")
    let shape = try lowering.common(base, .constant(exponent), at: node)
    let exponents = exponent.selecting(Shape.spread(from: exponent.shape, to: shape), shape: shape).reals
    let spread = try lowering.spread(base, to: shape, at: node)
    switch spread {
    case .constant(let tensor):
      if tensor.isInteger, exponents.allSatisfy({ $0 == 1 }) { return [spread] }
      return [.constant(GraphTensor(shape: shape, reals: zip(tensor.reals, exponents).map { Elementary.pow($0, $1) }))]
    case .pieces(let steps):
      guard let one = exponents.first, exponents.allSatisfy({ $0 == one }) else {
        throw lowering.refusal(of: steps, readBy: node.label)
      }
      if one == 1 { return [spread] }
      return [
        try lowering.map(steps, node) { $0.isConstant ? LinearForm(constant: Elementary.pow($0.constant, one)) : nil }
      ]
    case .forms(_, let rows):
      if exponents.allSatisfy({ $0 == 1 }) { return [spread] }
      if let other = exponents.first(where: { $0 != 0 && $0 != 1 }) {
        throw node.error(
          "the power \(other) is not piecewise linear; read the network up to it by making its input an output of "
            + "the model")
      }
      // x⁰ is 1.
      try lowering.spend(rows.size, at: node)
      return [.forms(shape: shape, rows.multiplied(by: exponents).adding(constants: exponents.map { 1 - $0 }))]
    }
  }

  /// a + sign · b, spread to their common shape.
  static func combine(
    _ a: Value, _ b: Value, sign: Double, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    if let origin = a.origin ?? b.origin {
      for case .constant(let tensor) in [a, b] { try node.requireFinite(tensor, "a term") }
      return try lowering.combine(a, b, origin: origin, node) { $0.adding($1, times: sign) }
    }
    let shape = try lowering.common(a, b, at: node)
    let left = try lowering.spread(a, to: shape, at: node)
    let right = try lowering.spread(b, to: shape, at: node)
    if let result = integers(
      left, right, shape, { sign > 0 ? $0.addingReportingOverflow($1) : $0.subtractingReportingOverflow($1) })
    {
      return result
    }
    for case .constant(let tensor) in [left, right] { try node.requireFinite(tensor, "a term") }
    if let first = left.tensor, let second = right.tensor {
      return .constant(GraphTensor(shape: shape, reals: zip(first.reals, second.reals).map { $0 + sign * $1 }))
    }
    let (first, second) = (left.rows, right.rows)
    try lowering.spend(first.size + second.size, at: node)
    return .forms(shape: shape, lowering.circuit.sum(first, second, sign: sign))
  }

  static func product(
    _ a: Value, _ b: Value, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    if let origin = a.origin ?? b.origin {
      for case .constant(let tensor) in [a, b] { try node.requireFinite(tensor, "a factor") }
      return try lowering.combine(a, b, origin: origin, node) { a, b in
        b.isConstant ? a.multiplied(by: b.constant) : a.isConstant ? b.multiplied(by: a.constant) : nil
      }
    }
    let shape = try lowering.common(a, b, at: node)
    let left = try lowering.spread(a, to: shape, at: node)
    let right = try lowering.spread(b, to: shape, at: node)
    if let result = integers(left, right, shape, { $0.multipliedReportingOverflow(by: $1) }) { return result }
    for case .constant(let tensor) in [left, right] { try node.requireFinite(tensor, "a factor") }
    switch (left, right) {
    case (.constant(let first), .constant(let second)):
      return .constant(GraphTensor(shape: shape, reals: zip(first.reals, second.reals).map { $0 * $1 }))
    case (.forms(_, let rows), .constant(let factors)), (.constant(let factors), .forms(_, let rows)):
      try lowering.spend(rows.size, at: node)
      return .forms(shape: shape, rows.multiplied(by: factors.reals))
    default:
      throw node.error(
        "multiplies two values that both depend on the input, which is not piecewise linear; read the network up "
          + "to it by making its inputs outputs of the model")
    }
  }

  private static func quotient(
    _ a: Value, _ b: Value, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    guard let divisor = b.tensor else {
      throw node.error("divides by a value that depends on the input, which is not piecewise linear")
    }
    try node.requireFinite(divisor, "the divisor")
    guard !divisor.reals.contains(0) else { throw node.error("divides by 0") }
    let shape = try lowering.common(a, b, at: node)
    let left = try lowering.spread(a, to: shape, at: node)
    guard let spread = try lowering.spread(b, to: shape, at: node).tensor else { return left }
    if let result = integers(left, .constant(spread), shape, { $0.dividedReportingOverflow(by: $1) }) { return result }
    if case .pieces(let steps) = left {
      return try lowering.combine(left, .constant(spread), origin: steps.origin, node) { $0.divided(by: $1.constant) }
    }
    if let tensor = left.tensor {
      try node.requireFinite(tensor, "the dividend")
      return .constant(GraphTensor(shape: shape, reals: zip(tensor.reals, spread.reals).map { $0 / $1 }))
    }
    let rows = left.rows
    try lowering.spend(rows.size, at: node)
    return .forms(shape: shape, rows.divided(by: spread.reals))
  }

  /// Arithmetic of whole numbers, as graphs do it with shapes; nil when the operands are not, or a result does not fit.
  private static func integers(
    _ a: Value, _ b: Value, _ shape: [Int], _ operation: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
  ) -> Value? {
    guard case .integers(let left)? = a.tensor?.elements, case .integers(let right)? = b.tensor?.elements else {
      return nil
    }
    let results = zip(left, right).map(operation)
    guard !results.contains(where: \.overflow) else { return nil }
    return .constant(GraphTensor(shape: shape, integers: results.map(\.partialValue)))
  }

  /// (x − mean) / √(variance + ε) · scale + shift for each channel, which is the second axis.
  static func batchNormalization(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    guard !node.flag("training_mode"), node.flag("spatial", default: true) else {
      throw node.error("normalizes by its own input (training mode); export the model in evaluation mode")
    }
    let input = try node.input(0)
    guard input.shape.count >= 2 else {
      throw node.error("needs an input with channels, found \(Shape.text(input.shape))")
    }
    let channels = input.shape[1]
    var parameters: [[Double]] = []
    for (index, role) in ["", "the scale", "the shift", "the mean", "the variance"].enumerated().dropFirst() {
      let tensor = try node.weights(index, role)
      guard tensor.count == channels else {
        throw node.error("\(role) has \(tensor.count.counted("number")), expected \(channels), one for each channel")
      }
      parameters.append(tensor.reals)
    }
    let epsilon = try node.float("epsilon", default: 1e-5)
    var factors: [Double] = []
    var shifts: [Double] = []
    for channel in 0..<channels {
      let spread = parameters[3][channel] + epsilon
      guard spread > 0 else {
        throw node.error("channel \(channel + 1): the variance and ε sum to \(spread), not above 0")
      }
      factors.append(parameters[0][channel] / spread.squareRoot())
      shifts.append(parameters[1][channel] - parameters[2][channel] * factors[channel])
    }
    let ones = input.shape.indices.map { $0 == 1 ? channels : 1 }
    let scaled = try product(input, .constant(GraphTensor(shape: ones, reals: factors)), node, &lowering)
    return [try combine(scaled, .constant(GraphTensor(shape: ones, reals: shifts)), sign: 1, node, &lowering)]
  }
}
