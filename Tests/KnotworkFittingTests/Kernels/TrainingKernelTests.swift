import Knotwork
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// The training kernels against backpropagation written down plainly, in double precision.
@Suite(.timed) struct TrainingKernelTests {
  private var variants: [Kernels] { (0...Kernels.best.level).map { Kernels(level: $0) } }

  static let shapes: [[Int]] = [
    [1, 1, 1], [2, 2, 1], [3, 1], [2, 16, 1], [5, 7, 3, 1], [8, 64, 64, 1], [17, 33, 20, 1], [13, 128, 1],
  ]

  /// Outputs and the gradient of Σ w (ŷ − y)² by the chain rule, one number at a time; compact parameters.
  private func plain(
    _ layout: ParameterLayout, _ parameters: [Double], _ inputs: [[Double]], _ target: [Double], _ weights: [Double]
  ) -> (outputs: [Double], gradient: [Double], loss: Double) {
    var gradient = [Double](repeating: 0, count: parameters.count)
    var (outputs, loss): ([Double], Double) = ([], 0)
    var starts: [Int] = [0]
    for layer in 0..<layout.layerCount {
      starts.append(starts[layer] + layout.widths[layer + 1] * (layout.widths[layer] + 1))
    }
    for (row, x) in inputs.enumerated() {
      var values = [x]
      var factors: [[Double]] = []
      var slope = 0
      for layer in 0..<layout.layerCount {
        let (width, units) = (layout.widths[layer], layout.widths[layer + 1])
        var (next, factor): ([Double], [Double]) = ([], [])
        for unit in 0..<units {
          var z = parameters[starts[layer] + units * width + unit]
          for k in 0..<width { z += parameters[starts[layer] + unit * width + k] * values[layer][k] }
          factor.append(z > 0 ? 1 : Double(layout.slopes[slope + unit]))
          next.append(z * factor[unit])
        }
        slope += units
        values.append(next)
        factors.append(factor)
      }
      let output = values[layout.layerCount][0]
      outputs.append(output)
      loss += weights[row] * (output - target[row]) * (output - target[row])
      var delta = [2 * weights[row] * (output - target[row])]
      for layer in (0..<layout.layerCount).reversed() {
        let (width, units) = (layout.widths[layer], layout.widths[layer + 1])
        var before = [Double](repeating: 0, count: width)
        for unit in 0..<units {
          if layout.hasBias { gradient[starts[layer] + units * width + unit] += delta[unit] }
          for k in 0..<width {
            gradient[starts[layer] + unit * width + k] += delta[unit] * values[layer][k]
            before[k] += parameters[starts[layer] + unit * width + k] * delta[unit]
          }
        }
        if layer > 0 { delta = zip(before, factors[layer - 1]).map { $0 * $1 } }
      }
    }
    return (outputs, gradient, loss)
  }

  private struct Problem {
    let layout: ParameterLayout
    let compact: [Double]
    let inputs: [[Double]]
    let target: [Double]
    let weights: [Double]
    let data: TrainingData

    init(_ widths: [Int], rows: Int, slope: Float, hasBias: Bool, seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      func numbers(_ count: Int, _ size: Double = 1) -> [Double] {
        (0..<count).map { _ in Double(Float(Double.random(in: -size...size, using: &generator))) }
      }
      let units = widths.dropFirst().dropLast().reduce(0, +)
      layout = ParameterLayout(
        widths: widths, slopes: [Float](repeating: slope, count: units) + [1], hasBias: hasBias)
      var parameters: [Double] = []
      layout.forEach { _, _, input, _ in parameters += input < 0 && !hasBias ? [0] : numbers(1, 0.6) }
      compact = parameters
      let rowInputs = (0..<rows).map { _ in numbers(widths[0]) }
      let rowTargets = numbers(rows)
      let rowWeights = numbers(rows).map { Double(Float($0.magnitude + 0.1)) }
      data = TrainingData(
        inputs: rowInputs.flatMap { $0.map(Float.init) }, target: rowTargets.map(Float.init),
        weights: rowWeights.map(Float.init), rowCount: rows)
      inputs = rowInputs
      target = rowTargets
      weights = rowWeights
    }
  }

