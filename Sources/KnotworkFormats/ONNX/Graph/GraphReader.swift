import Knotwork

/// Reads a parsed model: puts the nodes in order, runs them through the operators, and makes layers of what comes out.
struct GraphReader {
  let graph: ProtoGraph
  let model: ProtoModel
  let options: ONNXOptions
  let externalData: ExternalData
  /// The version of each set of operators; "" is the standard one.
  let opsets: [String: Int]
  /// The nodes of the graph, with calls of the model's own functions written out.
  let nodes: [GraphNode]
  /// The most numbers that one value may hold on the way.
  let maximumSize: Int
  let initializers: [String: ProtoTensor]
  /// The number of the node that gives a name.
  let producers: [String: Int]

  init(
    _ model: ProtoModel, options: ONNXOptions, byteCount: Int,
    externalData: @escaping (String) throws -> [UInt8]
  ) throws(FormatError) {
    guard model.hasGraph else { throw FormatError("the model has no graph; this is not an ONNX model") }
    self.model = model
    graph = model.graph
    self.options = options
    self.externalData = ExternalData(externalData)
    maximumSize = GraphReader.limit(for: model, byteCount: byteCount, options)
    opsets = try GraphReader.opsets(of: model)
    var initializers: [String: ProtoTensor] = [:]
    for tensor in graph.initializer {
      guard initializers.updateValue(tensor, forKey: tensor.name) == nil else {
        throw FormatError("the initializer \"\(tensor.name)\" occurs twice")
      }
    }
    self.initializers = initializers
    var functions = try FunctionTable(model)
    nodes = try functions.expanding(graph, opsets)
    var producers: [String: Int] = [:]
    for (index, node) in nodes.enumerated() {
      for name in node.proto.output where !name.isEmpty {
        guard producers.updateValue(index, forKey: name) == nil, initializers[name] == nil else {
          throw FormatError("\(Node.label(node.proto)): the name \"\(name)\" is given twice in the graph")
        }
      }
    }
    self.producers = producers
  }

  /// The network and what the file says beside it.
  func read() throws -> ONNXModel {
    let inputs = try inputPorts()
    let outputNames = try chosenOutputs()
    let count = inputs.reduce(0) { $0 + (Shape.count($1.shape) ?? 0) }
    var lowering = Lowering(
      inputCount: count, maximumSize: maximumSize, maximumTerms: max(maximumSize, options.maximumWeights / 8))
    var values: [String: Value] = [:]
    var first = 0
    for input in inputs {
      let size = Shape.count(input.shape) ?? 0
      values[input.name] = .forms(shape: input.shape, AffineForms(unknowns: first..<first + size))
      first += size
    }
    noteAssumptions(&lowering)
    lowering.inputNames = GraphReader.unitNames(inputs) ?? (1...max(1, count)).map { "x\($0)" }
    try run(outputNames, &values, &lowering)
    let results = try outputNames.map { name throws(FormatError) in try value(name, &values, for: nil) }
    for (name, result) in zip(outputNames, results) {
      if case .pieces(let steps) = result {
        throw lowering.refusal(of: steps, readBy: "the output \"\(name)\"")
      }
    }
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
    try SizeCheck.check(self, order: order, inputs: values, maximumSize: maximumSize)
    var uses: [String: Int] = [:]
    for name in outputs + order.flatMap({ nodes[$0].proto.input }) { uses[name, default: 0] += 1 }
    var live = values.values.reduce(0) { $0 + $1.size }
    for index in order {
      let proto = nodes[index].proto
      var inputs: [Value?] = []
      for name in proto.input { inputs.append(name.isEmpty ? nil : try value(name, &values, for: proto)) }
      let node = Node(
        proto: proto, inputs: inputs, opset: try nodes[index].opset(), usedOutputs: proto.output.map { uses[$0] != nil }
      )
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
      let limits = (2 * max(maximumSize, lowering.largestResult), 2 * lowering.maximumTerms)
      guard live <= limits.0, lowering.circuit.size <= limits.1 else {
        throw node.error(
          "the values held at once need \(live) numbers and the units \(lowering.circuit.size); the limits are "
            + "\(limits.0) and \(limits.1)")
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
    if !Operators.takesSteps(node.proto.opType) {
      for case .pieces(let steps)? in node.inputs {
        throw lowering.refusal(of: steps, readBy: node.label)
      }
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

  private static func opsets(of model: ProtoModel) throws(FormatError) -> [String: Int] {
    let opsets = try OperatorSets.read(model.opsetImport, of: "the model")
    guard opsets[""] != nil || !opsets.isEmpty else {
      let range = OperatorSets.supported
      throw FormatError(
        "the model does not say which opset it uses; expected \(range.lowerBound) to \(range.upperBound)")
    }
    return opsets
  }

  /// The most numbers that one value may hold: an eighth of what the layers may, and for a small file less, since the
  /// values of a network are of the order of its weights, each used at some places of an image.
  private static func limit(for model: ProtoModel, byteCount: Int, _ options: ONNXOptions) -> Int {
    var bytes = byteCount
    for tensor in model.graph.initializer where tensor.dataLocation == 1 {
      // In another file: as large as its sizes say. What they say is checked when it is read.
      bytes += 4 * (Shape.count(tensor.dims.map { Int(clamping: $0) }, limit: 1 << 32) ?? 0)
      if bytes > 1 << 40 { break }
    }
    return max(1, min(options.maximumWeights / 8, max(1 << 22, 64 * min(bytes, 1 << 40))))
  }
}
