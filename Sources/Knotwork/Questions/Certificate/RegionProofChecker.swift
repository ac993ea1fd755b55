import KnotworkGeometry

/// Checks a proof that a network has certain regions, step by step, in exact arithmetic.
///
/// It trusts nothing but the network, the domain and exact addition and multiplication: neither floating point, nor linear
/// programs, nor the engines that find regions. What it has accepted proves that
/// - every region is real: its point lies strictly inside the domain, and the network has there the pattern of its cell, no
///   unit's pre-activation being zero unless it is so on the whole cell;
/// - none is missing: every point of the domain lies in a cell of the tree, in which all units have the signs that were
///   settled: scale · f ≥ Σ multiplier · half-space ≥ 0;
/// - no two are the same: they lie on different sides of a split.
///
/// - Complexity: for each step O(h · d) exact operations for the forms of a layer of h units that it enters, and O(d) for each
///   multiplier; memory is that of the forms and the depth of the tree.
public struct RegionProofChecker {
  private let network: Network
  private let domain: Polytope
  private let lower: [Dyadic]
  private let upper: [Dyadic]
  /// The half-spaces of the current cell, functions that are ≥ 0 in it.
  private var halfSpaces: [ExactForm]
  /// Whether each unit is active in the current cell; nil where that is open. Units that do not bend are left out.
  private var states: [[Bool?]]
  private var openCounts: [Int]
  /// The units in the order in which they were settled.
  private var trail: [(layer: Int, unit: Int)] = []
  /// The splits whose other side is still to come.
  private var openSplits: [(layer: Int, unit: Int, trailLength: Int, halfSpaceCount: Int, wayLength: Int)] = []
  /// Whether this is the proof of one cell, which may leave cells within it to others.
  private let isPart: Bool
  /// The sides of splits above the current cell.
  public private(set) var way: [RegionProofStep.Side] = []
  /// Those above the cell that a part is about.
  public private(set) var start: [RegionProofStep.Side] = []
  private var hasStarted = false
  /// Those above each cell that is left to other parts.
  public private(set) var left: [[RegionProofStep.Side]] = []
  /// The pre-activations of each layer in the current cell, as far as they were needed.
  private var forms: [[ExactForm?]]
  /// How many regions were proved.
  public private(set) var regionCount = 0
  private var isFinished = false

  /// A checker before the first step.
  ///
  /// - Parameters:
  ///   - network: what the proof is about.
  ///   - domain: where.
  ///   - isPart: whether it is the proof of one cell, into which the first steps lead, and cells within it may be left to others.
  /// - Throws: ``RegionProofFlaw`` where the domain has another dimension than the network.
  public init(_ network: Network, over domain: Polytope, isPart: Bool = false) throws(RegionProofFlaw) {
    self.isPart = isPart
    guard domain.dimension == network.inputCount else {
      throw RegionProofFlaw(
        "a domain of \(domain.dimension.counted("dimension")), but the network has \(network.inputCount.counted("input"))"
      )
    }
    self.network = network
    self.domain = domain
    lower = domain.box.lower.map { Dyadic($0) }
    upper = domain.box.upper.map { Dyadic($0) }
    halfSpaces = domain.halfSpaces.map { half in
      ExactForm(half.normal.map { -Dyadic($0) } + [Dyadic(half.offset)])
    }
    states = network.layers.map { [Bool?](repeating: nil, count: $0.unitCount) }
    openCounts = network.layers.map { $0.activations.count { $0.bends } }
    forms = network.layers.map { [ExactForm?](repeating: nil, count: $0.unitCount) }
  }

  /// Checks the next step.
  ///
  /// - Throws: ``RegionProofFlaw`` where the step proves nothing; the checker is then as before.
  public mutating func check(_ step: RegionProofStep) throws(RegionProofFlaw) {
    guard !isFinished else { throw RegionProofFlaw("a step after the last region") }
    switch step {
    case .split(let layer, let unit):
      let form = try form(ofOpen: unit, layer: layer)
      hasStarted = true
      openSplits.append((layer, unit, trail.count, halfSpaces.count, way.count))
      way.append(RegionProofStep.Side(layer: layer, unit: unit, isActive: true))
      settle(layer, unit, isActive: true)
      halfSpaces.append(form)
    case .entered(let side):
      guard isPart, !hasStarted else {
        throw RegionProofFlaw(
          isPart
            ? "a way into the cell behind its first step"
            : "a whole proof has both sides of each split; this is one side")
      }
      let form = try form(ofOpen: side.unit, layer: side.layer)
      way.append(side)
      start = way
      settle(side.layer, side.unit, isActive: side.isActive)
      halfSpaces.append(side.isActive ? form : form.scaled(by: Dyadic(-1)))
    case .left:
      guard isPart else { throw RegionProofFlaw("a whole proof leaves no cell to others") }
      hasStarted = true
      left.append(way)
      goOn()
    case .settled(let layer, let unit, let isActive, let scale, let multipliers):
      let form = try form(ofOpen: unit, layer: layer)
      try check(isActive ? form : form.scaled(by: Dyadic(-1)), scale, multipliers)
      if isActive, form.isZero {
        throw RegionProofFlaw("the pre-activation is zero in the whole cell, so that the unit is inactive")
      }
      settle(layer, unit, isActive: isActive)
    case .region(let point):
      try check(point)
      hasStarted = true
      regionCount += 1
      goOn()
    }
  }

  /// Checks that the proof is complete.
  ///
  /// - Throws: ``RegionProofFlaw`` where cells are left.
  public func finish() throws(RegionProofFlaw) {
    guard isFinished else { throw RegionProofFlaw("the proof ends before all cells are done") }
  }

