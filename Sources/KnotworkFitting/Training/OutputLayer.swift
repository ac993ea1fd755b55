import Knotwork

/// The last layer of a network for given hidden layers: linear regression on the activations of the last hidden layer.
///
/// Its weights V and biases c of least Σ w ‖V h(x) + c − y‖² / Σ w + l2 · ‖V‖² solve a linear least-squares problem, whatever
/// the hidden layers are; this is the inner half of variable projection.
/// - SeeAlso: Golub and Pereyra 1973 in Documentation/References.md.
struct OutputLayer {
  let layout: ParameterLayout
  let l2: Double
  /// The hidden layers; nil where there are none and activations are inputs.
  private let hidden: ParameterLayout?
  /// Where the last layer starts among compact parameters.
  let start: Int

  init(_ layout: ParameterLayout, l2: Double) {
    self.layout = layout
    self.l2 = l2
    let outputs = layout.widths[layout.layerCount]
    hidden =
      layout.layerCount > 1
      ? ParameterLayout(
        widths: layout.widths.dropLast(), slopes: layout.slopes.dropLast(outputs), hasBias: layout.hasBias) : nil
    start = hidden?.compactCount ?? 0
  }

  /// Parameters with the same hidden layers and the best last layer.
  ///
  /// Activations that are combinations of the bias and of those before them to within 2⁻³⁰, dead units among them, get
  /// weight 0 where `l2` is 0; what is left of such an activation is its rounding, which huge weights would fit. With `l2` the
  /// solution is unique.
  /// - Parameters:
  ///   - parameters: compact.
  ///   - targets: n × outputs.
  ///   - weights: n.
  /// - Requires: at least one row; outputs are linear.
  /// - Returns: compact parameters; nil where an activation or a weight overflows.
  /// - Complexity: O(outputs · rows · activations²).
  func solved(_ parameters: [Double], inputs: [Double], targets: [Double], weights: [Double]?) -> [Double]? {
    let (width, outputs) = (layout.widths[layout.layerCount - 1], layout.widths[layout.layerCount])
    let rows = targets.count / outputs
    let activations =
      hidden.map { Kernels.best.evaluate($0, Array(parameters[..<start]), inputs: inputs, count: rows) } ?? inputs
    guard activations.allSatisfy(\.isFinite) else { return nil }
    // The penalty as one more row per weight.
    let ridge = l2 > 0 ? width : 0
    let penalty = (l2 * (weights?.reduce(0, +) ?? Double(rows))).squareRoot()
    var columns: [[Double]] = []
    if layout.hasBias {
      columns.append([Double](repeating: 1, count: rows) + [Double](repeating: 0, count: ridge))
    }
    for unit in 0..<width {
      var column = [Double](repeating: 0, count: rows + ridge)
      for row in 0..<rows { column[row] = activations[row * width + unit] }
      if ridge > 0 { column[rows + unit] = penalty }
      columns.append(column)
    }
    let factors = weights.map { $0.map { $0.squareRoot() } + [Double](repeating: 1, count: ridge) }
    var result = parameters
    let biases = start + outputs * width
    for output in 0..<outputs {
      let right = (0..<rows).map { targets[$0 * outputs + output] } + [Double](repeating: 0, count: ridge)
      let fit = LeastSquares<Double>(columns: columns, right: right, rowFactors: factors, tolerance: 0x1p-30)
      guard fit.solution.allSatisfy(\.isFinite) else { return nil }
      for unit in 0..<width { result[start + output * width + unit] = 0 }
      result[biases + output] = 0
      for (place, column) in fit.basis.enumerated() {
        let unit = layout.hasBias ? column - 1 : column
        result[unit < 0 ? biases + output : start + output * width + unit] = fit.solution[place]
      }
    }
    return result
  }
}
