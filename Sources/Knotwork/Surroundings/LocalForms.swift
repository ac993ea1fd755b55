import KnotworkGeometry

/// The pre-activations of all units as affine functions where the units have given states, in floating point with bounds on
/// what rounding does to them.
///
/// The coordinates are the inputs, or the pre-activations of one of the layers.
struct LocalForms {
  /// The layer whose pre-activations are the coordinates; nil where they are the inputs.
  let origin: Int?
  /// The first unit of each layer among the forms; layers before the origin have none.
  let firstForms: [Int]
  private(set) var coefficients: FormTable
  private(set) var constants: [Double]
  /// Bounds on the error of every coefficient of a form, and of its constant.
  private(set) var errors: [Double]
  private(set) var constantErrors: [Double]
  /// The largest absolute coefficient of each form.
  private(set) var sizes: [Double]
  /// One bit for each coordinate that a form can depend on; `words` for each form. The others' coefficients are exactly 0.
  private var supports: [UInt64]
  private let words: Int

  /// The number of coordinates.
  var dimension: Int { coefficients.width }

  /// - Complexity: O(weights · dimension).
  init(_ network: Network, _ states: UnitStates, origin: Int? = nil, kernels: Kernels = .best) {
    self.origin = origin
    let first = origin ?? 0
    var starts: [Int] = []
    var count = 0
    for (index, layer) in network.layers.enumerated() {
      starts.append(count)
      if index >= first { count += layer.unitCount }
    }
    firstForms = starts
    let own = network.layers[first]
    coefficients = FormTable(count: count, width: origin == nil ? own.inputCount : own.unitCount)
    constants = [Double](repeating: 0, count: count)
    errors = constants
    constantErrors = constants
    sizes = constants
    words = (coefficients.width + 63) / 64
    supports = [UInt64](repeating: 0, count: count * words)
    for unit in 0..<own.unitCount {
      if origin == nil {
        coefficients.set(form: unit, to: own.weights[row: unit])
        constants[unit] = own.bias[unit]
      } else {
        coefficients[unit, unit] = 1
      }
      sizes[unit] = coefficients[form: unit].reduce(0) { max($0, $1.magnitude) }
      for column in 0..<coefficients.width where coefficients[unit, column] != 0 {
        supports.setBit(64 * words * unit + column)
      }
    }
    for index in network.layers.indices.dropFirst(first + 1) { propagate(network, states, to: index, kernels) }
  }

  private mutating func propagate(_ network: Network, _ states: UnitStates, to index: Int, _ kernels: Kernels) {
    let (layer, before) = (network.layers[index], index - 1)
    let slopes = (0..<layer.inputCount).map { states.slope(network, layer: before, unit: $0) }
    for unit in 0..<layer.unitCount {
      let form = firstForms[index] + unit
      var sources: [Int32] = []
      var factors: [Double] = []
      var (error, constant) = (0.0, layer.bias[unit])
      var (constantError, total) = (0.0, constant.magnitude)
      let roundoff = Double(layer.inputCount + 4) * 0x1p-53
      for (source, weight) in layer.weights[row: unit].enumerated() where weight != 0 && slopes[source] != 0 {
        let (factor, input) = (weight * slopes[source], firstForms[before] + source)
        if sizes[input] == 0, errors[input] == 0, constants[input] == 0, constantErrors[input] == 0 { continue }
        sources.append(Int32(truncatingIfNeeded: input))
        factors.append(factor)
        for word in 0..<words { supports[form * words + word] |= supports[input * words + word] }
        error += factor.magnitude * (errors[input] + roundoff * sizes[input])
        constant += factor * constants[input]
        constantError += factor.magnitude * constantErrors[input]
        total += factor.magnitude * constants[input].magnitude
      }
      kernels.add(factors, times: sources, to: form, of: &coefficients)
      constants[form] = constant
      if !sources.isEmpty {
        errors[form] = error * (1 + 0x1p-20) + .smallestError
        let isZero = total == 0 && constantError == 0
        constantErrors[form] = isZero ? 0 : (constantError + roundoff * total) * (1 + 0x1p-20) + .smallestError
      }
      sizes[form] = coefficients[form: form].reduce(0) { max($0, $1.magnitude) }
    }
  }

