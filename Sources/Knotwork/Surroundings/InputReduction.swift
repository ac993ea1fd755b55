import KnotworkGeometry

/// A network seen from the pre-activations of its first layer, where these can take any values.
///
/// Where the weights of the first layer are independent, its pre-activations are coordinates as good as the inputs, and often
/// fewer: every region and every facet in the one space corresponds to one in the other. Else the network is left as it is.
struct InputReduction: Sendable {
  let original: Network
  /// The network to take apart: the first layer is the identity where it was reduced.
  let network: Network
  /// The factor of the first layer's Gram matrix; nil where nothing was reduced.
  private let factor: CholeskyFactor?

  init(_ network: Network, kernels: Kernels = .best) {
    original = network
    let first = network.layers[0]
    let size = first.unitCount
    guard size <= network.inputCount, network.layers.count > 1,
      let factor = InputReduction.factor(first.weights, kernels)
    else {
      self.network = network
      factor = nil
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

  var isReduced: Bool { factor != nil }

  /// The coordinates of a point of the input space.
  func coordinates(of input: [Double]) -> [Double] { isReduced ? original.layers[0].preactivations(input) : input }

  /// A point of the input space with some coordinates, the one that is closest to another point.
  func input(at coordinates: [Double], near point: [Double]) -> [Double] {
    guard let factor else { return coordinates }
    let first = original.layers[0]
    let y = factor.solve(zip(coordinates, first.preactivations(point)).map { $0 - $1 })
    var result = point
    for row in y.indices {
      for (column, weight) in first.weights[row: row].enumerated() { result[column] += y[row] * weight }
    }
    return result
  }

  /// The Cholesky factor of the Gram matrix of a matrix's rows; nil unless these are proved to be independent.
  ///
  /// If the factorisation of G − c I runs through, G is positive definite, for a c that covers the rounding of the
  /// factorisation and of G itself (Rump 2006, Verification of positive definiteness).
  private static func factor(_ weights: Matrix, _ kernels: Kernels) -> CholeskyFactor? {
    let size = weights.rows
    var rows = FormTable(count: size, width: weights.columns)
    for row in 0..<size { rows.set(form: row, to: weights[row: row]) }
    let gram = kernels.gram(rows)
    let trace = (0..<size).reduce(0) { $0 + gram[$1, $1] }
    guard trace.isFinite, trace > 0x1p-400 else { return nil }
    let shift = trace * Double(2 * size + 2 * weights.columns + 16) * 0x1p-52
    let matrix = (0..<size).flatMap { Array(gram[form: $0]) }
    var shifted = matrix
    for index in 0..<size { shifted[index * size + index] -= shift }
    return CholeskyFactor(of: shifted, size: size) == nil ? nil : CholeskyFactor(of: matrix, size: size)
  }
}
