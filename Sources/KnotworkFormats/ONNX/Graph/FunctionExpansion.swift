/// Writes calls of functions out as the nodes of their bodies, under new names.
struct FunctionExpansion {
  private typealias Key = FunctionTable.Key

  /// What names and attributes mean within one call.
  private struct Scope {
    /// Put before the names of nodes.
    var label = ""
    /// Put before the names of values that are the function's own.
    var prefix: String?
    var values: [String: String] = [:]
    var attributes: [String: ProtoAttribute] = [:]
    let opsets: [String: Int]
  }

  /// The most characters that names may take.
  private static let maximumText = 1 << 26

  private let functions: [FunctionTable.Key: ProtoFunction]
  private var names: Set<String>
  private var text = 0
  private(set) var nodes: [GraphNode] = []

  /// - Parameter names: what values of the graph are called.
  init(functions: [FunctionTable.Key: ProtoFunction], names: Set<String>) {
    self.functions = functions
    self.names = names
  }

  /// Adds the nodes of the graph.
  mutating func write(_ nodes: [ProtoNode], _ opsets: [String: Int]) throws(FormatError) {
    var scope = Scope(opsets: opsets)
    for node in nodes { try write(node, &scope) }
  }

  private mutating func write(_ given: ProtoNode, _ scope: inout Scope) throws(FormatError) {
    var node = given
    if scope.prefix != nil {
      node.input = try given.input.map { name throws(FormatError) in try inner(name, &scope) }
      node.output = try given.output.map { name throws(FormatError) in try inner(name, &scope) }
      if !node.name.isEmpty { node.name = scope.label + node.name }
      // An attribute that the call does not give takes the operator's default.
      node.attribute = given.attribute.compactMap { attribute in
        guard !attribute.refAttrName.isEmpty else { return attribute }
        guard var value = scope.attributes[attribute.refAttrName] else { return nil }
        value.name = attribute.name
        return value
      }
    }
    guard let function = functions[Key(calledBy: node)] else {
      nodes.append(GraphNode(proto: node, opsets: scope.opsets))
      return
    }
    try call(function, node, scope.opsets)
  }

  private mutating func call(
    _ function: ProtoFunction, _ node: ProtoNode, _ outer: [String: Int]
  ) throws(FormatError) {
    guard let first = node.output.first(where: { !$0.isEmpty }) else { return }
    guard node.input.count <= function.input.count, node.output.count <= function.output.count else {
      throw FormatError(
        "\(Node.label(node)): gives \(node.input.count.counted("input")) and reads \(node.output.count.counted("output")) of a function "
          + "that has \(function.input.count) and \(function.output.count)")
    }
    let name = Key(calledBy: node).text
    var scope = Scope(
      label: (node.name.isEmpty ? first : node.name) + "/", prefix: first + "/",
      opsets: function.opsetImport.isEmpty
        ? outer : try OperatorSets.read(function.opsetImport, of: "the function \"\(name)\""))
    for attribute in function.attributeProto + node.attribute { scope.attributes[attribute.name] = attribute }
    for missing in function.attribute where scope.attributes[missing] == nil {
      throw FormatError("\(Node.label(node)): the attribute \"\(missing)\" of the function is not given")
    }
    for (index, formal) in function.input.enumerated() {
      scope.values[formal] = index < node.input.count ? node.input[index] : ""
    }
    for (index, formal) in function.output.enumerated() where index < node.output.count && !node.output[index].isEmpty {
      if let input = scope.values[formal] {
        // What comes in, or came out before, comes out again.
        var copy = ProtoNode()
        copy.opType = "Identity"
        copy.name = scope.label + formal
        copy.input = [input]
        copy.output = [node.output[index]]
        nodes.append(GraphNode(proto: copy, opsets: scope.opsets))
      } else {
        scope.values[formal] = node.output[index]
      }
    }
    for inner in function.node { try write(inner, &scope) }
  }

  /// What a name of a function's body is called in the graph.
  private mutating func inner(_ name: String, _ scope: inout Scope) throws(FormatError) -> String {
    guard !name.isEmpty, let prefix = scope.prefix else { return name }
    if let known = scope.values[name] { return known }
    var new = prefix + name
    while !names.insert(new).inserted { new += "'" }
    text += new.utf8.count
    guard text <= FunctionExpansion.maximumText else {
      throw FormatError("the names of values in functions take more than \(FunctionExpansion.maximumText) characters")
    }
    scope.values[name] = new
    return new
  }
}
