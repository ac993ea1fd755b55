import CKnotworkKernels
import Knotwork

/// How long the steps of Adam are, and what they are penalised for; see the C header.
struct AdamSettings: Sendable {
  var rate: Float
  var l1: Float = 0
  var l2: Float = 0
  var decay: Float = 0

  fileprivate var c: kw_adam {
    kw_adam(rate: rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, l1: l1, l2: l2, decay: decay)
  }
}

/// Training and prediction; see the C header.
extension Kernels {
  /// What the work returns, with numbers too small for full precision taken for 0 on this thread.
  static func flushingSubnormals<Result>(_ work: () -> Result) -> Result {
    let before = kw_flush_subnormals()
    defer { kw_restore_subnormals(before) }
    return work()
  }

  /// One step of Adam per batch through the rows in `order`; returns Σ w (ŷ − y)² as the batches were met.
  func train(
    _ layout: ParameterLayout, _ state: inout OptimizerState, on data: TrainingData, order: [Int32], batch: Int,
    settings: AdamSettings
  ) -> Double {
    layout.withShape { shape in
      var settings = settings.c
      state.scratch = state.scratch.isEmpty ? Kernels.scratch(shape) : state.scratch
      return state.parameters.withUnsafeMutableBufferPointer { parameters in
        state.gradient.withUnsafeMutableBufferPointer { gradient in
          state.moments.withUnsafeMutableBufferPointer { moments in
            state.scratch.withUnsafeMutableBufferPointer { scratch in
              data.inputs.withUnsafeBufferPointer { inputs in
                data.target.withUnsafeBufferPointer { target in
                  Kernels.withPointer(data.weights) { weights in
                    kw_train(
                      level, shape, parameters.baseAddress, gradient.baseAddress, moments.baseAddress,
                      inputs.baseAddress, target.baseAddress, weights, order, Int64(order.count), Int64(batch),
                      &settings, Int64(state.steps), scratch.baseAddress)
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// One step of Adam with the gradient of all rows, on several threads; returns Σ w (ŷ − y)² before it.
  ///
  /// The rows are cut in the same parts for any number of threads, and their gradients added in the same order.
  func trainFullBatch(
    _ layout: ParameterLayout, _ state: inout OptimizerState, on data: TrainingData, settings: AdamSettings,
    threads: Int
  ) -> Double {
    let n = data.rowCount
    let parts = Swift.max(1, Swift.min(32, n / 512))
    let scale = Float(1 / (data.weights?.reduce(0) { $0 + Double($1) } ?? Double(n)))
    let parameters = state.parameters
    // For each part its gradient, and then its loss as the two halves of a double.
    let size = layout.count
    let sums = Parallel.fill(parts * (size + 2), ranges: parts, threads: Swift.min(threads, parts)) {
      (part, target: Buffer<Float>) in
      let base = target.advanced(by: part * (size + 2))
      let loss = self.gradient(
        layout, parameters, on: data, rows: n * part / parts..<n * (part + 1) / parts, scale: scale, into: base.base)
      base[size] = Float(loss)
      base[size + 1] = Float(loss - Double(Float(loss)))
    }
    var loss = 0.0
    state.gradient.withUnsafeMutableBufferPointer { gradient in
      gradient.update(repeating: 0)
      sums.withUnsafeBufferPointer { sums in
        for part in 0..<parts {
          let base = part * (size + 2)
          for index in 0..<size { gradient[index] += sums[base + index] }
          loss += Double(sums[base + size]) + Double(sums[base + size + 1])
        }
      }
    }
    layout.withShape { shape in
      var settings = settings.c
      kw_update(
        level, shape, &state.parameters, state.gradient, &state.moments, &settings, Int64(state.steps + 1))
    }
    return loss
  }

  /// gradient := that of scale · Σ w (ŷ − y)² over neighbouring rows; returns the sum.
  func gradient(
    _ layout: ParameterLayout, _ parameters: [Float], on data: TrainingData, rows: Range<Int>, scale: Float,
    into gradient: inout [Float]
  ) -> Double {
    gradient.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map {
        self.gradient(layout, parameters, on: data, rows: rows, scale: scale, into: $0)
      } ?? 0
    }
  }

  private func gradient(
    _ layout: ParameterLayout, _ parameters: [Float], on data: TrainingData, rows: Range<Int>, scale: Float,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    layout.withShape { shape in
      var scratch = Kernels.scratch(shape)
      return data.inputs.withUnsafeBufferPointer { inputs in
        data.target.withUnsafeBufferPointer { target in
          Kernels.withPointer(data.weights) { weights in
            guard let x = inputs.baseAddress, let y = target.baseAddress else { return 0 }
            return kw_gradient(
              level, shape, parameters, x + rows.lowerBound * layout.widths[0], y + rows.lowerBound,
              weights.map { $0 + rows.lowerBound }, nil, Int64(rows.count), scale, gradient, &scratch)
          }
        }
      }
    }
  }

  /// The outputs for `count` rows of inputs from row `first` on, into `outputs`, which holds those of all rows.
  func predict(
    _ layout: ParameterLayout, _ parameters: [Float], inputs: [Float], first: Int, count: Int,
    into outputs: Buffer<Float>
  ) {
    layout.withShape { shape in
      var scratch = Kernels.scratch(shape)
      scratch.withUnsafeMutableBufferPointer { scratch in
        inputs.withUnsafeBufferPointer { inputs in
          parameters.withUnsafeBufferPointer { parameters in
            guard let base = inputs.baseAddress else { return }
            kw_predict(
              level, shape, parameters.baseAddress, base + first * layout.widths[0], Int64(count),
              outputs.base + first * (layout.widths.last ?? 1), scratch.baseAddress)
          }
        }
      }
    }
  }

  /// The outputs for rows of inputs, in single precision, on several threads.
  func predictions(
    _ layout: ParameterLayout, _ parameters: [Float], inputs: [Float], count: Int, threads: Int = 1
  ) -> [Float] {
    let width = layout.widths.last ?? 1
    return Parallel.fill(count * width, ranges: (count + 8191) / 8192, threads: threads) { range, outputs in
      predict(
        layout, parameters, inputs: inputs, first: range * 8192, count: min(8192, count - range * 8192), into: outputs)
    }
  }

  /// The outputs for rows of inputs, in double precision, from compact parameters.
  func evaluate(_ layout: ParameterLayout, _ parameters: [Double], inputs: [Double], count: Int) -> [Double] {
    var outputs = [Double](repeating: 0, count: count * (layout.widths.last ?? 1))
    var scratch = [Double](repeating: 0, count: layout.widths.reduce(0, +))
    layout.withShape { shape in kw_evaluate(level, shape, parameters, inputs, Int64(count), &outputs, &scratch) }
    return outputs
  }

  /// Gauss–Newton's equations, from compact parameters: the lower triangle of Jᵀ W J, row by row, and Jᵀ W r.
  func normalEquations(
    _ layout: ParameterLayout, _ parameters: [Double], inputs: [Double], target: [Double], weights: [Double]?,
    square: inout [Double], right: inout [Double]
  ) -> Double {
    var scratch = [Double](repeating: 0, count: 2 * layout.widths.reduce(0, +) + layout.compactCount)
    return layout.withShape { shape in
      Kernels.withPointer(weights) { weights in
        kw_normal(
          level, shape, parameters, inputs, target, weights, Int64(target.count), &square, &right, &scratch)
      }
    }
  }

  /// Memory whose contents do not matter: the kernels write before they read.
  private static func scratch(_ shape: UnsafePointer<kw_shape>) -> [Float] {
    let count = Int(kw_training_scratch(shape))
    return [Float](unsafeUninitializedCapacity: count) { _, initialized in initialized = count }
  }

  private static func withPointer<Element, Result>(
    _ numbers: [Element]?, _ body: (UnsafePointer<Element>?) -> Result
  ) -> Result {
    guard let numbers else { return body(nil) }
    return numbers.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
