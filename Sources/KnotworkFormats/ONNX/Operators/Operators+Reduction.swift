import KnotworkGeometry

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

  /// Σ |x|.
  static func reduceL1(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let magnitudes = try absolute(try node.input(0), node, &lowering)
    guard let axes = try axes(node, magnitudes, inputFrom: 18) else { return [magnitudes] }
    return [try sum(of: magnitudes, axes: axes, keepsAxes: node.flag("keepdims", default: true), node, &lowering)]
  }

  /// Reductions that are not piecewise linear, but for groups of one element: those keep their element, or its absolute
  /// value (ReduceL2). Known numbers are reduced.
  static func reduceCurved(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let type = node.proto.opType
    // Reducing no axis is reducing every element by itself.
    let axes = try axes(node, input, inputFrom: 18) ?? []
    let (groups, shape) = try groups(
      of: input, axes: axes, keepsAxes: node.flag("keepdims", default: true), node, &lowering)
    if case .constant(let tensor) = input {
      let numbers = tensor.reals
      return [
        .constant(GraphTensor(shape: shape, reals: groups.map { group in reduced(group.map { numbers[$0] }, type) }))
      ]
    }
    guard groups.allSatisfy({ $0.count == 1 }), ["ReduceL2", "ReduceProd", "ReduceLogSumExp"].contains(type) else {
      throw Refusals.error(for: node, isFinal: false)
    }
    let single = try lowering.select(input, groups.map { $0[0] }, shape: shape, at: node)
    return [type == "ReduceL2" ? try absolute(single, node, &lowering) : single]
  }

  private static func reduced(_ numbers: [Double], _ type: String) -> Double {
    switch type {
    case "ReduceL2": numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case "ReduceSumSquare": numbers.reduce(0) { $0 + $1 * $1 }
    case "ReduceProd": numbers.reduce(1, *)
    case "ReduceLogSum": Elementary.log(numbers.reduce(0, +))
    default:
      // Without overflow: the greatest number is taken out.
      if let top = numbers.max(), top.isFinite {
        top + Elementary.log(numbers.reduce(0) { $0 + Elementary.exp($1 - top) })
      } else {
        Elementary.log(numbers.reduce(0) { $0 + Elementary.exp($1) })
      }
    }
  }

  /// Sums of the elements up to each place of an axis.
  static func cumulativeSum(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    guard let given = try node.integers(1, "the axis"), given.count == 1 else {
      throw node.error("needs one axis, a whole number")
    }
    let axis = try node.axis(given[0], rank: input.shape.count)
    let size = input.shape[axis]
    let (isExclusive, isReverse) = (node.flag("exclusive"), node.flag("reverse"))
    let terms = try lowering.claimTerms([input.count, size], at: node)
    let inner = input.shape.dropFirst(axis + 1).reduce(1, *)
    var map = SparseRows(capacity: input.count, terms: terms / 2)
    for element in 0..<input.count {
      let place = element / inner % size
      let range =
        isReverse ? place + (isExclusive ? 1 : 0)..<size : 0..<place + (isExclusive ? 0 : 1)
      for other in range { map.append(element + (other - place) * inner, 1) }
      map.endRow()
    }
    let rows = AffineForms(.sparse(map), constants: [Double](repeating: 0, count: input.count))
    if case .constant(let tensor) = input, case .integers(let integers) = tensor.elements {
      // Whole numbers stay whole: exporters number positions this way.
      var sums: [Int64] = []
      for row in 0..<rows.count {
        var sum: Int64 = 0
        rows.forEachTerm(of: row) { index, _ in sum &+= integers[index] }
        sums.append(sum)
      }
      return [.constant(GraphTensor(shape: tensor.shape, integers: sums))]
    }
    return [try lowering.apply(rows, to: input, shape: input.shape, at: node)]
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
