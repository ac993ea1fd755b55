import KnotworkGeometry

/// Questions that look at the vertices of all regions.
extension Dissection {
  /// Hands all regions with their vertices to sinks: those that were kept, or else those of a run of its own. The sinks come in
  /// the order of the regions.
  ///
  /// - Throws: `InvalidGeometry` for the whole input space, and in more than 12 dimensions; ``LimitReached`` when a limit was
  ///   reached.
  func visit<Sink: CellSink & Sendable>(within budget: Budget, _ makeSink: @Sendable () -> Sink) throws -> [Sink] {
    guard coordinates != nil else {
      throw InvalidGeometry("the whole input space is unbounded; this question needs a bounded domain, such as a box")
    }
    let run = Budget.Run(budget)
    var (sink, count, hasTime) = (makeSink(), 0, true)
    let areKept = record.visitCells {
      count += 1
      if count & 63 == 0 { hasTime = hasTime && run.reasonToEnd == nil }
      if hasTime { sink.add($0) }
    }
    if !hasTime { try run.requireTime(regionsFound: regions.count) }
    if areKept { return [sink] }
    let compiled = record.table.compiled
    try compiled.requireVertices()
    return try CellEngine.withVertices(dimension: dimension).visit(compiled, within: budget, makeSink: makeSink)
  }

  func requireOutput(_ output: Int) {
    precondition(
      (0..<network.outputCount).contains(output), "output \(output), but the network has \(network.outputCount)")
  }
}

extension DomainCoordinates {
  /// Hands the domain itself with its vertices to a sink.
  ///
  /// - Throws: `InvalidGeometry` in more than 12 dimensions.
  func visit<Sink: CellSink & Sendable>(_ makeSink: @Sendable (CompiledNetwork) -> Sink) throws -> Sink {
    // A domain is the region of a network that has only one.
    let plain = try Network(layers: [Layer(weights: .zero(rows: 1, columns: dimension), activation: .linear)])
    let compiled = try inputCoordinates.compile(plain)
    try compiled.requireVertices()
    return try CellEngine.withVertices(dimension: dimension).visit(compiled, within: Budget()) { makeSink(compiled) }[0]
  }

  /// The domain's volume, in its coordinates.
  ///
  /// - Throws: `InvalidGeometry` in more than 12 dimensions.
  func volume() throws -> Double { isBox ? box.volume : try visit(VolumeSink.init).sum.value }
}

/// Adds up volumes.
private struct VolumeSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }
  private let compiled: CompiledNetwork
  private(set) var sum = ExactSum()

  init(_ compiled: CompiledNetwork) { self.compiled = compiled }

  mutating func add(_ region: FoundCell) {
    if let moments = region.firstMoments(compiled) { sum.add(region.volume(moments, compiled)) }
  }
}
