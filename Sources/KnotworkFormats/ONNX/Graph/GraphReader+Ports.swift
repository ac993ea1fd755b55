import Knotwork

extension GraphReader {
  /// The inputs that are no initializers, with their sizes; an open batch counts as 1.
  func inputPorts() throws(FormatError) -> [ONNXModel.Port] {
    let given = graph.input.filter { initializers[$0.name] == nil }
    guard !given.isEmpty else { throw FormatError("the model has no inputs") }
    guard given.count == 1 || options.inputShape == nil else {
      throw FormatError("the model has \(given.count) inputs; a shape can be given for a single input only")
    }
    var ports: [ONNXModel.Port] = []
    var total = 0
    for input in given {
      guard producers[input.name] == nil, !ports.contains(where: { $0.name == input.name }) else {
        throw FormatError("the name \"\(input.name)\" of an input is given twice in the graph")
      }
      let type = input.type.tensorType
      guard let element = GraphElementType(rawValue: type.elemType), element.width != nil, element != .bool else {
        throw FormatError(
          "the input \"\(input.name)\" has elements of type \(GraphElementType.name(type.elemType)); expected numbers")
      }
      let shape = try shape(of: input)
      guard let count = Shape.count(shape, limit: maximumSize), count > 0,
        total + count <= maximumSize
      else {
        throw FormatError(
          "the input \"\(input.name)\" claims the shape \(Shape.text(shape)), which is beyond the limit of \(maximumSize) "
            + "elements for a file of this size")
      }
      total += count
      ports.append(ONNXModel.Port(name: input.name, shape: shape))
    }
    return ports
  }

  private func shape(of input: ProtoValueInfo) throws(FormatError) -> [Int] {
    let type = input.type.tensorType
    // Nil where the file leaves a size open.
    let sizes: [Int?]? = type.hasShape ? type.shape.dim.map { $0.dimValue > 0 ? Int($0.dimValue) : nil } : nil
    if let chosen = options.inputShape {
      // A batch that is fixed can be read as 1.
      let fits =
        sizes.map { given in
          given.count == chosen.count
            && given.indices.allSatisfy { given[$0] ?? chosen[$0] == chosen[$0] || ($0 == 0 && chosen[$0] == 1) }
        } ?? true
      guard fits, chosen.allSatisfy({ $0 > 0 }) else {
        throw FormatError(
          "the shape \(Shape.text(chosen)) does not fit the input \"\(input.name)\", which is "
            + "\(GraphReader.text(sizes ?? []))")
      }
      return chosen
    }
    guard let sizes else {
      throw FormatError(
        "the input \"\(input.name)\" has no shape; \(shapeAdvice(exampleShape(for: input.name)))")
    }
    guard sizes.dropFirst().allSatisfy({ $0 != nil }) else {
      throw FormatError(
        "the input \"\(input.name)\" is \(GraphReader.text(sizes)); sizes beside the batch must be known; "
          + shapeAdvice(sizes.enumerated().map { $1 ?? ($0 == 0 ? 1 : 8) }))
    }
    return sizes.map { $0 ?? 1 }
  }

  /// How a shape that the file does not say can be given.
  private func shapeAdvice(_ example: [Int]) -> String {
    let isOnly = graph.input.count(where: { initializers[$0.name] == nil }) == 1
    let given =
      "give it with --input-shape, a size for each axis, as in --input-shape "
      + example.map(String.init).joined(separator: ",")
    return isOnly ? given + ", or export the model with fixed sizes" : "export the model with fixed sizes"
  }

  /// A shape that the first step that reads an input may take: "1,4" before a matrix of four rows.
  private func exampleShape(for name: String) -> [Int] {
    guard let node = nodes.first(where: { $0.proto.input.contains(name) })?.proto, node.input.count > 1,
      let dims = initializers[node.input[1]]?.dims.map({ Int(clamping: $0) })
    else { return [1, 4] }
    switch node.opType {
    case "MatMul" where dims.count == 2: return [1, dims[0]]
    case "Gemm" where dims.count == 2:
      return [1, node.attribute.contains { $0.name == "transB" && $0.i != 0 } ? dims[1] : dims[0]]
    case "Conv" where dims.count >= 3:
      let groups = node.attribute.first { $0.name == "group" }.map { Int(clamping: $0.i) } ?? 1
      return [1, dims[1].multipliedReportingOverflow(by: groups).partialValue] + dims.dropFirst(2).map { _ in 32 }
    default: return [1] + (dims.last.map { [$0] } ?? [4])
    }
  }

