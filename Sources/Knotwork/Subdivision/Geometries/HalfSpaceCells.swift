import KnotworkGeometry

/// Cells kept by their half-spaces and a few points inside: for many dimensions, where vertices are too many.
///
/// Whether a unit crosses a cell is a linear program, solved only when the unit's turn to split comes and the points known
/// inside do not answer it. What the program finds is verified in floating point (a certificate from its multipliers, or a
/// point strictly inside), and decided in exact arithmetic where that fails.
struct HalfSpaceCells: CellGeometry, ~Copyable {
  struct Cell: BitwiseCopyable {
    /// Number of half-spaces; the last one is that of unit `id`, of its active side or the other.
    var halfSpaceCount: Int
    var id: Int32
    var isActive: Bool
    /// Where the points inside start, and their number.
    var points: Int
    var pointCount: Int
    /// Its list of facets, where these are asked for.
    var list = 0
  }

  /// As many points inside are kept of a cell.
  static var pointLimit: Int { 6 }
  /// From as many of them rays are sent out for one facet.
  static var rayLimit: Int { 3 }

  let compiled: CompiledNetwork
  let dimension: Int
  /// What views are asked for; facets are found for them alone.
  let detail: ViewDetail
  /// The first unit of the last hidden layer, counted through all layers.
  let lastLayer: Int32
  /// Whether facets of the last hidden layer's units are left open in the cell of the layers before that is being subdivided.
  var leavesLastLayerOpen = false
  private let arena = Arena()
  let lower: Buffer<Double>
  let upper: Buffer<Double>
  /// The half-spaces of the current cell, u · x + c ≥ 0: coefficient k of half-space i at k · `stride` + i.
  var halfSpaces: Stack<Double>
  var stride = 64
  var halfSpaceCount = 0
  /// For each half-space a bound on its error anywhere in the box, and what it belongs to.
  var errors = Stack<Double>()
  var ids = Stack<Int32>()
  var sides = Stack<Bool>()
  /// Points strictly inside, d coordinates each.
  var points = Stack<Double>()
  /// The point on the other side of the unit that was just found to cross.
  var found = Stack<Double>()
  var hasFound = false
  /// On which side it lies; what its value is in floating point does not tell.
  var isFoundActive = false

  /// Scratch of one program.
  var objective = Stack<Double>()
  var perturbedObjective = Stack<Double>()
  var workspace = Stack<Double>()
  var optimum = Stack<Double>()
  var multipliers = Stack<Double>()
  var active = Stack<Int32>()
  /// Scratch of one solution for multipliers.
  var solver: VerifiedSolver
  var equation = Stack<Double>()
  var equationErrors = Stack<Double>()
  /// What is known of the facets of cells on the stacks, and scratch of one ray.
  var lists = Stack<FacetList>()
  var facets = Stack<CellFacet>()
  var rayStart = Stack<Double>()
  var direction = Stack<Double>()
  private var foundBySplit = Stack<Double>()
  /// Scratch of a view.
  var shownFacets = Stack<Int32>()
  var shownPoint = Stack<Double>()

  init(_ compiled: CompiledNetwork) { self.init(compiled, showing: .everything) }

  init(_ compiled: CompiledNetwork, showing detail: ViewDetail) {
    self.compiled = compiled
    self.detail = detail
    lastLayer = Int32(truncatingIfNeeded: compiled.compiledLayers.dropLast().last?.firstUnit ?? 0)
    dimension = compiled.dimension
    solver = VerifiedSolver(dimension: compiled.dimension)
    let halfSpaces = compiled.domainForms
    lower = arena.buffer((0..<dimension).map { -halfSpaces[2 * $0].constant.nearest }, paddedTo: 0, with: 0)
    upper = arena.buffer((0..<dimension).map { halfSpaces[2 * $0 + 1].constant.nearest }, paddedTo: 0, with: 0)
    self.halfSpaces = Stack(capacity: 64 * (dimension + 1))
    _ = self.halfSpaces.extend(by: stride * (dimension + 1))
    _ = objective.extend(by: dimension + 1)
    _ = optimum.extend(by: dimension)
    _ = found.extend(by: dimension)
    _ = foundBySplit.extend(by: dimension)
    _ = rayStart.extend(by: dimension)
    _ = direction.extend(by: dimension)
    _ = multipliers.extend(by: (dimension + 7) & ~7)
    _ = active.extend(by: dimension)
  }

  mutating func select(_ cell: Cell, _ workspace: borrowing Workspace) {
    points.truncate(to: cell.points + cell.pointCount * dimension)
    if detail != .nothing { selectFacets(cell) }
    let base = compiled.domainForms.count - 2 * dimension
    guard cell.halfSpaceCount > base else {
      setHalfSpaceCount(cell.halfSpaceCount)
      return
    }
    setHalfSpaceCount(cell.halfSpaceCount - 1)
    append(cell.id, isActive: cell.isActive, workspace)
  }

  private mutating func setHalfSpaceCount(_ count: Int) {
    halfSpaceCount = count
    errors.truncate(to: count)
    ids.truncate(to: count)
    sides.truncate(to: count)
  }

