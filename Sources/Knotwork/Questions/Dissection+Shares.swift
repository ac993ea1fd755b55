import KnotworkGeometry

extension Dissection {
  /// The part of the domain's volume that each region takes, in the order of the regions, right to seven digits in up to five
  /// dimensions.
  ///
  /// - Requires: a bounded domain, and vertices that were kept (``Detail/vertices``).
  /// - Throws: ``LimitReached`` when a limit was reached, where volumes are too large or too small for doubles.
  /// - Complexity: that of a triangulation of every region.
  func shares(within budget: Budget) throws -> [Double] {
    guard coordinates?.box.isOrdinary ?? false else {
      let compiled = record.table.compiled
      let volumes = try visit(within: budget) { ExactVolumeSink(compiled) }.flatMap(\.volumes)
      let whole = volumes.reduce(Dyadic.zero, +)
      return volumes.map { Dyadic.quotient($0, whole) }
    }
    let volumes = regions.map { $0.volume ?? 0 }
    let whole = volumes.reduce(0, +)
    return volumes.map { $0 / whole }
  }
}

/// The volumes of cells times d!, without rounding but that of the vertices to ``ExactCell/precision`` bits.
private struct ExactVolumeSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }
  private let compiled: CompiledNetwork
  private(set) var volumes: [Dyadic] = []

  init(_ compiled: CompiledNetwork) { self.compiled = compiled }

  mutating func add(_ region: FoundCell) {
    if let view = region.view { volumes.append(ExactCell(region, view, compiled).scaledVolume) }
  }
}
