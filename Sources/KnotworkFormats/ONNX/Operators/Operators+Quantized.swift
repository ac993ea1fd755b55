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
    guard block > 0, block < 1 << 40 else {
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

  /// A · Bᵀ, where B is N rows of K whole numbers of a few bits, each block of which has a scale and a zero point.
  static func matMulNBits(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let (k, n, bits) = (node.int("K", default: 0), node.int("N", default: 0), node.int("bits", default: 4))
    let block = node.int("block_size", default: 0)
    guard [2, 4, 8].contains(bits), k >= 1, n >= 1, block >= 1, block < 1 << 20, k < 1 << 30, n < 1 << 30 else {
      throw node.error("\(n) rows of \(k) numbers of \(bits) bits in blocks of \(block) cannot be")
    }
    guard node.optional(4) == nil else { throw node.error("takes its groups from an input, which is not read") }
    let blocks = (k + block - 1) / block
    let perByte = 8 / bits
    let blockBytes = (block + perByte - 1) / perByte
    let count = try lowering.claim([n, k], at: node)
    let scales = try node.weights(2, "the scales").reals
    guard let packed = try node.constant(1, "B").integers else { throw node.error("B must be bytes") }
    let zeros = try node.optional(3) == nil ? nil : node.weights(3, "the zero points")
    let zeroBytes = (blocks + perByte - 1) / perByte
    guard packed.count == n * blocks * blockBytes, scales.count == n * blocks,
      zeros.map({ $0.count == n * ($0.isInteger ? zeroBytes : blocks) }) ?? true
    else {
      throw node.error("\(packed.count) bytes and \(scales.count) scales do not fit \(n) rows of \(k) numbers")
    }
    func number(_ bytes: [Int], _ first: Int, _ index: Int) -> Double {
      Double((bytes[first + index / perByte] >> (index % perByte * bits)) & ((1 << bits) - 1))
    }
    let (zeroNumbers, zeroBits) = (zeros?.reals, zeros?.integers)
    var weights: [Double] = []
    weights.reserveCapacity(count)
    for row in 0..<n {
      for place in 0..<k {
        let (index, within) = (place / block, place % block)
        var zero = Double(1 << (bits - 1))
        if let zeroBits {
          zero = number(zeroBits, row * zeroBytes, index)
        } else if let zeroNumbers {
          zero = zeroNumbers[row * blocks + index]
        }
        let whole = number(packed, (row * blocks + index) * blockBytes, within)
        weights.append((whole - zero) * scales[row * blocks + index])
      }
    }
    let matrix = Value.constant(GraphTensor(shape: [n, k], reals: weights))
    let product = try matrixProduct(try node.input(0, "A"), matrix, isRightTransposed: true, node, &lowering)
    guard let bias = node.optional(5) else { return [product] }
    return [try combine(product, bias, sign: 1, node, &lowering)]
  }
}
