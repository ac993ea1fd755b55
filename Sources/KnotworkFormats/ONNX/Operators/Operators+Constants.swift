/// Shapes and known numbers, which exporters compute in the graph.
extension Operators {
  static func constant(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    if let attribute = node.attribute("value") {
      let tensor: GraphTensor
      do {
        tensor = try GraphTensor(attribute.t, name: "the value") { _ in
          throw FormatError("the value is in another file")
        }
      } catch {
        throw node.error("\(error)")
      }
      try lowering.spend(tensor.count, at: node)
      return [.constant(tensor)]
    }
    if let attribute = node.attribute("value_float") {
      return [.constant(GraphTensor(shape: [], reals: [Double(attribute.f)]))]
    }
    if let attribute = node.attribute("value_floats") {
      return [.constant(GraphTensor(shape: [attribute.floats.count], reals: attribute.floats.map(Double.init)))]
    }
    if let attribute = node.attribute("value_int") {
      return [.constant(GraphTensor(shape: [], integers: [attribute.i]))]
    }
    if let attribute = node.attribute("value_ints") {
      return [.constant(GraphTensor(shape: [attribute.ints.count], integers: attribute.ints))]
    }
    throw node.error("has no numbers; expected value, value_float, value_floats, value_int or value_ints")
  }

  static func constantOfShape(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    guard let shape = try node.integers(0, "the shape"), shape.allSatisfy({ $0 >= 0 }) else {
      throw node.error("the shape is missing or has negative sizes")
    }
    let count = try lowering.claim(shape, at: node)
    guard node.attribute("value") != nil else {
      return [.constant(GraphTensor(shape: shape, reals: [Double](repeating: 0, count: count)))]
    }
    let value = try constant(node, &lowering)[0]
    guard value.count == 1 else { throw node.error("the value has \(value.count.counted("number")), expected 1") }
    return [try lowering.select(value, [Int](repeating: 0, count: count), shape: shape, at: node)]
  }

  static func shape(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let shape = try node.input(0).shape
    func bound(_ given: Int) -> Int { min(max(given < 0 ? given + shape.count : given, 0), shape.count) }
    let start = bound(node.int("start", default: 0))
    let end = bound(node.int("end", default: shape.count))
    return [.constant(GraphTensor(integers: start < end ? Array(shape[start..<end]) : []))]
  }

  static func size(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [.constant(GraphTensor(shape: [], integers: [Int64(try node.input(0).count)]))]
  }

  static func range(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    guard let start = try node.integers(0, "the start"), let limit = try node.integers(1, "the limit"),
      let step = try node.integers(2, "the step"), start.count == 1, limit.count == 1, step.count == 1, step[0] != 0,
      let span = limit[0].checkedDifference(start[0])
    else { throw node.error("needs a start, a limit and a step other than 0, whole numbers") }
    // Nothing lies between equal ends, or against the step.
    guard span != 0, (span > 0) == (step[0] > 0) else { return [.constant(GraphTensor(integers: []))] }
    let count = Int(clamping: (span.magnitude - 1) / step[0].magnitude + 1)
    _ = try lowering.claim([count], at: node)
    return [.constant(GraphTensor(integers: (0..<count).map { start[0] + $0 * step[0] }))]
  }
}

extension Int {
  /// The difference, or nil where it overflows.
  fileprivate func checkedDifference(_ other: Int) -> Int? {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? nil : difference
  }
}
