import KnotworkGeometry

/// Cells kept by their vertices, each with the set of facets that it lies on: one bit of a mask for each facet of the cell.
///
/// Two vertices are joined by an edge exactly if no other vertex lies on all facets that they share (in a simple cell: if they
/// share d − 1). Splitting a cell needs nothing else, and its cost is that of its vertices: few in low dimension.
struct VertexCells<Mask: FacetMask>: CellGeometry, ~Copyable {
  struct Cell: BitwiseCopyable {
    /// Where the vertices start in `vertices` and `masks`, and their number.
    var vertices: Int
    var vertexCount: Int
    /// Where the facets start: slot k of the masks is facet `facets[k]`, −2³¹ where the slot is free.
    var facets: Int
    var slotCount: Int
    /// How many points had been made.
    var pointCount: Int
    /// Whether every vertex lies on exactly d facets.
    var isSimple: Bool
    /// How many points had been replaced by better ones.
    var replacementCount: Int
  }

  let compiled: CompiledNetwork
  let dimension: Int
  /// Points, `step` doubles each: d coordinates, and how far off it may be.
  var points = Stack<Double>()
  let step: Int
  var vertices = Stack<Int32>()
  var masks = Stack<Mask>()
  var facets = Stack<Int32>()
  /// Points that were computed without rounding, of those still on the stack.
  var exactPoints: [Int32: HomogeneousPoint] = [:]
  /// Points that were replaced by better ones, and what they were before. Undone where a cell is taken up that is older, so
  /// that coordinates depend on the way to a cell alone, and not on what was subdivided in between.
  var replacedPoints = Stack<Int32>()
  var replacedCoordinates = Stack<Double>()

  /// Scratch of one split: the hyperplane's row, its values at the vertices, each off by at most `fixed` + `moved` · radius,
  /// the vertices by their sign, and the ends of the edges that are cut.
  var row = Stack<Double>()
  var values = Stack<Double>()
  var fixed = 0.0
  var moved = 0.0
  var above = Stack<Int32>()
  var below = Stack<Int32>()
  var on = Stack<Int32>()
  var pairs = Stack<Int32>()
  /// Scratch: rows of one classification, and of one solution.
  var gathered = Stack<Double>()
  var bits = Stack<UInt64>()
  var solver: VerifiedSolver
  /// Scratch of a view.
  var shown = Stack<Double>()
  var shownFacets = Stack<Int32>()
  var shownMasks = Stack<UInt64>()

  init(_ compiled: CompiledNetwork) {
    self.compiled = compiled
    dimension = compiled.dimension
    step = dimension + 1
    solver = VerifiedSolver(dimension: dimension)
  }

  /// The box alone has 2^d vertices, and a split looks at all pairs on both of its sides.
  static var dimensionLimit: Int { 12 }

  static var freeSlot: Int32 { .min }

  mutating func select(_ cell: Cell, _ workspace: borrowing Workspace) {
    undoReplacements(downTo: cell.replacementCount)
    vertices.truncate(to: cell.vertices + cell.vertexCount)
    masks.truncate(to: cell.vertices + cell.vertexCount)
    facets.truncate(to: cell.facets + cell.slotCount)
    points.truncate(to: step * cell.pointCount)
    if !exactPoints.isEmpty {
      exactPoints = exactPoints.filter { $0.key < cell.pointCount }
    }
  }

  @inline(__always)
  private mutating func undoReplacements(downTo count: Int) {
    while replacedPoints.count > count {
      let last = replacedPoints.count - 1
      for index in 0..<step {
        points[step * Int(replacedPoints[last]) + index] = replacedCoordinates[step * last + index]
      }
      replacedPoints.truncate(to: last)
      replacedCoordinates.truncate(to: step * last)
    }
  }

  /// Replaces a point by a better one until an older cell is taken up.
  mutating func replace(_ index: Int32, by exact: HomogeneousPoint) {
    replacedPoints.append(index)
    for offset in 0..<step { replacedCoordinates.append(points[step * Int(index) + offset]) }
    place(exact, at: index)
  }

  /// The coordinates of a vertex of a cell.
  @inline(__always)
  func point(_ vertex: Int) -> Buffer<Double> { points.buffer(from: step * Int(vertices[vertex])) }

  /// The box as the first 2 d domain facets (lower and upper bound of each coordinate), cut by the others.
  mutating func root(_ workspace: borrowing Workspace) -> Cell {
    points.truncate(to: 0)
    vertices.truncate(to: 0)
    masks.truncate(to: 0)
    facets.truncate(to: 0)
    exactPoints = [:]
    replacedPoints.truncate(to: 0)
    replacedCoordinates.truncate(to: 0)
    let count = 1 << dimension
    let cell = Cell(
      vertices: 0, vertexCount: count, facets: 0, slotCount: 2 * dimension, pointCount: count, isSimple: true,
      replacementCount: 0)
    for facet in 0..<2 * dimension { facets.append(Int32(-1 - facet)) }
    for corner in 0..<count {
      var mask = Mask.none
      for axis in 0..<dimension {
        let isUpper = corner >> axis & 1
        // x − lower or upper − x.
        let row = compiled.domainForms[2 * axis + isUpper]
        points.append((isUpper == 1 ? row.constant : -row.constant).nearest)
        mask.insert(2 * axis + isUpper)
      }
      points.append(0)
      vertices.append(Int32(corner))
      masks.append(mask)
    }
    var rest = cell
    for facet in 2 * dimension..<max(2 * dimension, compiled.domainForms.count) {
      let id = Int32(-1 - facet)
      let (hasAbove, hasBelow) = findSigns(rest, id: id, workspace)
      guard hasAbove, hasBelow else { continue }
      rest = cut(rest, id: id, workspace).active
    }
    return rest
  }

  /// Signs are decided at once.
  @inline(__always)
  mutating func decide(_ cell: Cell, id: Int32, _ workspace: borrowing Workspace) -> Int8 { -1 }

  mutating func split(
    _ cell: Cell, by unit: CurrentUnit, _ workspace: borrowing Workspace
  ) -> (inactive: Cell, active: Cell) {
    let found = findSigns(cell, id: unit.id, workspace)
    precondition(found.hasAbove && found.hasBelow, "a unit that does not cross a cell cannot split it")
    return cut(cell, id: unit.id, workspace)
  }

  /// A slot is free in either part unless all are taken by facets that both keep.
  @inline(__always)
  func hasRoom(in cell: Cell) -> Bool { cell.slotCount < Mask.capacity }

  static func subdivideWider<Sink: CellSink>(
    _ path: SplitPath, _ compiled: CompiledNetwork, sink: inout Sink, meter: inout Meter,
    leftovers: inout [SplitPath]
  ) throws {
    guard Mask.capacity < WideMask.capacity else {
      throw InvalidGeometry("a region with more than \(WideMask.capacity) facets; choose a smaller domain")
    }
    var wider = Subdivision<VertexCells<WideMask>, Sink>(compiled, sink: sink, meter: meter)
    defer {
      sink = wider.sink
      meter = wider.meter
    }
    do {
      try wider.run(path)
    } catch {
      leftovers = wider.pending
      throw error
    }
  }
}
