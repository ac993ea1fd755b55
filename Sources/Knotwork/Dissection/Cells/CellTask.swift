/// A cell that waits to be subdivided, by itself: everything that a frame refers to, copied.
struct CellTask<Cell: Sendable>: Sendable {
  let cell: Cell
  let layer: Int
  let candidates: [Int32]
  /// The maps of all layers up to this one; those of the layers before are what facets lie on.
  let maps: [[Double]]
  let next: [Double]
  let words: [UInt64]
  /// The pattern of the layers before.
  let pattern: [UInt64]
  let level: Int
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
        cell: geometry.load(task.cell), layer: task.layer, candidates: 0, candidateCount: task.candidates.count,
        maps: workspace.layerMaps[task.layer], next: next, words: 0, level: task.level))
    try subdivide()
  }
}
