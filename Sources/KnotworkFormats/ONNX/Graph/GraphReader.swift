import Knotwork

/// Reads a parsed model: puts the nodes in order, runs them through the operators, and makes layers of what comes out.
struct GraphReader {
  let graph: ProtoGraph
  let model: ProtoModel
  let options: ONNXOptions
  let externalData: ExternalData
  /// The version of each set of operators; "" is the standard one.
  let opsets: [String: Int]
  let initializers: [String: ProtoTensor]
  /// The number of the node that gives a name.
  let producers: [String: Int]

  init(
    _ model: ProtoModel, options: ONNXOptions, externalData: @escaping (String) throws -> [UInt8]
  ) throws(FormatError) {
    guard model.hasGraph else { throw FormatError("the model has no graph; this is not an ONNX model") }
    self.model = model
    graph = model.graph
    self.options = options
    self.externalData = ExternalData(externalData)
    opsets = try GraphReader.opsets(of: model)
    var initializers: [String: ProtoTensor] = [:]
    for tensor in graph.initializer {
      guard initializers.updateValue(tensor, forKey: tensor.name) == nil else {
        throw FormatError("the initializer \"\(tensor.name)\" occurs twice")
      }
    }
    self.initializers = initializers
    var producers: [String: Int] = [:]
    for (index, node) in graph.node.enumerated() {
      for name in node.output where !name.isEmpty {
        guard producers.updateValue(index, forKey: name) == nil, initializers[name] == nil else {
          throw FormatError("\(Node.label(node)): the name \"\(name)\" is given twice in the graph")
        }
      }
    }
    self.producers = producers
  }

  /// The most numbers that one value may hold on the way.
  var maximumSize: Int { max(1, options.maximumWeights / 8) }

  /// The network and what the file says beside it.
  func read() throws -> ONNXModel {
    let inputs = try inputPorts()
    let outputNames = try chosenOutputs()
    let count = inputs.reduce(0) { $0 + (Shape.count($1.shape) ?? 0) }
    var lowering = Lowering(inputCount: count, maximumSize: maximumSize)
    var values: [String: Value] = [:]
    var first = 0
    for input in inputs {
      let size = Shape.count(input.shape) ?? 0
      values[input.name] = .forms(shape: input.shape, AffineForms(unknowns: first..<first + size))
      first += size
    }
    noteAssumptions(&lowering)
    try run(outputNames, &values, &lowering)
    let results = try outputNames.map { name throws(FormatError) in try value(name, &values, for: nil) }
    let rows = AffineForms.concatenating(results.map(\.rows))
    guard rows.count > 0 else { throw FormatError("the outputs have no elements") }
    values = [:]
    let layers = try lowering.circuit.layers(outputs: rows, maximumWeights: options.maximumWeights)
    let outputs = zip(outputNames, results).map { ONNXModel.Port(name: $0, shape: $1.shape) }
    let kept = keptNames(inputs: count, outputs: rows.count)
    do {
      let network = try Network(
        layers: layers, inputNames: kept?.inputs ?? GraphReader.unitNames(inputs),
        outputNames: kept?.outputs ?? GraphReader.unitNames(outputs))
      return description(network, notes: lowering.notes, inputs: inputs, outputs: outputs)
    } catch {
      throw FormatError("the network that the file gives cannot be: \(error.description)")
    }
  }

  /// Runs the nodes that the outputs depend on; a value is dropped as soon as nothing reads it any more.
  private func run(
    _ outputs: [String], _ values: inout [String: Value], _ lowering: inout Lowering
  ) throws {
    let order = try executionOrder(for: outputs)
    let cut = finalActivations(outputs)
    var uses: [String: Int] = [:]
    for name in outputs + order.flatMap({ graph.node[$0].input }) { uses[name, default: 0] += 1 }
    var live = values.values.reduce(0) { $0 + $1.size }
    for index in order {
      let proto = graph.node[index]
      var inputs: [Value?] = []
      for name in proto.input { inputs.append(name.isEmpty ? nil : try value(name, &values, for: proto)) }
      let node = Node(
        proto: proto, inputs: inputs, opset: try opset(of: proto), usedOutputs: proto.output.map { uses[$0] != nil })
      // A file may name one large tensor many times.
      for case .constant(let tensor)? in inputs { try lowering.spend(tensor.count, at: node) }
      let results = try apply(node, isFinalActivation: cut.contains(index), &lowering).map(\.folded)
      for name in proto.input {
        uses[name, default: 1] -= 1
        if uses[name] == 0, let value = values.removeValue(forKey: name) { live -= value.size }
      }
      for (position, name) in proto.output.enumerated() where uses[name] != nil && !name.isEmpty {
        guard position < results.count else {
          throw node.error("output \(position + 1), \"\(name)\", is read; only \(results.count) can be")
        }
        live += results[position].size
        values[name] = results[position]
      }
      guard live + lowering.circuit.size <= 2 * maximumSize else {
        throw node.error("the units and the values held at once need more than \(2 * maximumSize) numbers, the limit")
      }
    }
  }

  private func apply(
    _ node: Node, isFinalActivation: Bool, _ lowering: inout Lowering
  ) throws(FormatError) -> [Value] {
    if isFinalActivation, options.cutsFinalActivation, let input = node.inputs.first ?? nil {
      lowering.note("\(node.label) at the end was cut off; the outputs are what it reads")
      return [input]
    }
    guard let operation = Operators.find(node.proto.domain, node.proto.opType) else {
      throw Refusals.error(for: node, isFinal: isFinalActivation)
    }
    return try operation(node, &lowering)
  }

  /// A value by name: computed, or an initializer.
  private func value(
    _ name: String, _ values: inout [String: Value], for node: ProtoNode?
  ) throws(FormatError) -> Value {
    if let value = values[name] { return value }
    guard let proto = initializers[name] else {
      let place = node.map { "\(Node.label($0)): the" } ?? "the output"
      throw FormatError("\(place) value \"\(name)\" is given by no node, input or initializer")
    }
    return .constant(try externalData.tensor(proto, name: "the initializer \"\(name)\""))
  }

  private func opset(of node: ProtoNode) throws(FormatError) -> Int {
    let domain = node.domain == "ai.onnx" ? "" : node.domain
    guard let version = opsets[domain] else {
      if domain.isEmpty || domain == "ai.onnx.ml" { return domain.isEmpty ? 7 : 1 }
      throw FormatError("\(Node.label(node)): the model does not say which version of the set \"\(domain)\" it uses")
    }
    return version
  }

  private static func opsets(of model: ProtoModel) throws(FormatError) -> [String: Int] {
    var opsets: [String: Int] = [:]
    for set in model.opsetImport { opsets[set.domain == "ai.onnx" ? "" : set.domain] = Int(set.version) }
    guard let standard = opsets[""] else {
      guard model.opsetImport.contains(where: { $0.domain == "ai.onnx.ml" }) else {
        throw FormatError("the model does not say which opset it uses; expected 7 to 23")
      }
      return opsets
    }
    guard (7...23).contains(standard) else {
      let advice = standard < 7 ? "convert it with onnx.version_converter" : "export it with opset_version=23 or less"
      throw FormatError("the model uses opset \(standard); this program reads 7 to 23; \(advice)")
    }
    return opsets
  }
}
