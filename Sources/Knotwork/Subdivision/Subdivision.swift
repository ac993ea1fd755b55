/// The engine in any dimension: subdivides a domain layer by layer, depth first, into the regions of a network.
///
/// A cell at layer l carries the maps of that layer's pre-activations. Units whose sign is constant on it are settled at
/// once; the first of the others splits it. Settling a unit adds a rank-1 term to the maps of the next layer, so no matrix
/// product is made per region. Memory follows the depth of the splits, not the number of regions. How cells are kept, and
/// how signs on them are decided, is up to the geometry.
struct Subdivision<Geometry: CellGeometry & ~Copyable, Sink: CellSink>: ~Copyable {
  /// A cell that is still to be subdivided: where its parts start on the stacks, and what is known of it.
  struct Frame: BitwiseCopyable {
    var cell: Geometry.Cell
    var layer: Int
    /// Units of this layer that cross the cell, in ascending order.
    var candidates: Int
    var candidateCount: Int
    /// The maps of this layer's units, and those of the next layer's as far as they are summed up.
    var maps: Int
    var next: Int
    /// The pattern of this layer.
    var words: Int
    /// Number of splits above it, and the side of the last of them.
    var level: Int
    var isActive: Bool
  }

  var workspace: Workspace
  var geometry: Geometry
  var sink: Sink
  var meter: Meter
  /// The paths of cells this deep are put into `captured` instead of subdividing them; nil subdivides everything.
  var captureLevel: Int?
  var captured: [SplitPath] = []

  /// Where the parts of a shared enumeration are kept, and which of them this is.
  let pool: WorkPool?
  var part = 0
  var reportRound = 0
  /// When to pause, and whether a part is left on the stacks that a pause has interrupted.
  var pauseTime: ContinuousClock.Instant?
  var isPaused = false
  /// The way to the cell to be subdivided, and to the cell that was split last.
  private(set) var start = SplitPath.root
  var path = Stack<Bool>()
  /// Frames below this one were given away.
  var firstFrame = 0
  /// How many regions had been found before.
  private(set) var earlierRegions = 0
  /// Cells that were left over in a geometry with more room when a limit stopped it.
  private(set) var leftovers: [SplitPath] = []

  var frames = Stack<Frame>()
  var candidates = Stack<Int32>()
  var words = Stack<UInt64>()
  /// Scratch: columns and factors of one accumulation; masks of one layer; signs of candidates.
  var columns = Stack<Int32>()
  var factors = Stack<Double>()
  var masks = Stack<UInt64>()
  var signs = Stack<Int8>()

  init(
    _ compiled: CompiledNetwork, sink: Sink, meter: Meter, pool: WorkPool? = nil, kernels: Kernels = .best
  ) {
    workspace = Workspace(compiled, kernels: kernels)
    geometry = Geometry(compiled, showing: Sink.detail)
    self.sink = sink
    self.meter = meter
    self.pool = pool
  }

  var compiled: CompiledNetwork { workspace.compiled }

  /// Coefficients of a map: d + 1.
  @inline(__always) var coefficientCount: Int { Geometry.fixedDimension.map { $0 + 1 } ?? workspace.coefficientCount }

  /// Subdivides a cell.
  ///
  /// - Throws: ``LimitReached`` when the meter's limits are exceeded, ``InvalidCheckpoint`` when there is no such cell, and
  ///   what saving a checkpoint throws.
  mutating func run(_ cell: SplitPath = .root) throws {
    start = cell
    earlierRegions = meter.total
    leftovers = []
    try enterDomain()
    try resume()
  }

  /// Goes on with what is left on the stacks.
  mutating func resume() throws {
    do {
      try subdivide()
    } catch let stop as LimitReached {
      try save(isLast: true)
      throw stop
    }
  }

  /// Starts on the whole domain.
  mutating func enterDomain() throws {
    restart()
    let root = geometry.root(workspace)
    let size = coefficientCount * compiled.compiledLayers[0].stride
    let maps = workspace.maps.extend(by: size)
    for index in 0..<size { workspace.maps[maps + index] = compiled.firstMaps[index] }
    try enter(layer: 0, cell: root, maps: maps, level: 0, isActive: false)
  }

  /// Forgets what is left on the stacks.
  mutating func restart() {
    firstFrame = 0
    frames.truncate(to: 0)
    candidates.truncate(to: 0)
    words.truncate(to: 0)
    path.truncate(to: 0)
    workspace.restart()
  }

  /// Subdivides everything below the frames.
  mutating func subdivide() throws {
    while frames.count > firstFrame {
      let frame = takeFrame()
      if let captureLevel, frame.level >= captureLevel {
        captured.append(path(of: frame))
      } else {
        try subdivide(frame)
      }
    }
    try meter.flush()
  }

