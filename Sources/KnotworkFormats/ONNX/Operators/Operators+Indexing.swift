/// Elements picked by known indices.
extension Operators {
  /// For each index the element at its own place, with the index along one axis.
  static func gatherElements(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let axis = try node.axis(node.int("axis", default: 0), rank: input.shape.count)
    let indices = try node.constant(1, "the indices")
    guard let given = indices.integers, indices.shape.count == input.shape.count,
      indices.shape.indices.allSatisfy({ $0 == axis || indices.shape[$0] <= input.shape[$0] })
    else {
      throw node.error(
        "the indices, \(Shape.text(indices.shape)), do not fit the input, \(Shape.text(input.shape))")
    }
    _ = try lowering.claim(indices.shape, at: node)
    let places = try checked(given, size: input.shape[axis], node)
    let strides = Shape.strides(input.shape)
    let steps = strides.indices.map { $0 == axis ? 0 : strides[$0] }
    let bases = Shape.offsets(of: indices.shape, steps: steps)
    let picked = zip(bases, places).map { $0 + $1 * strides[axis] }
    return [try lowering.select(input, picked, shape: indices.shape, at: node)]
  }

  /// Slices picked by lists of indices along the last axis of the indices.
  static func gatherND(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let indices = try node.constant(1, "the indices")
    let batch = node.int("batch_dims", default: 0)
    let depth = indices.shape.last ?? 0
    guard let given = indices.integers, batch >= 0, batch < min(indices.shape.count, input.shape.count), depth >= 1,
      batch + depth <= input.shape.count, indices.shape.prefix(batch) == input.shape.prefix(batch)
    else {
      throw node.error(
        "the indices, \(Shape.text(indices.shape)), do not fit the input, \(Shape.text(input.shape))")
    }
    let slice = Array(input.shape.dropFirst(batch + depth))
    let shape = Array(indices.shape.dropLast()) + slice
    let count = try lowering.claim(shape, at: node)
    let strides = Shape.strides(input.shape)
    let size = slice.reduce(1, *)
    let batches = input.shape.prefix(batch).reduce(1, *)
    let lists = given.count / depth
    var picked: [Int] = []
    picked.reserveCapacity(count)
    for list in 0..<lists {
      var start = batches == 0 ? 0 : list / max(1, lists / batches) * (batch == 0 ? 0 : strides[batch - 1])
      for axis in 0..<depth {
        let place = try checked([given[list * depth + axis]], size: input.shape[batch + axis], node)[0]
        start += place * strides[batch + axis]
      }
      picked.append(contentsOf: start..<start + size)
    }
    return [try lowering.select(input, picked, shape: shape, at: node)]
  }

  /// Blocks of channels spread over the image, in either order.
  static func depthToSpace(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let block = node.int("blocksize", default: 0)
    guard input.shape.count == 4, block >= 1, block < 1 << 15, input.shape[1] % (block * block) == 0 else {
      throw node.error("blocks of \(block) do not fit \(Shape.text(input.shape))")
    }
    let (n, c, h, w) = (input.shape[0], input.shape[1] / (block * block), input.shape[2], input.shape[3])
    let isColumnFirst = node.string("mode", default: "DCR") == "CRD"
    let split = isColumnFirst ? [n, c, block, block, h, w] : [n, block, block, c, h, w]
    let order = isColumnFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
    return [
      try rearranged(input, split: split, order: order, shape: [n, c, h * block, w * block], node, &lowering)
    ]
  }

  static func spaceToDepth(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let block = node.int("blocksize", default: 0)
    guard input.shape.count == 4, block >= 1, block < 1 << 15, input.shape[2] % block == 0, input.shape[3] % block == 0
    else { throw node.error("blocks of \(block) do not fit \(Shape.text(input.shape))") }
    let (n, c, h, w) = (input.shape[0], input.shape[1], input.shape[2] / block, input.shape[3] / block)
    let isColumnFirst = node.string("mode", default: "DCR") == "CRD"
    return [
      try rearranged(
        input, split: [n, c, h, block, w, block], order: isColumnFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4],
        shape: [n, c * block * block, h, w], node, &lowering)
    ]
  }

  /// The axes of a tensor of shape `split` in another order, and then in a shape of as many elements.
  private static func rearranged(
    _ value: Value, split: [Int], order: [Int], shape: [Int], _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    _ = try lowering.claim(shape, at: node)
    let strides = Shape.strides(split)
    let indices = Shape.offsets(of: order.map { split[$0] }, steps: order.map { strides[$0] })
    return try lowering.select(value, indices, shape: shape, at: node)
  }
}
