/// Sums, means and extremes along axes.
extension Operators {
  static func reduceSum(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    guard let axes = try axes(node, input, inputFrom: 13) else { return [input] }
    return [try sum(of: input, axes: axes, keepsAxes: node.flag("keepdims", default: true), node, &lowering)]
  }

  static func reduceMean(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    guard let axes = try axes(node, input, inputFrom: 18) else { return [input] }
    return [try mean(of: input, axes: axes, keepsAxes: node.flag("keepdims", default: true), node, &lowering)]
  }

  static func reduceMax(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try reduceExtreme(node, &lowering, isMaximum: true)]
  }

  static func reduceMin(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try reduceExtreme(node, &lowering, isMaximum: false)]
  }

  private static func reduceExtreme(
    _ node: Node, _ lowering: inout Lowering, isMaximum: Bool
  ) throws(FormatError) -> Value {
    let input = try node.input(0)
    guard let axes = try axes(node, input, inputFrom: 18) else { return input }
    let keepsAxes = node.flag("keepdims", default: true)
    return try extreme(of: input, axes: axes, keepsAxes: keepsAxes, node, &lowering, isMaximum: isMaximum)
  }

  /// The axes to reduce: an attribute, or from some opset on an input. None means all, or with `noop_with_empty_axes`
  /// that nothing is done (nil).
  private static func axes(_ node: Node, _ input: Value, inputFrom opset: Int) throws(FormatError) -> [Int]? {
    let given = try node.opset >= opset ? node.integers(1, "the axes") : node.ints("axes")
    if let given, !given.isEmpty { return try node.axes(given, rank: input.shape.count) }
    return node.flag("noop_with_empty_axes") ? nil : Array(input.shape.indices)
  }

  static func mean(
    of input: Value, axes: [Int], keepsAxes: Bool, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    let total = try sum(of: input, axes: axes, keepsAxes: keepsAxes, node, &lowering)
    let count = Double(axes.reduce(1) { $0 * input.shape[$1] })
    guard count > 0 else { throw node.error("takes the mean of no elements") }
    let divisors = [Double](repeating: count, count: total.count)
    if let tensor = total.tensor {
      return .constant(GraphTensor(shape: tensor.shape, reals: tensor.reals.map { $0 / count }))
    }
    return .forms(shape: total.shape, total.rows.divided(by: divisors))
  }

  static func sum(
    of input: Value, axes: [Int], keepsAxes: Bool, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    let (groups, shape) = try groups(of: input, axes: axes, keepsAxes: keepsAxes, node, &lowering)
    var map = SparseRows(capacity: groups.count, terms: input.count)
    for group in groups {
      for index in group { map.append(index, 1) }
      map.endRow()
    }
    let rows = AffineForms(.sparse(map), constants: [Double](repeating: 0, count: groups.count))
    return try lowering.apply(rows, to: input, shape: shape, at: node)
  }

  static func extreme(
    of input: Value, axes: [Int], keepsAxes: Bool, _ node: Node, _ lowering: inout Lowering, isMaximum: Bool
  ) throws(FormatError) -> Value {
    let (groups, shape) = try groups(of: input, axes: axes, keepsAxes: keepsAxes, node, &lowering)
    guard !groups.contains(where: \.isEmpty) else { throw node.error("takes the extreme of no elements") }
    return try extremes(of: input, groups: groups, shape: shape, node, &lowering, isMaximum: isMaximum)
  }

  /// The elements that come together in each element of the result, and its shape.
  private static func groups(
    of input: Value, axes: [Int], keepsAxes: Bool, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> ([[Int]], [Int]) {
    try lowering.spend(input.count, at: node)
    let kept = input.shape.indices.filter { !axes.contains($0) }
    let strides = Shape.strides(input.shape)
    let starts = Shape.offsets(of: kept.map { input.shape[$0] }, steps: kept.map { strides[$0] })
    let inner = Shape.offsets(of: axes.map { input.shape[$0] }, steps: axes.map { strides[$0] })
    let shape = input.shape.indices.compactMap { axes.contains($0) ? keepsAxes ? 1 : nil : input.shape[$0] }
    _ = try lowering.claim(shape, at: node)
    return (starts.map { start in inner.map { start + $0 } }, shape)
  }
}
