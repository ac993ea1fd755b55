import CKnotworkKernels
import Knotwork

/// Evaluates a network at rows that lie in memory as columns, block by block, on several threads.
package struct RowEvaluator: Sendable {
  /// Rows of a block, after which a thread looks whether it is to stop.
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
    Parallel.run(ranges: (rows + Self.block - 1) / Self.block, threads: threads) { range in
      if isCancelled() { return }
      let first = range * Self.block
      let count = min(Self.block, rows - first)
      withUnsafeTemporaryAllocation(of: UnsafePointer<Double>?.self, capacity: inputCount) { given in
        withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Double>?.self, capacity: outputCount) { results in
          for input in 0..<inputCount { given[input] = columns[input].map { $0 + first * stride } }
          for output in 0..<outputCount { results[output] = outputs[output].map { $0 + first * outputStride } }
          evaluate(given, stride, count, results, outputStride)
        }
      }
    }
    return !isCancelled()
  }

  /// The outputs for rows that one thread evaluates.
  private func evaluate(
    _ columns: UnsafeMutableBufferPointer<UnsafePointer<Double>?>, _ stride: Int, _ count: Int,
    _ outputs: UnsafeMutableBufferPointer<UnsafeMutablePointer<Double>?>, _ outputStride: Int
  ) {
    guard isPacked else {
      for row in 0..<count {
        let values = network(columns.map { $0.map { $0[row * stride] } ?? .nan })
        for (output, value) in zip(outputs, values) { output?[row * outputStride] = value }
      }
      return
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 32 * (layout.widths.max() ?? 1)) { scratch in
      layout.withShape { shape in
        kw_evaluate_columns(
          Kernels.best.level, shape, parameters, columns.baseAddress, Int64(stride), Int64(count), outputs.baseAddress,
          Int64(outputStride), scratch.baseAddress)
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
