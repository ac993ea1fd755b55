/// Counting: in the last layer that splits, most regions need not be made for that.
extension CellSubdivision where Geometry: ~Copyable {
  /// Counts the parts of a frame's cell without making them, where the last units that may cross it tell their number.
  @inline(__always)
  mutating func countParts(_ frame: Frame) -> Bool {
    guard 1...2 ~= frame.candidateCount, isCounted(frame) else { return false }
    let firstUnit = Int32(truncatingIfNeeded: compiled.strata[frame.layer].firstUnit)
    let id = firstUnit + candidates[frame.candidates]
    let splits: Int
    if frame.candidateCount == 1 {
      splits = geometry.decide(frame.cell, id: id, workspace) < 0 ? 1 : 0
    } else {
      let other = firstUnit + candidates[frame.candidates + 1]
      guard geometry.areAllSignsSeen(in: frame.cell, of: id, and: other, workspace) else { return false }
      splits = 2
    }
    add(count: 1 << splits, level: frame.level + splits)
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
    for _ in 0..<count { meter.count(share: Double(sign: .plus, exponent: -level, significand: 1)) }
  }
}
