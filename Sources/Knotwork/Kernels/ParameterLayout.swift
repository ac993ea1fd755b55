import CKnotworkKernels

/// The shape of a network to train and where its parameters lie; see the C header.
struct ParameterLayout: Equatable, Sendable {
  /// Inputs, then the units of each layer; layers + 1 of them.
  let widths: [Int]
  /// For each unit, layer by layer, its factor where it is inactive; not negative.
  let slopes: [Float]
  let hasBias: Bool
  fileprivate let cWidths: [Int32]

  init(widths: [Int], slopes: [Float], hasBias: Bool) {
    precondition(slopes.count == widths.dropFirst().reduce(0, +), "ParameterLayout: one slope per unit expected")
    self.widths = widths
    self.slopes = slopes
    self.hasBias = hasBias
    cWidths = widths.map(Int32.init)
  }

  var layerCount: Int { widths.count - 1 }

  static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  /// Where the weights of a layer start, among padded parameters.
  func start(of layer: Int) -> Int {
    (0..<layer).reduce(0) {
      $0 + widths[$1 + 1] * ParameterLayout.padded(widths[$1]) + ParameterLayout.padded(widths[$1 + 1])
    }
  }

  /// Number of padded parameters.
  var count: Int { start(of: layerCount) }

  /// Number of parameters without padding, biases included.
  var compactCount: Int { (0..<layerCount).reduce(0) { $0 + widths[$1 + 1] * (widths[$1] + 1) } }

  /// Calls `body` for every weight (input ≥ 0) and bias (input −1) in the order without padding, with its padded place.
  func forEach(_ body: (_ layer: Int, _ unit: Int, _ input: Int, _ place: Int) -> Void) {
    for layer in 0..<layerCount {
      let (base, stride) = (start(of: layer), ParameterLayout.padded(widths[layer]))
      for unit in 0..<widths[layer + 1] {
        for input in 0..<widths[layer] { body(layer, unit, input, base + unit * stride + input) }
      }
      for unit in 0..<widths[layer + 1] { body(layer, unit, -1, base + widths[layer + 1] * stride + unit) }
    }
  }

  /// Padded single precision as compact double precision.
  func compact(_ parameters: [Float]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(compactCount)
    forEach { _, _, _, place in result.append(Double(parameters[place])) }
    return result
  }

  /// Compact double precision as padded single precision.
  func padded(_ parameters: [Double]) -> [Float] {
    var result = [Float](repeating: 0, count: count)
    var index = 0
    forEach { _, _, _, place in
      result[place] = Float(parameters[index])
      index += 1
    }
    return result
  }

  /// The shape as C takes it, while `body` runs.
  fileprivate func withShape<Result>(_ body: (UnsafePointer<kw_shape>) -> Result) -> Result {
    cWidths.withUnsafeBufferPointer { widths in
      slopes.withUnsafeBufferPointer { slopes in
        var shape = kw_shape(
          layers: Int32(layerCount), widths: widths.baseAddress, slopes: slopes.baseAddress, bias: hasBias ? 1 : 0)
        return body(&shape)
      }
    }
  }
}

/// Training and prediction; see the C header.
extension Kernels {
  /// One step of Adam per batch through the rows in `order`; returns Σ w (ŷ − y)² as the batches were met.
  func train(
    _ layout: ParameterLayout, _ state: inout OptimizerState, on data: TrainingData, order: [Int32], batch: Int,
    settings: kw_adam
  ) -> Double {
    layout.withShape { shape in
      var settings = settings
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

  /// gradient := that of scale · Σ w (ŷ − y)² over some rows; returns the sum.
  func gradient(
    _ layout: ParameterLayout, _ parameters: [Float], on data: TrainingData, order: [Int32], scale: Float,
    into gradient: inout [Float]
  ) -> Double {
    layout.withShape { shape in
      var scratch = Kernels.scratch(shape)
      return gradient.withUnsafeMutableBufferPointer { gradient in
        scratch.withUnsafeMutableBufferPointer { scratch in
          Kernels.withPointer(data.weights) { weights in
            kw_gradient(
              level, shape, parameters, data.inputs, data.target, weights, order, Int64(order.count), scale,
              gradient.baseAddress, scratch.baseAddress)
          }
        }
      }
    }
  }

  /// The outputs for `count` rows of inputs from row `first` on, into `outputs`, which holds those of all rows.
  func predict(
    _ layout: ParameterLayout, _ parameters: [Float], inputs: [Float], first: Int, count: Int,
    into outputs: Cells<Float>
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
    return Concatenation.fill(count * width, ranges: (count + 8191) / 8192, threads: threads) { range, outputs in
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

  private static func scratch(_ shape: UnsafePointer<kw_shape>) -> [Float] {
    [Float](repeating: 0, count: Int(kw_training_scratch(shape)))
  }

  private static func withPointer<Element, Result>(
    _ numbers: [Element]?, _ body: (UnsafePointer<Element>?) -> Result
  ) -> Result {
    guard let numbers else { return body(nil) }
    return numbers.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
