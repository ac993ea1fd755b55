/// The operators of `com.microsoft` that onnxruntime writes when it saves a model that it has simplified.
extension Operators {
  static let microsoft: [String: Lowering.Operator] = [
    "FusedGemm": fusedGemm, "FusedMatMul": fusedMatMul, "FusedConv": fusedConv,
    "DequantizeLinear": dequantizeLinear, "MatMulNBits": matMulNBits,
  ]

  /// Gemm and an activation.
  private static func fusedGemm(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let product = try gemm(node, &lowering)[0]
    let parameters = try ["activation_alpha", "activation_beta"].map { name throws(FormatError) in
      try node.attribute(name) == nil ? nil : node.float(name, default: 0)
    }
    return [try activated(product, parameters, node, &lowering)]
  }

  /// Conv, a sum with another value, and an activation.
  private static func fusedConv(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    var image = try convolution(node, &lowering)[0]
    if let added = node.optional(3) { image = try combine(image, added, sign: 1, node, &lowering) }
    return [try activated(image, try node.floats("activation_params") ?? [], node, &lowering)]
  }

  /// α · A · B, where the last two axes of each may be swapped, and before that the batch moved to their front.
  private static func fusedMatMul(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    var sides = [try node.input(0, "A"), try node.input(1, "B")]
    for (index, side) in ["A", "B"].enumerated() {
      let rank = sides[index].shape.count
      var order = Array(0..<rank)
      if node.flag("transBatch\(side)"), rank >= 3 { order = Array(1..<rank - 1) + [0, rank - 1] }
      if node.flag("trans\(side)"), rank >= 2 { order.swapAt(rank - 2, rank - 1) }
      sides[index] = try permuted(sides[index], order, node, &lowering)
    }
    let result = try matrixProduct(sides[0], sides[1], isRightTransposed: false, node, &lowering)
    let alpha = try node.float("alpha", default: 1)
    return [alpha == 1 ? result : try scaled(result, by: alpha, node, &lowering)]
  }

  /// An activation that is named by an attribute, with what numbers it takes.
  private static func activated(
    _ value: Value, _ parameters: [Double?], _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    func parameter(_ index: Int, _ otherwise: Double) -> Double {
      index < parameters.count ? parameters[index] ?? otherwise : otherwise
    }
    let name = node.string("activation", default: "")
    switch name {
    case "": return value
    case "Relu": return try bent(value, [Double](repeating: 0, count: value.count), node, &lowering)
    case "LeakyRelu":
      let slope = parameter(0, Double(Float(0.01)))
      return try bent(value, [Double](repeating: slope, count: value.count), node, &lowering)
    case "Clip":
      return try clipped(value, parameter(0, -.infinity), parameter(1, .infinity), node, &lowering)
    case "HardSigmoid":
      let (alpha, beta) = (parameter(0, Double(Float(0.2))), parameter(1, 0.5))
      let rows = value.rows.multiplied(by: [Double](repeating: alpha, count: value.count))
        .adding(constants: [Double](repeating: beta, count: value.count))
      return try clipped(.forms(shape: value.shape, rows), 0, 1, node, &lowering)
    default:
      throw node.error(
        "applies \(name), which is not read; it is piecewise linear with Relu, LeakyRelu, Clip or HardSigmoid")
    }
  }
}
