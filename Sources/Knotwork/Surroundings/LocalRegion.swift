import KnotworkGeometry

/// The region of one point in the whole input space, found without any other: for networks of any number of inputs.
///
/// Which units are active and which half-spaces are facets is exact for the weights as they are.
public struct LocalRegion: Sendable {
  /// The network.
  public let network: Network
  /// A point inside, n coordinates; on a facet where the region was asked for at a crease.
  public let point: [Double]
  /// Which units are active on it.
  public let pattern: ActivationPattern
  /// Its facets, in the order of their units.
  public let facets: [LocalFacet]
  let states: UnitStates

  init(_ network: Network, _ states: UnitStates, point: [Double], facets: [LocalFacet]) {
    self.network = network
    self.point = point
    self.states = states
    self.facets = facets
    pattern = states.pattern(of: network)
  }

  /// The affine map y = U x + c of all m outputs on the region: U is m × n.
  ///
  /// - Complexity: O(n · weights).
  public var map: AffineMap {
    let forms = LocalForms(network, states)
    let last = network.layers.count - 1
    let rows = (0..<network.outputCount).map { unit in
      let slope = states.slope(network, layer: last, unit: unit)
      return accurate(forms, layer: last, unit: unit).map { slope == 1 ? $0 : slope * $0 }
    }
    return AffineMap(slope: Matrix(rows.map { Array($0.dropLast()) }), intercept: rows.map { $0[network.inputCount] })
  }

  /// Its half-spaces, none of them redundant: one for each facet, in their order.
  ///
  /// - Complexity: O(n · weights).
  public var halfSpaces: [HalfSpace] {
    let forms = LocalForms(network, states)
    return facets.map { facet in
      let unit = facet.units[0]
      let form = accurate(forms, layer: unit.layer, unit: unit.index)
      let isActive = states[unit.layer, unit.index]
      return HalfSpace(
        normal: form.dropLast().map { isActive ? 0 - $0 : $0 },
        offset: isActive ? form[form.count - 1] : 0 - form[form.count - 1])
    }
  }

  /// The pre-activation of a unit, the constant last, correct to six digits at least.
  private func accurate(_ forms: LocalForms, layer: Int, unit: Int) -> [Double] {
    let form = forms.index(layer: layer, unit: unit)
    let isAccurate =
      forms.errors[form] <= 0x1p-20 * forms.sizes[form]
      && forms.constantErrors[form] <= 0x1p-20 * max(forms.constants[form].magnitude, forms.sizes[form])
    if isAccurate { return forms.coefficients[form: form] + [forms.constants[form]] }
    return ExactAdjoint(network: network, states: states).form(layer: layer, unit: unit).rounded
  }
}

/// A facet of a region: where one unit, or several that vanish together, become active or inactive.
public struct LocalFacet: Sendable {
  /// The units that vanish on it, in their order; one unless several vanish together.
  public let units: [Unit]
}

extension Network {
  /// The region of a point, with its facets.
  ///
  /// A point on a crease belongs to several; of these it is the one of the point's own pattern, active where z > 0, if that is a
  /// region, and else one that lies in a fixed direction from there. ``regions(at:limit:)`` gives them all.
  /// - Throws: `InvalidGeometry` unless `point` has `inputCount` finite coordinates.
  /// - Complexity: O(n · weights) for the half-spaces, and about O(k · r²) for k of them that depend on r coordinates.
  public func region(containing point: [Double]) throws(InvalidGeometry) -> LocalRegion {
    try regions(at: point).region
  }
}

/// The cell of a point, and of points a little further in a fixed direction where the point lies on a crease.
struct CellAtPoint {
  let reduction: InputReduction
  let states: UnitStates
  let cell: LocalCell
  /// Whether the point itself is known to lie strictly inside.
  let isInside: Bool

  init(_ network: Network, at point: [Double]) throws(InvalidGeometry) {
    try network.requirePoint(point)
    let reduction = InputReduction(network)
    self.reduction = reduction
    let direction = CellAtPoint.direction(dimension: point.count)
    let end = zip(point, direction).map { $0 + $1 * max(1, $0.magnitude) }
    let (first, last) = (reduction.coordinates(of: point), reduction.coordinates(of: end))
    let pattern = network.filteredPattern(at: point, isAround: true)
    isInside = pattern != nil
    states =
      pattern.map { UnitStates($0, of: network) }
      ?? UnitStates(network, at: point.map { Dyadic($0) }, towards: direction.map { Dyadic($0) })
    cell = LocalCell(reduction.network, states, from: first, to: last)
  }

  /// The same for a point without rounding, and doubles next to it.
  init(_ network: Network, atExact exact: [Dyadic], near point: [Double]) {
    reduction = InputReduction(network)
    isInside = false
    let direction = CellAtPoint.direction(dimension: point.count)
    let end = zip(point, direction).map { $0 + $1 * max(1, $0.magnitude) }
    states = UnitStates(network, at: exact, towards: direction.map { Dyadic($0) })
    cell = LocalCell(
      reduction.network, states, from: reduction.coordinates(of: point), to: reduction.coordinates(of: end))
  }

  /// A fixed direction of pseudorandom coordinates, along which a crease hardly ever runs.
  private static func direction(dimension: Int) -> [Double] {
    var state: UInt64 = 0x2545_F491_4F6C_DD1D
    return (0..<dimension).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(Int64(bitPattern: state) >> 11) * 0x1p-52
    }
  }
}

extension Network {
  func requirePoint(_ point: [Double]) throws(InvalidGeometry) {
    guard point.count == inputCount else {
      throw InvalidGeometry(
        "a point of \(point.count.counted("coordinate")) for a network of \(inputCount.counted("input"))")
    }
    if let index = point.firstIndex(where: { !$0.isFinite }) {
      throw InvalidGeometry("coordinate \(index + 1) of the point is \(point[index]); expected a finite number")
    }
  }
}

extension LocalCell {
  /// The facets as a region shows them.
  func localFacets() -> [(facet: LocalFacet, beyond: [Double]?)] {
    facets().map { (LocalFacet(units: hyperplanes[$0.hyperplane].units), $0.beyond) }
  }
}
