import KnotworkGeometry

/// A polygon that waits to be subdivided, by itself: everything that a frame refers to, copied.
struct SubdivisionTask: Sendable {
  let corners: [Corner]
  let layer: Int
  let candidates: [Int32]
  /// The maps of the layer; empty for the first, whose maps are the same everywhere.
  let maps: [Double]
  /// The next layer's maps; empty for a layer that has not been entered.
  let next: [Double]
  let words: [UInt64]
  /// The pattern of the layers before.
  let pattern: [UInt64]
  /// Where the polygon hangs in the split tree of whoever made the task.
  let slot: Int32

  /// The nodes of the polygon's edges in the forest of whoever made the task.
  var edgeNodes: [Int32] { corners.map(\.node) }

  /// The whole domain.
  init(root domain: ConvexPolygon, _ compiled: CompiledNetwork) {
    let vertices = domain.vertices
    corners = vertices.indices.map { index in
      let line = compiled.domainMaps.advanced(by: 3 * index)
      return Corner(
        x: vertices[index].x, y: vertices[index].y, radius: 0, a: line[0], b: line[1], c: line[2],
        edge: Int32(-1 - index),
        node: Int32(index))
    }
    layer = 0
    candidates = []
    maps = []
    next = []
    words = []
    pattern = []
    slot = -1
  }

  init(
    corners: [Corner], layer: Int, candidates: [Int32], maps: [Double], next: [Double], words: [UInt64],
    pattern: [UInt64], slot: Int32
  ) {
    self.corners = corners
    self.layer = layer
    self.candidates = candidates
    self.maps = maps
    self.next = next
    self.words = words
    self.pattern = pattern
    self.slot = slot
  }
}

extension Subdivision where Sink: ~Copyable {
  /// A copy of what a frame refers to.
  func makeTask(_ frame: Frame) -> SubdivisionTask {
    let compiledLayer = compiled.compiledLayers[frame.layer]
    return SubdivisionTask(
      corners: corners.copy(from: frame.corners, count: frame.cornerCount), layer: frame.layer,
      candidates: candidates.copy(from: frame.candidates, count: frame.candidateCount),
      maps: frame.layer == 0 ? [] : maps.copy(from: frame.maps, count: 3 * compiledLayer.stride),
      next: maps.copy(from: frame.next, count: 3 * compiled.compiledLayers[frame.layer + 1].stride),
      words: words.copy(from: frame.words, count: compiledLayer.wordCount),
      pattern: pattern.copy(from: 0, count: compiledLayer.firstWord), slot: frame.slot)
  }

  /// Puts a task on the empty stacks. Edges and split-tree slots get numbers of this run's own.
  mutating func load(_ task: SubdivisionTask) {
    corners.truncate(to: 0)
    candidates.truncate(to: 0)
    maps.truncate(to: 0)
    words.truncate(to: 0)
    for (index, corner) in task.corners.enumerated() {
      var own = corner
      own.node = Int32(index)
      corners.append(own)
    }
    for (index, word) in task.pattern.enumerated() { pattern[index] = word }
    if task.layer == 0 {
      maps.append(compiled.firstMaps, count: 3 * compiled.compiledLayers[0].stride)
    } else {
      maps.append(contentsOf: task.maps)
    }
    let next = maps.count
    for layer in 0..<compiled.compiledLayers.count { exact.enter(layer: layer) }
    guard !task.next.isEmpty else {
      enter(layer: task.layer, corners: 0, count: task.corners.count, maps: 0, level: 0, slot: -1)
      return
    }
    maps.append(contentsOf: task.next)
    candidates.append(contentsOf: task.candidates)
    words.append(contentsOf: task.words)
    frames.append(
      Frame(
        layer: task.layer, corners: 0, cornerCount: task.corners.count, candidates: 0,
        candidateCount: task.candidates.count, maps: 0, next: next, words: 0, level: 0, slot: -1))
  }
}
