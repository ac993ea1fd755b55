/// A cell that waits to be subdivided, by itself: everything that a frame refers to, copied.
struct CellTask<Cell: Sendable>: Sendable {
  /// Nil for the whole domain.
  let cell: Cell?
  let layer: Int
  let candidates: [Int32]
  /// The maps of all layers up to this one; those of the layers before are what facets lie on.
  let maps: [[Double]]
  let next: [Double]
  let words: [UInt64]
  /// The pattern of the layers before.
  let pattern: [UInt64]
  let level: Int

  /// The whole domain.
  static var root: CellTask {
    CellTask(cell: nil, layer: 0, candidates: [], maps: [], next: [], words: [], pattern: [], level: 0)
  }
}

extension CellSubdivision where Geometry: ~Copyable {
  /// Copies what a frame refers to.
  func capture(_ frame: Frame) -> CellTask<Geometry.Copy> {
    let strata = workspace.compiled.strata
    return CellTask(
      cell: geometry.copy(frame.cell), layer: frame.layer,
      candidates: candidates.copy(from: frame.candidates, count: frame.candidateCount),
      maps: (0...frame.layer).map {
        workspace.maps.copy(from: workspace.layerMaps[$0], count: workspace.rows * strata[$0].stride)
      },
      next: workspace.maps.copy(from: frame.next, count: workspace.rows * strata[frame.layer + 1].stride),
      words: words.copy(from: frame.words, count: strata[frame.layer].wordCount),
      pattern: workspace.pattern.copy(from: 0, count: strata[frame.layer].firstWord), level: frame.level)
  }

  /// Subdivides everything below a task.
  ///
  /// - Throws: ``LimitReached`` when the meter's limits are exceeded.
  mutating func run(_ task: CellTask<Geometry.Copy>) throws(LimitReached) {
    guard let cell = task.cell else {
      try runRoot()
      return
    }
    workspace.maps.truncate(to: 0)
    for (layer, maps) in task.maps.enumerated() {
      workspace.layerMaps[layer] = workspace.maps.count
      for value in maps { workspace.maps.append(value) }
    }
    for (index, word) in task.pattern.enumerated() { workspace.pattern[index] = word }
    for layer in workspace.compiled.strata.indices { workspace.exact.enter(layer: layer) }
    let next = workspace.maps.count
    for value in task.next { workspace.maps.append(value) }
    candidates.truncate(to: 0)
    for unit in task.candidates { candidates.append(unit) }
    words.truncate(to: 0)
    for word in task.words { words.append(word) }
    frames.append(
      Frame(
        cell: geometry.load(cell), layer: task.layer, candidates: 0, candidateCount: task.candidates.count,
        maps: workspace.layerMaps[task.layer], next: next, words: 0, level: task.level))
    try subdivide()
  }
}

extension CellSubdivision: SubdivisionEngine where Geometry: ~Copyable {
  mutating func finish() {}
}

extension CellSubdivision where Sink: Sendable, Geometry: ~Copyable {
  /// Subdivides a domain on one or more threads; see ``ParallelSubdivision``.
  static func run(
    _ compiled: CompiledNetwork, threads: Int, limits: Limits, progress: DissectionProgress,
    makeSink: @Sendable () -> Sink
  ) throws(LimitReached) -> [Sink] {
    let meter = Meter(progress, limits: limits, start: ContinuousClock.now)
    let (common, parts) = try ParallelSubdivision.run(
      CellTask<Geometry.Copy>.root, threads: threads, makeSink: { _ in makeSink() },
      makeEngine: { sink, captureLevel in
        CellSubdivision(compiled, sink: sink, meter: meter, captureLevel: captureLevel)
      })
    return parts.isEmpty ? [common] : parts.map(\.sink)
  }
}
