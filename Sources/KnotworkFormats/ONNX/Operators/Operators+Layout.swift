/// The same elements in another shape or order.
extension Operators {
  static func identity(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] { [try node.input(0)] }

  /// Does nothing outside training; the mask, where it is read, keeps everything.
  static func dropout(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    if node.optional(2) != nil, try node.constant(2, "training_mode").reals != [0] {
      throw node.error("drops values at random (training mode); export the model in evaluation mode")
    }
    guard node.usedOutputs.count > 1, node.usedOutputs[1] else { return [input] }
    let ones = [Int64](repeating: 1, count: try lowering.claim(input.shape, at: node))
    return [input, .constant(GraphTensor(shape: input.shape, integers: ones))]
  }

  /// Between types of real numbers nothing changes; known numbers are converted.
  static func cast(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let code = Int32(clamping: node.int("to", default: 0))
    guard let type = GraphElementType(rawValue: code), type.width != nil else {
      throw node.error("casts to \(GraphElementType.name(code)), which is not a type of numbers")
    }
    let input = try node.input(0)
    if type == .bool, case .forms = input { return [try stepped(input, node, &lowering, 1, 0, 1)] }
    return [try converted(input, isReal: type.isReal, name: "\(type)", node, &lowering)]
  }

  static func castLike(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let isReal = try node.input(1).tensor.map { !$0.isInteger } ?? true
    return [try converted(try node.input(0), isReal: isReal, name: "whole numbers", node, &lowering)]
  }

  private static func converted(
    _ value: Value, isReal: Bool, name: String, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    switch (value, isReal) {
    case (.forms, true), (.pieces, true): return value
    case (.pieces(let steps), false):
      return try lowering.map(steps, node) { form in
        guard form.isConstant else { return nil }
        if name == "bool" { return LinearForm(constant: form.constant == 0 ? 0 : 1) }
        return LinearForm(constant: form.constant.rounded(.towardZero))
      }
    case (.forms, false):
      throw node.error("rounds to \(name), so the network is not continuous; export the model without this step")
    case (.constant(let tensor), true):
      return .constant(GraphTensor(shape: tensor.shape, reals: tensor.reals))
    case (.constant(let tensor), false):
      if case .integers(let integers) = tensor.elements {
        guard name == "bool" else { return value }
        return .constant(GraphTensor(shape: tensor.shape, integers: integers.map { $0 == 0 ? 0 : 1 }))
      }
      var integers: [Int64] = []
      for real in tensor.reals {
        guard let integer = Int64(exactly: real.rounded(.towardZero)) else {
          throw node.error("\(real) is beyond the range of \(name)")
        }
        integers.append(name == "bool" ? (real == 0 ? 0 : 1) : integer)
      }
      return .constant(GraphTensor(shape: tensor.shape, integers: integers))
    }
  }

  /// The same elements, in the same order, in another shape.
  static func reshape(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    return [input.reshaped(try reshaped(node, input.shape))]
  }

  /// The shape that Flatten, Reshape, Squeeze and Unsqueeze give.
  static func reshaped(_ node: Node, _ shape: [Int]) throws(FormatError) -> [Int] {
    switch node.proto.opType {
    case "Flatten": try flattened(node, shape)
    case "Squeeze": try squeezed(node, shape)
    case "Unsqueeze": try unsqueezed(node, shape)
    default: try filled(node, shape)
    }
  }

  private static func flattened(_ node: Node, _ shape: [Int]) throws(FormatError) -> [Int] {
    let given = node.int("axis", default: 1)
    guard given >= -shape.count, given <= shape.count else {
      throw node.error("axis \(given) does not exist; the tensor has \(shape.count) axes")
    }
    let axis = given < 0 ? given + shape.count : given
    guard let before = Shape.count(Array(shape.prefix(axis))), let after = Shape.count(Array(shape.dropFirst(axis)))
    else { throw node.error("\(Shape.text(shape)) is too large") }
    return [before, after]
  }

  /// The shape has 0 for "as before" and −1 for what is left.
  private static func filled(_ node: Node, _ before: [Int]) throws(FormatError) -> [Int] {
    guard var shape = try node.integers(1, "the shape") else { throw node.error("the shape is missing") }
    guard shape.allSatisfy({ $0 >= -1 }), shape.count(where: { $0 == -1 }) <= 1 else {
      throw node.error("the shape \(shape) has an entry below −1, or −1 twice")
    }
    let count = Shape.count(before) ?? 0
    if !node.flag("allowzero") {
      for axis in shape.indices where shape[axis] == 0 {
        guard axis < before.count else { throw node.error("the shape \(shape) keeps an axis that does not exist") }
        shape[axis] = before[axis]
      }
    }
    if let open = shape.firstIndex(of: -1) {
      let rest = Shape.count(shape.enumerated().map { $0.offset == open ? 1 : $0.element }) ?? 0
      guard rest > 0, count % rest == 0 else { throw mismatch(node, before, shape) }
      shape[open] = count / rest
    }
    guard Shape.count(shape) == count else { throw mismatch(node, before, shape) }
    return shape
  }

  private static func mismatch(_ node: Node, _ before: [Int], _ shape: [Int]) -> FormatError {
    node.error("\(Shape.text(before)) cannot become \(shape); a batch fixed in the graph must be exported as 1")
  }

  /// The axes are an attribute up to opset 12, then an input; none means all of size 1.
  private static func squeezed(_ node: Node, _ shape: [Int]) throws(FormatError) -> [Int] {
    let given = try node.opset < 13 ? node.ints("axes") : node.integers(1, "the axes")
    let axes =
      try given.map { list throws(FormatError) in try node.axes(list, rank: shape.count) }
      ?? shape.indices.filter { shape[$0] == 1 }
    for axis in axes where shape[axis] != 1 {
      throw node.error("axis \(axis) has the size \(shape[axis]), only 1 can be squeezed")
    }
    return shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
  }

  private static func unsqueezed(_ node: Node, _ before: [Int]) throws(FormatError) -> [Int] {
    let given = try node.opset < 13 ? node.ints("axes") : node.integers(1, "the axes")
    guard let given else { throw node.error("the axes are missing") }
    var shape = before
    for axis in try node.axes(given, rank: shape.count + given.count) { shape.insert(1, at: axis) }
    return shape
  }

  static func transpose(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let order = node.ints("perm") ?? input.shape.indices.reversed()
    guard order.sorted() == Array(input.shape.indices) else {
      throw node.error("perm is \(order); expected each of the \(input.shape.count) axes once")
    }
    return [try permuted(input, order, node, &lowering)]
  }

  static func permuted(
    _ input: Value, _ order: [Int], _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    guard order != Array(input.shape.indices) else { return input }
    let strides = Shape.strides(input.shape)
    let shape = order.map { input.shape[$0] }
    _ = try lowering.claim(shape, at: node)
    let indices = Shape.offsets(of: shape, steps: order.map { strides[$0] })
    return try lowering.select(input, indices, shape: shape, at: node)
  }

  static func expand(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    guard let sizes = try node.integers(1, "the shape"), sizes.allSatisfy({ $0 >= 0 }),
      let shape = Shape.broadcast(input.shape, sizes)
    else { throw node.error("the shape does not fit the input, \(Shape.text(input.shape))") }
    _ = try lowering.claim(shape, at: node)
    return [try lowering.spread(input, to: shape, at: node)]
  }
}
