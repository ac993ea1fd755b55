import Knotwork
import KnotworkGeometry

/// How inputs and target are shifted and scaled for training, and how that is folded back into the weights.
struct Standardization: Equatable, Sendable {
  let centers: [Double]
  /// Positive.
  let scales: [Double]
  let targetCenter: Double
  /// Positive.
  let targetScale: Double

  init(centers: [Double], scales: [Double], targetCenter: Double, targetScale: Double) {
    self.centers = centers
    self.scales = scales
    self.targetCenter = targetCenter
    self.targetScale = targetScale
  }

  /// To mean 0 and standard deviation 1; without shifts where the network has no biases that could undo them, to mean square
  /// 1 then.
  init(_ table: DataTable, hasBias: Bool) {
    let parts = table.columns.map { Standardization.moments($0, hasBias: hasBias) }
    centers = parts.map(\.center)
    scales = parts.map(\.scale)
    (targetCenter, targetScale) = Standardization.moments(table.target, hasBias: hasBias)
  }

  private static func moments(_ column: [Double], hasBias: Bool) -> (center: Double, scale: Double) {
    let n = Double(max(1, column.count))
    let center = hasBias ? column.reduce(0) { $0 + $1 / n } : 0
    let scale = column.reduce(0) { $0 + ($1 - center) * ($1 - center) / n }.squareRoot()
    return (center, scale > 0 && scale.isFinite ? scale : 1)
  }

  /// The network in original units, from compact parameters of the standardised one.
  ///
  /// - Throws: ``InvalidNetwork`` where a weight overflows.
  func network(
    _ layout: ParameterLayout, _ parameters: [Double], activation: Activation, table: DataTable
  ) throws(InvalidNetwork) -> Network {
    var layers: [Layer] = []
    var start = 0
    for layer in 0..<layout.layerCount {
      let (inputs, units) = (layout.widths[layer], layout.widths[layer + 1])
      var weights = Array(parameters[start..<start + inputs * units])
      var bias = Array(parameters[start + inputs * units..<start + (inputs + 1) * units])
      start += (inputs + 1) * units
      if layer == 0 {
        for unit in 0..<units {
          for input in 0..<inputs {
            weights[unit * inputs + input] /= scales[input]
            bias[unit] -= weights[unit * inputs + input] * centers[input]
          }
        }
      }
      let isLast = layer == layout.layerCount - 1
      if isLast {
        for index in weights.indices { weights[index] *= targetScale }
        for unit in 0..<units { bias[unit] = bias[unit] * targetScale + targetCenter }
      }
      layers.append(
        Layer(
          weights: Matrix(rows: units, columns: inputs, elements: weights), bias: layout.hasBias ? bias : nil,
          activation: isLast ? .linear : activation))
    }
    return try Network(layers: layers, inputNames: table.inputNames, outputNames: [table.targetName])
  }
}
