import CKnotworkKernels
import Knotwork

/// Evaluates a network at many rows in single precision, as training does, on several threads.
package struct SingleRowEvaluator: Sendable {
  /// Rows that a thread takes at a time.
  private static let block = 8192

  private let layout: ParameterLayout
  private let padded: [Float]

  /// An evaluator of a network; weights are rounded to Float.
  package init(_ network: Network) {
    layout = network.layout
    padded = layout.padded(network.layers.flatMap { $0.weights.elements + $0.bias })
  }

  /// The outputs for rows that follow each other.
  ///
  /// - Parameters:
  ///   - inputs: the rows.
  ///   - rows: how many there are.
  ///   - outputs: where the outputs go, row by row.
  ///   - threads: how many threads share the work.
  package func evaluate(
    _ inputs: UnsafePointer<Float>, rows: Int, outputs: UnsafeMutablePointer<Float>, threads: Int
  ) {
    nonisolated(unsafe) let (inputs, outputs) = (inputs, outputs)
    let (width, height) = (layout.widths[0], layout.widths[layout.layerCount])
    Parallel.run(ranges: (rows + Self.block - 1) / Self.block, threads: threads) { range in
      let first = range * Self.block
      layout.withShape { shape in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Int(kw_training_scratch(shape))) { scratch in
          kw_predict(
            Kernels.best.level, shape, padded, inputs + first * width, Int64(min(Self.block, rows - first)),
            outputs + first * height, scratch.baseAddress)
        }
      }
    }
  }
}
