import KnotworkGeometry

/// The hyperplanes of a cell's facets in double-doubles.
struct FacetHyperplanes: ~Copyable {
  private let dimension: Int
  /// d + 1 coefficients for each facet, and how far they may be off.
  private var coefficients: Stack<DoubleDouble>
  private var errors: Stack<Double>
  /// The power of 2 that brings each to a size of about 1.
  private var scales: Stack<Double>

  init(_ cell: FoundCell, _ view: CellView, _ compiled: CompiledNetwork) {
    dimension = compiled.dimension
    let count = dimension + 1
    scales = Stack(capacity: view.facetCount)
    coefficients = Stack(capacity: view.facetCount * count)
    errors = Stack(capacity: view.facetCount * count)
    let places = (0..<view.facetCount).map { view.facets[$0] < 0 ? nil : compiled.place(of: Int(view.facets[$0])) }
    let maps = LayerMaps(cell.pattern, compiled, of: places.compactMap(\.self))
    for (facet, place) in places.enumerated() {
      for index in 0..<count {
        if let place {
          coefficients.append(maps.coefficient(index, of: place))
          errors.append(maps.error(index, of: place))
        } else {
          let start = count * Int(-1 - view.facets[facet])
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
      constant.low.magnitude + inherited + size * LayerMaps.roundoff(terms: step) + .smallestError
  }
}

/// The maps of the units of a region's first layers in double-doubles, with bounds on their errors.
private struct LayerMaps: ~Copyable {
  private let compiled: CompiledNetwork
  private var values = Stack<DoubleDouble>(capacity: 1024)
  private var errors = Stack<Double>(capacity: 1024)
  private var starts: [Int] = []

  /// How far a sum of so many products of double-doubles may be off, relative to the sum of their magnitudes (each operation is
  /// right to 2⁻¹⁰², see Joldes, Muller, Popescu 2017).
  static func roundoff(terms: Int) -> Double { Double(terms + 4) * 0x1p-101 }

  /// The maps of these units, and of those before them that they depend on.
  init(_ pattern: Buffer<UInt64>, _ compiled: CompiledNetwork, of units: [(layer: Int, index: Int)]) {
    self.compiled = compiled
    guard let last = units.map(\.layer).max() else { return }
    let coefficients = compiled.dimension + 1
    let first = compiled.compiledLayers[0]
    starts.append(0)
    for index in 0..<coefficients * first.stride { values.append(DoubleDouble(compiled.firstMaps[index])) }
    errors.append(first.errors, count: coefficients * first.stride)
    guard last > 0 else { return }
    for layer in 1...last {
      let own = compiled.compiledLayers[layer]
      let start = values.count
      let roundoff = LayerMaps.roundoff(terms: compiled.compiledLayers[layer - 1].unitCount)
      for index in 0..<coefficients * own.stride {
        values.append(DoubleDouble(own.biasMaps[index]))
        errors.append(.smallestError + own.biasMaps[index].magnitude * roundoff)
      }
      let needed = (0..<own.unitCount).filter { unit in
        (layer < last && own.factor(of: unit, in: pattern) != 0) || units.contains { $0 == (layer, unit) }
      }
      addInputs(to: needed, of: layer, start, pattern)
      starts.append(start)
    }
  }

  private func addInputs(to needed: [Int], of layer: Int, _ start: Int, _ pattern: Buffer<UInt64>) {
    let (before, own) = (compiled.compiledLayers[layer - 1], compiled.compiledLayers[layer])
    let roundoff = LayerMaps.roundoff(terms: before.unitCount)
    for unit in 0..<before.unitCount {
      let factor = before.factor(of: unit, in: pattern)
      if factor == 0 { continue }
      for coefficient in 0...compiled.dimension {
        let source = starts[layer - 1] + coefficient * before.stride + unit
        let input = factor == 1 ? values[source] : values[source] * DoubleDouble(factor)
        let error = (errors[source] * factor.magnitude + input.high.magnitude * roundoff) * (1 + 0x1p-20)
        if input.high == 0, error == 0 { continue }
        let target = start + coefficient * own.stride
        for other in needed {
          let weight = own.weights[unit * own.stride + other]
          values[target + other] = values[target + other] + input * DoubleDouble(weight)
          errors[target + other] += weight.magnitude * error
        }
      }
    }
  }

  func coefficient(_ index: Int, of place: (layer: Int, index: Int)) -> DoubleDouble {
    values[starts[place.layer] + index * compiled.compiledLayers[place.layer].stride + place.index]
  }

  func error(_ index: Int, of place: (layer: Int, index: Int)) -> Double {
    errors[starts[place.layer] + index * compiled.compiledLayers[place.layer].stride + place.index]
  }
}

extension CompiledLayer {
  /// What a unit multiplies its pre-activation with in a region.
  fileprivate func factor(of unit: Int, in pattern: Buffer<UInt64>) -> Double {
    pattern[bit: 64 * firstWord + unit] ? 1 : inactiveSlope[unit]
  }
}
