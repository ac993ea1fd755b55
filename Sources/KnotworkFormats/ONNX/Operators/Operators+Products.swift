/// Products with known matrices.
extension Operators {
  /// α · A · B + β · C, where A or B may be transposed and one of them is known.
  static func gemm(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let (a, b) = (try node.input(0, "A"), try node.input(1, "B"))
    guard a.shape.count == 2, b.shape.count == 2 else {
      throw node.error("needs two matrices, found \(Shape.text(a.shape)) and \(Shape.text(b.shape))")
    }
    var (left, right) = (a, b)
    let isRightTransposed = node.flag("transB") && b.tensor != nil
    if node.flag("transA") { left = try transposed(a, node, &lowering) }
    if node.flag("transB"), !isRightTransposed { right = try transposed(b, node, &lowering) }
    let alpha = try node.float("alpha", default: 1)
    let beta = try node.float("beta", default: 1)
    var result = try matrixProduct(left, right, isRightTransposed: isRightTransposed, node, &lowering)
    if alpha != 1 { result = try scaled(result, by: alpha, node, &lowering) }
    guard var c = node.optional(2), beta != 0 else { return [result] }
    guard Shape.broadcast(c.shape, result.shape) == result.shape else {
      throw node.error("C is \(Shape.text(c.shape)), which does not fit the product, \(Shape.text(result.shape))")
    }
    if beta != 1 { c = try scaled(c, by: beta, node, &lowering) }
    return [try combine(result, c, sign: 1, node, &lowering)]
  }

  /// NumPy's product: matrices along the last two axes, the others spread; one side is known.
  static func matMul(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try matrixProduct(try node.input(0, "A"), try node.input(1, "B"), isRightTransposed: false, node, &lowering)]
  }

  private static func transposed(_ value: Value, _ node: Node, _ lowering: inout Lowering) throws(FormatError) -> Value
  {
    let shape = [value.shape[1], value.shape[0]]
    let indices = Shape.offsets(of: shape, steps: [1, value.shape[1]])
    return try lowering.select(value, indices, shape: shape, at: node)
  }

  static func scaled(
    _ value: Value, by factor: Double, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    try lowering.spend(value.size, at: node)
    let factors = [Double](repeating: factor, count: value.count)
    switch value {
    case .constant(let tensor):
      return .constant(GraphTensor(shape: tensor.shape, reals: zip(tensor.reals, factors).map { $0 * $1 }))
    case .forms(let shape, let rows): return .forms(shape: shape, rows.multiplied(by: factors))
    case .pieces(let steps): throw lowering.refusal(of: steps, readBy: node.label)
    }
  }

  /// The right side may be known numbers of which the last two axes are to be swapped: a large matrix is not copied for
  /// that.
  static func matrixProduct(
    _ a: Value, _ b: Value, isRightTransposed: Bool, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    for case .constant(let tensor) in [a, b] { try node.requireFinite(tensor, "the matrix") }
    guard a.tensor != nil || b.tensor != nil else {
      throw node.error("multiplies two matrices that both depend on the input, which is not piecewise linear")
    }
    let mismatch = node.error("the shapes \(Shape.text(a.shape)) and \(Shape.text(b.shape)) cannot be multiplied")
    guard !a.shape.isEmpty, !b.shape.isEmpty else { throw mismatch }
    let left = a.shape.count == 1 ? [1] + a.shape : a.shape
    var right = b.shape.count == 1 ? b.shape + [1] : b.shape
    if isRightTransposed { right.swapAt(right.count - 2, right.count - 1) }
    let (m, k, n) = (left[left.count - 2], left[left.count - 1], right[right.count - 1])
    guard right[right.count - 2] == k, let batch = Shape.broadcast(Array(left.dropLast(2)), Array(right.dropLast(2)))
    else { throw mismatch }
    let shape = batch + (a.shape.count == 1 ? [] : [m]) + (b.shape.count == 1 ? [] : [n])
    let count = try lowering.claim(shape, at: node)
    _ = try lowering.claimTerms([count, k], at: node)
    let blocks = Blocks(
      left: Shape.spread(from: Array(left.dropLast(2)), to: batch),
      right: Shape.spread(from: Array(right.dropLast(2)), to: batch), rows: m, inner: k, columns: n,
      isRightTransposed: isRightTransposed)
    if let weights = b.tensor {
      return try lowering.apply(blocks.map(right: weights.reals), to: a, shape: shape, at: node)
    }
    return try lowering.apply(blocks.map(left: a.tensor?.reals ?? []), to: b, shape: shape, at: node)
  }

  /// The matrix products of one MatMul: which block of the left side meets which of the right.
  private struct Blocks {
    let left: [Int]
    let right: [Int]
    let rows: Int
    let inner: Int
    let columns: Int
    /// Whether the right side is stored column by column.
    let isRightTransposed: Bool

    /// The map of the left side's elements, when the right side is known.
    func map(right weights: [Double]) -> AffineForms {
      let zeros = [Double](repeating: 0, count: left.count * rows * columns)
      if left.count == 1, rows == 1 {
        // A single row times a matrix: the dense layer, which has a row for each column.
        if isRightTransposed { return AffineForms(.dense(0..<inner, weights), constants: zeros) }
        var dense: [Double] = []
        dense.reserveCapacity(weights.count)
        for column in 0..<columns {
          for index in 0..<inner { dense.append(weights[index * columns + column]) }
        }
        return AffineForms(.dense(0..<inner, dense), constants: zeros)
      }
      var map = SparseRows(capacity: zeros.count, terms: zeros.count * inner)
      for batch in left.indices {
        let (first, start) = (left[batch] * rows * inner, right[batch] * inner * columns)
        for row in 0..<rows {
          for column in 0..<columns {
            for index in 0..<inner {
              let place = isRightTransposed ? column * inner + index : index * columns + column
              map.append(first + row * inner + index, weights[start + place])
            }
            map.endRow()
          }
        }
      }
      return AffineForms(.sparse(map), constants: zeros)
    }

    /// The map of the right side's elements, when the left side is known.
    func map(left weights: [Double]) -> AffineForms {
      let zeros = [Double](repeating: 0, count: left.count * rows * columns)
      if left.count == 1, columns == 1 { return AffineForms(.dense(0..<inner, weights), constants: zeros) }
      var map = SparseRows(capacity: zeros.count, terms: zeros.count * inner)
      for batch in left.indices {
        let (start, first) = (left[batch] * rows * inner, right[batch] * inner * columns)
        for row in 0..<rows {
          for column in 0..<columns {
            for index in 0..<inner {
              map.append(first + index * columns + column, weights[start + row * inner + index])
            }
            map.endRow()
          }
        }
      }
      return AffineForms(.sparse(map), constants: zeros)
    }
  }
}
