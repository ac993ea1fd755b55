import KnotworkGeometry

/// A continuous broken line by its nodes.
public struct BrokenCurve: Equatable, Sendable {
  /// The abscissas of the nodes, ascending; at least two.
  public let x: [Double]
  /// The ordinates.
  public let y: [Double]

  /// A broken line by its nodes.
  ///
  /// - Requires: as many abscissas as ordinates, at least two, ascending.
  public init(x: [Double], y: [Double]) {
    precondition(x.count == y.count && x.count > 1, "BrokenCurve: \(x.count) abscissas, \(y.count) ordinates")
    self.x = x
    self.y = y
  }

  /// The sum of broken lines over one interval, divided by their number.
  init(meanOf traces: [LineTrace]) {
    let count = Double(traces.count)
    var (value, slope) = (CompensatedSum(), CompensatedSum())
    var jumps: [(x: Double, bend: Double)] = []
    for trace in traces {
      value.add(trace.value / count)
      slope.add(trace.slope / count)
      for (knot, bend) in zip(trace.knots, trace.bends) { jumps.append((knot, bend / count)) }
    }
    jumps.sort { $0.x < $1.x }
    let range = traces[0].range
    var (x, y) = ([range.lowerBound], [value.value])
    func move(to next: Double) {
      let last = x[x.count - 1]
      guard next > last else { return }
      value.add(slope.value * (next - last))
      x.append(next)
      y.append(value.value)
    }
    for jump in jumps {
      move(to: jump.x)
      slope.add(jump.bend)
    }
    move(to: range.upperBound)
    self.init(x: x, y: y)
  }

  /// The value at an abscissa, by the piece that it lies in or is nearest to.
  ///
  /// - Complexity: O(log nodes).
  public func callAsFunction(_ t: Double) -> Double {
    var (low, high) = (0, x.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if x[middle] <= t { low = middle } else { high = middle }
    }
    let share = (t - x[low]) / (x[high] - x[low])
    return y[low] + share * (y[high] - y[low])
  }

  /// Number of pieces.
  public var pieceCount: Int { x.count - 1 }

  /// The slope of each piece.
  public var slopes: [Double] {
    (1..<x.count).map { (node: Int) -> Double in
      let rise = y[node] - y[node - 1]
      return rise / (x[node] - x[node - 1])
    }
  }

  /// The largest distance from another broken line over the same interval, rounded up: it is taken at a node of either.
  public func distance(to other: BrokenCurve) -> Double {
    var largest = 0.0
    for (nodes, values, line) in [(x, y, other), (other.x, other.y, self)] {
      var piece = 0
      for (t, value) in zip(nodes, values) {
        while piece < line.x.count - 2, line.x[piece + 1] < t { piece += 1 }
        let share = (t - line.x[piece]) / (line.x[piece + 1] - line.x[piece])
        let there = line.y[piece] + share * (line.y[piece + 1] - line.y[piece])
        let rounding = 0x1p-50 * (line.y[piece].magnitude + line.y[piece + 1].magnitude + value.magnitude)
        largest = max(largest, (there - value).magnitude + rounding)
      }
    }
    return largest
  }

  /// The difference of the largest and the least value.
  public var spread: Double { (y.max() ?? 0) - (y.min() ?? 0) }
}
