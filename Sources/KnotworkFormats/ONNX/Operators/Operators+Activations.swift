/// Functions of one value that bend.
extension Operators {
  static func relu(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    if case .pieces(let steps) = input { return [try ofStep(steps, node, &lowering) { max($0, 0) }] }
    return [try bent(input, [Double](repeating: 0, count: input.count), node, &lowering)]
  }

  static func leakyRelu(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let slope = try node.float("alpha", default: 0.01)
    return [try bent(input, [Double](repeating: slope, count: input.count), node, &lowering)]
  }

  /// A slope for each element, spread over the input.
  static func pRelu(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let slope = try node.weights(1, "the slope")
    guard Shape.broadcast(slope.shape, input.shape) == input.shape else {
      throw node.error(
        "the slope is \(Shape.text(slope.shape)), which does not fit the input, \(Shape.text(input.shape))")
    }
    let slopes = slope.selecting(Shape.spread(from: slope.shape, to: input.shape), shape: input.shape).reals
    return [try bent(input, slopes, node, &lowering)]
  }

  /// A leaky unit with the slope −1.
  static func absolute(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    return [try absolute(input, node, &lowering)]
  }

  static func absolute(_ input: Value, _ node: Node, _ lowering: inout Lowering) throws(FormatError) -> Value {
    if case .pieces(let steps) = input { return try ofStep(steps, node, &lowering) { $0.magnitude } }
    return try bent(input, [Double](repeating: -1, count: input.count), node, &lowering)
  }

  private static func ofStep(
    _ steps: PieceTensor, _ node: Node, _ lowering: inout Lowering, _ function: (Double) -> Double
  ) throws(FormatError) -> Value {
    try lowering.map(steps, node) { $0.isConstant ? LinearForm(constant: function($0.constant)) : nil }
  }

  /// α (eˣ − 1) where x < 0: Relu with α = 0, which is else curved.
  static func elu(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let isSelu = node.proto.opType == "Selu"
    guard try node.float("alpha", default: isSelu ? 1.67326 : 1) == 0 else {
      throw Refusals.error(for: node, isFinal: false)
    }
    let positive = try bent(input, [Double](repeating: 0, count: input.count), node, &lowering)
    let gamma = isSelu ? try node.float("gamma", default: 1.0507) : 1
    guard gamma != 1 else { return [positive] }
    return [try product(positive, .constant(GraphTensor(shape: [], reals: [gamma])), node, &lowering)]
  }

  /// Bounds are attributes up to opset 10, then inputs.
  static func clip(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    var bounds: [Double] = [-.infinity, .infinity]
    for (index, name) in ["min", "max"].enumerated() {
      if node.opset < 11 {
        if let attribute = node.attribute(name) { bounds[index] = Double(attribute.f) }
      } else if node.optional(index + 1) != nil {
        let bound = try node.constant(index + 1, name)
        guard bound.count == 1 else { throw node.error("\(name) has \(bound.count.counted("number")), expected 1") }
        bounds[index] = bound.reals[0]
      }
      guard !bounds[index].isNaN else { throw node.error("\(name) is not a number") }
      // Exporters write the largest float for no bound.
      if bounds[index].magnitude >= Double(Float.greatestFiniteMagnitude) { bounds[index] *= .infinity }
    }
    return [try clipped(input, bounds[0], bounds[1], node, &lowering)]
  }

  /// max(0, min(1, α x + β)).
  static func hardSigmoid(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let alpha = try node.float("alpha", default: 0.2)
    let beta = try node.float("beta", default: 0.5)
    let rows = input.rows.multiplied(by: [Double](repeating: alpha, count: input.count))
      .adding(constants: [Double](repeating: beta, count: input.count))
    return [try clipped(.forms(shape: input.shape, rows), 0, 1, node, &lowering)]
  }

  /// z where z > 0 and slope · z elsewhere.
  static func bent(
    _ value: Value, _ slopes: [Double], _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    try lowering.spend(value.size, at: node)
    if case .constant(let tensor) = value { try node.requireFinite(tensor, "the input") }
    return .forms(shape: value.shape, lowering.circuit.activated(value.rows, inactiveSlopes: slopes))
  }

  /// lower + max(0, x − lower) − max(0, x − upper): two units of one layer, or one where a bound is infinite.
  static func clipped(
    _ value: Value, _ lower: Double, _ upper: Double, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    if case .pieces(let steps) = value { return try ofStep(steps, node, &lowering) { min(max($0, lower), upper) } }
    let count = value.count
    try lowering.spend(2 * value.size, at: node)
    let zeros = [Double](repeating: 0, count: count)
    func constants(_ number: Double) -> [Double] { [Double](repeating: number, count: count) }
    // The bounds the wrong way round: the upper one wins.
    guard lower < upper else {
      guard upper.isFinite else { throw node.error("clips everything to \(upper)") }
      return .forms(shape: value.shape, AffineForms(constants: constants(upper)))
    }
    guard lower != .infinity, upper != -.infinity else { throw node.error("clips everything to an infinite number") }
    let rows = value.rows
    func above(_ bound: Double) -> AffineForms {
      lowering.circuit.activated(rows.adding(constants: constants(-bound)), inactiveSlopes: zeros)
    }
    switch (lower.isFinite, upper.isFinite) {
    case (false, false): return value
    case (true, false):
      return .forms(shape: value.shape, above(lower).adding(constants: constants(lower)))
    case (false, true):
      let below = rows.multiplied(by: constants(-1)).adding(constants: constants(upper))
      let units = lowering.circuit.activated(below, inactiveSlopes: zeros)
      return .forms(
        shape: value.shape, units.multiplied(by: constants(-1)).adding(constants: constants(upper)))
    case (true, true):
      let rise = above(lower)
      return .forms(
        shape: value.shape, rise.adding(above(upper), sign: -1).adding(constants: constants(lower)))
    }
  }
}
