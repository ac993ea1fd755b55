/// Counting: in the last layer that splits, most regions need not be made for that.
extension CellSubdivision where Geometry: ~Copyable {
  /// Counts the parts of a frame's cell without making them, where few units may cross it and tell their number.
  @inline(__always)
  mutating func countParts(_ frame: Frame) -> Bool {
    guard 1...3 ~= frame.candidateCount, isCounted(frame) else { return false }
    let firstUnit = Int32(truncatingIfNeeded: compiled.compiledLayers[frame.layer].firstUnit)
    if frame.candidateCount == 1 {
      let sign = geometry.decide(frame.cell, id: firstUnit + candidates[frame.candidates], workspace)
      add(count: sign < 0 ? 2 : 1, level: frame.level)
      return true
    }
    guard
      let count = geometry.partCount(
        of: frame.cell, layer: frame.layer, maps: frame.maps, units: candidates.buffer(from: frame.candidates),
        count: frame.candidateCount, workspace)
    else { return false }
    add(count: count, level: frame.level)
    return true
  }

  /// Whether regions below a frame are only counted: it is the last layer that splits, and no way leads further down.
  @inline(__always)
  func isCounted(_ frame: Frame) -> Bool {
    Sink.onlyCounts && frame.layer + 1 == compiled.depth && captureLevel == nil && frame.level >= start.sides.count
  }

  @inline(__always)
  mutating func pushOrCount(_ frame: Frame) {
    if frame.candidateCount == 0 { add(count: 1, level: frame.level) } else { frames.append(frame) }
  }

  @inline(__always)
  private mutating func add(count: Int, level: Int) {
    sink.add(count: count)
    meter.count(count, level: level)
  }
}