  private func expectClose(_ found: [Double], _ expected: [Double], _ tolerance: Double, _ comment: Comment) {
    #expect(found.count == expected.count, comment)
    let size = max(1, expected.map(\.magnitude).max() ?? 1)
    let worst = zip(found, expected).map { ($0 - $1).magnitude }.max() ?? 0
    #expect(worst <= tolerance * size, comment)
  }

  @Test(arguments: shapes, [1, 31, 32, 129, 300])
  func gradientsAgree(_ widths: [Int], rows: Int) {
    for (slope, hasBias) in [(Float(0), true), (0.25, true), (0, false)] {
      let problem = Problem(widths, rows: rows, slope: slope, hasBias: hasBias, seed: Seed.current)
      let expected = plain(problem.layout, problem.compact, problem.inputs, problem.target, problem.weights)
      let parameters = problem.layout.padded(problem.compact)
      for kernels in variants {
        let comment: Comment = "variant \(kernels.level), \(widths), seed \(Seed.current)"
        // What the buffer held before must not matter.
        var gradient = [Float](repeating: 7, count: parameters.count)
        let loss = kernels.gradient(
          problem.layout, parameters, on: problem.data, rows: 0..<rows, scale: 1, into: &gradient)
        #expect((loss - expected.loss).magnitude <= 1e-5 * max(1, expected.loss), comment)
        expectClose(problem.layout.compact(gradient), expected.gradient, 2e-5, comment)
        var padding = gradient
        problem.layout.forEach { _, _, _, place in padding[place] = 0 }
        #expect(padding.allSatisfy { $0 == 0 }, comment)
        let outputs = kernels.predictions(problem.layout, parameters, inputs: problem.data.inputs, count: rows)
        expectClose(outputs.map(Double.init), expected.outputs, 1e-5, comment)
        let exact = kernels.evaluate(
          problem.layout, problem.compact, inputs: problem.inputs.flatMap { $0 }, count: rows)
        expectClose(exact, expected.outputs, 1e-13, comment)
      }
    }
  }

  /// Half of a number, computed where the test runs.
  @inline(never) private func half(_ number: Float) -> Float { number / 2 }

  /// While networks are trained, numbers too small for full precision are 0; before and afterwards they are not.
  @Test func subnormalNumbersAreZeroInTrainingAlone() {
    let least = Float.leastNormalMagnitude
    #if arch(x86_64) || arch(arm64)
      #expect(Kernels.flushingSubnormals { half(least) } == 0)
    #endif
    #expect(half(least) > 0)
    let problem = Problem([2, 5, 1], rows: 70, slope: 0, hasBias: true, seed: Seed.current)
    let start = problem.layout.padded(problem.compact)
    for kernels in variants {
      var state = OptimizerState(parameters: start)
      _ = kernels.train(
        problem.layout, &state, on: problem.data, order: (0..<70).map(Int32.init), batch: 32,
        settings: AdamSettings(rate: 0.01))
      var gradient = start
      _ = kernels.gradient(problem.layout, start, on: problem.data, rows: 0..<70, scale: 1, into: &gradient)
      #expect(half(least) > 0)
    }
    _ = QuasiNewton(problem.layout, problem.data, l2: 0)
      .minimise(from: start, iterations: 3, progress: TrainingProgress())
    #expect(half(least) > 0)
  }

