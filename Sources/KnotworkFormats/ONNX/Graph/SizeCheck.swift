/// A walk over the graph by sizes alone, before anything is computed: a file of a thousand bytes may say how to make
/// tensors that no memory holds.
///
/// Known numbers of up to a few thousand elements are computed as they will be, since shapes depend on them. What has no
/// rule has an unknown shape, and is bounded when it is computed.
struct SizeCheck {
  /// What is known of a value: its numbers, or its shape.
  private enum Known {
    case numbers(GraphTensor)
    case shape([Int])
  }

  private static let largestConstant = 1 << 12

  private let reader: GraphReader
  private let maximumSize: Int
  private var values: [String: Known] = [:]

  /// - Parameters:
  ///   - order: the nodes to be run, by their places in the reader's list.
  ///   - inputs: the inputs' shapes.
  /// - Throws: ``FormatError`` with the node whose result would have more than `maximumSize` elements, and its shape.
  /// - Complexity: linear in the size of the graph.
  static func check(
    _ reader: GraphReader, order: [Int], inputs: [String: Value], maximumSize: Int
  ) throws(FormatError) {
    var check = SizeCheck(reader: reader, maximumSize: maximumSize)
    for (name, value) in inputs { check.values[name] = .shape(value.shape) }
    for index in order { try check.walk(reader.nodes[index]) }
  }

  private init(reader: GraphReader, maximumSize: Int) {
    self.reader = reader
    self.maximumSize = maximumSize
  }

  private mutating func walk(_ graphNode: GraphNode) throws(FormatError) {
    let proto = graphNode.proto
    guard let opset = try? graphNode.opset() else { return }
    var inputs: [Value?] = []
    for name in proto.input {
      guard !name.isEmpty else {
        inputs.append(nil)
        continue
      }
      guard let known = known(name) else { return }
      switch known {
      case .numbers(let tensor): inputs.append(.constant(tensor))
      case .shape(let shape): inputs.append(.outline(shape))
      }
    }
    let node = Node(
      proto: proto, inputs: inputs, opset: opset, usedOutputs: [Bool](repeating: true, count: proto.output.count))
    if let numbers = computed(node) {
      for (name, tensor) in zip(proto.output, numbers) { values[name] = .numbers(tensor) }
      return
    }
    guard let shapes = try? SizeRules.shapes(of: node) else { return }
    for (name, shape) in zip(proto.output, shapes) {
      guard Shape.count(shape, limit: maximumSize) != nil else {
        throw node.error("gives a tensor of \(Shape.text(shape)), which is beyond the limit of \(maximumSize) numbers")
      }
      values[name] = .shape(shape)
    }
  }

  private mutating func known(_ name: String) -> Known? {
    if let known = values[name] { return known }
    guard let proto = reader.initializers[name] else { return nil }
    let shape = proto.dims.map { Int(clamping: $0) }
    guard shape.allSatisfy({ $0 >= 0 }), let count = Shape.count(shape) else { return nil }
    var known = Known.shape(shape)
    if count <= SizeCheck.largestConstant, proto.dataLocation != 1,
      let tensor = try? reader.externalData.tensor(proto, name: name)
    {
      known = .numbers(tensor)
    }
    values[name] = known
    return known
  }

  /// The node's results, when all that it reads is known and small, or only shapes are read.
  private func computed(_ node: Node) -> [GraphTensor]? {
    if ["Shape", "Size"].contains(node.proto.opType), let input = node.optional(0) {
      var scratch = Lowering(inputCount: 0, maximumSize: SizeCheck.largestConstant)
      guard let count = Shape.count(input.shape) else { return nil }
      if node.proto.opType == "Size" { return [GraphTensor(shape: [], integers: [Int64(count)])] }
      return (try? Operators.shape(node, &scratch))?.compactMap(\.tensor)
    }
    for input in node.inputs {
      guard let input else { continue }
      guard case .constant = input else { return nil }
    }
    guard let operation = Operators.find(node.proto.domain, node.proto.opType) else { return nil }
    var scratch = Lowering(inputCount: 0, maximumSize: SizeCheck.largestConstant)
    guard let results = try? operation(node, &scratch).map(\.folded) else { return nil }
    let tensors = results.compactMap(\.tensor)
    guard tensors.count == results.count, tensors.allSatisfy({ $0.count <= SizeCheck.largestConstant }) else {
      return nil
    }
    return tensors
  }
}

extension Value {
  /// A value of which only the shape is there.
  fileprivate static func outline(_ shape: [Int]) -> Value { .forms(shape: shape, AffineForms(constants: [])) }
}
