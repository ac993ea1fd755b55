import KnotworkGeometry

/// Sums over cells of the integrals that means and best approximations of one output are made of, in exact arithmetic.
struct ExactMomentSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }
  private let compiled: CompiledNetwork
  private let output: Int
  /// The moments, the integrals of f · (x₁, …, x_d, 1), and that of f², all times the same number.
  private var sums: [Dyadic]

  init(_ compiled: CompiledNetwork, output: Int) {
    self.compiled = compiled
    self.output = output
    let count = compiled.dimension + 1
    sums = [Dyadic](repeating: .zero, count: count * (count + 1) / 2 + count + 1)
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    let cell = ExactCell(region, view, compiled)
    let moments = cell.moments()
    let map = cell.map(of: output).coefficients
    let products = map.indices.map { row in
      map.indices.reduce(Dyadic.zero) { sum, column in
        sum + map[column] * moments[ExactMoments.index(row, column, dimension: map.count - 1)]
      }
    }
    let square = zip(map, products).reduce(Dyadic.zero) { $0 + $1.0 * $1.1 }
    for (index, term) in (moments + products + [square]).enumerated() { sums[index] += term }
  }

  mutating func merge(_ other: ExactMomentSink) { for index in sums.indices { sums[index] += other.sums[index] } }

  var moments: ExactMoments { ExactMoments(sums, dimension: compiled.dimension) }
}

/// Integrals of an output f over a domain, in exact arithmetic on vertices to ``ExactCell/precision`` bits.
struct ExactMoments {
  private let sums: [Dyadic]
  private let dimension: Int

  fileprivate init(_ sums: [Dyadic], dimension: Int) {
    self.sums = sums
    self.dimension = dimension
  }

  /// Where element (row, column) of a symmetric matrix of d + 1 rows stands, of which the upper half is kept row by row.
  fileprivate static func index(_ row: Int, _ column: Int, dimension: Int) -> Int {
    let (low, high) = (min(row, column), max(row, column))
    return low * (2 * dimension + 3 - low) / 2 + high - low
  }

  private var size: Int { (dimension + 1) * (dimension + 2) / 2 }

  var mean: Double { ExactMoments.settled(Dyadic.quotient(sums[size + dimension], sums[size - 1]), rms) }

  private var rms: Double { ExactQuotient(sums[size + dimension + 1], over: sums[size - 1]).squareRoot }

  /// A result that vertices to 1,024 bits leave as noise beside what it is a difference of is 0.
  private static func settled(_ value: Double, _ scale: Double) -> Double {
    value.magnitude <= 0x1p-200 * scale ? 0 : value
  }

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
    let square = sums[size + dimension + 1] * map.denominator - explained
    let deviation = square.signum > 0 ? ExactQuotient(square, over: map.denominator * sums[size - 1]).squareRoot : 0
    let rounded = map.rounded.enumerated().map { index, coefficient in
      guard index < dimension else { return ExactMoments.settled(coefficient, rms) }
      // The mean square of the coordinate is the scale of what its coefficient does.
      let own = sums[ExactMoments.index(index, index, dimension: dimension)]
      let size = ExactQuotient(own, over: sums[size - 1]).squareRoot
      return coefficient.magnitude * size <= 0x1p-200 * rms ? 0 : coefficient
    }
    return (map, rounded, ExactMoments.settled(deviation, rms))
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
