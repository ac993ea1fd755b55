import KnotworkGeometry

/// One region in the whole input space, by its half-spaces: which of them are facets, in any number of dimensions.
///
/// Floating point proposes, and error bounds prove: a point beyond one half-space and inside all others shows a facet, and
/// multipliers ≥ 0 of an exactly solvable system show that there is none. What neither settles, exact arithmetic does.
final class LocalCell {
  /// Units whose pre-activations vanish on one hyperplane.
  struct Hyperplane {
    var units: [(layer: Int, unit: Int)]
    /// The row of the first of them among the forms.
    let row: Int
    /// +1 or −1, times a power of 2: the factor that makes the row positive inside and about 1 long.
    let scale: Double
  }

  /// A facet, and a point beyond it that satisfies all other half-spaces, where one was found.
  struct Facet {
    let hyperplane: Int
    let beyond: [Double]?
  }

  let network: Network
  let states: UnitStates
  let kernels: Kernels
  let forms: LocalForms
  private(set) var hyperplanes: [Hyperplane] = []
  /// Units that vanish on the whole region.
  private(set) var flatUnits: [(layer: Int, unit: Int)] = []
  /// A point inside, verified; nil where rounding does not let see one.
  var base: [Double]?
  /// Values of the hyperplanes' rows at the base, all positive.
  var slacks: [Double] = []
  /// Hyperplanes that alone depend on a coordinate, the others ignored that were found before; each with that coordinate.
  private(set) var isolated: [(hyperplane: Int, coordinate: Int)] = []
  /// The other hyperplanes, and the coordinates that they depend on.
  private(set) var bound: [Int] = []
  private(set) var coordinates: [Int] = []
  private(set) var gram = RowTable(count: 0, width: 0)
  private var otherForms: [Int: LocalForms] = [:]
  private var exactForms: [Int: ExactForm] = [:]

  /// The region of states, and a point inside it: `start` if that is one, or else on the way from there to `end`.
  init(_ network: Network, _ states: UnitStates, from start: [Double], to end: [Double], kernels: Kernels = .best) {
    self.network = network
    self.states = states
    self.kernels = kernels
    forms = LocalForms(network, states, kernels: kernels)
    listHyperplanes()
    base = pointInside(from: start, to: end)
    isolate()
    gram = kernels.gram(table())
    mergeCoincident()
    if let base {
      slacks = values(at: base).values
      centre(base)
    }
  }

  /// The facets, in the order of their units.
  ///
  /// - Complexity: about dimension² · hyperplanes for each, in practice.
  func facets() -> [Facet] {
    var facets: [Facet] = []
    for (hyperplane, coordinate) in isolated {
      var beyond: [Double]?
      if let base {
        var moved = base
        moved[coordinate] -= 2 * slacks[hyperplane] / signedCoefficient(hyperplane, coordinate)
        beyond = lifted(moved, beyond: hyperplane)
      }
      facets.append(Facet(hyperplane: hyperplane, beyond: beyond))
    }
    for (index, hyperplane) in bound.enumerated() {
      if let facet = facet(index, hyperplane) { facets.append(facet) }
    }
    return facets.sorted { $0.hyperplane < $1.hyperplane }
  }

  private func listHyperplanes() {
    for (layer, current) in network.layers.enumerated() {
      for unit in 0..<current.unitCount where current.activations[unit].bends {
        let row = forms.row(layer: layer, unit: unit)
        if isFlat(layer, unit, row) {
          flatUnits.append((layer, unit))
          continue
        }
        let sign: Double = states[layer, unit] ? 1 : -1
        let size = forms.sizes[row]
        let isScalable = size > 0x1p-900 && size < 0x1p900
        let scale = isScalable ? Double(sign: .plus, exponent: -size.exponent, significand: 1) : 1
        hyperplanes.append(Hyperplane(units: [(layer, unit)], row: row, scale: sign * scale))
      }
    }
    bound = Array(hyperplanes.indices)
  }

  private func isFlat(_ layer: Int, _ unit: Int, _ row: Int) -> Bool {
    if forms.isCertainlyFlat(row) { return true }
    if forms.sizes[row] > forms.errors[row] { return false }
    return ExactAdjoint(network: network, states: states).form(layer: layer, unit: unit).coefficients.dropLast()
      .allSatisfy(\.isZero)
  }

  /// Values of all hyperplanes' rows at a point, positive inside, and bounds on their errors.
  func values(at point: [Double]) -> (values: [Double], errors: [Double]) {
    let (values, errors) = forms.values(at: point, kernels: kernels)
    return (
      hyperplanes.map { values[$0.row] * $0.scale }, hyperplanes.map { errors[$0.row] * $0.scale.magnitude }
    )
  }

  func signedCoefficient(_ hyperplane: Int, _ coordinate: Int) -> Double {
    forms.coefficients[hyperplanes[hyperplane].row, coordinate] * hyperplanes[hyperplane].scale
  }