  /// Padding stays zero, whatever the steps; one step of Adam is the one of the paper.
  @Test(arguments: shapes)
  func stepsAgree(_ widths: [Int]) {
    let problem = Problem(widths, rows: 70, slope: 0, hasBias: true, seed: Seed.current)
    let settings = AdamSettings(rate: 0.01, l1: 1e-3, l2: 1e-2, decay: 0.1)
    for kernels in variants {
      var state = OptimizerState(parameters: problem.layout.padded(problem.compact))
      var expected = problem.compact
      var (first, second) = (expected.map { _ in 0.0 }, expected.map { _ in 0.0 })
      var steps = 0.0
      for _ in 0..<3 {
        let order = (0..<70).map { Int32(69 - $0) }
        _ = kernels.train(problem.layout, &state, on: problem.data, order: order, batch: 32, settings: settings)
        state.steps += 3
        for rows in [order[0..<32], order[32..<64], order[64..<70]].map({ $0.map(Int.init) }) {
          let weights = rows.map { problem.weights[$0] }
          let gradient = plain(
            problem.layout, expected, rows.map { problem.inputs[$0] }, rows.map { problem.target[$0] }, weights
          ).gradient
          steps += 1
          var index = 0
          problem.layout.forEach { _, _, input, _ in
            let isWeight = input >= 0
            let g = gradient[index] / weights.reduce(0, +) + (isWeight ? 2 * 1e-2 * expected[index] : 0)
            first[index] = 0.9 * first[index] + 0.1 * g
            second[index] = 0.999 * second[index] + 0.001 * g * g
            let (m, v) = (first[index] / (1 - power(0.9, steps)), second[index] / (1 - power(0.999, steps)))
            var w = expected[index] * (isWeight ? 1 - 0.01 * 0.1 : 1) - 0.01 * m / (v.squareRoot() + 1e-8)
            if isWeight { w = (w > 0 ? 1 : -1) * max(0, w.magnitude - 0.01 * 1e-3) }
            expected[index] = w
            index += 1
          }
        }
      }
      expectClose(problem.layout.compact(state.parameters), expected, 2e-3, "variant \(kernels.level), \(widths)")
      let total = state.parameters.reduce(0) { $0 + $1.magnitude }
      let used = problem.layout.compact(state.parameters).reduce(0) { $0 + Float($1.magnitude) }
      #expect((total - used).magnitude <= 1e-3 * total)
    }
  }

  private func power(_ base: Double, _ exponent: Double) -> Double {
    (0..<Int(exponent)).reduce(1.0) { product, _ in product * base }
  }

  /// Jᵀ W J and Jᵀ W r from the gradients of single outputs.
  @Test(arguments: [[1, 3, 1], [2, 5, 4, 1], [3, 1]])
  func normalEquationsAgree(_ widths: [Int]) {
    let problem = Problem(widths, rows: 9, slope: 0.1, hasBias: true, seed: Seed.current)
    let size = problem.compact.count
    var (square, right, loss) = ([Double](repeating: 0, count: size * size), [Double](repeating: 0, count: size), 0.0)
    for row in 0..<9 {
      // With a target 1 below the output, half the gradient is the derivative of the output.
      let x = [problem.inputs[row]]
      let output = plain(problem.layout, problem.compact, x, [0], [1]).outputs[0]
      let derivative = plain(problem.layout, problem.compact, x, [output - 1], [0.5]).gradient
      let (w, residual) = (problem.weights[row], output - problem.target[row])
      loss += w * residual * residual
      for i in 0..<size {
        right[i] += w * residual * derivative[i]
        for j in 0...i { square[i * size + j] += w * derivative[i] * derivative[j] }
      }
    }
    for kernels in variants {
      var (foundSquare, foundRight) = ([Double](repeating: 1, count: size * size), [Double](repeating: 1, count: size))
      let found = kernels.normalEquations(
        problem.layout, problem.compact, inputs: problem.inputs.flatMap { $0 }, target: problem.target,
        weights: problem.weights, square: &foundSquare, right: &foundRight)
      #expect((found - loss).magnitude <= 1e-12 * loss)
      expectClose(foundRight, right, 1e-12, "variant \(kernels.level)")
      for i in 0..<size {
        let (a, b) = (foundSquare[i * size...i * size + i], square[i * size...i * size + i])
        expectClose(Array(a), Array(b), 1e-12, "variant \(kernels.level)")
      }
    }
  }
}