  /// Adds the half-space on one side of a hyperplane, scaled by a power of 2 to a length of about 1.
  private mutating func append(_ id: Int32, isActive: Bool, _ workspace: borrowing Workspace) {
    if halfSpaceCount == stride { widen() }
    let hyperplane = workspace.hyperplane(id)
    let scale = (isActive ? 1 : -1) * hyperplane.unitScale(dimension: dimension)
    for axis in 0...dimension { halfSpaces[axis * stride + halfSpaceCount] = hyperplane[axis] * scale }
    // A bound of the box that is moved out of the way makes coordinates three times as large.
    let margin = detail == .nothing ? 1 : 4.0
    errors.append(hyperplane.tolerance(largestCoordinates: compiled.largestCoordinates) * scale.magnitude * margin)
    ids.append(id)
    sides.append(isActive)
    halfSpaceCount += 1
  }

  private mutating func widen() {
    var wider = Stack<Double>(capacity: 2 * stride * (dimension + 1))
    _ = wider.extend(by: 2 * stride * (dimension + 1))
    for axis in 0...dimension {
      for halfSpace in 0..<halfSpaceCount {
        wider[axis * 2 * stride + halfSpace] = halfSpaces[axis * stride + halfSpace]
      }
    }
    halfSpaces = wider
    stride *= 2
  }

  mutating func root(_ workspace: borrowing Workspace) -> Cell {
    setHalfSpaceCount(0)
    points.truncate(to: 0)
    lists.truncate(to: 0)
    facets.truncate(to: 0)
    if detail != .nothing { lists.append(FacetList(parent: -1, splitWitness: -1)) }
    for facet in 2 * dimension..<max(2 * dimension, compiled.domainForms.count) {
      append(Int32(-1 - facet), isActive: true, workspace)
    }
    var count = 0
    if halfSpaceCount == 0 {
      // Off the centre by different shares, so that no unit of a plain network vanishes there.
      for axis in 0..<dimension {
        let share = 0.5 + 0.25 * (Double(axis + 1) * 0.618033988749895).truncatingRemainder(dividingBy: 1)
        points.append(lower[axis] + share * (upper[axis] - lower[axis]))
      }
      count = 1
    } else if let point = exactPoint(workspace, excluding: -1, beyond: nil), point.isInside {
      for coordinate in point.coordinates { points.append(coordinate) }
      count = 1
    }
    return Cell(halfSpaceCount: halfSpaceCount, id: 0, isActive: true, points: 0, pointCount: count)
  }

  mutating func split(
    _ cell: Cell, by unit: CurrentUnit, _ workspace: borrowing Workspace
  ) -> (inactive: Cell, active: Cell) {
    let id = unit.id
    let hyperplane = workspace.hyperplane(id)
    let tolerance = hyperplane.tolerance(largestCoordinates: compiled.largestCoordinates)
    let list = detail == .nothing ? 0 : listParts(of: cell, hyperplane, tolerance, workspace)
    func part(isActive: Bool, _ tree: inout HalfSpaceCells) -> Cell {
      let first = tree.points.count
      var count = 0
      if tree.hasFound, tree.isFoundActive == isActive {
        for axis in 0..<tree.dimension { tree.points.append(tree.found[axis]) }
        count = 1
      }
      for index in 0..<cell.pointCount where count < HalfSpaceCells.pointLimit {
        let start = cell.points + index * tree.dimension
        let value = hyperplane.value(at: tree.points.buffer(from: start), dimension: tree.dimension)
        if isActive ? value > tolerance : value < -tolerance {
          for axis in 0..<tree.dimension { tree.points.append(tree.points[start + axis]) }
          count += 1
        }
      }
      return Cell(
        halfSpaceCount: tree.halfSpaceCount + 1, id: id, isActive: isActive, points: first, pointCount: count,
        list: list + (isActive ? 1 : 0))
    }
    let inactive = part(isActive: false, &self)
    return (inactive, part(isActive: true, &self))
  }

  /// Lists of facets for both parts of a cell, the inactive one first. What lies on the other side of the hyperplane that splits
  /// it is a witness that the hyperplane is a facet of a part.
  private mutating func listParts(
    of cell: Cell, _ hyperplane: Hyperplane, _ tolerance: Double, _ workspace: borrowing Workspace
  ) -> Int {
    // Programs about facets use the same place for what they find.
    let wasFound = (hasFound, isFoundActive)
    swap(&found, &foundBySplit)
    findFacets(cell, workspace)
    swap(&found, &foundBySplit)
    (hasFound, isFoundActive) = wasFound
    var (above, below) = (-1, -1)
    for index in 0..<cell.pointCount {
      let start = cell.points + index * dimension
      let value = hyperplane.value(at: points.buffer(from: start), dimension: dimension)
      if value > tolerance { above = start } else if value < -tolerance { below = start }
    }
    if hasFound {
      if isFoundActive { above = points.count } else { below = points.count }
      for axis in 0..<dimension { points.append(found[axis]) }
    }
    let list = lists.count
    lists.append(FacetList(parent: cell.list, splitWitness: above))
    lists.append(FacetList(parent: cell.list, splitWitness: below))
    return list
  }

  func hasRoom(in cell: Cell) -> Bool { true }

  static func subdivideWider<Sink: CellSink>(
    _ path: SplitPath, _ compiled: CompiledNetwork, sink: inout Sink, meter: inout Meter,
    leftovers: inout [SplitPath]
  ) throws {
    preconditionFailure("a sign tree has room for any number of half-spaces")
  }
}
