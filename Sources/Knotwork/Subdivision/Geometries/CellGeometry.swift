/// How a subdivision keeps its cells: convex polytopes with their vertices, or by their half-spaces.
///
/// All decisions are exact. A cell is a handle to memory of the geometry that later cells lie behind.
protocol CellGeometry: ~Copyable, SendableMetatype {
  /// A handle to a cell on the stacks.
  associatedtype Cell: BitwiseCopyable

  /// The only number of coordinates that it is for; nil where it is for any.
  static var fixedDimension: Int? { get }

  init(_ compiled: CompiledNetwork)

  /// - Parameter detail: what ``view(_:_:)`` will be asked for.
  init(_ compiled: CompiledNetwork, showing detail: ViewDetail)

  /// The whole domain.
  mutating func root(_ workspace: borrowing Workspace) -> Cell

  /// Forgets everything that lies behind a cell, and makes it the current one.
  mutating func select(_ cell: Cell, _ workspace: borrowing Workspace)

  /// Finds which units of a layer are strictly positive in a cell, or positive or zero (a bit in `active`), and which take
  /// both signs or are not decided yet (a bit in `crossing`).
  ///
  /// - Parameters:
  ///   - maps: where the layer's maps start.
  ///   - open: the units in question, one bit each.
  mutating func classify(
    _ cell: Cell, layer: Int, maps: Int, open: Buffer<UInt64>, active: Buffer<UInt64>, crossing: Buffer<UInt64>,
    _ workspace: borrowing Workspace)

  /// Finds what ``classify`` finds for a few units, one byte each: 1 active, 0 not, −1 crossing or not decided yet.
  mutating func classify(
    _ cell: Cell, layer: Int, maps: Int, units: Buffer<Int32>, count: Int, into results: Buffer<Int8>,
    _ workspace: borrowing Workspace)

  /// Decides about a unit at the latest when it is to split a cell: 1 active, 0 not, −1 crossing.
  mutating func decide(_ cell: Cell, id: Int32, _ workspace: borrowing Workspace) -> Int8

  /// The number of parts into which 2 or 3 units of a layer cut a cell, where that is easily seen; exact if it is.
  ///
  /// - Parameter maps: where the layer's maps start.
  mutating func partCount(
    of cell: Cell, layer: Int, maps: Int, units: Buffer<Int32>, count: Int, _ workspace: borrowing Workspace
  ) -> Int?

  /// Splits a cell by the hyperplane of a unit that was just found to cross it; the inactive part lies below the active one.
  mutating func split(_ cell: Cell, by unit: CurrentUnit, _ workspace: borrowing Workspace)
    -> (inactive: Cell, active: Cell)

  /// A cell is a region.
  mutating func complete(_ cell: Cell, _ region: FoundCell)

  /// What there is to know of a complete cell.
  mutating func view(_ cell: Cell, _ workspace: borrowing Workspace) -> CellView

  /// Whether a cell can be split: whether there is room for one more facet.
  func hasRoom(in cell: Cell) -> Bool
  /// Subdivides a cell for which there is no room in a geometry that has more.
  ///
  /// - Parameter leftovers: what is left where a limit stops it.
  static func subdivideWider<Sink: CellSink>(
    _ path: SplitPath, _ compiled: CompiledNetwork, sink: inout Sink, meter: inout Meter,
    leftovers: inout [SplitPath]
  ) throws
}

extension CellGeometry where Self: ~Copyable {
  @inline(__always) static var fixedDimension: Int? { nil }

  init(_ compiled: CompiledNetwork, showing detail: ViewDetail) { self.init(compiled) }

  @inline(__always)
  mutating func partCount(
    of cell: Cell, layer: Int, maps: Int, units: Buffer<Int32>, count: Int, _ workspace: borrowing Workspace
  ) -> Int? { nil }

  @inline(__always) mutating func complete(_ cell: Cell, _ region: FoundCell) {}
}

/// A unit of the layer that is being subdivided.
struct CurrentUnit {
  let layer: Int
  /// Its number in the layer, and counted through all layers.
  let index: Int
  let id: Int32
  /// Where the layer's maps start.
  let maps: Int
}

/// What a sink looks at of complete cells, besides their patterns and maps.
enum ViewDetail {
  case nothing
  /// Interior points, facets, and vertices where the geometry keeps them.
  case everything
  /// The same, but hyperplanes of the last hidden layer may be listed without knowing whether they are facets: once all regions
  /// are known, their patterns tell.
  case openLastLayer
}

/// The geometry of a complete cell, while it lies on the stacks.
struct CellView {
  /// A point inside, d coordinates.
  let interior: Buffer<Double>
  /// The facets, none redundant: units counted through all layers, or −1 − i for facet i of the domain.
  let facets: Buffer<Int32>
  let facetCount: Int
  /// From this one on nobody knows whether they are redundant; see ``ViewDetail/openLastLayer``.
  var firstOpenFacet = Int.max
  /// The vertices, d coordinates each and how far they may be off; none where the geometry keeps no vertices.
  let vertices: Buffer<Double>
  let vertexCount: Int
  /// For each vertex one bit for each facet that it lies on, `maskWords` words.
  let masks: Buffer<UInt64>
  let maskWords: Int
  /// Whether the point inside is known to lie strictly inside.
  var isInteriorCertain = true
  /// Whether it is a polygon with its vertices in order around it.
  var isRing = false
}

/// A complete region, while it lies on the stacks.
struct FoundCell {
  /// Nil unless the sink needs it.
  let view: CellView?
  /// The output maps, d + 1 runs of `stride`.
  let maps: Buffer<Double>
  let stride: Int
  /// One bit for each unit, layer by layer.
  let pattern: Buffer<UInt64>
}

/// Where a subdivision of cells delivers what it finds.
protocol CellSink: SendableMetatype {
  /// What it looks at of views.
  static var detail: ViewDetail { get }
  /// Whether it only counts. Regions are then not told apart where their number is known without that.
  static var onlyCounts: Bool { get }
  /// A region is complete.
  mutating func add(_ region: FoundCell)
  /// A sink that only counts: this many regions are complete.
  mutating func add(count: Int)
}

extension CellSink {
  static var onlyCounts: Bool { false }
  mutating func add(count: Int) { preconditionFailure("a sink that wants to see every region") }
}
