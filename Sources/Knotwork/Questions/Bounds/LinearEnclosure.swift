import KnotworkGeometry

/// For each unit of a layer two linear forms in the inputs, one never above and one never below the unit over a box.
///
/// Coefficients are doubles; whatever rounding takes away from them, times the greatest input, is added to the constants, so
/// that the forms are bounds in exact arithmetic.
struct LinearEnclosure {
  private let box: Box
  /// The greatest absolute value of each input.
  private let reach: [Double]
  /// n coefficients and a constant per unit, one unit after the other.
  private var lower: [Double]
  private var upper: [Double]

  private var stride: Int { box.dimension + 1 }
  private var count: Int { lower.count / stride }

  /// The inputs themselves.
  init(identityOver box: Box) {
    self.box = box
    reach = zip(box.lower, box.upper).map { max($0.magnitude, $1.magnitude) }
    let n = box.dimension
    lower = [Double](repeating: 0, count: n * (n + 1))
    for input in 0..<n { lower[input * (n + 1) + input] = 1 }
    upper = lower
  }

  /// The forms of a layer's pre-activations from those of its inputs.
  func applying(_ layer: Layer) -> LinearEnclosure {
    var result = self
    result.lower = [Double](repeating: 0, count: layer.unitCount * stride)
    result.upper = result.lower
    for unit in 0..<layer.unitCount {
      let row = layer.weights[row: unit]
      result.set(unit, isUpper: false, combination(row, layer.bias[unit], positive: lower, negative: upper))
      result.set(unit, isUpper: true, combination(row, layer.bias[unit], positive: upper, negative: lower))
    }
    return result
  }

  /// The forms of the units' outputs, whose pre-activations lie in `bounds`.
  func applying(_ activations: [Activation], over bounds: [ClosedRange<Double>]) -> LinearEnclosure {
    var result = self
    for (unit, activation) in activations.enumerated() {
      let relaxation = Relaxation(of: activation, over: bounds[unit])
      result.set(unit, isUpper: false, line(relaxation.lower, of: unit, isUpper: false))
      result.set(unit, isUpper: true, line(relaxation.upper, of: unit, isUpper: true))
    }
    return result
  }

  /// The least value of each lower form and the greatest of each upper one, rounded outward.
  func intervals() -> [ClosedRange<Double>] {
    (0..<count).map { unit in
      let (low, high) = (extreme(lower, unit, sign: -1), extreme(upper, unit, sign: 1))
      // Forms that overflowed bound nothing.
      return low.isNaN || high.isNaN ? -Double.infinity...Double.infinity : low...max(low, high)
    }
  }

  private func extreme(_ forms: [Double], _ unit: Int, sign: Double) -> Double {
    let form = forms[unit * stride..<(unit + 1) * stride]
    guard form.allSatisfy(\.isFinite) else { return .nan }
    var sum = Dyadic(form[form.endIndex - 1])
    for (input, coefficient) in form.dropLast().enumerated() where coefficient != 0 {
      sum += Dyadic(coefficient) * Dyadic(coefficient * sign > 0 ? box.upper[input] : box.lower[input])
    }
    return sign > 0 ? sum.roundedUp : sum.roundedDown
  }

  private mutating func set(_ unit: Int, isUpper: Bool, _ form: (coefficients: [Double], error: Double)) {
    // One step more for the rounding of the error and of its sum.
    let error = form.error * (1 + 0x1p-40) + (form.error == 0 ? 0 : form.coefficients[stride - 1].magnitude * 0x1p-50)
    for column in 0..<stride {
      let value = form.coefficients[column]
      if isUpper {
        upper[unit * stride + column] = column == stride - 1 && error != 0 ? (value + error).nextUp : value
      } else {
        lower[unit * stride + column] = column == stride - 1 && error != 0 ? (value - error).nextDown : value
      }
    }
  }

  /// Σ weight · form + bias, where positive weights take one side and negative ones the other, and a bound on its rounding
  /// error over the box.
  private func combination(
    _ weights: ArraySlice<Double>, _ bias: Double, positive: [Double], negative: [Double]
  ) -> (coefficients: [Double], error: Double) {
    var sums = [Double](repeating: 0, count: stride)
    var totals = sums
    var terms = 1
    for (source, weight) in weights.enumerated() where weight != 0 {
      let forms = weight > 0 ? positive : negative
      terms += 1
      for column in 0..<stride {
        let product = weight * forms[source * stride + column]
        sums[column] += product
        totals[column] += product.magnitude
      }
    }
    sums[stride - 1] += bias
    totals[stride - 1] += bias.magnitude
    let roundoff = Double(terms + 4) * 0x1p-52
    var error = 0.0
    for column in 0..<stride where totals[column] != 0 {
      error += (roundoff * totals[column] + 0x1p-1000) * (column < stride - 1 ? reach[column] : 1)
    }
    return (sums, error)
  }

  /// slope · form + offset, where a negative slope takes the form of the other side.
  private func line(
    _ line: Relaxation.Line, of unit: Int, isUpper: Bool
  ) -> (coefficients: [Double], error: Double) {
    let forms = (line.slope >= 0) == isUpper ? upper : lower
    var form = Array(forms[unit * stride..<(unit + 1) * stride])
    guard line.slope != 1 || line.offset != 0 else { return (form, 0) }
    guard line.slope != 0 else {
      form = [Double](repeating: 0, count: stride)
      form[stride - 1] = line.offset
      return (form, 0)
    }
    var error = 0.0
    for column in 0..<stride {
      form[column] *= line.slope
      if form[column] != 0 {
        error += (form[column].magnitude * 0x1p-52 + 0x1p-1000) * (column < stride - 1 ? reach[column] : 1)
      }
    }
    form[stride - 1] += line.offset
    return (form, error + (form[stride - 1].magnitude + line.offset.magnitude) * 0x1p-52)
  }
}

/// Two lines that enclose an activation over an interval.
private struct Relaxation {
  struct Line {
    let slope: Double
    let offset: Double
  }

  let lower: Line
  let upper: Line

  /// The chord on the side where the activation bulges away from it, a tangent on the other.
  init(of activation: Activation, over bounds: ClosedRange<Double>) {
    let slope = activation.inactiveSlope
    let (l, u) = (bounds.lowerBound, bounds.upperBound)
    guard l < 0, u > 0 else {
      let line = Line(slope: l >= 0 ? 1 : slope, offset: 0)
      (lower, upper) = (line, line)
      return
    }
    let tangent = Line(slope: u > -l ? 1 : slope, offset: 0)
    // Any slope will do: activation − chord is convex or concave, so that its extremes are at the ends.
    let quotient = (u - slope * l) / (u - l)
    let chord = quotient.isFinite ? quotient : 1
    let gaps = [l, u].map { activation.exactly(Dyadic($0)) - Dyadic(chord) * Dyadic($0) }
    if slope <= 1 {
      (lower, upper) = (tangent, Line(slope: chord, offset: max(gaps[0], gaps[1]).roundedUp))
    } else {
      (lower, upper) = (Line(slope: chord, offset: min(gaps[0], gaps[1]).roundedDown), tangent)
    }
  }
}
