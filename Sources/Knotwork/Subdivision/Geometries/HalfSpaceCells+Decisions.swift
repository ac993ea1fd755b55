import KnotworkGeometry

extension HalfSpaceCells {
  mutating func classify(
    _ cell: Cell, layer: Int, maps: Int, open: Buffer<UInt64>, active: Buffer<UInt64>, crossing: Buffer<UInt64>,
    _ workspace: borrowing Workspace
  ) {
    let compiledLayer = compiled.compiledLayers[layer]
    for word in 0..<compiledLayer.wordCount {
      var units = open[word]
      while units != 0 {
        let bit = units.trailingZeroBitCount
        units &= units - 1
        let id = Int32(truncatingIfNeeded: compiledLayer.firstUnit + 64 * word + bit)
        switch quickSign(workspace.hyperplane(id)) {
        case 1: active[word] |= 1 << UInt64(bit)
        case -1: crossing[word] |= 1 << UInt64(bit)
        default: break
        }
      }
    }
    if detail == .openLastLayer, layer == compiled.depth - 1 {
      leavesLastLayerOpen = !mayCoincide(compiledLayer, crossing, workspace)
    }
  }

  /// Leaves the units to ``decide(_:id:_:)``: half of them turn out not to cross the parts of the cell.
  mutating func classify(
    _ cell: Cell, layer: Int, maps: Int, units: Buffer<Int32>, count: Int, into results: Buffer<Int8>,
    _ workspace: borrowing Workspace
  ) {
    for index in 0..<count { results[index] = -1 }
  }

  /// 1 for a function that is positive in the whole box, 0 for one that is negative there, −1 for all others.
  func quickSign(_ hyperplane: Hyperplane) -> Int8 {
    var middle = hyperplane[dimension]
    var halfRange = 0.0
    for axis in 0..<dimension {
      middle += hyperplane[axis] * (lower[axis] / 2 + upper[axis] / 2)
      halfRange += hyperplane[axis].magnitude * (upper[axis] / 2 - lower[axis] / 2)
    }
    let tolerance = 4 * hyperplane.tolerance(largestCoordinates: compiled.largestCoordinates)
    return middle - halfRange > tolerance ? 1 : middle + halfRange < -tolerance ? 0 : -1
  }

  mutating func decide(_ cell: Cell, id: Int32, _ workspace: borrowing Workspace) -> Int8 {
    let hyperplane = workspace.hyperplane(id)
    let tolerance = hyperplane.tolerance(largestCoordinates: compiled.largestCoordinates)
    var hasAbove = false
    var hasBelow = false
    hasFound = false
    for index in 0..<cell.pointCount {
      let value = hyperplane.value(at: points.buffer(from: cell.points + index * dimension), dimension: dimension)
      if value > tolerance {
        hasAbove = true
      } else if value < -tolerance {
        hasBelow = true
      }
      if hasAbove && hasBelow { return -1 }
    }
    guard hasAbove || hasBelow else { return exactSign(of: id, workspace) }
    let scale = (hasAbove ? 1 : -1) * hyperplane.unitScale(dimension: dimension)
    for axis in 0...dimension { objective[axis] = hyperplane[axis] * scale }
    switch canReach(below: tolerance * scale.magnitude, excluding: -1, from: cell.points, workspace) {
    case .unknown where isNonNegative(id, hasAbove, workspace): return hasAbove ? 1 : 0
    case .never: return hasAbove ? 1 : 0
    case .somewhere:
      hasFound = true
      isFoundActive = hasBelow
      return -1
    case .unknown:
      guard let point = exactPoint(workspace, excluding: -1, beyond: inequality(id, hasBelow, workspace)) else {
        return hasAbove ? 1 : 0
      }
      remember(point, isActive: hasBelow)
      return -1
    }
  }

  mutating func remember(_ point: RoundedPoint, isActive: Bool) {
    isFoundActive = isActive
    for (axis, coordinate) in point.coordinates.enumerated() { found[axis] = coordinate }
    hasFound = point.isInside
  }

