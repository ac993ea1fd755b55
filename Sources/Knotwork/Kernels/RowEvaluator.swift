import CKnotworkKernels

/// Evaluates a network at many rows in double precision, block by block, on several threads. A row's bits do not depend on the rows
/// beside it, nor on the threads.
package struct RowEvaluator: Sendable {
  /// Rows of a block, after which a thread looks whether it is to stop.
  private static let block = 1024

  /// Inputs, then the units of each layer.
  private let widths: [Int32]
  /// For each unit, layer by layer, its factor where it is inactive.
  private let slopes: [Double]
  /// For each layer its weights, row by row, then its biases.
  private let parameters: [Double]

  /// - Parameters:
  ///   - widths: the number of inputs, then the units of each layer.
  ///   - slopes: for each unit, layer by layer, its factor where it is inactive.
  ///   - parameters: for each layer its weights, row by row, then its biases.
  init(widths: [Int], slopes: [Double], parameters: [Double]) {
    precondition(slopes.count == widths.dropFirst().reduce(0, +), "RowEvaluator: one slope per unit expected")
    precondition(
      parameters.count == zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 },
      "RowEvaluator: \(parameters.count) parameters")
    self.widths = widths.map(Int32.init)
    self.slopes = slopes
    self.parameters = parameters
  }

  /// The number of inputs.
  package var inputCount: Int { Int(widths[0]) }
  /// The number of outputs.
  package var outputCount: Int { Int(widths[widths.count - 1]) }

  /// The outputs for rows that lie in memory as columns.
  ///
  /// - Parameters:
  ///   - columns: the address of each input in the first row, and as many as inputs.
  ///   - stride: how many numbers further the next row lies.
  ///   - rows: how many rows there are.
  ///   - outputs: the address of each output in the first row.
  ///   - outputStride: how many numbers further the outputs of the next row lie.
  ///   - threads: how many threads share the work.
  ///   - isCancelled: asked before each block; the rest is left out where it is true.
  /// - Returns: whether all was done.
  package func evaluate(
    columns: UnsafePointer<UnsafePointer<Double>?>, stride: Int, rows: Int,
    outputs: UnsafePointer<UnsafeMutablePointer<Double>?>, outputStride: Int, threads: Int,
    isCancelled: @Sendable () -> Bool
  ) -> Bool {
    nonisolated(unsafe) let (columns, outputs) = (columns, outputs)
    let (inputCount, outputCount) = (inputCount, outputCount)
    let scratchSize = 32 * Int(widths.max() ?? 1)
    Parallel.run(ranges: (rows + Self.block - 1) / Self.block, threads: threads) { range in
      if isCancelled() { return }
      let first = range * Self.block
      let count = min(Self.block, rows - first)
      withUnsafeTemporaryAllocation(of: UnsafePointer<Double>?.self, capacity: inputCount) { given in
        withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Double>?.self, capacity: outputCount) { results in
          withUnsafeTemporaryAllocation(of: Double.self, capacity: scratchSize) { scratch in
            for input in 0..<inputCount { given[input] = columns[input].map { $0 + first * stride } }
            for output in 0..<outputCount { results[output] = outputs[output].map { $0 + first * outputStride } }
            kw_evaluate_columns(
              Kernels.best.level, Int32(widths.count - 1), widths, slopes, parameters, given.baseAddress,
              Int64(stride), Int64(count), results.baseAddress, Int64(outputStride), scratch.baseAddress)
          }
        }
      }
    }
    return !isCancelled()
  }

  /// The outputs for rows that follow each other, an array of as many rows.
  ///
  /// - Requires: `inputs` has whole rows.
  package func callAsFunction(rows inputs: [Double], threads: Int = 1) -> [Double] {
    let (n, m) = (inputCount, outputCount)
    let count = inputs.count / n
    precondition(inputs.count == count * n, "RowEvaluator: \(inputs.count) numbers in rows of \(n)")
    return [Double](unsafeUninitializedCapacity: count * m) { results, initialized in
      initialized = count * m
      guard count > 0, let base = results.baseAddress else { return }
      inputs.withUnsafeBufferPointer { inputs in
        withUnsafeTemporaryAllocation(of: UnsafePointer<Double>?.self, capacity: n) { columns in
          withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Double>?.self, capacity: m) { outputs in
            for input in 0..<n { columns[input] = inputs.baseAddress.map { $0 + input } }
            for output in 0..<m { outputs[output] = base + output }
            guard let columns = columns.baseAddress, let outputs = outputs.baseAddress else { return }
            _ = evaluate(
              columns: columns, stride: n, rows: count, outputs: outputs, outputStride: m, threads: threads
            ) { false }
          }
        }
      }
    }
  }

  /// The outputs for rows that lie as columns one after another: input k of row r is `inputs[k * rows + r]`, and so are the outputs.
  ///
  /// - Requires: `inputs` has `rows` numbers for each input.
  package func callAsFunction(columns inputs: [Double], rows: Int, threads: Int = 1) -> [Double] {
    let (n, m) = (inputCount, outputCount)
    precondition(inputs.count == rows * n, "RowEvaluator: \(inputs.count) numbers in columns of \(rows)")
    return [Double](unsafeUninitializedCapacity: rows * m) { results, initialized in
      initialized = rows * m
      guard rows > 0, let base = results.baseAddress else { return }
      inputs.withUnsafeBufferPointer { inputs in
        withUnsafeTemporaryAllocation(of: UnsafePointer<Double>?.self, capacity: n) { columns in
          withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Double>?.self, capacity: m) { outputs in
            for input in 0..<n { columns[input] = inputs.baseAddress.map { $0 + input * rows } }
            for output in 0..<m { outputs[output] = base + output * rows }
            guard let columns = columns.baseAddress, let outputs = outputs.baseAddress else { return }
            _ = evaluate(
              columns: columns, stride: 1, rows: rows, outputs: outputs, outputStride: 1, threads: threads
            ) { false }
          }
        }
      }
    }
  }

  /// The first output for rows whose pre-activations in the first layer are sums of two numbers.
  ///
  /// - Parameters:
  ///   - table: for each unit of the first layer `rows` numbers, one for each row.
  ///   - periodic: for each of these units the first `period` + 15 numbers of a sequence that begins anew after `period` rows.
  ///   - period: after how many rows that is.
  ///   - rows: how many rows there are.
  /// - Requires: a network of two layers or more, a period of 1 or more, and as many numbers.
  package func callAsFunction(firstLayer table: [Double], plus periodic: [Double], period: Int, rows: Int) -> [Double] {
    let units = Int(widths[1])
    precondition(
      widths.count > 2 && period > 0 && table.count == units * rows && periodic.count == units * (period + 15),
      "RowEvaluator: sums of another size")
    return [Double](unsafeUninitializedCapacity: rows) { results, initialized in
      initialized = rows
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 32 * Int(widths.max() ?? 1)) { scratch in
        kw_evaluate_sums(
          Kernels.best.level, Int32(widths.count - 1), widths, slopes, parameters, table, periodic, Int64(period),
          Int64(rows), results.baseAddress, scratch.baseAddress)
      }
    }
  }
}
