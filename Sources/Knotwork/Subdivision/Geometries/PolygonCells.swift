import KnotworkGeometry

/// Cells of two dimensions: convex polygons, kept as their corners in counter-clockwise order.
///
/// Signs at vertices are decided by three stages: one bound for the polygon, one for each vertex, and exact arithmetic.
/// A polygon is split only where a unit is strictly positive at one vertex and strictly negative at another, so every
/// region has positive area and no region is missed.
struct PolygonCells<Journal: PolygonJournal & ~Copyable>: CellGeometry, ~Copyable {
  typealias Cell = Polygon

  let compiled: CompiledNetwork
  var journal: Journal
  var corners = Stack<Corner>()
  /// Scratch: coordinates, numbers and signs of the vertices of one polygon; masks of one layer.
  var coordinates = Stack<Double>()
  var numbers = Stack<Int32>()
  var signs = Stack<Int8>()
  var masks = Stack<UInt64>()
  /// Scratch of a view.
  var shown = Stack<Double>()
  var shownFacets = Stack<Int32>()
  var shownMasks = Stack<UInt64>()

  @inline(__always) static var fixedDimension: Int? { 2 }

  init(_ compiled: CompiledNetwork) {
    precondition(compiled.dimension == 2, "polygons in \(compiled.dimension) dimensions")
    self.compiled = compiled
    journal = Journal(compiled)
  }

  /// Forgets all polygons.
  mutating func restart() { corners.truncate(to: 0) }

  /// The domain: its vertices in order, or a box cut by half-spaces.
  mutating func root(_ workspace: borrowing Workspace) -> Polygon {
    restart()
    let vertices = compiled.vertices
    for index in vertices.indices {
      // The first facets of a box are the lower and the upper bound of each coordinate.
      let edge = compiled.isBox ? [2, 1, 3, 0][index] : index
      let line = compiled.domainMaps.advanced(by: 3 * edge)
      corners.append(
        Corner(
          x: vertices[index].x, y: vertices[index].y, radius: 0, a: line[0], b: line[1], c: line[2],
          edge: Int32(-1 - edge), node: 0))
    }
    var domain = Polygon(corners: 0, count: vertices.count, slot: -1)
    for facet in vertices.count..<compiled.domainForms.count { cut(&domain, facet: facet, workspace) }
    for index in 0..<domain.count { corners[domain.corners + index].node = Int32(index) }
    journal.begin(edgeCount: domain.count)
    return domain
  }

  /// Keeps the part of the domain on the inner side of one more of its facets.
  private mutating func cut(_ domain: inout Polygon, facet: Int, _ workspace: borrowing Workspace) {
    signs.truncate(to: 0)
    let row = compiled.domainForms[facet]
    var isCut = false
    for index in 0..<domain.count {
      let before = corners[domain.corners + (index == 0 ? domain.count - 1 : index - 1)]
      let here = corners[domain.corners + index]
      let sign = vertex(between: before.edge, and: here.edge, workspace).side(of: row)
      isCut = isCut || sign < 0
      signs.append(Int8(sign))
    }
    guard isCut else { return }
    let line = compiled.domainMaps.advanced(by: 3 * facet)
    let crease = Corner(
      x: 0, y: 0, radius: 0, a: line[0], b: line[1], c: line[2], edge: Int32(-1 - facet), node: 0)
    let parts = cut(domain, crease: crease, activeNode: 0, inactiveNode: 0, workspace)
    domain = Polygon(corners: parts.active, count: corners.count - parts.active, slot: -1)
  }

  @inline(__always)
  mutating func select(_ cell: Polygon, _ workspace: borrowing Workspace) {
    corners.truncate(to: cell.corners + cell.count)
  }

  /// Signs are decided at once.
  @inline(__always)
  mutating func decide(_ cell: Polygon, id: Int32, _ workspace: borrowing Workspace) -> Int8 { -1 }

  @inline(__always)
  mutating func complete(_ cell: Polygon, _ region: FoundCell) {
    journal.add(region, corners: corners.buffer(from: cell.corners), count: cell.count, slot: cell.slot)
  }

  /// A polygon may have as many edges as there are.
  @inline(__always)
  func hasRoom(in cell: Polygon) -> Bool { true }

  static func subdivideWider<Sink: CellSink>(
    _ path: SplitPath, _ compiled: CompiledNetwork, sink: inout Sink, meter: inout Meter,
    leftovers: inout [SplitPath]
  ) throws {
    preconditionFailure("there is room for every polygon")
  }
}
