import Knotwork
import KnotworkGeometry

/// What an output does as one input varies, beside rows of the others: individual curves and their mean, without a grid.
public struct InputCurves: Sendable {
  /// The output as the input varies and the others stay as in each row (individual conditional expectation).
  public let individual: [BrokenCurve]
  /// Their mean (partial dependence), with every knot of every row.
  public let mean: BrokenCurve

  /// The curves of an input over an interval.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - input: the number of the input.
  ///   - range: the values of the input.
  ///   - columns: the rows, a column for each input.
  ///   - keepsIndividual: whether the curves of the rows are kept.
  ///   - progress: when this is cancelled, nothing is found.
  /// - Requires: there is a row.
  /// - Throws: as a dissection of a line, where rounding leaves a sign open; `LimitReached` when it was cancelled.
  /// - Complexity: O(rows · weights) and O(units) for each knot of a network of two hidden layers.
  public init(
    of network: Network, output: Int = 0, input: Int, over range: ClosedRange<Double>, rows columns: [[Double]],
    keepsIndividual: Bool = false, cancelledWith progress: Budget.Progress? = nil
  ) throws {
    let traces = try LineTrace.traces(
      of: network, output: output, input: input, over: range, rows: columns, cancelledWith: progress)
    mean = BrokenCurve(meanOf: traces)
    individual = keepsIndividual ? traces.map { BrokenCurve(meanOf: [$0]) } : []
  }
}

extension LineTrace {
  /// An output as one input varies, for each of some rows.
  static func traces(
    of network: Network, output: Int, input: Int, over range: ClosedRange<Double>, rows columns: [[Double]],
    cancelledWith progress: Budget.Progress? = nil
  ) throws -> [LineTrace] {
    var tracer = LineTracer(network, output: output)
    let exact = ExactLine(network, output: output)
    var direction = [Double](repeating: 0, count: network.inputCount)
    direction[input] = 1
    return try (0..<columns[0].count).map { row in
      if progress?.isCancelled == true { throw LimitReached(cause: .cancelled, regionsFound: 0) }
      var point = columns.map { $0[row] }
      point[input] = range.lowerBound
      return try tracer.trace(from: point, along: direction, over: range, hasGradient: false)
        ?? exact.trace(input: input, over: range, at: point)
    }
  }
}
