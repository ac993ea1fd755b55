import CKnotworkKernels
import Knotwork

/// Evaluates a network at rows that lie in memory as columns, block by block, on several threads.
package struct RowEvaluator: Sendable {
  /// Rows of a block; they and what they lead to stay in the cache.
  private static let block = 1024

  private let network: Network
  private let layout: ParameterLayout
  private let parameters: [Double]
  private let padded: [Float]
  /// Whether the kernels can hold the slopes, which they do in single precision.
  private let isPacked: Bool

  /// An evaluator of a network.
  package init(_ network: Network) {
    self.network = network
    layout = network.layout
    let slopes = network.layers.flatMap { $0.activations.map(\.inactiveSlope) }
    isPacked = slopes.allSatisfy { Double(Float($0)) == $0 && $0 >= 0 }
    var compact: [Double] = []
    for layer in network.layers { compact += layer.weights.elements + layer.bias }
    parameters = compact
    padded = layout.padded(compact)
  }

  /// The outputs for rows in double precision.
  ///
  /// - Parameters:
  ///   - columns: the address of each input in the first row, and as many as inputs.
  ///   - outputs: the address of each output in the first row.
  ///   - isCancelled: asked before each block; the rest is left out where it is true.
  /// - Returns: whether all was done.
  package func evaluate(
    columns: UnsafePointer<UnsafePointer<Double>?>, stride: Int, rows: Int,
    outputs: UnsafePointer<UnsafeMutablePointer<Double>?>, outputStride: Int, threads: Int,
    isCancelled: @Sendable () -> Bool
  ) -> Bool {
    nonisolated(unsafe) let (columns, outputs) = (columns, outputs)
    let (inputCount, outputCount) = (network.inputCount, network.outputCount)
    let isRowMajor =
      stride == inputCount && (0..<inputCount).allSatisfy { input in columns[input] == columns[0].map { $0 + input } }
    Parallel.run(ranges: (rows + Self.block - 1) / Self.block, threads: threads) { range in
      if isCancelled() { return }
      let first = range * Self.block
      let count = min(Self.block, rows - first)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count * (inputCount + outputCount)) { buffer in
        guard let base = buffer.baseAddress else { return }
        let results = base + count * inputCount
        var inputs = UnsafePointer(base)
        if isRowMajor, let given = columns[0] {
          inputs = given + first * stride
        } else {
          for input in 0..<inputCount {
            guard let column = columns[input] else { continue }
            for row in 0..<count { base[row * inputCount + input] = column[(first + row) * stride] }
          }
        }
        evaluate(inputs, count, into: results)
        for output in 0..<outputCount {
          guard let column = outputs[output] else { continue }
          for row in 0..<count { column[(first + row) * outputStride] = results[row * outputCount + output] }
        }
      }
    }
    return !isCancelled()
  }

  /// The outputs for neighbouring rows.
  private func evaluate(_ inputs: UnsafePointer<Double>, _ count: Int, into results: UnsafeMutablePointer<Double>) {
    guard isPacked else {
      for row in 0..<count {
        let input = (0..<network.inputCount).map { inputs[row * network.inputCount + $0] }
        for (output, value) in network(input).enumerated() { results[row * network.outputCount + output] = value }
      }
      return
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: layout.widths.reduce(0, +)) { scratch in
      layout.withShape { shape in
        kw_evaluate(
          Kernels.best.level, shape, parameters, inputs, Int64(count), results, scratch.baseAddress)
      }
    }
  }

  /// The outputs for rows in single precision, row by row; weights are rounded to Float.
  package func evaluate(
    single inputs: UnsafePointer<Float>, rows: Int, outputs: UnsafeMutablePointer<Float>, threads: Int
  ) {
    nonisolated(unsafe) let (inputs, outputs) = (inputs, outputs)
    let block = 8 * Self.block
    Parallel.run(ranges: (rows + block - 1) / block, threads: threads) { range in
      let first = range * block
      layout.withShape { shape in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Int(kw_training_scratch(shape))) { scratch in
          kw_predict(
            Kernels.best.level, shape, padded, inputs + first * network.inputCount, Int64(min(block, rows - first)),
            outputs + first * network.outputCount, scratch.baseAddress)
        }
      }
    }
  }
}