  /// Whether a function that is positive at a point of the current cell is negative at others.
  enum Reach {
    case never
    /// At the point in `found`, strictly inside.
    case somewhere
    case unknown
  }

  /// Minimises `objective`, off by at most `error`, over the current cell without one of its half-spaces.
  mutating func canReach(
    below error: Double, excluding excluded: Int, from witness: Int, isDegenerate: Bool = false,
    _ context: borrowing Workspace
  ) -> Reach {
    let size = ((dimension + 7) & ~7) * (dimension + 1) + stride
    workspace.truncate(to: 0)
    _ = workspace.extend(by: size)
    let program = Kernels.HalfSpaces(
      cells: halfSpaces.buffer(from: 0), stride: stride, count: halfSpaceCount, lower: lower, upper: upper)
    func minimise(_ objective: borrowing Stack<Double>) -> Kernels.Minimum {
      context.kernels.minimise(
        dimension: dimension, program, excluding: excluded, objective: objective.buffer(from: 0),
        enough: 0x1p-30 + 8 * error, workspace: workspace.buffer(from: 0), point: optimum.buffer(from: 0),
        multipliers: multipliers.buffer(from: 0), active: active.buffer(from: 0))
    }
    var minimum = Kernels.Minimum.undecided
    if !isDegenerate { minimum = minimise(objective) }
    if case .undecided = minimum {
      perturbObjective(from: points.buffer(from: witness))
      switch minimise(perturbedObjective) {
      case .undecided: break
      case .above, .found: minimum = .found(objectiveValue(at: optimum.buffer(from: 0)))
      }
    }
    switch minimum {
    case .undecided:
      for index in 0..<dimension { multipliers[index] = 0 }
      return .unknown
    case .found(let value) where value < 0: return isInside(value, error, excluded, witness) ? .somewhere : .unknown
    case .above, .found:
      let bound = context.kernels.bound(
        dimension: dimension, program, errors: errors.buffer(from: 0), objective: objective.buffer(from: 0),
        multipliers: multipliers.buffer(from: 0), active: active.buffer(from: 0))
      return bound > error ? .never : .unknown
    }
  }

  /// Adds a little to every coefficient of the objective, so that its least value in the box is taken in the corner that is
  /// nearest to a point. Bounds of a box have coefficients 0, and the dual simplex method may cycle among multipliers that are
  /// all 0. What it finds is verified with the objective itself.
  private mutating func perturbObjective(from point: Buffer<Double>) {
    var range = 0.0
    for axis in 0..<dimension { range += objective[axis].magnitude * (upper[axis] - lower[axis]) }
    perturbedObjective.truncate(to: 0)
    for axis in 0..<dimension {
      let share = 0x1p-24 * (0.5 + (Double(axis + 1) * 0.618033988749895).truncatingRemainder(dividingBy: 1))
      let change = share * range / (Double(dimension) * (upper[axis] - lower[axis]))
      let isUp = objective[axis] == 0 ? point[axis] - lower[axis] > upper[axis] - point[axis] : objective[axis] < 0
      perturbedObjective.append(objective[axis] + (isUp ? -change : change))
    }
    perturbedObjective.append(objective[dimension])
  }

  private func objectiveValue(at point: Buffer<Double>) -> Double {
    var value = objective[dimension]
    for axis in 0..<dimension { value += objective[axis] * point[axis] }
    return value
  }

  /// Moves from the optimum towards a point inside, half the way to where the objective is 0, and verifies that the result is
  /// strictly inside and the objective still negative.
  private mutating func isInside(_ value: Double, _ error: Double, _ excluded: Int, _ witness: Int) -> Bool {
    let start = objectiveValue(at: points.buffer(from: witness))
    let share = value / (value - start) / 2
    for axis in 0..<dimension {
      found[axis] = optimum[axis] + share * (points[witness + axis] - optimum[axis])
      guard found[axis] > lower[axis], found[axis] < upper[axis] else { return false }
    }
    guard objectiveValue(at: found.buffer(from: 0)) < -error else { return false }
    for halfSpace in 0..<halfSpaceCount where halfSpace != excluded {
      var slack = halfSpaces[dimension * stride + halfSpace]
      for axis in 0..<dimension { slack += halfSpaces[axis * stride + halfSpace] * found[axis] }
      guard slack > errors[halfSpace] else { return false }
    }
    return true
  }

