import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// The last layer solved for exactly, and the methods that build on it.
@Suite struct OutputLayerTests {
  private struct Problem {
    let layout: ParameterLayout
    var parameters: [Double] = []
    let inputs: [Double]
    let targets: [Double]
    let weights: [Double]?

    init(
      _ widths: [Int], rows: Int, hasBias: Bool, isWeighted: Bool, using generator: inout some RandomNumberGenerator
    ) {
      let units = widths.dropFirst().dropLast().reduce(0, +)
      let outputs = widths[widths.count - 1]
      layout = ParameterLayout(
        widths: widths, slopes: [Float](repeating: 0.125, count: units) + [Float](repeating: 1, count: outputs),
        hasBias: hasBias)
      func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in Double.random(in: -1...1, using: &generator) } }
      inputs = numbers(rows * widths[0])
      targets = numbers(rows * outputs)
      weights = isWeighted ? numbers(rows).map { $0.magnitude + 0.1 } : nil
      var places: [Bool] = []
      layout.forEach { _, _, input, _ in places.append(input >= 0 || hasBias) }
      parameters = zip(places, numbers(places.count)).map { $0 ? $1 : 0 }
    }

    var data: ExactTrainingData { ExactTrainingData(inputs: inputs, target: targets, weights: weights) }

    /// One row's activations before the last layer, with 1 for the bias behind them, by the formula.
    func activations(_ row: Int) -> [Double] {
      var values = Array(inputs[row * layout.widths[0]..<(row + 1) * layout.widths[0]])
      var start = 0
      for layer in 0..<layout.layerCount - 1 {
        let (width, units) = (layout.widths[layer], layout.widths[layer + 1])
        values = (0..<units).map { unit in
          var z = parameters[start + units * width + unit]
          for k in 0..<width { z += parameters[start + unit * width + k] * values[k] }
          return z > 0 ? z : 0.125 * z
        }
        start += units * (width + 1)
      }
      return values + (layout.hasBias ? [1] : [])
    }

    /// Σ w ‖ŷ − y‖² / Σ w + l2 · ‖V‖² for a last layer, output by output, weights and bias.
    func loss(_ last: [[Double]], l2: Double) -> Double {
      let outputs = last.count
      let rows = targets.count / outputs
      var (sum, total) = (0.0, 0.0)
      for row in 0..<rows {
        let h = activations(row)
        let weight = weights?[row] ?? 1
        total += weight
        for output in 0..<outputs {
          let residual = zip(h, last[output]).reduce(-targets[row * outputs + output]) { $0 + $1.0 * $1.1 }
          sum += weight * residual * residual
        }
      }
      let width = layout.widths[layout.layerCount - 1]
      return sum / total + l2 * last.reduce(0) { $0 + $1.prefix(width).reduce(0) { $0 + $1 * $1 } }
    }

    /// The largest derivative of the loss by a weight, as a share of what the row's terms could add up to: 0 at the optimum,
    /// and nowhere else since the loss is convex.
    func slope(_ last: [[Double]], l2: Double) -> Double {
      let outputs = last.count
      let rows = targets.count / outputs
      let width = layout.widths[layout.layerCount - 1]
      let total = weights?.reduce(0, +) ?? Double(rows)
      var largest = 0.0
      for output in 0..<outputs {
        for unit in last[output].indices {
          let penalty = unit < width ? total * l2 * last[output][unit] : 0
          var (sum, size) = (penalty, penalty.magnitude)
          for row in 0..<rows {
            let h = activations(row)
            let target = targets[row * outputs + output]
            let residual = zip(h, last[output]).reduce(-target) { $0 + $1.0 * $1.1 }
            let factor = (weights?[row] ?? 1) * h[unit]
            sum += factor * residual
            size += (factor * max(residual.magnitude, target.magnitude)).magnitude
          }
          largest = max(largest, sum.magnitude / max(size, .leastNormalMagnitude))
        }
      }
      return largest
    }

    /// The last layer of compact parameters.
    func last(_ parameters: [Double]) -> [[Double]] {
      let (width, outputs) = (layout.widths[layout.layerCount - 1], layout.widths[layout.layerCount])
      let start = parameters.count - outputs * (width + 1)
      return (0..<outputs).map { output in
        Array(parameters[start + output * width..<start + (output + 1) * width])
          + (layout.hasBias ? [parameters[start + outputs * width + output]] : [])
      }
    }

    /// The same from the normal equations, by Gauss's elimination.
    func twin(l2: Double) -> [[Double]] {
      let (width, outputs) = (layout.widths[layout.layerCount - 1], layout.widths[layout.layerCount])
      let size = width + (layout.hasBias ? 1 : 0)
      let rows = targets.count / outputs
      return (0..<outputs).map { output in
        var system = [[Double]](repeating: [Double](repeating: 0, count: size + 1), count: size)
        for row in 0..<rows {
          let h = activations(row)
          let weight = weights?[row] ?? 1
          for i in 0..<size {
            for j in 0..<size { system[i][j] += weight * h[i] * h[j] }
            system[i][size] += weight * h[i] * targets[row * outputs + output]
          }
        }
        let total = weights?.reduce(0, +) ?? Double(rows)
        for i in 0..<width { system[i][i] += total * l2 }
        for column in 0..<size {
          let pivot = (column..<size).max { system[$0][column].magnitude < system[$1][column].magnitude } ?? column
          system.swapAt(column, pivot)
          for row in 0..<size where row != column {
            let factor = system[row][column] / system[column][column]
            for k in column...size { system[row][k] -= factor * system[column][k] }
          }
        }
        return (0..<size).map { system[$0][size] / system[$0][$0] }
      }
    }
  }

  private func solved(_ problem: Problem, l2: Double) throws -> [Double] {
    try #require(
      OutputLayer(problem.layout, l2: l2).solved(
        problem.parameters, inputs: problem.inputs, targets: problem.targets, weights: problem.weights))
  }

  @Test(arguments: [[3, 5, 1], [2, 4, 6, 1], [3, 5, 3], [4, 2]])
  func equalsItsPlainTwin(_ widths: [Int]) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for (hasBias, isWeighted, l2) in [(true, false, 0), (true, true, 0), (false, true, 0.01), (true, true, 0.3)] {
      let problem = Problem(widths, rows: 60, hasBias: hasBias, isWeighted: isWeighted, using: &generator)
      let result = try solved(problem, l2: l2)
      let outputs = widths[widths.count - 1]
      let start = result.count - outputs * (widths[widths.count - 2] + 1)
      #expect(result[..<start] == problem.parameters[..<start], "the hidden layers stay")
      if !hasBias { #expect(result.suffix(outputs).allSatisfy { $0 == 0 }) }
      let twin = problem.twin(l2: l2)
      #expect(problem.slope(problem.last(result), l2: l2) <= 1e-8, "seed \(Seed.current)")
      // Without penalty units that happen to bend at no row leave the weights open.
      guard l2 > 0 || widths.count == 2 else { continue }
      for (found, expected) in zip(problem.last(result), twin) {
        for (a, b) in zip(found, expected) {
          #expect((a - b).magnitude <= 1e-8 * max(1, b.magnitude), "seed \(Seed.current), \(widths), \(l2)")
        }
      }
    }
  }

  /// Repeated units, dead ones, and more units than rows: whatever the hidden layers are, no other last layer is better.
  @Test(arguments: [0, 1e-3])
  func neverRaisesTheLoss(_ l2: Double) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for round in 0..<30 {
      var problem = Problem(
        [2, 6, 1], rows: round % 3 == 0 ? 4 : 40, hasBias: round % 2 == 0, isWeighted: round % 5 < 2, using: &generator)
      if round % 4 == 1 {
        // The second unit repeats the first one.
        for k in 0..<2 { problem.parameters[2 + k] = problem.parameters[k] }
        problem.parameters[13] = problem.parameters[12]
      }
      if round % 4 == 2 { for k in 4..<6 { problem.parameters[k] = 0 } }
      let before = problem.loss(problem.last(problem.parameters), l2: l2)
      let after = problem.loss(problem.last(try solved(problem, l2: l2)), l2: l2)
      #expect(after <= before * (1 + 1e-12), "seed \(Seed.current), round \(round)")
    }
  }

  @Test func aPenaltyShrinksWeights() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let problem = Problem([3, 8, 1], rows: 50, hasBias: true, isWeighted: true, using: &generator)
    let sizes = try [0, 1e-3, 1e-1, 10].map { l2 in
      try problem.last(solved(problem, l2: l2))[0].prefix(8).reduce(0) { $0 + $1 * $1 }
    }
    #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 > $1 })
  }

  /// A network without an active unit still gives the (weighted) mean.
  @Test(arguments: [0, 1e-4])
  func aDeadNetworkGivesTheMean(_ l2: Double) throws {
    let layout = ParameterLayout(widths: [1, 2, 1], slopes: [0, 0, 1], hasBias: true)
    let parameters = [1, 1, -100, -100, 5, 5, 7.0]
    let result = try #require(
      OutputLayer(layout, l2: l2).solved(parameters, inputs: [1, 2, 3], targets: [1, 2, 6], weights: [1, 1, 2]))
    #expect(result[4] == 0 && result[5] == 0)
    #expect((result[6] - 3.75).magnitude < 1e-12)
    #expect(
      OutputLayer(layout, l2: l2).solved(parameters, inputs: [1, .infinity, 3], targets: [1, 2, 6], weights: nil) == nil
    )
  }

  /// Both finishes end where no step along the gradient helps, and never above their start.
  @Test(arguments: [0, 1e-3])
  func finishesLowerTheLoss(_ l2: Double) {
    var generator = SeededGenerator(seed: Seed.current)
    for isWeighted in [false, true] {
      let problem = Problem([2, 7, 1], rows: 200, hasBias: true, isWeighted: isWeighted, using: &generator)
      let layout = problem.layout
      let method = LevenbergMarquardt(layout, problem.data, l2: l2)
      let start = method.objective(problem.parameters)
      let exact = method.minimise(from: problem.parameters, iterations: 60, progress: TrainingProgress())
      #expect(method.objective(exact) < start)
      let data = TrainingData(
        inputs: problem.inputs.map(Float.init), target: problem.targets.map(Float.init),
        weights: problem.weights?.map(Float.init), rowCount: 200)
      let quick = QuasiNewton(layout, data, l2: l2).minimise(
        from: layout.padded(problem.parameters), iterations: 300, progress: TrainingProgress())
      let end = method.objective(layout.compact(quick))
      #expect(end < start, "seed \(Seed.current)")
      // A long way towards what Levenberg and Marquardt's method finds from the same start.
      #expect(end - method.objective(exact) < 0.5 * (start - method.objective(exact)), "seed \(Seed.current)")
      // What pads the parameters stays 0.
      let total = quick.reduce(0) { $0 + $1.magnitude }
      let used = layout.compact(quick).reduce(0) { $0 + Float($1.magnitude) }
      #expect((total - used).magnitude <= 1e-4 * total)
    }
  }

  /// A convex problem has one optimum: with no hidden layer the quasi-Newton method ends at the exact solution.
  @Test func quasiNewtonFindsTheOptimumOfLinearRegression() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let problem = Problem([6, 1], rows: 100, hasBias: true, isWeighted: true, using: &generator)
    let data = TrainingData(
      inputs: problem.inputs.map(Float.init), target: problem.targets.map(Float.init),
      weights: problem.weights?.map(Float.init), rowCount: 100)
    let found = QuasiNewton(problem.layout, data, l2: 0.02).minimise(
      from: problem.layout.padded(problem.parameters), iterations: 100, progress: TrainingProgress())
    for (a, b) in zip(problem.layout.compact(found), try solved(problem, l2: 0.02)) {
      #expect((a - b).magnitude < 1e-3, "seed \(Seed.current)")
    }
  }
}
