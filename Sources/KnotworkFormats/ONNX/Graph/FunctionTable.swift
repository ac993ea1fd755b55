/// The functions that a model defines, and the graph with every call replaced by what the function says.
///
/// Functions may call one another, but not themselves. How many nodes there will be is known before any is made, so that
/// functions that call one another many times over cost nothing.
struct FunctionTable {
  struct Key: Hashable {
    let domain: String
    let name: String
    let overload: String

    init(domain: String, name: String, overload: String) {
      self.domain = OperatorSets.domain(domain)
      self.name = name
      self.overload = overload
    }

    init(calledBy node: ProtoNode) { self.init(domain: node.domain, name: node.opType, overload: node.overload) }

    /// "com.example.Dense".
    var text: String { (domain.isEmpty ? "" : "\(domain).") + name + (overload.isEmpty ? "" : " (\(overload))") }
  }

  /// The most nodes that calls may be written out as, and how deep they may be nested.
  static let maximumNodes = 1 << 16
  static let maximumDepth = 64

  private let functions: [Key: ProtoFunction]
  private var sizes: [Key: Int] = [:]
  private var open: Set<Key> = []

  init(_ model: ProtoModel) throws(FormatError) {
    var functions: [Key: ProtoFunction] = [:]
    for function in model.functions {
      let key = Key(domain: function.domain, name: function.name, overload: function.overload)
      // A standard operator stays what it is, as in onnxruntime.
      if Operators.find(key.domain, key.name) != nil || Refusals.knows(key.domain, key.name) { continue }
      guard functions.updateValue(function, forKey: key) == nil else {
        throw FormatError("the function \"\(key.text)\" is defined twice in the model")
      }
    }
    self.functions = functions
  }

  /// The nodes of a graph without calls; the opsets are those of the model.
  mutating func expanding(_ graph: ProtoGraph, _ opsets: [String: Int]) throws(FormatError) -> [GraphNode] {
    let nodes = graph.node
    guard !functions.isEmpty else { return nodes.map { GraphNode(proto: $0, opsets: opsets) } }
    var total = 0
    for node in nodes {
      total = FunctionTable.sum(total, try size(of: node, depth: 0))
      guard total <= FunctionTable.maximumNodes + nodes.count else {
        throw FormatError(
          "\(Node.label(node)): with its functions written out the graph has more than "
            + "\(FunctionTable.maximumNodes + nodes.count) nodes, the limit")
      }
    }
    var expansion = FunctionExpansion(
      functions: functions,
      names: Set(nodes.flatMap(\.output) + graph.input.map(\.name) + graph.initializer.map(\.name)))
    try expansion.write(nodes, opsets)
    return expansion.nodes
  }

  /// The number of nodes that a node stands for.
  private mutating func size(of node: ProtoNode, depth: Int) throws(FormatError) -> Int {
    let key = Key(calledBy: node)
    guard let function = functions[key] else { return 1 }
    if let known = sizes[key] { return known }
    guard open.insert(key).inserted else { throw FormatError("the function \"\(key.text)\" calls itself") }
    guard depth < FunctionTable.maximumDepth else {
      throw FormatError("functions call one another more than \(FunctionTable.maximumDepth) deep, the limit")
    }
    // Outputs that are inputs cost a node each.
    var total = function.output.count
    for inner in function.node { total = FunctionTable.sum(total, try size(of: inner, depth: depth + 1)) }
    open.remove(key)
    sizes[key] = total
    return total
  }

  /// A sum that stays at the greatest number.
  private static func sum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }
}
