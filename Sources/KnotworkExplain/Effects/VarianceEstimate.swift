import Knotwork
import KnotworkGeometry

/// Estimates of Sobol's indices over a box in any number of inputs, with intervals.
///
/// From two tables of random rows, A and B, and A with one column from B (Saltelli 2010 for the share of an input by itself, Jansen 1999 for
/// the share that it has a part in). Independent replicates give the intervals.
public struct VarianceEstimate: Sendable {
  /// So many independent estimates are made.
  public static let replicates = 20
  /// The mean of the output, and its variance.
  public let (mean, variance): (Double, Double)
  /// The share that each input explains by itself, and the share that it has a part in.
  public let (first, total): ([DrawnEstimate], [DrawnEstimate])

  /// Estimates for an output over a box.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - box: the box.
  ///   - samples: how many rows each table has.
  ///   - seed: chooses the rows.
  ///   - threads: how many threads share the work; the estimates do not depend on it.
  /// - Returns: nil where the output does not vary.
  /// - Complexity: ``replicates`` · samples · (inputs + 2) evaluations.
  public init?(of network: Network, output: Int = 0, over box: Box, samples: Int, seed: UInt64, threads: Int = 1) {
    var generator = SplitMix64(state: seed)
    let evaluator = network.restricted(to: output).evaluator
    let n = box.dimension
    func column(_ axis: Int) -> [Double] {
      (0..<samples).map { _ in
        min(
          box.upper[axis],
          box.lower[axis] + Double.random(in: 0...1, using: &generator) * (box.upper[axis] - box.lower[axis]))
      }
    }
    func evaluate(_ columns: [[Double]]) -> [Double] {
      evaluator(columns: columns.flatMap(\.self), rows: samples, threads: threads)
    }
    var (firsts, totals) = ((0..<n).map { _ in [Double]() }, (0..<n).map { _ in [Double]() })
    var (means, variances): ([Double], [Double]) = ([], [])
    let count = Double(samples)
    for _ in 0..<Self.replicates {
      let (a, b) = ((0..<n).map(column), (0..<n).map(column))
      let (atA, atB) = (evaluate(a), evaluate(b))
      let mean = (atA.reduce(0, +) + atB.reduce(0, +)) / (2 * count)
      let variance = (atA + atB).reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (2 * count - 1)
      guard variance > 0 else { return nil }
      means.append(mean)
      variances.append(variance)
      for input in 0..<n {
        var mixed = a
        mixed[input] = b[input]
        let atMixed = evaluate(mixed)
        var (own, part) = (0.0, 0.0)
        for row in 0..<samples {
          own += (atB[row] - mean) * (atMixed[row] - atA[row])
          part += (atA[row] - atMixed[row]) * (atA[row] - atMixed[row])
        }
        firsts[input].append(own / count / variance)
        totals[input].append(part / (2 * count) / variance)
      }
    }
    mean = means.reduce(0, +) / Double(means.count)
    variance = variances.reduce(0, +) / Double(variances.count)
    first = firsts.map(DrawnEstimate.init)
    total = totals.map(DrawnEstimate.init)
  }
}