  /// The outputs to read, checked.
  func chosenOutputs() throws(FormatError) -> [String] {
    let names = graph.output.map(\.name)
    guard !names.isEmpty else { throw FormatError("the model has no outputs") }
    guard Set(names).count == names.count else { throw FormatError("the name of an output occurs twice") }
    guard let chosen = options.outputNames else { return names }
    guard !chosen.isEmpty, Set(chosen).count == chosen.count else {
      throw FormatError("an output is chosen twice, or none is; expected each once")
    }
    for name in chosen where !names.contains(name) {
      throw FormatError(
        "the model has no output \"\(name)\"; it has \(names.map { "\"\($0)\"" }.joined(separator: ", "))")
    }
    return chosen
  }

  /// Notes what is assumed about the inputs.
  func noteAssumptions(_ lowering: inout Lowering) {
    for input in graph.input where initializers[input.name] == nil {
      let type = input.type.tensorType
      if options.inputShape == nil, let first = type.shape.dim.first, first.dimValue <= 0 {
        lowering.note("the batch that the input \"\(input.name)\" leaves open is 1")
      }
      if options.inputShape == nil, type.shape.dim.count > 1, let first = type.shape.dim.first, first.dimValue > 1 {
        lowering.note(
          "the input \"\(input.name)\" is \(first.dimValue) rows, a batch perhaps; the network takes all of them "
            + "at once"
        )
      }
      if let element = GraphElementType(rawValue: type.elemType), !element.isReal {
        lowering.note("the input \"\(input.name)\" holds whole numbers (\(element)); the network takes it as real ones")
      }
    }
  }

  /// Names of inputs and outputs that Knotwork kept in the metadata, where they fit.
  func keptNames(inputs: Int, outputs: Int) -> (inputs: [String], outputs: [String])? {
    guard let entry = model.metadataProps.first(where: { $0.key == ONNX.namesKey }),
      let document = try? JSONValue(parsing: Array(entry.value.utf8)), let lists = document.elements, lists.count == 2
    else { return nil }
    let names = lists.map { $0.elements?.compactMap(\.string) ?? [] }
    let fits = names[0].count == inputs && names[1].count == outputs
    guard fits, names.allSatisfy({ Set($0).count == $0.count && !$0.contains("") }) else { return nil }
    return (names[0], names[1])
  }

  /// One name for each element: the tensor's own for a single one, else x1, x2, … for a tensor x.
  static func unitNames(_ ports: [ONNXModel.Port]) -> [String]? {
    let names = ports.flatMap { port in
      let count = Shape.count(port.shape) ?? 0
      let stem = port.name.last?.isNumber ?? false ? "\(port.name)_" : port.name
      return count == 1 ? [port.name] : (0..<count).map { "\(stem)\($0 + 1)" }
    }
    // Names of the file that clash or are empty give way to the usual ones.
    return Set(names).count == names.count && !names.contains("") ? names : nil
  }

  /// "?×784".
  private static func text(_ sizes: [Int?]) -> String {
    sizes.map { $0.map(String.init) ?? "?" }.joined(separator: "×")
  }

  func description(
    _ network: Network, notes: [String], inputs: [ONNXModel.Port], outputs: [ONNXModel.Port]
  ) -> ONNXModel {
    var counts: [String: Int] = [:]
    for node in nodes.map(\.proto) {
      let isStandard = node.domain.isEmpty || node.domain == "ai.onnx"
      counts[isStandard ? node.opType : "\(node.domain).\(node.opType)", default: 0] += 1
    }
    let version = model.producerVersion.isEmpty ? "" : " \(model.producerVersion)"
    return ONNXModel(
      network: network, notes: notes, inputs: inputs, outputs: outputs,
      opsets: opsets.sorted { $0.key < $1.key }.map {
        ONNXModel.Opset(domain: $0.key.isEmpty ? "ai.onnx" : $0.key, version: $0.value)
      },
      producer: model.producerName.isEmpty ? "" : model.producerName + version,
      operators: counts.sorted { $0.key < $1.key }.map { ONNXModel.OperatorCount(name: $0.key, count: $0.value) })
  }
}
