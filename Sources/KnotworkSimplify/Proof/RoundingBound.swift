import Knotwork
import KnotworkGeometry

/// By how much the outputs of a network of doubles differ at most from those of the network that it was rounded from, over a box.
///
/// With z = W h + b and ẑ = Ŵ ĥ + b̂ of a layer, z − ẑ = W (h − ĥ) + (W − Ŵ) ĥ + (b − b̂); an activation of slope s makes at most
/// max(1, |s|) of a difference. |ĥ| is bounded over the box, and all sums are of numbers that are not negative, so that what rounding
/// may take away is added at the end.
struct RoundingBound: Sendable {
  /// One for each output; 0 where nothing was rounded.
  let outputs: [Double]

  /// - Requires: the same layers and units.
  init(from exact: ExactNetwork, to rounded: Network, over box: Box) {
    let bounds = UnitBounds(of: rounded, over: box, limits: Limits(regions: 0))
    var errors = [Double](repeating: 0, count: rounded.inputCount)
    var sizes = zip(box.lower, box.upper).map { max($0.magnitude, $1.magnitude) }
    for (number, layer) in rounded.layers.enumerated() {
      let own = exact.layers[number]
      let slack = 1 + Double(layer.inputCount + 8) * 0x1p-50
      var next: [Double] = []
      var nextSizes: [Double] = []
      for unit in 0..<layer.unitCount {
        var sum = (own.bias[unit] - Rational(layer.bias[unit])).magnitude.roundedUp
        for (source, weight) in layer.weights[row: unit].enumerated() {
          let exactWeight = own.weights[unit][source]
          if errors[source] > 0 { sum += exactWeight.magnitude.roundedUp * errors[source] }
          let change = (exactWeight - Rational(weight)).magnitude
          if !change.isZero { sum += change.roundedUp * sizes[source] }
        }
        let slope = layer.activations[unit].inactiveSlope
        let range = bounds.layers[number][unit]
        let size = max(range.lowerBound.magnitude, range.upperBound.magnitude)
        var error = max(1, slope.magnitude) * sum
        let change = (own.slopes[unit] - Rational(slope)).magnitude
        if !change.isZero { error += change.roundedUp * size }
        next.append(error > 0 ? error * slack + 0x1p-1060 : 0)
        nextSizes.append(max(1, slope.magnitude) * size)
      }
      (errors, sizes) = (next, nextSizes)
    }
    outputs = errors
  }
}
