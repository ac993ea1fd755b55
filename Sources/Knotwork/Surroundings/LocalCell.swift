import KnotworkGeometry

/// One region in the whole input space, by its half-spaces: which of them are facets, in any number of dimensions.
///
/// Floating point proposes, and error bounds prove: a point beyond one half-space and inside all others shows a facet, and
/// multipliers ≥ 0 of an exactly solvable system show that there is none. What neither settles, exact arithmetic does.
final class LocalCell {
  /// Units whose pre-activations vanish on one hyperplane.
  struct Hyperplane {
    var units: [Unit]
    /// The form of the first of them among the forms.
    let form: Int
    /// +1 or −1, times a power of 2: the factor that makes the form positive inside and about 1 long.
    let scale: Double
  }

  /// A facet, and a point beyond it that satisfies all other half-spaces, where one was found.
  struct FoundFacet {
    let hyperplane: Int
    let beyond: [Double]?
  }

  let network: Network
  let states: UnitStates
  let kernels: Kernels
  let forms: LocalForms
  private(set) var hyperplanes: [Hyperplane] = []
  /// Units that vanish on the whole region.
  private(set) var flatUnits: [Unit] = []
  /// A point inside, verified; nil where rounding does not let see one.
  var base: [Double]?
  /// A point inside that only exact arithmetic sees there.
  private(set) var exactInside: [Double]?
  /// Values of the hyperplanes' forms at the base, all positive.
  var slacks: [Double] = []
  /// Hyperplanes that alone depend on a coordinate, the others ignored that were found before; each with that coordinate.
  private(set) var isolated: [(hyperplane: Int, coordinate: Int)] = []
  /// The other hyperplanes, and the coordinates that they depend on.
  private(set) var bound: [Int] = []
  private(set) var coordinates: [Int] = []
  /// The forms of the bound hyperplanes in these coordinates, and their inner products.
  private(set) var boundForms = FormTable(count: 0, width: 0)
  private(set) var gram = FormTable(count: 0, width: 0)
  var otherForms: [Int: LocalForms] = [:]
  /// How many linear programs were left to exact arithmetic, which takes milliseconds at best and minutes in many dimensions.
  var exactProgramCount = 0
  private var exactForms: [Int: ExactForm] = [:]

  /// The region of states, and a point inside it: `start` if that is one, or else on the way from there to `end`.
  init(_ network: Network, _ states: UnitStates, from start: [Double], to end: [Double], kernels: Kernels = .best) {
    self.network = network
    self.states = states
    self.kernels = kernels
    forms = LocalForms(network, states, kernels: kernels)
    listHyperplanes()
    isolate()
    tabulate()
    mergeCoincident()
    base = pointInside(from: start, to: end)
    if base == nil, let point = exactPointInside(near: start) {
      let (values, errors) = values(at: point)
      if zip(values, errors).allSatisfy({ $0 > $1 }) { base = point } else { exactInside = point }
    }
    if let base {
      slacks = values(at: base).values
      centre(base)
    }
  }

  private func listHyperplanes() {
    for (layer, current) in network.layers.enumerated() {
      for unit in 0..<current.unitCount where current.activations[unit].bends {
        let form = forms.index(layer: layer, unit: unit)
        if isFlat(layer, unit, form) {
          flatUnits.append(Unit(layer: layer, index: unit))
          continue
        }
        let sign: Double = states[layer, unit] ? 1 : -1
        let size = forms.sizes[form]
        let isScalable = size > 0x1p-900 && size < 0x1p900
        let scale = isScalable ? Double(sign: .plus, exponent: -size.exponent, significand: 1) : 1
        hyperplanes.append(Hyperplane(units: [Unit(layer: layer, index: unit)], form: form, scale: sign * scale))
      }
    }
    bound = Array(hyperplanes.indices)
  }

  private func isFlat(_ layer: Int, _ unit: Int, _ form: Int) -> Bool {
    if forms.isCertainlyFlat(form) { return true }
    if forms.sizes[form] > forms.errors[form] { return false }
    return ExactAdjoint(network: network, states: states).form(layer: layer, unit: unit).coefficients.dropLast()
      .allSatisfy(\.isZero)
  }

  /// Values of all hyperplanes' forms at a point, positive inside, and bounds on their errors.
  func values(at point: [Double]) -> (values: [Double], errors: [Double]) {
    let (values, errors) = forms.values(at: point, kernels: kernels)
    return (
      hyperplanes.map { values[$0.form] * $0.scale }, hyperplanes.map { errors[$0.form] * $0.scale.magnitude }
    )
  }

