import Knotwork
import KnotworkGeometry

extension Network {
  /// The network with weights that bring its output nearer to targets, in the mean square: steps of the Levenberg–Marquardt method from
  /// the weights as they are, the last layer solved for after each.
  ///
  /// - Parameters:
  ///   - inputs: row by row.
  ///   - target: one for each row.
  ///   - weights: how much each row counts; nil where all count alike.
  ///   - iterations: how many steps at most.
  ///   - deadline: when it has to end.
  /// - Requires: one output, which is linear, and slopes that are not negative and have single precision.
  /// - Returns: nil where a number overflows.
  /// - Complexity: O(rows · parameters² + parameters³) per step.
  package func refitted(
    to target: [Double], at inputs: [Double], weights: [Double]? = nil, iterations: Int, until deadline: Deadline
  ) -> Network? {
    var start: [Double] = []
    for layer in layers { start += layer.weights.elements + layer.bias }
    let layout = ParameterLayout(
      widths: [inputCount] + layers.map(\.unitCount),
      slopes: layers.flatMap { layer in layer.activations.map { Float($0.inactiveSlope) } }, hasBias: true)
    let progress = TrainingProgress(timeLimit: deadline.rest)
    let found = LevenbergMarquardt(
      layout, ExactTrainingData(inputs: inputs, target: target, weights: weights), l2: 0
    ).minimise(from: start, iterations: iterations, progress: progress)
    var place = 0
    var result: [Layer] = []
    for layer in layers {
      let count = layer.weights.elements.count
      let elements = Array(found[place..<place + count])
      let bias = Array(found[place + count..<place + count + layer.unitCount])
      place += count + layer.unitCount
      result.append(
        Layer(
          weights: Matrix(rows: layer.unitCount, columns: layer.inputCount, elements: elements), bias: bias,
          activations: layer.activations))
    }
    return try? Network(layers: result, inputNames: inputNames, outputNames: outputNames)
  }
}
