import KnotworkGeometry

/// Sums over cells of the integrals that means and best approximations of one output are made of, in exact arithmetic.
///
/// The integrals are those of the output less a number near it, so that vertices to ``ExactCell/precision`` bits are enough where
/// the output varies little beside its size.
struct ExactMomentSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }
  private let compiled: CompiledNetwork
  private let output: Int
  private let offset: Dyadic
  /// The moments, the integrals of f · (x₁, …, x_d, 1), and that of f², all times the same number.
  private var sums: [Dyadic]

  /// - Parameter offset: a value of the output in the domain.
  init(_ compiled: CompiledNetwork, output: Int, offset: Dyadic) {
    self.compiled = compiled
    self.output = output
    self.offset = offset
    let count = compiled.dimension + 1
    sums = [Dyadic](repeating: .zero, count: count * (count + 1) / 2 + count + 1)
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    let cell = ExactCell(region, view, compiled)
    let moments = cell.moments()
    var map = cell.map(of: output).coefficients
    map[map.count - 1] -= offset
    let products = map.indices.map { row in
      map.indices.reduce(Dyadic.zero) { sum, column in
        sum + map[column] * moments[ExactMoments.index(row, column, dimension: map.count - 1)]
      }
    }
    let square = zip(map, products).reduce(Dyadic.zero) { $0 + $1.0 * $1.1 }
    for (index, term) in (moments + products + [square]).enumerated() { sums[index] += term }
  }

  mutating func merge(_ other: ExactMomentSink) { for index in sums.indices { sums[index] += other.sums[index] } }

  var moments: ExactMoments { ExactMoments(sums, offset: offset, dimension: compiled.dimension) }
}

/// Integrals of an output f, less an offset, over a domain, in exact arithmetic on vertices to ``ExactCell/precision`` bits.
struct ExactMoments {
  private let sums: [Dyadic]
  private let offset: Dyadic
  private let dimension: Int

  fileprivate init(_ sums: [Dyadic], offset: Dyadic, dimension: Int) {
    self.sums = sums
    self.offset = offset
    self.dimension = dimension
  }

  /// Where element (row, column) of a symmetric matrix of d + 1 rows stands, of which the upper half is kept row by row.
  fileprivate static func index(_ row: Int, _ column: Int, dimension: Int) -> Int {
    let (low, high) = (min(row, column), max(row, column))
    return low * (2 * dimension + 3 - low) / 2 + high - low
  }

  private var size: Int { (dimension + 1) * (dimension + 2) / 2 }

  var mean: Double {
    let integral = sums[size + dimension] + offset * sums[size - 1]
    return ExactMoments.isNoise(integral, beside: [sums[size + dimension], offset * sums[size - 1]])
      ? 0 : Dyadic.quotient(integral, sums[size - 1])
  }

  /// The mean of (f − offset)².
  private var square: ExactQuotient { ExactQuotient(sums[size + dimension + 1], over: sums[size - 1]) }

  /// Whether a sum is what vertices to 1,024 bits leave where its terms cancel.
  private static func isNoise(_ sum: Dyadic, beside terms: [Dyadic]) -> Bool {
    sum.isZero || terms.contains { sum.exponent < $0.exponent - noiseBits && !$0.isZero }
  }

  /// Vertices have 1,024 bits; a few products and sums, and equations that thin domains make ill-conditioned, cost some.
  private static var noiseBits: Int { 800 }

  /// The affine function that is closest in the mean square, d coefficients and the constant, and the root of the mean squared
  /// deviation: the normal equations, solved without rounding.
  var linearFit: (map: HomogeneousPoint, rounded: [Double], rms: Double) {
    let equations = (0...dimension).map { row in
      (0...dimension).map { sums[ExactMoments.index(row, $0, dimension: dimension)] } + [-sums[size + row]]
    }
    guard let map = HomogeneousPoint(meetingOf: equations, dimension: dimension + 1) else {
      preconditionFailure("a domain has an inside")
    }
    // ∫ (f − L)² = ∫ f² − ∫ f L for the best L.
    let explained = (0...dimension).reduce(Dyadic.zero) { $0 + map.numerators[$1] * sums[size + $1] }
    let whole = sums[size + dimension + 1] * map.denominator
    let rest = whole - explained
    let deviation =
      rest.signum <= 0 || ExactMoments.isNoise(rest, beside: [whole])
      ? 0 : ExactQuotient(rest, over: map.denominator * sums[size - 1]).squareRoot
    // Back to f itself: L + offset.
    let constant = map.numerators[dimension] + offset * map.denominator
    let best = HomogeneousPoint(
      numerators: Array(map.numerators.dropLast()) + [constant], denominator: map.denominator)
    let rounded = best.numerators.enumerated().map { index, numerator in
      let isNoise: Bool
      if index < dimension {
        // What a coefficient does in the mean square, beside the mean square of f.
        let own = sums[ExactMoments.index(index, index, dimension: dimension)]
        isNoise = ExactMoments.isNoise(numerator * numerator * own, beside: [whole * map.denominator])
      } else {
        isNoise = ExactMoments.isNoise(numerator, beside: [map.numerators[dimension], offset * map.denominator])
      }
      return isNoise ? 0 : Dyadic.quotient(numerator, map.denominator)
    }
    return (best, rounded, deviation)
  }
}

/// The largest difference of an output and an affine function of exact coefficients.
struct ExactDeviationSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }
  private let compiled: CompiledNetwork
  private let output: Int
  private let fit: HomogeneousPoint
  private(set) var largest = (deviation: -1.0, point: [Double]())

  init(_ compiled: CompiledNetwork, output: Int, _ fit: HomogeneousPoint) {
    self.compiled = compiled
    self.output = output
    self.fit = fit
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    let cell = ExactCell(region, view, compiled)
    let residual = zip(cell.map(of: output).coefficients, fit.numerators).map { $0 * fit.denominator - $1 }
    for vertex in cell.vertices {
      let value = zip(residual, vertex + [.one]).reduce(Dyadic.zero) { $0 + $1.0 * $1.1 }
      let deviation = Dyadic.quotient(value, fit.denominator).magnitude
      if deviation > largest.deviation { largest = (deviation, vertex.map { $0.nearest + 0 }) }
    }
  }

  mutating func merge(_ other: ExactDeviationSink) {
    if other.largest.deviation > largest.deviation { largest = other.largest }
  }
}