  private mutating func settle(_ layer: Int, _ unit: Int, isActive: Bool) {
    states[layer][unit] = isActive
    openCounts[layer] -= 1
    trail.append((layer, unit))
  }

  /// To the other side of the last split, if there is one left.
  private mutating func goOn() {
    guard let split = openSplits.popLast() else {
      isFinished = true
      return
    }
    for (layer, unit) in trail[split.trailLength...] {
      states[layer][unit] = nil
      openCounts[layer] += 1
    }
    trail.removeSubrange(split.trailLength...)
    halfSpaces.removeSubrange(split.halfSpaceCount...)
    for layer in forms.indices where layer > split.layer {
      for unit in forms[layer].indices { forms[layer][unit] = nil }
    }
    guard let form = forms[split.layer][split.unit] else { preconditionFailure("a split whose form was not computed") }
    halfSpaces.append(form.scaled(by: Dyadic(-1)))
    way.removeSubrange(split.wayLength...)
    way.append(RegionProofStep.Side(layer: split.layer, unit: split.unit, isActive: false))
    settle(split.layer, split.unit, isActive: false)
  }

  /// The pre-activation of a unit that is not settled yet, as an affine function on the current cell.
  private mutating func form(ofOpen unit: Int, layer: Int) throws(RegionProofFlaw) -> ExactForm {
    guard network.layers.indices.contains(layer), network.layers[layer].activations.indices.contains(unit) else {
      throw RegionProofFlaw("the network has no such unit")
    }
    guard network.layers[layer].activations[unit].bends else { throw RegionProofFlaw("the unit does not bend") }
    guard states[layer][unit] == nil else { throw RegionProofFlaw("the unit is settled already") }
    guard openCounts[..<layer].allSatisfy({ $0 == 0 }) else {
      throw RegionProofFlaw("units of the layers before are open, so that it is no affine function yet")
    }
    return form(unit, layer)
  }

  private mutating func form(_ unit: Int, _ layer: Int) -> ExactForm {
    if let form = forms[layer][unit] { return form }
    let current = network.layers[layer]
    let dimension = network.inputCount
    var form = ExactForm(constant: Dyadic(current.bias[unit]), dimension: dimension)
    for (source, weight) in current.weights[row: unit].enumerated() where weight != 0 {
      guard layer > 0 else {
        form.coefficients[source] = Dyadic(weight)
        continue
      }
      let activation = network.layers[layer - 1].activations[source]
      let slope =
        states[layer - 1][source] == false ? activation.inactiveSlope : activation.bends ? 1 : activation.inactiveSlope
      guard slope != 0 else { continue }
      form.add(slope == 1 ? Dyadic(weight) : Dyadic(weight) * Dyadic(slope), times: self.form(source, layer - 1))
    }
    forms[layer][unit] = form
    return form
  }

  /// Checks that scale · f ≥ Σ multiplier · half-space in the whole box.
  private func check(
    _ form: ExactForm, _ scale: Dyadic, _ multipliers: [RegionProofStep.Multiplier]
  ) throws(RegionProofFlaw) {
    guard scale.signum > 0 else { throw RegionProofFlaw("a scale that is not positive") }
    var rest = form.scaled(by: scale)
    for multiplier in multipliers {
      guard halfSpaces.indices.contains(multiplier.halfSpace) else {
        throw RegionProofFlaw(
          "the cell has \(halfSpaces.count) half-spaces, not one of number \(multiplier.halfSpace + 1)")
      }
      guard multiplier.factor.signum >= 0 else { throw RegionProofFlaw("a multiplier that is negative") }
      rest.add(-multiplier.factor, times: halfSpaces[multiplier.halfSpace])
    }
    var least = rest.constant
    for axis in lower.indices where !rest.coefficients[axis].isZero {
      least = least + rest.coefficients[axis] * (rest.coefficients[axis].signum > 0 ? lower[axis] : upper[axis])
    }
    guard least.signum >= 0 else { throw RegionProofFlaw("the multipliers do not prove the sign of the unit") }
  }

  /// Checks that a point lies inside the domain and has the pattern of the cell.
  private mutating func check(_ point: [Dyadic]) throws(RegionProofFlaw) {
    guard openCounts.allSatisfy({ $0 == 0 }) else { throw RegionProofFlaw("a region while units are open") }
    guard point.count == lower.count else {
      throw RegionProofFlaw("a point of \(point.count.counted("coordinate")); expected \(lower.count)")
    }
    let isInBox = point.indices.allSatisfy { lower[$0] < point[$0] && point[$0] < upper[$0] }
    let isInside = domain.halfSpaces.allSatisfy { half in
      zip(half.normal, point).reduce(Dyadic(half.offset)) { $0 - Dyadic($1.0) * $1.1 }.signum > 0
    }
    guard isInBox, isInside else { throw RegionProofFlaw("the point does not lie inside the domain") }
    let preactivations = network.exactPreactivations(point)
    for layer in states.indices {
      for (unit, state) in states[layer].enumerated() {
        guard let state else { continue }
        let sign = preactivations[layer][unit].signum
        if state ? sign > 0 : sign < 0 { continue }
        // Zero at the point is as good only where it is zero everywhere.
        guard sign == 0, !state, form(unit, layer).isZero else {
          throw RegionProofFlaw(
            "at the point the pre-activation of layer \(layer + 1), unit \(unit + 1) has not the sign of the cell")
        }
      }
    }
  }
}
