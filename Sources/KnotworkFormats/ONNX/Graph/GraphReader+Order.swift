extension GraphReader {
  /// The nodes that the outputs depend on, each after those it reads from.
  ///
  /// Depth first with a stack of its own, so that no graph is too deep.
  func executionOrder(for outputs: [String]) throws(FormatError) -> [Int] {
    enum State { case unseen, open, done }
    var states = [State](repeating: .unseen, count: nodes.count)
    var order: [Int] = []
    var stack: [(node: Int, next: Int)] = []
    for output in outputs {
      guard let root = producers[output], states[root] == .unseen else { continue }
      states[root] = .open
      stack.append((root, 0))
      while let top = stack.last {
        let inputs = nodes[top.node].proto.input
        guard top.next < inputs.count else {
          states[top.node] = .done
          order.append(top.node)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        guard let source = producers[inputs[top.next]] else { continue }
        switch states[source] {
        case .done: continue
        case .open:
          throw FormatError("\(Node.label(nodes[top.node].proto)): reads what depends on itself; the graph has a cycle")
        case .unseen:
          states[source] = .open
          stack.append((source, 0))
        }
      }
    }
    return order
  }

  /// The nodes that apply a Softmax or Sigmoid right before the outputs, where nothing else reads their result; only
  /// steps that change the shape may follow, a few dozen at most.
  func finalActivations(_ outputs: [String]) -> Set<Int> {
    let layout: Set = ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast", "Dropout"]
    var readers: [String: Int] = [:]
    for name in nodes.flatMap(\.proto.input) + outputs { readers[name, default: 0] += 1 }
    var found: Set<Int> = []
    for output in outputs {
      var name = output
      var steps = 0
      while let index = producers[name], readers[name] == 1, steps < 64 {
        let node = nodes[index].proto
        if ["Softmax", "LogSoftmax", "Sigmoid"].contains(node.opType) { found.insert(index) }
        guard layout.contains(node.opType), let source = node.input.first else { break }
        name = source
        steps += 1
      }
    }
    return found
  }
}
