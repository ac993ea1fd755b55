/// A continuous broken line with given knots, fitted by least squares: values at its nodes, which are the ends of the data
/// and the knots.
struct NodeFit {
  /// k + 2 nodes, ascending.
  var nodes: [Double]
  var values: [Double]
  var cost: Double
}

extension LineRows {
  /// The least cost of a continuous broken line with these knots; nil where the data do not determine it.
  ///
  /// - Complexity: O(k log n).
  func cost(_ knots: [Double]) -> Double? {
    var state = startCost
    var (start, first) = (u[0], 1)
    for end in knots + [u[count - 1]] {
      let last = position(after: end)
      guard end > start, isWide(start, from: first, to: last),
        let next = state.step(segment(start, end, from: first, to: last))
      else { return nil }
      state = next
      (start, first) = (end, last)
    }
    return state.minimum
  }

  /// The broken line of least cost with these knots.
  func fit(_ knots: [Double]) -> NodeFit? {
    let nodes = [u[0]] + knots + [u[count - 1]]
    var states = [startCost]
    var segments: [SegmentCost] = []
    for (start, end) in zip(nodes, nodes.dropFirst()) {
      guard end > start else { return nil }
      segments.append(segment(start, end))
      guard let next = states[states.count - 1].step(segments[segments.count - 1]) else { return nil }
      states.append(next)
    }
    var values = [Double](repeating: 0, count: nodes.count)
    let last = states[states.count - 1]
    values[nodes.count - 1] = last.b / last.a
    for k in segments.indices.reversed() {
      let (state, segment) = (states[k], segments[k])
      values[k] = (state.b + segment.b1 - segment.a12 * values[k + 1]) / (state.a + segment.a11)
    }
    return NodeFit(nodes: nodes, values: values, cost: last.minimum)
  }

  /// The costs of the rows to the left of each node, and of those to its right, as functions of the value there.
  func sides(_ knots: [Double]) -> (left: [QuadraticCost], right: [QuadraticCost])? {
    let nodes = [u[0]] + knots + [u[count - 1]]
    var left = [startCost]
    for (start, end) in zip(nodes, nodes.dropFirst()) {
      guard end > start, let next = left[left.count - 1].step(segment(start, end)) else { return nil }
      left.append(next)
    }
    // From the right the row at the last node is part of the segment before it.
    var right = [QuadraticCost(weight: 0, first: 0, second: 0)]
    for (start, end) in zip(nodes, nodes.dropFirst()).reversed() {
      guard let next = right[right.count - 1].step(segment(start, end).reversed) else { return nil }
      right.append(next)
    }
    return (left, right.reversed())
  }
}