  func signedCoefficient(_ hyperplane: Int, _ coordinate: Int) -> Double {
    forms.coefficients[hyperplanes[hyperplane].form, coordinate] * hyperplanes[hyperplane].scale
  }

  private func mayDepend(_ hyperplane: Int, on coordinate: Int) -> Bool {
    forms.mayDepend(hyperplanes[hyperplane].form, on: coordinate)
  }

  /// Sets hyperplanes aside that alone depend on a coordinate: whatever the others demand, that coordinate decides about
  /// them, so they are facets and do not restrict the others.
  private func isolate() {
    var uses = [[Int]](repeating: [], count: forms.dimension)
    for hyperplane in bound {
      for coordinate in uses.indices where mayDepend(hyperplane, on: coordinate) { uses[coordinate].append(hyperplane) }
    }
    var counts = uses.map(\.count)
    var isOpen = [Bool](repeating: true, count: hyperplanes.count)
    var queue = counts.indices.filter { counts[$0] == 1 }
    while let coordinate = queue.popLast() {
      guard counts[coordinate] == 1, let hyperplane = uses[coordinate].first(where: { isOpen[$0] }) else { continue }
      let form = hyperplanes[hyperplane].form
      guard forms.coefficients[form, coordinate].magnitude > forms.errors[form] else { continue }
      isOpen[hyperplane] = false
      isolated.append((hyperplane, coordinate))
      for other in uses.indices where mayDepend(hyperplane, on: other) {
        counts[other] -= 1
        if counts[other] == 1 { queue.append(other) }
      }
    }
    bound = hyperplanes.indices.filter { isOpen[$0] }
    coordinates = counts.indices.filter { counts[$0] > 0 }
  }

  private func tabulate() {
    boundForms = FormTable(count: bound.count, width: coordinates.count)
    for (index, hyperplane) in bound.enumerated() {
      boundForms.set(form: index, to: coordinates.lazy.map { self.signedCoefficient(hyperplane, $0) })
    }
    gram = kernels.gram(boundForms)
  }

  /// Makes one of hyperplanes that coincide; exact.
  private func mergeCoincident() {
    var partner = [Int](repeating: -1, count: bound.count)
    for first in bound.indices where partner[first] < 0 {
      for second in (first + 1)..<max(first + 1, bound.count) where partner[second] < 0 {
        let product = gram[first, second]
        guard product * product > (1 - 0x1p-20) * gram[first, first] * gram[second, second] else { continue }
        let pair = (hyperplanes[bound[first]].form, hyperplanes[bound[second]].form)
        guard forms.mayBeMultiples(pair.0, pair.1) else { continue }
        if exactForm(bound[second]).multiple(of: exactForm(bound[first])) != nil { partner[second] = first }
      }
    }
    guard partner.contains(where: { $0 >= 0 }) else { return }
    for (second, first) in partner.enumerated() where first >= 0 {
      hyperplanes[bound[first]].units += hyperplanes[bound[second]].units
    }
    remove(Set(partner.indices.filter { partner[$0] >= 0 }.map { bound[$0] }))
    tabulate()
  }

  /// Forgets hyperplanes that stand for others.
  private func remove(_ merged: Set<Int>) {
    let kept = hyperplanes.indices.filter { !merged.contains($0) }
    var numbers = [Int](repeating: -1, count: hyperplanes.count)
    for (number, hyperplane) in kept.enumerated() { numbers[hyperplane] = number }
    hyperplanes = kept.map { hyperplanes[$0] }
    bound = bound.map { numbers[$0] }.filter { $0 >= 0 }
    isolated = isolated.map { (numbers[$0.hyperplane], $0.coordinate) }
    exactForms = [:]
  }

  /// The form of a hyperplane without rounding, positive inside.
  func exactForm(_ hyperplane: Int) -> ExactForm {
    if let form = exactForms[hyperplane] { return form }
    let (layer, unit) = (hyperplanes[hyperplane].units[0].layer, hyperplanes[hyperplane].units[0].index)
    let form = ExactAdjoint(network: network, states: states).form(layer: layer, unit: unit)
    let signed = states[layer, unit] ? form : ExactForm(form.coefficients.map { -$0 })
    exactForms[hyperplane] = signed
    return signed
  }
}
