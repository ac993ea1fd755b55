import KnotworkGeometry

/// A network seen from the pre-activations of its first layer, where these can take any values.
///
/// Where the weights of the first layer are independent, its pre-activations are coordinates as good as the inputs, and often
/// fewer: every region and every facet in the one space corresponds to one in the other. Else the network is left as it is.
struct InputReduction: Sendable {
  let original: Network
  /// The network to take apart: the first layer is the identity where it was reduced.
  let network: Network
  /// The Cholesky factor of the first layer's Gram matrix, row by row; empty where nothing was reduced.
  private let factor: [Double]

  init(_ network: Network, kernels: Kernels = .best) {
    original = network
    let first = network.layers[0]
    let size = first.unitCount
    guard size <= network.inputCount, network.layers.count > 1,
      let factor = InputReduction.factor(first.weights, kernels)
    else {
      self.network = network
      self.factor = []
      return
    }
    var identity = Matrix.zero(rows: size, columns: size)
    for index in 0..<size { identity[index, index] = 1 }
    guard
      let reduced = try? Network(
        layers: [Layer(weights: identity, activations: first.activations)] + network.layers.dropFirst())
    else { preconditionFailure("the same layers but for the weights of the first") }
    self.network = reduced
    self.factor = factor
  }

  var isReduced: Bool { !factor.isEmpty }

  /// The coordinates of a point of the input space.
  func coordinates(of input: [Double]) -> [Double] { isReduced ? original.layers[0].preactivations(input) : input }

  /// A point of the input space with some coordinates, the one that is closest to another point.
  func input(at coordinates: [Double], near point: [Double]) -> [Double] {
    guard isReduced else { return coordinates }
    let first = original.layers[0]
    let size = first.unitCount
    var y = zip(coordinates, first.preactivations(point)).map { $0 - $1 }
    for row in 0..<size {
      for column in 0..<row { y[row] -= factor[row * size + column] * y[column] }
      y[row] /= factor[row * size + row]
    }
    for row in (0..<size).reversed() {
      y[row] /= factor[row * size + row]
      for column in 0..<row { y[column] -= factor[row * size + column] * y[row] }
    }
    var result = point
    for row in 0..<size {
      for (column, weight) in first.weights[row: row].enumerated() { result[column] += y[row] * weight }
    }
    return result
  }

  /// The Cholesky factor of the Gram matrix of a matrix's rows; nil unless these are proved to be independent.
  ///
  /// If the factorisation of G − c I runs through, G is positive definite, for a c that covers the rounding of the
  /// factorisation and of G itself (Rump 2006, Verification of positive definiteness).
  private static func factor(_ weights: Matrix, _ kernels: Kernels) -> [Double]? {
    let size = weights.rows
    var rows = RowTable(count: size, width: weights.columns)
    for row in 0..<size { rows.set(row: row, to: weights[row: row]) }
    let gram = kernels.gram(rows)
    let trace = (0..<size).reduce(0) { $0 + gram[$1, $1] }
    guard trace.isFinite, trace > 0x1p-400 else { return nil }
    let shift = trace * Double(2 * size + 2 * weights.columns + 16) * 0x1p-52
    func cholesky(_ shift: Double) -> [Double]? {
      var factor = [Double](repeating: 0, count: size * size)
      for row in 0..<size {
        for column in 0...row {
          var sum = gram[row, column] - (row == column ? shift : 0)
          for index in 0..<column { sum -= factor[row * size + index] * factor[column * size + index] }
          if row == column {
            guard sum > 0 else { return nil }
            factor[row * size + row] = sum.squareRoot()
          } else {
            factor[row * size + column] = sum / factor[column * size + column]
          }
        }
      }
      return factor
    }
    return cholesky(shift) == nil ? nil : cholesky(0)
  }
}
