import Knotwork
import KnotworkGeometry

/// The Levenberg–Marquardt method for the penalised least-squares problem of a small network (Marquardt 1963), with variable
/// projection: after each step of the hidden layers the last layer is solved for exactly.
///
/// The step is Kaufman's: eliminating the last layer, which is hardly damped, from Gauss–Newton's equations leaves those of
/// the projected problem without the second-order term of its Jacobian (Ruhe and Wedin 1980).
/// - SeeAlso: Golub and Pereyra 1973, Kaufman 1975 in Documentation/References.md.
struct LevenbergMarquardt {
  let layout: ParameterLayout
  let data: ExactTrainingData
  let l2: Double
  /// For each compact parameter whether it is a weight, which is penalised.
  private let isWeight: [Bool]
  private let weightSum: Double
  private let output: OutputLayer
  /// How much the last layer is damped: just enough that it can be eliminated where activations are dependent.
  private static let outputDamping = 1e-9

  init(_ layout: ParameterLayout, _ data: ExactTrainingData, l2: Double) {
    self.layout = layout
    self.data = data
    self.l2 = l2
    var isWeight: [Bool] = []
    layout.forEach { _, _, input, _ in isWeight.append(input >= 0) }
    self.isWeight = isWeight
    output = OutputLayer(layout, l2: l2)
    weightSum = data.weights?.reduce(0, +) ?? Double(data.target.count)
  }

  /// Lowers Σ w r² / Σ w + l2 · Σ weights² from `start`, until it falls no more.
  ///
  /// - Returns: parameters that are no worse than `start`.
  /// - Complexity: O(rows · parameters² + parameters³) per iteration.
  func minimise(from start: [Double], iterations: Int, progress: TrainingProgress) -> [Double] {
    let size = start.count
    var parameters = start
    var value = objective(parameters)
    guard value.isFinite else { return start }
    if let solved = solved(start), case let lower = objective(solved), lower < value {
      (parameters, value) = (solved, lower)
    }
    var square = [Double](repeating: 0, count: size * size)
    var right = [Double](repeating: 0, count: size)
    var damping = 1e-3
    for _ in 0..<iterations {
      if progress.isCancelled { break }
      _ = Kernels.best.normalEquations(
        layout, parameters, inputs: data.inputs, target: data.target, weights: data.weights, square: &square,
        right: &right)
      for index in 0..<size where isWeight[index] {
        square[index * size + index] += weightSum * l2
        right[index] += weightSum * l2 * parameters[index]
      }
      var fell = 0.0
      for _ in 0..<12 {
        guard let step = step(square, right, damping: damping) else {
          damping *= 10
          continue
        }
        let moved = zip(parameters, step).map { $0 - $1 }
        let next = solved(moved) ?? moved
        let nextValue = objective(next)
        if nextValue < value {
          fell = value - nextValue
          (parameters, value) = (next, nextValue)
          damping = max(1e-12, damping / 5)
          break
        }
        damping *= 4
      }
      if fell <= 1e-9 * value { break }
    }
    return parameters
  }

  private func solved(_ parameters: [Double]) -> [Double]? {
    output.solved(parameters, inputs: data.inputs, targets: data.target, weights: data.weights)
  }

  func objective(_ parameters: [Double]) -> Double {
    let outputs = Kernels.best.evaluate(layout, parameters, inputs: data.inputs, count: data.target.count)
    var sum = 0.0
    for row in outputs.indices {
      let residual = outputs[row] - data.target[row]
      sum += (data.weights?[row] ?? 1) * residual * residual
    }
    var penalty = 0.0
    for index in parameters.indices where isWeight[index] { penalty += parameters[index] * parameters[index] }
    return sum / weightSum + l2 * penalty
  }

  /// The solution of (A + D) x = b by Cholesky's method, with D = damping · (diag A + trace A / 1000 size) for the hidden
  /// layers; nil where it breaks down.
  private func step(_ square: [Double], _ right: [Double], damping: Double) -> [Double]? {
    let size = right.count
    var damped = square
    var trace = 0.0
    for index in 0..<size { trace += square[index * size + index] }
    let floor = trace / Double(size) * 1e-3 + 1e-300
    for index in 0..<size {
      let share = index < output.start ? damping : min(damping, LevenbergMarquardt.outputDamping)
      damped[index * size + index] += share * (square[index * size + index] + floor)
    }
    return CholeskyFactor(of: damped, size: size)?.solve(right)
  }
}
