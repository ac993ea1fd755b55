/// The shapes of results from the shapes of what is read.
enum SizeRules {
  private struct NoRule: Error {}

  /// The shapes of the first outputs.
  ///
  /// - Throws: where no rule exists or the node makes no sense, which reading it will say.
  static func shapes(of node: Node) throws -> [[Int]] {
    let type = node.proto.opType
    if same.contains(type) { return [try node.input(0).shape] }
    if spreading.contains(type) {
      return [try node.inputs.indices.reduce([]) { try common($0, node.input($1).shape) }]
    }
    switch type {
    case "MatMul", "FusedMatMul", "MatMulInteger", "Gemm", "FusedGemm": return [try product(node)]
    case "Conv", "FusedConv", "ConvTranspose", "MaxPool", "AveragePool": return [try image(node)]
    case "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Expand", "Tile", "ConstantOfShape", "Range":
      return [try arranged(node)]
    case "Concat", "Gather", "GatherElements", "Pad", "Slice", "TopK": return [try selected(node)]
    case "Resize", "Upsample": return [try Operators.resizedAxes(node, node.input(0).shape).map(\.output)]
    case "Constant":
      guard let dims = node.attribute("value")?.t.dims, dims.allSatisfy({ $0 >= 0 }) else { throw NoRule() }
      return [dims.map { Int(clamping: $0) }]
    case "MatMulNBits": return [Array(try node.input(0).shape.dropLast()) + [node.int("N", default: 0)]]
    case "Einsum":
      return [try EinsumEquation(node, shapes: node.inputs.indices.map { try node.input($0).shape }).outputShape]
    case let name where name.hasPrefix("Reduce"): return [try reduced(node)]
    default: throw NoRule()
    }
  }

  /// Operators that keep the shape of their first input.
  private static let same: Set = [
    "Identity", "Dropout", "Cast", "CastLike", "Relu", "LeakyRelu", "PRelu", "Abs", "Clip", "HardSigmoid", "Elu",
    "Selu",
    "ThresholdedRelu", "Shrink", "Neg", "Sign", "Not", "Floor", "Ceil", "Round", "Sqrt", "Reciprocal", "IsNaN", "IsInf",
    "BatchNormalization", "CumSum", "DequantizeLinear", "Scaler", "Imputer", "Softmax", "LogSoftmax", "Sigmoid",
  ]

  /// Operators whose inputs are spread to a common shape.
  private static let spreading: Set = [
    "Add", "Sub", "Mul", "Div", "Pow", "Sum", "Mean", "Max", "Min", "Where", "Equal", "Greater", "GreaterOrEqual",
    "Less", "LessOrEqual", "And", "Or", "Xor", "Mod",
  ]

  private static func common(_ a: [Int], _ b: [Int]) throws -> [Int] {
    guard let shape = Shape.broadcast(a, b) else { throw NoRule() }
    return shape
  }

