extension RegionRecorder {
  /// The memory of all columns but the current run's forest; valid until more is recorded.
  var cells: RecordBuffers {
    RecordBuffers(
      outputCount: outputCount, wordCount: wordCount, splitUnits: splitUnits.buffer(from: 0),
      splitLines: splitLines.buffer(from: 0), splitChildren: splitChildren.buffer(from: 0),
      regionStarts: regionStarts.buffer(from: 0), maps: maps.buffer(from: 0), words: words.buffer(from: 0),
      cornerRegions: cornerRegions.buffer(from: 0), cornerSplits: cornerSplits.buffer(from: 0),
      cornerTwins: cornerTwins.buffer(from: 0), cornerVertices: cornerVertices.buffer(from: 0),
      positions: positions.buffer(from: 0), boundaries: boundaries.buffer(from: 0),
      boundaryStarts: boundaryStarts.buffer(from: 0))
  }
}

/// The columns of a ``RegionRecorder`` as several threads see them.
struct RecordBuffers: Sendable {
  let outputCount: Int
  let wordCount: Int
  let splitUnits: Buffer<Int32>
  let splitLines: Buffer<SplitLine>
  let splitChildren: Buffer<Int32>
  let regionStarts: Buffer<Int32>
  let maps: Buffer<Double>
  let words: Buffer<UInt64>
  let cornerRegions: Buffer<Int32>
  let cornerSplits: Buffer<Int32>
  let cornerTwins: Buffer<Int32>
  let cornerVertices: Buffer<Int32>
  let positions: Buffer<SIMD2<Double>>
  let boundaries: Buffer<Int32>
  let boundaryStarts: Buffer<Int32>

  /// Copies the corners, and where regions start, of a run of another record to where these counts are reached, and changes all numbers in them
  /// accordingly; and the boundaries.
  func copyCorners(_ run: RecordedRun, of source: RecordBuffers, to target: RecordedCounts) {
    let (from, size, shift) = (run.start, run.size, target - run.start)
    regionStarts.copy(
      size.regions, from: source.regionStarts, at: from.regions, to: target.regions, adding: shift.corners)
    cornerRegions.copy(
      size.corners, from: source.cornerRegions, at: from.corners, to: target.corners, adding: shift.regions)
    cornerSplits.copy(
      size.corners, from: source.cornerSplits, at: from.corners, to: target.corners, adding: shift.splits)
    cornerTwins.copy(
      size.corners, from: source.cornerTwins, at: from.corners, to: target.corners, adding: shift.corners)
    cornerVertices.copy(
      size.corners, from: source.cornerVertices, at: from.corners, to: target.corners, adding: shift.vertices)
    boundaries.copy(
      size.boundaryCorners, from: source.boundaries, at: from.boundaryCorners, to: target.boundaryCorners,
      adding: shift.corners)
    boundaryStarts.copy(
      size.boundaries, from: source.boundaryStarts, at: from.boundaries + 1, to: target.boundaries + 1,
      adding: shift.boundaryCorners)
  }

  /// Copies everything else of a run.
  func copyRegions(_ run: RecordedRun, of source: RecordBuffers, to target: RecordedCounts) {
    let (from, size, shift) = (run.start, run.size, target - run.start)
    splitUnits.copy(size.splits, from: source.splitUnits, at: from.splits, to: target.splits)
    splitLines.copy(size.splits, from: source.splitLines, at: from.splits, to: target.splits)
    // Children are splits, or ~region.
    splitChildren.copy(
      2 * size.splits, from: source.splitChildren, at: 2 * from.splits, to: 2 * target.splits, adding: shift.splits,
      toNegative: -shift.regions)
    let width = 3 * outputCount
    maps.copy(width * size.regions, from: source.maps, at: width * from.regions, to: width * target.regions)
    words.copy(
      wordCount * size.regions, from: source.words, at: wordCount * from.regions, to: wordCount * target.regions)
    positions.copy(size.vertices, from: source.positions, at: from.vertices, to: target.vertices)
  }

  /// Where the corners along an edge of a polygon that a run started with are listed.
  func boundary(_ number: Int32) -> Range<Int> {
    Int(boundaryStarts[Int(number)])..<Int(boundaryStarts[Int(number) + 1])
  }

  /// As many corners as are finished, as they lie around each other.
  func ring(count: Int) -> CornerRing {
    CornerRing(count: count, starts: regionStarts, regions: cornerRegions, twins: cornerTwins)
  }

  /// Records that corners look at the same edges, made by one split, from both sides.
  @inline(__always)
  func join(_ sides: CreaseSides, split: Int) {
    precondition(sides.active.count == sides.inactive.count, "the two sides of a crease are cut at different points")
    let split = Int32(truncatingIfNeeded: split)
    for (index, corner) in sides.active.enumerated() {
      let twin = sides.inactive[index]
      cornerTwins[Int(corner)] = twin
      cornerTwins[Int(twin)] = corner
      cornerSplits[Int(corner)] = split
      cornerSplits[Int(twin)] = split
    }
  }

  /// Lists the corners on the active sides of all creases, ascending. The active side of a split is subdivided first, so its
  /// corners have the lower numbers.
  func listCreases(into corners: Buffer<Int32>, count: Int) {
    var (place, corner) = (0, 0)
    while place < count {
      // Written whether it is one or not, which saves a jump that nobody can foresee.
      corners[place] = Int32(truncatingIfNeeded: corner)
      place += Int(cornerTwins[corner]) > corner ? 1 : 0
      corner += 1
    }
  }

  /// Moves the positions of vertices to their numbers, which ascend but for vertices at the point of an earlier one.
  func movePositions(to numbers: [Int32]) {
    var count = 0
    for (vertex, number) in numbers.enumerated() where number == count {
      positions[count] = positions[vertex]
      count += 1
    }
  }

  /// Replaces the vertices of the first corners by their numbers.
  func numberVertices(_ numbers: [Int32], corners: Int) {
    for corner in 0..<corners { cornerVertices[corner] = numbers[Int(cornerVertices[corner])] }
  }
}
