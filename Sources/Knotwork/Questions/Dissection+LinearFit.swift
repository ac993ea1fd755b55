import KnotworkGeometry

/// The affine function that is closest to an output over a domain in the mean square, and how close it is.
public struct LinearFit: Equatable, Sendable {
  /// The coefficients U, one for each coordinate of the domain.
  public let slope: [Double]
  /// The constant c.
  public let intercept: Double
  /// The root of the mean squared deviation over the domain.
  public let rms: Double
  /// The largest absolute deviation, over the domain.
  public let largestDeviation: Double
  /// A vertex where the largest deviation occurs.
  public let point: [Double]
}

extension LinearFit {
  /// The fit of a function that is this affine map (one row) everywhere.
  public init(exact map: AffineMap) {
    self.init(
      slope: Array(map.slope[row: 0]), intercept: map.intercept[0], rms: 0, largestDeviation: 0,
      point: [Double](repeating: 0, count: map.slope.columns))
  }
}

extension Dissection {
  /// The best linear approximation of an output over the domain in the least-squares sense.
  ///
  /// Integrals of quadratic functions over simplices are exact quadratures; the residual is integrated by itself in a second
  /// pass, so that a nearly linear network gets a small RMS and not the difference of two large numbers.
  /// - Requires: `output` is the number of an output.
  /// - Throws: ``LimitReached`` when a limit was reached, `InvalidGeometry` in more than 12 dimensions and for the whole input
  ///   space.
  /// - Complexity: O(k! · k³) per region, and two runs that find vertices where they were not kept.
  public func linearFit(of output: Int = 0, within budget: Budget = Budget()) throws -> LinearFit {
    requireOutput(output)
    guard let coordinates else {
      throw InvalidGeometry("the whole input space is unbounded; a best approximation needs a bounded domain")
    }
    let dimension = dimension
    let basis = try OrthonormalBasis(coordinates)
    let products = try visit(within: budget) { ProductSink(dimension: dimension, output: output, basis) }
    let sums = products.dropFirst().reduce(into: products[0]) { $0.merge($1) }
    let fit = basis.combination(sums.products.map(\.value))
    let residuals = try visit(within: budget) { ResidualSink(dimension: dimension, output: output, fit) }
    let found = residuals.dropFirst().reduce(into: residuals[0]) { $0.merge($1) }
    return LinearFit(
      slope: Array(fit.dropLast()), intercept: fit[dimension],
      rms: (max(0, found.square.value) / basis.volume).squareRoot(), largestDeviation: found.largest.deviation,
      point: found.largest.point)
  }
}