  /// Size added along an axis, or nothing that makes sense.
  private static func sum(_ a: Int, _ b: Int) throws -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    guard !overflow, sum >= 0 else { throw NoRule() }
    return sum
  }

  private static func product(_ node: Node) throws -> [Int] {
    var (a, b) = (try node.input(0).shape, try node.input(1).shape)
    guard a.count >= 1, b.count >= 1 else { throw NoRule() }
    let isGemm = node.proto.opType.hasSuffix("Gemm")
    if node.flag("transA"), a.count >= 2 { a.swapAt(a.count - 2, a.count - 1) }
    if node.flag("transB"), b.count >= 2 { b.swapAt(b.count - 2, b.count - 1) }
    guard !node.flag("transBatchA"), !node.flag("transBatchB"), !isGemm || (a.count == 2 && b.count == 2) else {
      throw NoRule()
    }
    let batch = try common(Array(a.dropLast(2)), Array(b.dropLast(2)))
    return batch + (a.count == 1 ? [] : [a[a.count - 2]]) + (b.count == 1 ? [] : [b[b.count - 1]])
  }

  private static func image(_ node: Node) throws -> [Int] {
    let shape = try node.input(0).shape
    guard shape.count >= 3 else { throw NoRule() }
    let image = Array(shape.dropFirst(2))
    if node.proto.opType.hasSuffix("Pool") {
      guard let kernel = node.ints("kernel_shape") else { throw NoRule() }
      return Array(shape.prefix(2)) + (try Window.outputSizes(node, image, kernel))
    }
    let kernel = try node.input(1).shape
    guard kernel.count == shape.count else { throw NoRule() }
    let window = Array(kernel.dropFirst(2))
    guard node.proto.opType == "ConvTranspose" else {
      return [shape[0], kernel[0]] + (try Window.outputSizes(node, image, window))
    }
    let groups = node.int("group", default: 1)
    guard groups >= 1, groups < 1 << 30, kernel[1] < 1 << 30 else { throw NoRule() }
    return [shape[0], kernel[1] * groups] + (try Operators.transposedGeometry(node, image, window).map(\.size))
  }

  private static func reduced(_ node: Node) throws -> [Int] {
    let shape = try node.input(0).shape
    let given = try node.ints("axes") ?? (node.optional(1) == nil ? nil : node.integers(1, "the axes"))
    if given?.isEmpty ?? true, node.flag("noop_with_empty_axes") { return shape }
    let axes = try given.map { $0.isEmpty ? Array(shape.indices) : try node.axes($0, rank: shape.count) }
    let keeps = node.flag("keepdims", default: true)
    return shape.indices.compactMap { axes?.contains($0) ?? true ? keeps ? 1 : nil : shape[$0] }
  }

  private static func arranged(_ node: Node) throws -> [Int] {
    switch node.proto.opType {
    case "Range":
      let ends = try (0..<3).map { try node.integers($0, "an end")?.first ?? 0 }
      guard ends[2] != 0 else { throw NoRule() }
      let count = ((Double(ends[1]) - Double(ends[0])) / Double(ends[2])).rounded(.up)
      return [Int(clamping: Int64(min(max(count, 0), 0x1p60)))]
    case "ConstantOfShape":
      guard let shape = try node.integers(0, "the shape"), shape.allSatisfy({ $0 >= 0 }) else { throw NoRule() }
      return shape
    case "Transpose":
      let shape = try node.input(0).shape
      let order = node.ints("perm") ?? shape.indices.reversed()
      guard order.sorted() == Array(shape.indices) else { throw NoRule() }
      return order.map { shape[$0] }
    case "Expand":
      guard let sizes = try node.integers(1, "the shape"), sizes.allSatisfy({ $0 >= 0 }) else { throw NoRule() }
      return try common(node.input(0).shape, sizes)
    case "Tile":
      let shape = try node.input(0).shape
      guard let repeats = try node.integers(1, "the repeats"), repeats.count == shape.count else { throw NoRule() }
      return try zip(shape, repeats).map { size, count in
        let (product, overflow) = size.multipliedReportingOverflow(by: count)
        guard count >= 0 else { throw NoRule() }
        return overflow ? .max : product
      }
    default: return try Operators.reshaped(node, node.input(0).shape)
    }
  }

  private static func selected(_ node: Node) throws -> [Int] {
    var shape = try node.input(0).shape
    switch node.proto.opType {
    case "Concat":
      let axis = try node.axis(node.int("axis", default: 1), rank: shape.count)
      for index in node.inputs.indices.dropFirst() {
        let other = try node.input(index).shape
        guard other.count == shape.count else { throw NoRule() }
        shape[axis] = try sum(shape[axis], other[axis])
      }
    case "Gather":
      let axis = try node.axis(node.int("axis", default: 0), rank: shape.count)
      shape = Array(shape.prefix(axis)) + (try node.input(1).shape) + Array(shape.dropFirst(axis + 1))
    case "GatherElements": shape = try node.input(1).shape
    case "TopK":
      let axis = try node.axis(node.int("axis", default: -1), rank: shape.count)
      guard let count = try node.opset < 10 ? node.int("k", default: -1) : node.integers(1, "k")?.first, count >= 0,
        count <= shape[axis]
      else { throw NoRule() }
      shape[axis] = count
    case "Pad":
      let listed = try node.axes(node.optional(3) == nil ? nil : node.integers(3, "axes"), unordered: shape.count)
      guard let pads = try node.opset < 11 ? node.ints("pads") : node.integers(1, "pads"),
        pads.count == 2 * listed.count
      else { throw NoRule() }
      for (index, axis) in listed.enumerated() {
        shape[axis] = try sum(try sum(shape[axis], max(0, pads[index])), max(0, pads[listed.count + index]))
      }
    case "Slice": for (axis, places) in try Operators.slices(node, shape) { shape[axis] = places.count }
    default: throw NoRule()
    }
    return shape
  }
}
