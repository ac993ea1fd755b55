import KnotworkGeometry

/// Proved bounds on the pre-activations of all units over a box of inputs.
///
/// Three methods, each of which can only narrow what the ones before found: interval arithmetic from layer to layer, rounded
/// outward; linear lower and upper bounds in the inputs (Zhang et al. 2018), with their rounding errors added; and, where
/// a network has one or two inputs and the layers so far have few enough regions, the exact extremes, rounded outward.
public struct UnitBounds: Equatable, Sendable {
  /// For each layer and each of its units, an interval that holds all its pre-activations. Infinite where they overflow.
  public let layers: [[ClosedRange<Double>]]

  /// Bounds for a network over a box.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - box: a box of its inputs.
  ///   - limits: up to how many regions the layers before a unit may be dissected; a limit of time would make the
  ///     bounds depend on the machine.
  /// - Requires: the box has the dimension of the network's inputs n.
  /// - Postcondition: sound; exact up to rounding where the third method went through.
  /// - Complexity: O(n · weights) and, for one or two inputs, a dissection per layer.
  /// - SeeAlso: Zhang et al. 2018
  public init(of network: Network, over box: Box, limits: Limits = Limits(regions: 10_000)) {
    precondition(
      box.dimension == network.inputCount,
      "UnitBounds: a box of \(box.dimension) intervals for \(network.inputCount) inputs")
    var outputs = zip(box.lower, box.upper).map { $0...$1 }
    var forms = LinearEnclosure(identityOver: box)
    var layers: [[ClosedRange<Double>]] = []
    for (index, layer) in network.layers.enumerated() {
      var bounds = UnitBounds.intervals(layer, outputs)
      guard bounds.allSatisfy({ $0.lowerBound.isFinite && $0.upperBound.isFinite }) else {
        let everything = -Double.infinity...Double.infinity
        layers += network.layers[index...].map { [ClosedRange<Double>](repeating: everything, count: $0.unitCount) }
        break
      }
      forms = forms.applying(layer)
      bounds = zip(bounds, forms.intervals()).map { UnitBounds.intersection($0, $1) }
      if index > 0, bounds.contains(where: { $0.lowerBound < 0 && $0.upperBound > 0 }),
        let exact = UnitBounds.extremes(network, before: index, over: box, limits)
      {
        bounds = zip(bounds, exact).map { UnitBounds.intersection($0, $1) }
      }
      layers.append(bounds)
      outputs = zip(layer.activations, bounds).map { $0.range(over: $1) }
      forms = forms.applying(layer.activations, over: bounds)
    }
    self.layers = layers
  }

  /// Exact sums of the ends of intervals, rounded outward.
  private static func intervals(_ layer: Layer, _ inputs: [ClosedRange<Double>]) -> [ClosedRange<Double>] {
    (0..<layer.unitCount).map { unit in
      var lower = Dyadic(layer.bias[unit])
      var upper = lower
      for (weight, input) in zip(layer.weights[row: unit], inputs) where weight != 0 {
        let ends = [Dyadic(weight) * Dyadic(input.lowerBound), Dyadic(weight) * Dyadic(input.upperBound)]
        lower += weight > 0 ? ends[0] : ends[1]
        upper += weight > 0 ? ends[1] : ends[0]
      }
      return lower.roundedDown...upper.roundedUp
    }
  }

  /// What two sound intervals have in common.
  private static func intersection(_ first: ClosedRange<Double>, _ second: ClosedRange<Double>) -> ClosedRange<Double> {
    max(first.lowerBound, second.lowerBound)...min(first.upperBound, second.upperBound)
  }

  /// The exact extremes of a layer's pre-activations by dissection; nil where that is too much, or the inputs are too many.
  private static func extremes(
    _ network: Network, before index: Int, over box: Box, _ limits: Limits
  ) -> [ClosedRange<Double>]? {
    let layer = network.layers[index]
    let head = network.layers[..<index] + [Layer(weights: layer.weights, bias: layer.bias, activation: .linear)]
    guard network.inputCount <= 2, let head = try? Network(layers: Array(head)),
      let dissection = try? Dissection(
        of: head, over: .box(box), keeping: .extremes, within: Budget(limits: limits))
    else { return nil }
    let ranges = (0..<layer.unitCount).compactMap { try? dissection.range(of: $0) }
    return ranges.count == layer.unitCount ? ranges : nil
  }
}

extension Activation {
  /// The values over an interval of pre-activations, rounded outward.
  func range(over bounds: ClosedRange<Double>) -> ClosedRange<Double> {
    let ends = [exactly(Dyadic(bounds.lowerBound)), exactly(Dyadic(bounds.upperBound))]
    var (lower, upper) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
    // A unit of negative slope turns back at 0.
    if bounds.contains(0) { (lower, upper) = (min(lower, .zero), max(upper, .zero)) }
    return lower.roundedDown...upper.roundedUp
  }
}