  /// Decides about a unit that no point inside tells anything about.
  private mutating func exactSign(of id: Int32, _ workspace: borrowing Workspace) -> Int8 {
    if workspace.exactHyperplane(id).isZero { return 0 }
    let above = exactPoint(workspace, excluding: -1, beyond: inequality(id, true, workspace))
    let below = exactPoint(workspace, excluding: -1, beyond: inequality(id, false, workspace))
    guard let above else { return 0 }
    guard let below else { return 1 }
    // Either is good enough; of the other side the points kept tell as well.
    remember(above.isInside ? above : below, isActive: above.isInside)
    return -1
  }

  /// An exact point inside a cell, rounded to doubles, and whether these are inside as well.
  struct RoundedPoint {
    let coordinates: [Double]
    let isInside: Bool
  }

  /// What holds strictly on one side of a hyperplane.
  func inequality(_ id: Int32, _ isActive: Bool, _ workspace: borrowing Workspace) -> StrictSystem.Inequality {
    let halfSpace = workspace.exactHyperplane(id)
    let above = StrictSystem.Inequality(normal: Array(halfSpace.coefficients.dropLast()), constant: halfSpace.constant)
    return isActive ? above : above.reversed
  }

  /// What holds strictly inside a half-space of the current cell, or inside bound i of the box for −1 − i.
  func inequality(ofPlace place: Int, _ workspace: borrowing Workspace) -> StrictSystem.Inequality {
    place < 0
      ? inequality(Int32(truncatingIfNeeded: place), true, workspace) : inequality(ids[place], sides[place], workspace)
  }

  /// The domain's box, as it is at the moment.
  var box: Box {
    let box = try? Box(lower: (0..<dimension).map { lower[$0] }, upper: (0..<dimension).map { upper[$0] })
    guard let box else { preconditionFailure("the domain's box is a box") }
    return box
  }

  /// A point strictly inside the current cell, without one of its half-spaces, that satisfies a further inequality; nil when there
  /// is none. Decided in exact arithmetic.
  func exactPoint(
    _ workspace: borrowing Workspace, excluding excluded: Int, beyond: StrictSystem.Inequality?
  ) -> RoundedPoint? {
    var system: [StrictSystem.Inequality] = []
    for halfSpace in 0..<halfSpaceCount where halfSpace != excluded {
      system.append(inequality(ids[halfSpace], sides[halfSpace], workspace))
    }
    if let beyond { system.append(beyond) }
    let box = box
    guard let point = StrictSystem(within: box).point(satisfying: system) else { return nil }
    return rounded(point) { rounded in
      let exact = rounded.map { Dyadic($0) }
      return zip(rounded, zip(box.lower, box.upper)).allSatisfy { $1.0 < $0 && $0 < $1.1 }
        && system.allSatisfy { $0.value(at: exact).signum > 0 }
    }
  }

  /// A point rounded to the nearest doubles, or with up to six of its coordinates rounded the other way where that lies inside: a
  /// cell hardly wider than the distance of doubles may hold one of these alone.
  private func rounded(_ point: [Dyadic], where isInside: ([Double]) -> Bool) -> RoundedPoint {
    let nearest = point.map(\.nearest)
    if isInside(nearest) { return RoundedPoint(coordinates: nearest, isInside: true) }
    let others = zip(point, nearest).map { ($0 - Dyadic($1)).signum < 0 ? $1.nextDown : $1.nextUp }
    for choice in 1..<1 << min(dimension, 6) {
      let near = nearest.indices.map { $0 < 6 && choice >> $0 & 1 == 1 ? others[$0] : nearest[$0] }
      if isInside(near) { return RoundedPoint(coordinates: near, isInside: true) }
    }
    return RoundedPoint(coordinates: nearest, isInside: false)
  }
}
