/// Maxima and minima, by halves: n values need units of ⌈log₂ n⌉ layers.
extension Operators {
  static func maximum(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try extreme(ofInputs: node, &lowering, isMaximum: true)]
  }

  static func minimum(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try extreme(ofInputs: node, &lowering, isMaximum: false)]
  }

  private static func extreme(
    ofInputs node: Node, _ lowering: inout Lowering, isMaximum: Bool
  ) throws(FormatError) -> Value {
    var shape: [Int] = []
    for index in node.inputs.indices {
      let input = try node.input(index)
      if case .constant(let tensor) = input { try node.requireFinite(tensor, "an input") }
      guard let common = Shape.broadcast(shape, input.shape) else {
        throw node.error("the shapes \(Shape.text(shape)) and \(Shape.text(input.shape)) do not fit together")
      }
      shape = common
    }
    guard !node.inputs.isEmpty else { throw node.error("has no inputs") }
    _ = try lowering.claim(shape, at: node)
    if let origin = node.inputs.lazy.compactMap({ $0?.origin }).first {
      var result = try node.input(0)
      for index in node.inputs.indices.dropFirst() {
        result = try lowering.combine(result, try node.input(index), origin: origin, node) { a, b in
          guard a.isConstant, b.isConstant else { return nil }
          return LinearForm(constant: isMaximum ? max(a.constant, b.constant) : min(a.constant, b.constant))
        }
      }
      return result
    }
    var parts: [AffineForms] = []
    for index in node.inputs.indices {
      parts.append(try lowering.spread(try node.input(index), to: shape, at: node).rows)
    }
    return .forms(shape: shape, try extreme(parts, node, &lowering, isMaximum: isMaximum))
  }

  /// The extreme of several groups of forms, row by row.
  private static func extreme(
    _ parts: [AffineForms], _ node: Node, _ lowering: inout Lowering, isMaximum: Bool
  ) throws(FormatError) -> AffineForms {
    var parts = parts
    while parts.count > 1 {
      var next: [AffineForms] = []
      for index in stride(from: 0, to: parts.count - 1, by: 2) {
        let (a, b) = (parts[index], parts[index + 1])
        try lowering.spend(2 * (a.size + b.size), at: node)
        next.append(isMaximum ? lowering.circuit.maximum(a, b) : lowering.circuit.minimum(a, b))
      }
      if parts.count % 2 == 1 { next.append(parts[parts.count - 1]) }
      parts = next
    }
    return parts[0]
  }

  /// The extreme of each group of elements; the groups, none empty, may differ in size.
  static func extremes(
    of value: Value, groups: [[Int]], shape: [Int], _ node: Node, _ lowering: inout Lowering, isMaximum: Bool
  ) throws(FormatError) -> Value {
    if case .constant(let tensor) = value { try node.requireFinite(tensor, "the input") }
    var groups = groups
    var pool = value.rows
    // Each round halves every group; all pairs of a round are compared at once.
    while groups.contains(where: { $0.count > 1 }) {
      var pairs: [(Int, Int)] = []
      var next: [[Int]] = []
      for group in groups {
        var halved: [Int] = []
        for index in stride(from: 0, to: group.count - 1, by: 2) {
          halved.append(pool.count + pairs.count)
          pairs.append((group[index], group[index + 1]))
        }
        if group.count % 2 == 1 { halved.append(group[group.count - 1]) }
        next.append(halved)
      }
      try lowering.spend(pool.sizeOfSelecting(pairs.flatMap { [$0.0, $0.1] }) + pool.size, at: node)
      let (a, b) = (pool.selecting(pairs.map(\.0)), pool.selecting(pairs.map(\.1)))
      let better = isMaximum ? lowering.circuit.maximum(a, b) : lowering.circuit.minimum(a, b)
      pool = AffineForms.concatenating([pool, better])
      groups = next
    }
    return try lowering.select(.forms(shape: [pool.count], pool), groups.map { $0[0] }, shape: shape, at: node)
  }
}