  /// Takes up the frame on top.
  @inline(__always)
  mutating func takeFrame() -> Frame {
    let frame = frames[frames.count - 1]
    frames.truncate(to: frames.count - 1)
    truncateStacks(to: frame)
    return frame
  }

  /// One step: splits a frame's cell, or goes on to its next layer.
  @inline(__always)
  mutating func subdivide(_ frame: Frame) throws {
    if countParts(frame) {
      // Nothing is left of it.
    } else if frame.candidateCount > 0 {
      guard geometry.hasRoom(in: frame.cell) else {
        let cell = frame.level < start.sides.count ? start : path(of: frame)
        try Geometry.subdivideWider(cell, compiled, sink: &sink, meter: &meter, leftovers: &leftovers)
        return
      }
      split(frame)
      if frame.level < start.sides.count { follow(start.sides[frame.level], from: frame.level) }
    } else {
      store(frame)
      try enter(
        layer: frame.layer + 1, cell: frame.cell, maps: frame.next, level: frame.level, isActive: frame.isActive)
    }
    if meter.step() { try rest() }
  }

  /// Keeps the part of a cell that the way to the start leads to, if the cell was split.
  private mutating func follow(_ isActive: Bool, from level: Int) {
    let top = frames.count - 1
    guard frames[top].level > level else { return }
    if isActive { frames[top - 1] = frames[top] }
    frames.truncate(to: top)
  }

  /// Forgets what frames above this one have left on the stacks.
  @inline(__always)
  private mutating func truncateStacks(to frame: Frame) {
    candidates.truncate(to: frame.candidates + frame.candidateCount)
    workspace.maps.truncate(to: frame.next + coefficientCount * compiled.compiledLayers[frame.layer + 1].stride)
    workspace.layerMaps[frame.layer] = frame.maps
    words.truncate(to: frame.words + compiled.compiledLayers[frame.layer].wordCount)
    geometry.select(frame.cell, workspace)
  }

  /// Makes the frame's pattern part of the current one.
  @inline(__always)
  private func store(_ frame: Frame) {
    let compiledLayer = compiled.compiledLayers[frame.layer]
    for index in 0..<compiledLayer.wordCount {
      workspace.pattern[compiledLayer.firstWord + index] = words[frame.words + index]
    }
  }

  /// Starts on a layer: settles the units whose sign is constant, and pushes a frame with the others as candidates.
  mutating func enter(
    layer: Int, cell: Geometry.Cell, maps offset: Int, level: Int, isActive: Bool
  ) throws {
    workspace.layerMaps[layer] = offset
    guard layer < compiled.depth else {
      guard level >= start.sides.count else { throw InvalidCheckpoint.otherTree }
      deliver(cell, maps: offset, level: level)
      return
    }
    if layer > 0 { workspace.exact.enter(layer: layer) }
    let compiledLayer = compiled.compiledLayers[layer]
    let firstWord = words.extend(by: compiledLayer.wordCount)
    masks.truncate(to: 0)
    _ = masks.extend(by: compiledLayer.wordCount)
    for word in 0..<compiledLayer.wordCount {
      words[firstWord + word] = 0
      masks[word] = 0
    }
    geometry.classify(
      cell, layer: layer, maps: offset, open: compiledLayer.bending, active: words.buffer(from: firstWord),
      crossing: masks.buffer(from: 0), workspace)
    let firstCandidate = candidates.count
    for word in 0..<compiledLayer.wordCount {
      var crossing = masks[word]
      while crossing != 0 {
        candidates.append(Int32(truncatingIfNeeded: 64 * word + crossing.trailingZeroBitCount))
        crossing &= crossing - 1
      }
    }
    let next = workspace.maps.extend(by: coefficientCount * compiled.compiledLayers[layer + 1].stride)
    sum(compiledLayer, layer: layer, maps: offset, words: firstWord, into: next)
    frames.append(
      Frame(
        cell: cell, layer: layer, candidates: firstCandidate, candidateCount: candidates.count - firstCandidate,
        maps: offset, next: next, words: firstWord, level: level, isActive: isActive))
  }

  @inline(__always)
  private mutating func deliver(_ cell: Geometry.Cell, maps offset: Int, level: Int) {
    let view = Sink.detail == .nothing ? nil : geometry.view(cell, workspace)
    let region = FoundCell(
      view: view, maps: workspace.maps.buffer(from: offset), stride: compiled.compiledLayers[compiled.depth].stride,
      pattern: workspace.pattern.buffer(from: 0))
    geometry.complete(cell, region)
    sink.add(region)
    meter.count(level: level)
  }
}