  /// The number of a unit's form.
  func index(layer: Int, unit: Int) -> Int { firstForms[layer] + unit }

  /// Whether a form can depend on a coordinate; if not, its coefficient is exactly 0.
  func mayDepend(_ form: Int, on coordinate: Int) -> Bool {
    supports[bit: 64 * words * form + coordinate]
  }

  /// Whether a unit's function is constant for certain.
  func isCertainlyFlat(_ form: Int) -> Bool { sizes[form] == 0 && errors[form] == 0 }

  /// Whether one form, the constant with it, may be a multiple of another one as far as rounding lets see.
  func mayBeMultiples(_ one: Int, _ other: Int) -> Bool {
    let (a, b) = (coefficients[form: one], coefficients[form: other])
    guard let column = b.indices.max(by: { b[$0].magnitude < b[$1].magnitude }) else { return true }
    let (p, q) = (a[column - b.startIndex + a.startIndex], b[column])
    guard q.magnitude > 2 * errors[other] else { return true }
    // The factor, and how far it may be off.
    let factor = p / q
    let error = 2 * (errors[one] + factor.magnitude * errors[other]) / q.magnitude + 0x1p-50 * factor.magnitude
    func mayAgree(_ x: Double, _ y: Double, _ bound: Double) -> Bool {
      let rest = (x - factor * y).magnitude
      let room = bound + error * y.magnitude + 0x1p-50 * (x.magnitude + (factor * y).magnitude)
      return !(rest > room * (1 + 0x1p-20) + .smallestError)
    }
    let (ownBound, bound) = (errors[one], (factor.magnitude + error) * errors[other])
    return zip(a, b).allSatisfy { mayAgree($0, $1, ownBound + bound) }
      && mayAgree(
        constants[one], constants[other], constantErrors[one] + (factor.magnitude + error) * constantErrors[other])
  }

  /// The values of all forms at a point, and how far they may be off.
  func values(at point: [Double], kernels: Kernels = .best) -> (values: [Double], errors: [Double]) {
    let length = point.reduce(0) { $0 + $1.magnitude }
    var values = kernels.dots(point, coefficients)
    var bounds = constantErrors
    let roundoff = Double(dimension + 4) * 0x1p-53
    for form in values.indices {
      values[form] += constants[form]
      let size = constants[form].magnitude + sizes[form] * length
      bounds[form] = (bounds[form] + errors[form] * length + roundoff * size) * (1 + 0x1p-20) + .smallestError
    }
    return (values, bounds)
  }
}

/// The exact functions of single units, from the last layer back to the coordinates: one vector times a matrix per layer.
struct ExactAdjoint {
  let network: Network
  let states: UnitStates

  /// The pre-activation of a unit, as a function of the inputs.
  ///
  /// - Complexity: O(weights of the layers before) operations without rounding.
  func form(layer: Int, unit: Int) -> ExactForm {
    var form = network.layers[layer].weights[row: unit].map { Dyadic($0) }
    var constant = Dyadic(network.layers[layer].bias[unit])
    for index in (0..<layer).reversed() {
      let current = network.layers[index]
      var next = [Dyadic](repeating: .zero, count: current.inputCount)
      for source in 0..<current.unitCount where !form[source].isZero {
        let slope = states.slope(network, layer: index, unit: source)
        guard slope != 0 else { continue }
        let factor = slope == 1 ? form[source] : Dyadic(slope) * form[source]
        constant += factor * Dyadic(current.bias[source])
        for (column, weight) in current.weights[row: source].enumerated() where weight != 0 {
          next[column] += factor * Dyadic(weight)
        }
      }
      form = next
    }
    return ExactForm(form + [constant])
  }
}
