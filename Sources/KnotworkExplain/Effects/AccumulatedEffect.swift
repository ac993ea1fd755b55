import Knotwork
import KnotworkGeometry

/// Accumulated local effects of one input (Apley and Zhu 2020): for each bin between quantiles of the input the mean, over the rows in it,
/// of how much the output changes from its lower to its upper end, added up, and centred by the rows.
///
/// The first bin has both ends, the others their upper one. For a network this is no approximation: only the bins are a choice.
public struct AccumulatedEffect: Equatable, Sendable {
  /// The ends of the bins, and the effect at each.
  public let curve: BrokenCurve
  /// How many rows each bin has.
  public let counts: [Int]

  /// The effect of an input.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - input: the number of the input.
  ///   - columns: the rows, a column for each input.
  ///   - bins: how many bins at most; equal quantiles make fewer.
  /// - Returns: nil where the input does not vary.
  /// - Complexity: two evaluations for each row.
  public init?(of network: Network, output: Int = 0, input: Int, rows columns: [[Double]], bins: Int) {
    let values = columns[input].sorted()
    // The quantiles that are values themselves, the lower one of two.
    var edges: [Double] = []
    for bin in 0...bins {
      let place = Double(bin) * Double(values.count - 1) / Double(bins)
      let value = values[min(values.count - 1, Int((place + 1e-9).rounded(.down)))]
      if edges.last != value { edges.append(value) }
    }
    guard edges.count > 1 else { return nil }
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: edges.count - 1)
    var counts = [Int](repeating: 0, count: edges.count - 1)
    let count = columns[0].count
    let bin = (0..<count).map { row in max(0, (edges.firstIndex { $0 >= columns[input][row] } ?? 1) - 1) }
    var given = columns.flatMap(\.self)
    let evaluator = network.restricted(to: output).evaluator
    func evaluate(_ side: Int) -> [Double] {
      for row in 0..<count { given[input * count + row] = edges[bin[row] + side] }
      return evaluator(columns: given, rows: count)
    }
    let (low, high) = (evaluate(0), evaluate(1))
    for row in 0..<count {
      sums[bin[row]].add(high[row] - low[row])
      counts[bin[row]] += 1
    }
    var (effects, total) = ([0.0], CompensatedSum())
    for (sum, count) in zip(sums, counts) {
      total.add(count == 0 ? 0 : sum.value / Double(count))
      effects.append(total.value)
    }
    var mean = CompensatedSum()
    for (index, rows) in counts.enumerated() {
      mean.add((effects[index] + effects[index + 1]) / 2 * Double(rows) / Double(count))
    }
    curve = BrokenCurve(x: edges, y: effects.map { $0 - mean.value })
    self.counts = counts
  }
}
