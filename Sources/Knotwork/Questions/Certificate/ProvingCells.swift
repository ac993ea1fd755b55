import KnotworkGeometry

/// A sign tree that writes down why each unit has its sign.
///
/// What linear programs in floating point find is a proof if the checker says so; where rounding spoils it, multipliers are
/// computed exactly.
struct ProvingCells: CellGeometry, ~Copyable {
  typealias Cell = HalfSpaceCells.Cell

  private var tree: HalfSpaceCells
  private let compiled: CompiledNetwork
  var log: RegionProofLog?

  init(_ compiled: CompiledNetwork) {
    tree = HalfSpaceCells(compiled, showing: .nothing)
    self.compiled = compiled
  }

  mutating func root(_ workspace: borrowing Workspace) -> Cell { tree.root(workspace) }
  mutating func select(_ cell: Cell, _ workspace: borrowing Workspace) { tree.select(cell, workspace) }
  func hasRoom(in cell: Cell) -> Bool { true }

  static func subdivideWider<Sink: CellSink>(
    _ path: SplitPath, _ compiled: CompiledNetwork, sink: inout Sink, meter: inout Meter,
    leftovers: inout [SplitPath]
  ) throws {
    try HalfSpaceCells.subdivideWider(path, compiled, sink: &sink, meter: &meter, leftovers: &leftovers)
  }

  /// Leaves all units to ``decide(_:id:_:)``, where they are proved one by one.
  mutating func classify(
    _ cell: Cell, layer: Int, maps: Int, open: Buffer<UInt64>, active: Buffer<UInt64>, crossing: Buffer<UInt64>,
    _ workspace: borrowing Workspace
  ) {
    for word in 0..<compiled.compiledLayers[layer].wordCount { crossing[word] = open[word] }
  }

  mutating func classify(
    _ cell: Cell, layer: Int, maps: Int, units: Buffer<Int32>, count: Int, into results: Buffer<Int8>,
    _ workspace: borrowing Workspace
  ) {
    tree.classify(cell, layer: layer, maps: maps, units: units, count: count, into: results, workspace)
  }

  mutating func decide(_ cell: Cell, id: Int32, _ workspace: borrowing Workspace) -> Int8 {
    let (layer, unit) = compiled.place(of: Int(id))
    let sign = tree.quickSign(workspace.hyperplane(id))
    if sign >= 0 {
      log?.settle(layer, unit, isActive: sign > 0, .one, [])
      return sign
    }
    tree.forgetProgram()
    return prove(tree.decide(cell, id: id, workspace), id, layer, unit, workspace)
  }

  private mutating func prove(
    _ sign: Int8, _ id: Int32, _ layer: Int, _ unit: Int, _ workspace: borrowing Workspace
  ) -> Int8 {
    guard sign >= 0, let log else { return sign }
    let (scale, multipliers) = tree.proof(of: id, workspace)
    if log.accepts(layer, unit, isActive: sign > 0, scale, multipliers) { return sign }
    let exact = tree.exactProof(of: id, isActive: sign > 0, workspace)
    log.settle(layer, unit, isActive: sign > 0, exact.scale, exact.multipliers)
    return sign
  }

  mutating func split(
    _ cell: Cell, by unit: CurrentUnit, _ workspace: borrowing Workspace
  ) -> (inactive: Cell, active: Cell) {
    log?.add(.split(layer: unit.layer, unit: unit.index))
    return tree.split(cell, by: unit, workspace)
  }

  /// Writes the region down; nobody looks at the view.
  mutating func view(_ cell: Cell, _ workspace: borrowing Workspace) -> CellView {
    log?.add(.region(point: tree.exactInterior(cell, workspace)))
    return tree.emptyView(workspace)
  }
}

extension HalfSpaceCells {
  /// So that no multipliers of an earlier program are taken for those of the next.
  fileprivate mutating func forgetProgram() {
    for index in 0..<dimension { active[index] = -1 }
  }

  /// What the last program's multipliers say about a unit; no proof where there was none, or where rounding has spoilt it.
  fileprivate func proof(
    of id: Int32, _ workspace: borrowing Workspace
  ) -> (scale: Dyadic, multipliers: [RegionProofStep.Multiplier]) {
    // The half-spaces of programs were scaled by powers of 2.
    let objectiveScale = workspace.hyperplane(id).unitScale(dimension: dimension)
    var found: [RegionProofStep.Multiplier] = []
    for index in 0..<dimension where active[index] >= 0 && multipliers[index] > 0 && multipliers[index].isFinite {
      let halfSpace = Int(active[index])
      guard halfSpace < halfSpaceCount else { continue }
      let scale = workspace.hyperplane(ids[halfSpace]).unitScale(dimension: dimension)
      found.append(
        RegionProofStep.Multiplier(halfSpace: halfSpace, factor: Dyadic(multipliers[index]) * Dyadic(scale)))
    }
    return (Dyadic(objectiveScale), found)
  }

  /// Multipliers that prove exactly what was decided.
  fileprivate func exactProof(
    of id: Int32, isActive: Bool, _ workspace: borrowing Workspace
  ) -> (scale: Dyadic, multipliers: [RegionProofStep.Multiplier]) {
    let halfSpaces = (0..<halfSpaceCount).map { inequality(ids[$0], sides[$0], workspace) }
    let contrary = inequality(id, !isActive, workspace)
    guard let factors = StrictSystem(within: box).refutation(of: halfSpaces + [contrary]) else {
      preconditionFailure("what was decided can be proved")
    }
    return (
      factors[halfSpaceCount],
      (0..<halfSpaceCount).filter { !factors[$0].isZero }.map {
        RegionProofStep.Multiplier(halfSpace: $0, factor: factors[$0])
      }
    )
  }

  /// A point strictly inside a cell, without rounding.
  fileprivate func exactInterior(_ cell: Cell, _ workspace: borrowing Workspace) -> [Dyadic] {
    if cell.pointCount > 0 { return (0..<dimension).map { Dyadic(points[cell.points + $0]) } }
    let halfSpaces = (0..<halfSpaceCount).map { inequality(ids[$0], sides[$0], workspace) }
    guard let point = StrictSystem(within: box).point(satisfying: halfSpaces) else {
      preconditionFailure("a cell has an inside")
    }
    return point
  }
}
