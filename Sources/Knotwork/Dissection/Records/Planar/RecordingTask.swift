/// The engine that records a dissection of the plane.
typealias RecordingEngine = Subdivision<PolygonCells<RegionRecorder>, Unseen>

/// Looks at nothing: what is found is recorded by the geometry's journal.
struct Unseen: CellSink {
  static var detail: ViewDetail { .nothing }
  @inline(__always) mutating func add(_ region: FoundCell) {}
}

/// A polygon that waits to be subdivided, by itself: everything that a frame refers to, copied.
struct RecordingTask: Sendable {
  let corners: [Corner]
  let layer: Int
  let candidates: [Int32]
  /// The maps of the layer; empty for the first, whose maps are the same everywhere.
  let maps: [Double]
  /// The next layer's maps.
  let next: [Double]
  let words: [UInt64]
  /// The pattern of the layers before.
  let pattern: [UInt64]
  /// Where the polygon is attached in the split tree of whoever made the task.
  let slot: Int32
  /// Number of splits above it.
  let level: Int

  /// The nodes of the polygon's edges in the forest of whoever made the task.
  var edgeNodes: [Int32] { corners.map(\.node) }
}

extension Subdivision where Geometry == PolygonCells<RegionRecorder>, Sink == Unseen {
  /// Records the whole domain in one run.
  mutating func record() throws {
    try run()
    geometry.journal.finish()
  }

  /// Records everything below a task in a run of its own.
  mutating func record(_ task: RecordingTask) throws {
    load(task)
    try subdivide()
    geometry.journal.finish()
  }

  /// Splits the domain until polygons are small, which become tasks; their regions are not recorded. A domain that cannot be
  /// split is recorded, and there are no tasks.
  mutating func makeTasks() throws -> [RecordingTask] {
    var tasks: [RecordingTask] = []
    try enterDomain()
    while frames.count > 0 {
      let frame = takeFrame()
      if isTask(frame) { tasks.append(makeTask(frame)) } else { try subdivide(frame) }
    }
    try meter.flush()
    if tasks.isEmpty { geometry.journal.finish() } else { geometry.journal.share() }
    return tasks
  }

  /// Whether a polygon is to be a task of its own. Complete regions lie below tasks only.
  ///
  /// Six levels down there is enough to share out; polygons that are large there are split on, so that none takes long by
  /// itself, but not without end: where the work is need not be where the area is.
  private func isTask(_ frame: Frame) -> Bool {
    if frame.candidateCount == 0 && frame.layer + 1 == compiled.depth { return true }
    if frame.level < 6 { return false }
    return frame.level >= 10 || area(of: frame.cell) <= compiled.volume / 64
  }

  /// The area of a polygon, by the shoelace formula about its first corner.
  private func area(of polygon: Polygon) -> Double {
    var twice = 0.0
    let anchor = geometry.corners[polygon.corners]
    for index in polygon.corners + 2..<polygon.corners + polygon.count {
      let (p, q) = (geometry.corners[index - 1], geometry.corners[index])
      twice += (p.x - anchor.x) * (q.y - anchor.y) - (p.y - anchor.y) * (q.x - anchor.x)
    }
    return twice / 2
  }

  /// A copy of what a frame refers to.
  private func makeTask(_ frame: Frame) -> RecordingTask {
    let compiledLayer = compiled.compiledLayers[frame.layer]
    return RecordingTask(
      corners: geometry.corners.copy(from: frame.cell.corners, count: frame.cell.count), layer: frame.layer,
      candidates: candidates.copy(from: frame.candidates, count: frame.candidateCount),
      maps: frame.layer == 0
        ? [] : workspace.maps.copy(from: frame.maps, count: coefficientCount * compiledLayer.stride),
      next: workspace.maps.copy(
        from: frame.next, count: coefficientCount * compiled.compiledLayers[frame.layer + 1].stride),
      words: words.copy(from: frame.words, count: compiledLayer.wordCount),
      pattern: workspace.pattern.copy(from: 0, count: compiledLayer.firstWord), slot: frame.cell.slot,
      level: frame.level)
  }

  /// Puts a task on the empty stacks. Edges and split-tree slots get numbers of this run's own.
  private mutating func load(_ task: RecordingTask) {
    restart()
    geometry.restart()
    for (index, corner) in task.corners.enumerated() {
      var own = corner
      own.node = Int32(index)
      geometry.corners.append(own)
    }
    geometry.journal.begin(edgeCount: task.corners.count)
    for (index, word) in task.pattern.enumerated() { workspace.pattern[index] = word }
    if task.layer == 0 {
      workspace.maps.append(compiled.firstMaps, count: coefficientCount * compiled.compiledLayers[0].stride)
    } else {
      workspace.maps.append(contentsOf: task.maps)
    }
    let next = workspace.maps.count
    workspace.maps.append(contentsOf: task.next)
    candidates.append(contentsOf: task.candidates)
    words.append(contentsOf: task.words)
    for _ in 0..<task.level { path.append(false) }
    frames.append(
      Frame(
        cell: Polygon(corners: 0, count: task.corners.count, slot: -1), layer: task.layer, candidates: 0,
        candidateCount: task.candidates.count, maps: 0, next: next, words: 0, level: task.level, isActive: false))
  }
}
