/// Numbers kept as small whole ones: each times a scale.
extension Operators {
  /// (x − zero point) · scale, for all elements, along an axis, or for blocks of an axis.
  static func dequantizeLinear(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let scale = try node.weights(1, "the scale")
    let zero = try node.optional(2) == nil ? nil : node.weights(2, "the zero point")
    guard zero?.count ?? scale.count == scale.count else {
      throw node.error("\(scale.count) scales and \(zero?.count ?? 0) zero points do not fit together")
    }
    let places = try scalePlaces(node, input.shape, scale)
    try lowering.spend(2 * input.size, at: node)
    let numbers = scale.reals
    var offset = input
    if let zero {
      let spread = zero.selecting(places, shape: input.shape)
      offset = try combine(input, .constant(spread), sign: -1, node, &lowering)
    }
    let scales = GraphTensor(shape: input.shape, reals: places.map { numbers[$0] })
    return [try product(offset, .constant(scales), node, &lowering)]
  }

  /// The scale that each element takes.
  private static func scalePlaces(
    _ node: Node, _ shape: [Int], _ scale: GraphTensor
  ) throws(FormatError) -> [Int] {
    let count = Shape.count(shape) ?? 0
    if scale.count == 1 { return [Int](repeating: 0, count: count) }
    let axis = try node.axis(node.int("axis", default: 1), rank: shape.count)
    let inner = shape.dropFirst(axis + 1).reduce(1, *)
    let block = node.int("block_size", default: 0)
    let mismatch = node.error(
      "scales of \(Shape.text(scale.shape)) do not fit \(Shape.text(shape)) along axis \(axis)")
    guard block > 0 else {
      guard scale.count == shape[axis] else { throw mismatch }
      return (0..<count).map { $0 / inner % shape[axis] }
    }
    let blocks = (shape[axis] + block - 1) / block
    var expected = shape
    expected[axis] = blocks
    guard scale.shape == expected else { throw mismatch }
    return (0..<count).map { element in
      let outer = element / (inner * shape[axis])
      return (outer * blocks + element / inner % shape[axis] / block) * inner + element % inner
    }
  }

  /// The product of matrices of whole numbers, less their zero points.
  static func matMulInteger(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    var sides = [try node.input(0, "A"), try node.input(1, "B")]
    for side in 0..<2 where node.optional(side + 2) != nil {
      let zero = try node.weights(side + 2, "a zero point")
      var shape = zero.shape
      // One for each row of A or column of B.
      if zero.count > 1, shape.count == 1 { shape = side == 0 ? [zero.count, 1] : [1, zero.count] }
      let spread = GraphTensor(shape: zero.count == 1 ? [] : shape, reals: zero.reals)
      sides[side] = try combine(sides[side], .constant(spread), sign: -1, node, &lowering)
    }
    return [try matrixProduct(sides[0], sides[1], isRightTransposed: false, node, &lowering)]
  }
}
