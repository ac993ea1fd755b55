import KnotworkGeometry

/// The hyperplanes of a cell's facets in double-doubles.
struct FacetHyperplanes: ~Copyable {
  private let dimension: Int
  /// d + 1 coefficients for each facet, and how far they may be off.
  private var coefficients: Stack<DoubleDouble>
  private var errors: Stack<Double>
  /// The power of 2 that brings each to a size of about 1.
  private var scales: Stack<Double>

  /// - Parameter maps: those of regions before this one, which save work where patterns agree.
  init(_ cell: FoundCell, _ view: CellView, _ compiled: CompiledNetwork, using maps: PreciseMaps? = nil) {
    dimension = compiled.dimension
    let count = dimension + 1
    scales = Stack(capacity: view.facetCount)
    coefficients = Stack(capacity: view.facetCount * count)
    errors = Stack(capacity: view.facetCount * count)
    let maps = maps ?? PreciseMaps(compiled)
    var last = 0
    for facet in 0..<view.facetCount where view.facets[facet] >= 0 {
      last = max(last, compiled.place(of: Int(view.facets[facet])).layer)
    }
    maps.prepare(cell.pattern, before: last)
    for facet in 0..<view.facetCount {
      if view.facets[facet] >= 0 {
        let place = compiled.place(of: Int(view.facets[facet]))
        maps.appendMap(of: place.index, in: place.layer, cell.pattern, to: &coefficients, errors: &errors)
      } else {
        let start = count * Int(-1 - view.facets[facet])
        for index in 0..<count {
          coefficients.append(DoubleDouble(compiled.domainMaps[start + index]))
          errors.append(compiled.domainErrors[start + index])
        }
      }
      let size = (0..<dimension).reduce(0) { max($0, coefficients[facet * count + $1].high.magnitude) }
      let isScaled = size > 0x1p-900 && size < 0x1p900
      scales.append(isScaled ? Double(sign: .plus, exponent: -size.exponent, significand: 1) : 1)
    }
  }

  /// A coefficient of a facet's normal, scaled to about 1, and how far it may be off.
  @inline(__always)
  func scaled(_ facet: Int, _ axis: Int) -> (value: Double, error: Double) {
    let index = facet * (dimension + 1) + axis
    let (coefficient, scale) = (coefficients[index], scales[facet])
    return (coefficient.high * scale, (coefficient.low.magnitude + errors[index]) * scale)
  }

  /// The size of a facet's function, scaled likewise, at a vertex, and how far it may be off.
  @inline(__always)
  func slack(of facet: Int, at vertex: Buffer<Double>) -> (value: Double, error: Double) {
    let (start, scale) = (facet * (dimension + 1), scales[facet])
    let constant = coefficients[start + dimension]
    var (value, size) = (constant.high, constant.high.magnitude)
    var error = constant.low.magnitude + errors[start + dimension]
    for axis in 0..<dimension {
      let coefficient = coefficients[start + axis]
      let term = coefficient.high * vertex[axis]
      value += term
      size += term.magnitude
      error +=
        (coefficient.low.magnitude + errors[start + axis]) * vertex[axis].magnitude
        + coefficient.high.magnitude * vertex[dimension]
    }
    return (value.magnitude * scale, (error + size * Double(dimension + 2) * 0x1p-53) * scale)
  }

  /// Writes the equation of a hyperplane in coordinates about `origin`, its d + 1 coefficients and how far they may be off.
  @inline(__always)
  func write(_ facet: Int, movedTo origin: Buffer<Double>, to equation: borrowing Stack<Double>) {
    let (start, step) = (facet * (dimension + 1), dimension + 1)
    var constant = coefficients[start + dimension]
    var (size, inherited) = (constant.high.magnitude, errors[start + dimension])
    for axis in 0..<dimension {
      let (coefficient, error) = (coefficients[start + axis], errors[start + axis])
      let term = coefficient * DoubleDouble(origin[axis])
      constant = constant + term
      size += term.high.magnitude
      inherited += error * origin[axis].magnitude
      equation[axis] = coefficient.high
      equation[step + axis] = error + coefficient.low.magnitude
    }
    equation[dimension] = constant.high
    equation[step + dimension] =
      constant.low.magnitude + inherited + size * PreciseMaps.roundoff(terms: step) + .smallestError
  }
}