  private func mayDepend(_ hyperplane: Int, on coordinate: Int) -> Bool {
    forms.mayDepend(hyperplanes[hyperplane].row, on: coordinate)
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
      let row = hyperplanes[hyperplane].row
      guard forms.coefficients[row, coordinate].magnitude > forms.errors[row] else { continue }
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

  /// The rows of the bound hyperplanes, in the coordinates that they depend on.
  private func table() -> RowTable {
    var table = RowTable(count: bound.count, width: coordinates.count)
    for (index, hyperplane) in bound.enumerated() {
      table.set(row: index, to: coordinates.lazy.map { self.signedCoefficient(hyperplane, $0) })
    }
    return table
  }

  /// Makes one of hyperplanes that coincide; exact.
  private func mergeCoincident() {
    var partner = [Int](repeating: -1, count: bound.count)
    for first in bound.indices where partner[first] < 0 {
      for second in (first + 1)..<max(first + 1, bound.count) where partner[second] < 0 {
        let product = gram[first, second]
        guard product * product > (1 - 0x1p-20) * gram[first, first] * gram[second, second] else { continue }
        if exactForm(bound[second]).multiple(of: exactForm(bound[first])) != nil { partner[second] = first }
      }
    }
    guard partner.contains(where: { $0 >= 0 }) else { return }
    for (second, first) in partner.enumerated() where first >= 0 {
      hyperplanes[bound[first]].units += hyperplanes[bound[second]].units
    }
    bound = bound.indices.filter { partner[$0] < 0 }.map { bound[$0] }
    gram = kernels.gram(table())
  }

  /// The row of a hyperplane without rounding, positive inside.
  private func exactForm(_ hyperplane: Int) -> ExactForm {
    if let form = exactForms[hyperplane] { return form }
    let (layer, unit) = hyperplanes[hyperplane].units[0]
    let form = ExactAdjoint(network: network, states: states).form(layer: layer, unit: unit)
    let signed = states[layer, unit] ? form : ExactForm(form.coefficients.map { -$0 })
    exactForms[hyperplane] = signed
    return signed
  }

  private func facet(_ index: Int, _ hyperplane: Int) -> Facet? {
    if let base {
      switch kernels.leave(
        through: index, gram: gram, slacks: bound.map { slacks[$0] }, dimension: coordinates.count)
      {
      case .reached(let factors):
        if let beyond = lifted(moved(by: factors, from: base, beyond: index), beyond: hyperplane) {
          return Facet(hyperplane: hyperplane, beyond: beyond)
        }
      case .blocked(let others, let multipliers):
        let support = zip(others, multipliers).filter { $0.1 > 0x1p-30 }.map { bound[Int($0.0)] }
        if provesRedundant(hyperplane, by: support) || isExactlyRedundant(hyperplane, among: support) { return nil }
      case .undecided: break
      }
    }
    return exactFacet(hyperplane)
  }

  /// Whether a half-space follows from others, by a verified solution of a square system.
  ///
  /// The identity row = Σ yᵢ rowᵢ holds exactly for the y that solves it, if it has as many unknowns as coordinates and a
  /// regular matrix; in the coordinates of the inputs, or of the first layer that is involved.
  private func provesRedundant(_ hyperplane: Int, by support: [Int]) -> Bool {
    let first = ([hyperplane] + support).map { hyperplanes[$0].units[0].layer }.min() ?? 0
    if forms.proves(self, hyperplane, by: support) { return true }
    let others = otherForms[first] ?? LocalForms(network, states, origin: first, kernels: kernels)
    otherForms[first] = others
    return others.proves(self, hyperplane, by: support)
  }

  private func isExactlyRedundant(_ hyperplane: Int, among support: [Int]) -> Bool {
    if case .contradiction = solve(support, beyond: hyperplane) { return true }
    return false
  }

  private func exactFacet(_ hyperplane: Int) -> Facet? {
    guard case .point(let point) = solve(bound.filter { $0 != hyperplane }, beyond: hyperplane) else { return nil }
    guard let base else { return Facet(hyperplane: hyperplane, beyond: nil) }
    var rounded = base
    for (index, coordinate) in coordinates.enumerated() {
      rounded[coordinate] = Dyadic.quotient(point[index], point[coordinates.count])
    }
    return Facet(hyperplane: hyperplane, beyond: lifted(rounded, beyond: hyperplane))
  }

  /// A point inside some half-spaces and beyond one, without rounding; homogeneous, so that the whole space fits in a box.
  private func solve(_ inside: [Int], beyond hyperplane: Int) -> StrictSystem.Solution {
    func inequality(_ index: Int) -> StrictSystem.Inequality {
      let form = exactForm(index)
      return StrictSystem.Inequality(
        normal: coordinates.map { form.coefficients[$0] } + [form.constant], constant: .zero)
    }
    let size = coordinates.count
    guard
      let box = try? Box(
        lower: [Double](repeating: -1, count: size) + [0], upper: [Double](repeating: 1, count: size + 1))
    else { preconditionFailure("a box of unit length") }
    return StrictSystem(within: box).solve(inside.map(inequality) + [inequality(hyperplane).reversed])
  }
}
