import Knotwork
import KnotworkGeometry

/// The slopes of an output along one input, over rows or over a box: three different questions have three different answers, and the
/// distribution is a part of each.
public struct SlopeSummary: Equatable, Sendable {
  /// The mean; over rows it is the average marginal effect.
  public let mean: Double
  /// The standard error of the mean, over rows; nil over a box, where the mean is no estimate.
  public let standardError: Double?
  /// The least and the greatest.
  public let range: ClosedRange<Double>
  /// The share where it is above 0.
  public let positiveShare: Double

  /// A summary of slopes that count alike.
  ///
  /// - Requires: there is one.
  init(of slopes: [Double]) {
    var sum = CompensatedSum()
    for slope in slopes { sum.add(slope) }
    let mean = sum.value / Double(slopes.count)
    self.mean = mean
    let squares = slopes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let n = Double(slopes.count)
    standardError = slopes.count > 1 ? (squares / (n - 1) / n).squareRoot() : nil
    range = (slopes.min() ?? 0)...(slopes.max() ?? 0)
    positiveShare = Double(slopes.count { $0 > 0 }) / n
  }

  /// A summary over the regions of a dissection, each with the share of the volume that it has.
  init(slopes: [Double], volumes: [Double]) {
    let total = volumes.reduce(0, +)
    var sum = CompensatedSum()
    for (slope, volume) in zip(slopes, volumes) { sum.add(slope * volume / total) }
    mean = sum.value
    standardError = nil
    range = (slopes.min() ?? 0)...(slopes.max() ?? 0)
    positiveShare = zip(slopes, volumes).reduce(0) { $0 + ($1.0 > 0 ? $1.1 / total : 0) }
  }
}

extension Network {
  /// The slopes of an output over rows, one summary for each input. At a row on a crease the slope is that of one side.
  ///
  /// - Parameters:
  ///   - output: the number of the output.
  ///   - columns: the rows, a column for each input.
  /// - Requires: there is a row.
  /// - Complexity: O(rows · weights).
  public func slopes(of output: Int = 0, rows columns: [[Double]]) -> [SlopeSummary] {
    var slopes = columns.map { _ in [Double]() }
    let single = restricted(to: output)
    for row in columns[0].indices {
      let slope = single.slope(ofPattern: pattern(at: columns.map { $0[row] }), in: self, output: output)
      for (input, value) in slope.enumerated() { slopes[input].append(value) }
    }
    return slopes.map(SlopeSummary.init(of:))
  }

  /// The slope of the one output on the region of a pattern of the whole network, from the output backwards.
  private func slope(ofPattern pattern: ActivationPattern, in network: Network, output: Int) -> [Double] {
    var bending = pattern.layers.makeIterator()
    let factors = network.layers.map { layer -> [Double] in
      var bits = (layer.activations.contains { $0.bends } ? bending.next() ?? [] : []).makeIterator()
      return layer.activations.map { $0.bends ? (bits.next() ?? false ? 1 : $0.inactiveSlope) : 1 }
    }
    var row = [factors[layers.count - 1][output]]
    for number in layers.indices.reversed() {
      let weights = layers[number].weights
      var next = [Double](repeating: 0, count: weights.columns)
      for (unit, value) in row.enumerated() where value != 0 {
        for (input, weight) in weights[row: unit].enumerated() { next[input] += value * weight }
      }
      row = number > 0 ? zip(next, factors[number - 1]).map { $0 * $1 } : next
    }
    return row
  }
}

extension Dissection {
  /// The slopes of an output over the domain, one summary for each coordinate; nil where volumes were not kept.
  ///
  /// - Complexity: O(regions).
  public func slopes(of output: Int = 0) -> [SlopeSummary]? {
    var (slopes, volumes) = ((0..<dimension).map { _ in [Double]() }, [Double]())
    for region in regions {
      guard let volume = region.volume else { return nil }
      volumes.append(volume)
      for (axis, value) in region.map.slope[row: output].enumerated() { slopes[axis].append(value) }
    }
    return slopes.map { SlopeSummary(slopes: $0, volumes: volumes) }
  }
}
