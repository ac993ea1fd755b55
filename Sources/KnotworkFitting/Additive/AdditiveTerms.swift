import Knotwork
import KnotworkGeometry

/// What a form is in the units of its table: curves, pairs, and the network.
struct AdditiveTerms {
  let curves: [AdditiveFit.Curve]
  /// The value where all curves are 0.
  let constant: Double
  /// The value where all columns are 0.
  let intercept: Double
  private let hinges: [AdditiveFit.PairHinge]
  private let step: AdditivePath.Step
  private let start: [Double]

  init(_ step: AdditivePath.Step, _ scaling: AdditiveScaling, _ rows: AdditiveRows, _ table: DataTable) {
    self.step = step
    let form = step.form
    let scale = scaling.targetScale
    var curves: [AdditiveFit.Curve] = []
    var constant = step.coefficients[0]
    var atZero = scaling.targetCenter + scale * step.coefficients[0]
    let weights = rows.factors.map { $0 * $0 }
    let total = weights.reduce(0, +)
    for input in 0..<form.inputCount where !form.curves[input].isEmpty {
      let curve = form.curves[input]
      let own = Array(step.coefficients[form.firstColumn(of: input)...].prefix(curve.columnCount))
      let values = rows.columns[input]
      // The weighted mean of the curve is 0.
      var mean = 0.0
      for row in values.indices { mean += weights[row] / total * curve.value(own, values[row]) }
      constant += mean
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      let inside = curve.knots.enumerated().filter { $0.element > low && $0.element < high }
      let (center, width) = (scaling.centers[input], scaling.scales[input])
      func place(_ u: Double) -> Double { center + width * u }
      let nodes = [low] + inside.map(\.element) + [high]
      let places = nodes.map(place)
      guard zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }) else { continue }
      let first = curve.hasSlope ? 1 : 0
      var inner = curve.hasSlope ? own[0] : 0
      // A hinge that bends at the end where it is 0 is a slope.
      for (knot, weight) in zip(curve.knots, own[first...]) where curve.isFalling ? knot >= high : knot <= low {
        inner += curve.isFalling ? -weight : weight
        atZero += scale * (curve.isFalling ? weight : -weight) * knot
      }
      let slope = inner * scale / width
      atZero -= slope * center
      curves.append(
        AdditiveFit.Curve(
          input: input, name: table.inputNames[input],
          line: BrokenLine(nodes: places, values: nodes.map { scale * (curve.value(own, $0) - mean) }), slope: slope,
          hinges: inside.map {
            AdditiveFit.Hinge(
              knot: place($0.element), weight: own[first + $0.offset] * scale / width, isFalling: curve.isFalling)
          }, slopes: [], knots: [], band: [], linearity: nil, effect: nil))
    }
    hinges = form.directions.enumerated().flatMap { number, direction -> [AdditiveFit.PairHinge] in
      let curve = form.inputCount + number
      let (a, b) = direction.weights
      let inputs = [direction.first, direction.second]
      let factors = zip([a, b], inputs).map { $0 / scaling.scales[$1] }
      let shift = zip(factors, inputs).reduce(0) { $0 + $1.0 * scaling.centers[$1.1] }
      return form.curves[curve].knots.enumerated().map { place, knot in
        AdditiveFit.PairHinge(
          inputs: inputs, names: inputs.map { table.inputNames[$0] }, factors: factors, offset: -shift - knot,
          weight: step.coefficients[form.firstColumn(of: curve) + place] * scale)
      }
    }
    self.curves = curves
    self.constant = scaling.targetCenter + scale * constant
    intercept = atZero
    // Linear units are x less the least value, so that far offsets cost no digits.
    start = curves.map { $0.line.nodes[0] }
  }

  /// The pairs with what inference says of them.
  func pairs(_ inference: AdditiveInference) -> [AdditiveFit.Pair] {
    var order: [[Int]] = []
    for hinge in hinges where !order.contains(hinge.inputs) { order.append(hinge.inputs) }
    return order.map { inputs in
      let own = hinges.filter { $0.inputs == inputs }
      let (gain, effect) = inference.effect(ofPair: inputs)
      return AdditiveFit.Pair(inputs: inputs, names: own[0].names, hinges: own, gain: gain, effect: effect)
    }
  }

  /// One hidden layer: a linear unit for each slope, a ReLU for each knot and oblique hinge.
  func network(_ table: DataTable) throws(InvalidNetwork) -> Network {
    let size = table.inputCount
    func unit(_ factors: [(Int, Double)]) -> [Double] {
      var weights = [Double](repeating: 0, count: size)
      for (input, factor) in factors { weights[input] += factor }
      return weights
    }
    var (weights, bias, activations, outputs): ([[Double]], [Double], [Activation], [Double]) = ([], [], [], [])
    var value = constant
    for (curve, start) in zip(curves, start) {
      // At the least value rising hinges are 0, and falling ones as large as they get.
      value += curve.line.values[0]
      if curve.slope != 0 {
        weights.append(unit([(curve.input, 1)]))
        bias.append(-start)
        activations.append(.linear)
        outputs.append(curve.slope)
      }
      for hinge in curve.hinges {
        weights.append(unit([(curve.input, hinge.isFalling ? -1 : 1)]))
        bias.append(hinge.isFalling ? hinge.knot : -hinge.knot)
        activations.append(.relu)
        outputs.append(hinge.weight)
        if hinge.isFalling { value -= hinge.weight * (hinge.knot - start) }
      }
    }
    for hinge in hinges {
      weights.append(unit(Array(zip(hinge.inputs, hinge.factors))))
      bias.append(hinge.offset)
      activations.append(.relu)
      outputs.append(hinge.weight)
    }
    if weights.isEmpty {
      // A constant: one unit of weight 0.
      (weights, bias, activations, outputs) = ([[Double](repeating: 0, count: size)], [0], [.linear], [0])
    }
    return try Network(
      layers: [
        Layer(weights: Matrix(weights), bias: bias, activations: activations),
        Layer(weights: Matrix([outputs]), bias: [value], activation: .linear),
      ], inputNames: table.inputNames, outputNames: [table.targetName])
  }
}

extension AdditiveForm.Curve {
  /// The value at x, with the curve's own coefficients.
  func value(_ coefficients: [Double], _ x: Double) -> Double {
    var value = hasSlope ? coefficients[0] * x : 0
    for (knot, factor) in zip(knots, coefficients[(hasSlope ? 1 : 0)...]) {
      value += factor * max(0, isFalling ? knot - x : x - knot)
    }
    return value
  }
}
