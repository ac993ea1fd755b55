/// One node of the graph with the values that it reads.
struct Node {
  let proto: ProtoNode
  /// What is read, in the operator's order; nil for optional ones that are left out.
  let inputs: [Value?]
  /// The version of the operator's set.
  let opset: Int
  /// The outputs that anything reads.
  let usedOutputs: [Bool]

  /// "node \"fc1\" (Gemm)", or by its output where the file gives no name.
  var label: String { Node.label(proto) }

  static func label(_ proto: ProtoNode) -> String {
    let type = proto.domain.isEmpty || proto.domain == "ai.onnx" ? proto.opType : "\(proto.domain).\(proto.opType)"
    if !proto.name.isEmpty { return "node \"\(proto.name)\" (\(type))" }
    return "the node that gives \"\(proto.output.first ?? "")\" (\(type))"
  }

  /// An error about this node.
  func error(_ text: String) -> FormatError { FormatError("\(label): \(text)") }

  // MARK: Inputs

  /// An input that may be left out.
  func optional(_ index: Int) -> Value? { index < inputs.count ? inputs[index] : nil }

  /// An input that must be there.
  func input(_ index: Int, _ role: String = "input") throws(FormatError) -> Value {
    guard let value = optional(index) else {
      throw error("\(role) \(index + 1) is missing; the file gives \(inputs.count)")
    }
    return value
  }

  /// An input whose numbers must be known.
  func constant(_ index: Int, _ role: String) throws(FormatError) -> GraphTensor {
    guard let tensor = try input(index, role).tensor else {
      throw error("\(role) depends on the input; it must be a constant for the network to be piecewise linear")
    }
    return tensor
  }

  /// Known real numbers, all finite.
  func weights(_ index: Int, _ role: String) throws(FormatError) -> GraphTensor {
    let tensor = try constant(index, role)
    try requireFinite(tensor, role)
    return tensor
  }

  func requireFinite(_ tensor: GraphTensor, _ role: String) throws(FormatError) {
    guard case .reals(let reals) = tensor.elements, let place = reals.firstIndex(where: { !$0.isFinite }) else {
      return
    }
    throw error("\(role), element \(place + 1): \(reals[place]) is not a finite number")
  }

  /// A known list of whole numbers; nil when it is left out.
  func integers(_ index: Int, _ role: String) throws(FormatError) -> [Int]? {
    guard optional(index) != nil else { return nil }
    guard let integers = try constant(index, role).integers else { throw error("\(role) must be whole numbers") }
    return integers
  }

  // MARK: Attributes

  func attribute(_ name: String) -> ProtoAttribute? { proto.attribute.first { $0.name == name } }

  func int(_ name: String, default value: Int) -> Int { attribute(name).map { Int($0.i) } ?? value }

  func flag(_ name: String, default value: Bool = false) -> Bool { int(name, default: value ? 1 : 0) != 0 }

  func ints(_ name: String) -> [Int]? { attribute(name).map { $0.ints.map { Int($0) } } }

  /// A number, widened exactly; it must be finite.
  func float(_ name: String, default value: Float) throws(FormatError) -> Double {
    let number = attribute(name)?.f ?? value
    guard number.isFinite else { throw error("\(name) is \(number); expected a finite number") }
    return Double(number)
  }

  func floats(_ name: String) throws(FormatError) -> [Double]? {
    guard let attribute = attribute(name) else { return nil }
    if let number = attribute.floats.first(where: { !$0.isFinite }) {
      throw error("\(name) has \(number); expected finite numbers")
    }
    return attribute.floats.map(Double.init)
  }

  func string(_ name: String, default value: String) -> String {
    attribute(name).map { String(decoding: $0.s, as: UTF8.self) } ?? value
  }

  /// An axis counted from the end when negative, checked against the rank.
  func axis(_ given: Int, rank: Int) throws(FormatError) -> Int {
    guard given >= -rank, given < rank else {
      throw error("axis \(given) does not exist; the tensor has \(rank) axes")
    }
    return given < 0 ? given + rank : given
  }

  /// Axes in the order in which they are given, each once; all of them where none are.
  func axes(_ given: [Int]?, unordered rank: Int) throws(FormatError) -> [Int] {
    guard let given else { return Array(0..<rank) }
    var axes: [Int] = []
    for value in given { axes.append(try axis(value, rank: rank)) }
    guard Set(axes).count == axes.count else { throw error("an axis occurs twice in \(given)") }
    return axes
  }

  /// Axes, checked, in order, each once.
  func axes(_ given: [Int], rank: Int) throws(FormatError) -> [Int] {
    var axes: [Int] = []
    for value in given { axes.append(try axis(value, rank: rank)) }
    axes.sort()
    guard zip(axes, axes.dropFirst()).allSatisfy({ $0 != $1 }) else { throw error("an axis occurs twice in \(given)") }
    return axes
  }
}
