import KnotworkGeometry

/// The engine: subdivides a domain layer by layer, depth first, into the regions of a network.
///
/// A polygon at layer l carries the maps of that layer's pre-activations. Units whose sign is constant on it are settled
/// at once; the first of the others splits it. Settling a unit adds a rank-1 term to the maps of the next layer, so no
/// matrix product is made per region. Memory follows the depth of the splits, not the number of regions.
///
/// Signs at vertices are decided by three stages: one bound for the polygon, one for each vertex, and exact arithmetic.
/// A polygon is split only where a unit is strictly positive at one vertex and strictly negative at another, so every
/// region has positive area and no region is missed.
struct Subdivision<Sink: RegionSink & ~Copyable>: ~Copyable {
  let compiled: CompiledNetwork
  let kernels: Kernels
  let exact: ExactForms
  var sink: Sink
  var meter: Meter
  /// Whether small polygons become tasks instead of being subdivided.
  var isSharing = false
  var tasks: [SubdivisionTask] = []

  var frames = Stack<Frame>()
  var corners = Stack<Corner>()
  var candidates = Stack<Int32>()
  var maps = Stack<Double>(capacity: 4096)
  var words = Stack<UInt64>()
  /// The pattern of the layers above the current frame.
  var pattern = Stack<UInt64>()
  /// Scratch: columns and factors of one accumulation; coordinates, numbers and signs of the vertices of one polygon; masks
  /// of one layer.
  var columns = Stack<Int32>()
  var factors = Stack<Double>()
  var coordinates = Stack<Double>()
  var numbers = Stack<Int32>()
  var signs = Stack<Int8>()
  var masks = Stack<UInt64>()

  init(_ compiled: CompiledNetwork, sink: consuming Sink, meter: Meter, kernels: Kernels = .best) {
    self.compiled = compiled
    self.kernels = kernels
    self.sink = sink
    self.meter = meter
    exact = ExactForms(compiled)
    _ = pattern.extend(by: compiled.wordCount + 1)
    for index in 0..<compiled.wordCount { pattern[index] = 0 }
  }

  /// Subdivides everything below a task.
  ///
  /// - Throws: ``LimitReached`` when the meter's limits are exceeded.
  mutating func run(_ task: SubdivisionTask) throws(LimitReached) {
    sink.begin(edgeCount: task.corners.count)
    load(task)
    while frames.count > 0 {
      let frame = frames[frames.count - 1]
      frames.truncate(to: frames.count - 1)
      truncateStacks(to: frame)
      if isSharing, isTask(frame) {
        tasks.append(makeTask(frame))
        continue
      }
      if Sink.onlyCounts, frame.candidateCount == 1, frame.layer + 1 == compiled.depth {
        // The last unit crosses the polygon: two regions, which need not be made to be counted.
        sink.add(count: 2)
        let share = Corner.area(count: frame.cornerCount) { corners[frame.corners + $0] } / compiled.volume
        meter.count(2, share: share)
      } else if frame.candidateCount > 0 {
        split(frame)
      } else {
        store(frame)
        enter(
          layer: frame.layer + 1, corners: frame.corners, count: frame.cornerCount, maps: frame.next,
          level: frame.level,
          slot: frame.slot)
      }
      try meter.tick()
    }
    try meter.flush()
    if tasks.isEmpty { sink.finish() } else { sink.share() }
  }

  /// Forgets what frames above this one have left on the stacks.
  @inline(__always)
  private mutating func truncateStacks(to frame: Frame) {
    corners.truncate(to: frame.corners + frame.cornerCount)
    candidates.truncate(to: frame.candidates + frame.candidateCount)
    maps.truncate(to: frame.next + 3 * compiled.compiledLayers[frame.layer + 1].stride)
    words.truncate(to: frame.words + compiled.compiledLayers[frame.layer].wordCount)
  }

  /// Makes the frame's pattern part of the current one.
  @inline(__always)
  private func store(_ frame: Frame) {
    let compiledLayer = compiled.compiledLayers[frame.layer]
    for index in 0..<compiledLayer.wordCount { pattern[compiledLayer.firstWord + index] = words[frame.words + index] }
  }

  /// Starts on a layer: settles the units whose sign is constant, and pushes a frame with the others as candidates.
  mutating func enter(layer: Int, corners start: Int, count: Int, maps offset: Int, level: Int, slot: Int32) {
    guard layer < compiled.depth else {
      deliver(corners: start, count: count, maps: offset, slot: slot)
      return
    }
    if layer > 0 { exact.enter(layer: layer) }
    let compiledLayer = compiled.compiledLayers[layer]
    let firstWord = words.extend(by: compiledLayer.wordCount)
    let firstCandidate = candidates.count
    classify(compiledLayer, layer: layer, corners: start, count: count, maps: offset, words: firstWord)
    let next = maps.extend(by: 3 * compiled.compiledLayers[layer + 1].stride)
    sum(compiledLayer, layer: layer, maps: offset, words: firstWord, candidates: firstCandidate, into: next)
    frames.append(
      Frame(
        layer: layer, corners: start, cornerCount: count, candidates: firstCandidate,
        candidateCount: candidates.count - firstCandidate, maps: offset, next: next, words: firstWord, level: level,
        slot: slot))
  }

  @inline(__always)
  private mutating func deliver(corners start: Int, count: Int, maps offset: Int, slot: Int32) {
    let region = FoundRegion(
      corners: corners.buffer(from: start), cornerCount: count, maps: maps.buffer(from: offset),
      stride: compiled.compiledLayers[compiled.depth].stride, pattern: pattern.buffer(from: 0), slot: slot)
    sink.addRegion(region)
    meter.count(share: region.area / compiled.volume)
  }

  /// The next layer's maps from all settled units; crossing ones enter as if inactive.
  private mutating func sum(
    _ compiledLayer: CompiledNetwork.CompiledLayer, layer: Int, maps offset: Int, words firstWord: Int,
    candidates first: Int,
    into next: Int
  ) {
    columns.truncate(to: 0)
    factors.truncate(to: 0)
    for word in 0..<compiledLayer.wordCount {
      // Units that do not bend pass through whatever their sign.
      let active = words[firstWord + word]
      var passing = active | compiledLayer.passing[word]
      while passing != 0 {
        let bit = passing.trailingZeroBitCount
        passing &= passing - 1
        let unit = 64 * word + bit
        let isActive = active >> UInt64(bit) & 1 == 1
        addColumn(unit, slope: isActive ? 1 : compiledLayer.inactiveSlope[unit], compiledLayer, maps: offset)
      }
    }
    let following = compiled.compiledLayers[layer + 1]
    kernels.accumulate(
      into: maps.buffer(from: next), from: following.biasMaps, weights: following.weights, stride: following.stride,
      rows: 3,
      columns: columns.buffer(from: 0), factors: factors.buffer(from: 0), count: columns.count)
  }

  /// Appends a column and its three factors to the scratch lists.
  @inline(__always)
  mutating func addColumn(_ unit: Int, slope: Double, _ compiledLayer: CompiledNetwork.CompiledLayer, maps offset: Int)
  {
    columns.append(Int32(truncatingIfNeeded: unit))
    let slot = factors.extend(by: 3)
    factors[slot] = slope * maps[offset + unit]
    factors[slot + 1] = slope * maps[offset + compiledLayer.stride + unit]
    factors[slot + 2] = slope * maps[offset + 2 * compiledLayer.stride + unit]
  }
}
