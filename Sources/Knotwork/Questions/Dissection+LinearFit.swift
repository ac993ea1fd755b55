import KnotworkGeometry

/// The affine function that is closest to an output over a domain in the mean square, and how close it is.
public struct LinearFit: Equatable, Codable, Sendable {
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

  /// A fit from its numbers.
  package init(slope: [Double], intercept: Double, rms: Double, largestDeviation: Double, point: [Double]) {
    (self.slope, self.intercept) = (slope, intercept)
    (self.rms, self.largestDeviation, self.point) = (rms, largestDeviation, point)
  }
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
  /// pass, so that a nearly linear network gets a small RMS and not the difference of two large numbers. Where bounds on
  /// rounding leave fewer than seven digits (on thin and far domains, and with maps that are differences of large numbers), the
  /// normal equations of up to 4,000 / k! regions are made and solved without rounding.
  /// - Requires: `output` is the number of an output.
  /// - Throws: ``LimitReached`` when a limit was reached, `InvalidGeometry` in more than 12 dimensions and for the whole input
  ///   space.
  /// - Complexity: O(k! · k³) per region, and two runs that find vertices where they were not kept.
  public func linearFit(of output: Int = 0, within budget: Budget = Budget()) throws -> LinearFit {
    requireOutput(output)
    guard let coordinates else {
      throw InvalidGeometry("the whole input space is unbounded; a best approximation needs a bounded domain")
    }
    let isLarge = regions.count > exactLimit && coordinates.box.isOrdinary
    if isLarge || coordinates.box.isBalanced {
      let rounded = try roundedFit(of: output, coordinates, within: budget)
      if rounded.isAccurate || (isLarge && rounded.fit.isFinite) { return rounded.fit }
    }
    return try exactFit(of: output, within: budget)
  }

  private func roundedFit(
    of output: Int, _ coordinates: DomainCoordinates, within budget: Budget
  ) throws -> (fit: LinearFit, isAccurate: Bool) {
    let compiled = record.table.compiled
    let basis = try OrthonormalBasis(coordinates)
    let sums = try visit(within: budget) { ProductSink(compiled, output: output, basis) }
      .reduce(into: ProductSink(compiled, output: output, basis)) { $0.merge($1) }
    let fit = basis.combination(sums.products.map(\.value))
    let found = try visit(within: budget) { ResidualSink(compiled, output: output, fit) }
      .reduce(into: ResidualSink(compiled, output: output, fit)) { $0.merge($1) }
    let isAccurate =
      coordinates.box.isBalanced && found.isAccurate
      && fit.indices.allSatisfy { index in
        let error = zip(sums.errors, basis.functions).reduce(0) { $0 + $1.0 * $1.1[index].magnitude }
        return error <= 0x1p-24 * fit[index].magnitude
      }
    return (
      LinearFit(
        slope: Array(fit.dropLast()), intercept: fit[dimension],
        rms: (max(0, found.square.value) / basis.volume).squareRoot(), largestDeviation: found.largest.deviation,
        point: found.largest.point), isAccurate
    )
  }

  private func exactFit(of output: Int, within budget: Budget) throws -> LinearFit {
    let compiled = record.table.compiled
    let (map, fit, rms) = try exactMoments(of: output, within: budget).linearFit
    let found = try visit(within: budget) { ExactDeviationSink(compiled, output: output, map) }
      .reduce(into: ExactDeviationSink(compiled, output: output, map)) { $0.merge($1) }
    return LinearFit(
      slope: Array(fit.dropLast()), intercept: fit[dimension], rms: rms, largestDeviation: found.largest.deviation,
      point: found.largest.point)
  }
}

extension LinearFit {
  fileprivate var isFinite: Bool { (slope + point + [intercept, rms, largestDeviation]).allSatisfy(\.isFinite) }
}

extension Box {
  /// Whether it is about as large in all directions as it lies away from the origin, so that functions of its coordinates do not
  /// cancel; orthonormal functions then have at least ten digits.
  fileprivate var isBalanced: Bool {
    isOrdinary && zip(lower, upper).allSatisfy { max($0.magnitude, $1.magnitude) <= 0x1p8 * ($1 - $0) }
  }
}
