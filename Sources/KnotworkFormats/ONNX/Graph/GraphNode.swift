/// A node as it is read: one of the model's graph, or of a function that the graph calls.
struct GraphNode {
  /// The node, with the names that its values have in the whole graph.
  let proto: ProtoNode
  /// The version of each set of operators where the node stands; "" is the standard one.
  let opsets: [String: Int]

  /// The version of the node's own set.
  func opset() throws(FormatError) -> Int {
    let domain = OperatorSets.domain(proto.domain)
    if let version = opsets[domain] { return version }
    switch domain {
    case "": return OperatorSets.supported.lowerBound
    case "ai.onnx.ml", "com.microsoft": return 1
    default:
      throw FormatError("\(Node.label(proto)): the model does not say which version of the set \"\(domain)\" it uses")
    }
  }
}

/// The versions of the sets of operators that a model or a function is written for.
enum OperatorSets {
  /// The versions of the standard set that are read. Later ones may change what an operator means.
  static let supported = 7...28

  /// "" for the standard set, whichever of its two names is given.
  static func domain(_ given: String) -> String { given == "ai.onnx" ? "" : given }

  /// The version for each set; `owner` is "the model" or a function.
  static func read(_ sets: [ProtoOperatorSet], of owner: String) throws(FormatError) -> [String: Int] {
    var opsets: [String: Int] = [:]
    for set in sets { opsets[domain(set.domain)] = Int(set.version) }
    guard let standard = opsets[""] else { return opsets }
    guard supported.contains(standard) else {
      let (low, high) = (supported.lowerBound, supported.upperBound)
      let advice =
        standard < low
        ? "convert it with onnx.version_converter" : "export it with opset_version=\(high) or less"
      throw FormatError("\(owner) uses opset \(standard); this program reads \(low) to \(high); \(advice)")
    }
    return opsets
  }
}
