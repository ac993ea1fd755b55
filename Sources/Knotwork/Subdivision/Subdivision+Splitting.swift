/// Splitting a cell by a unit that crosses it, and settling the units that do not cross its parts.
extension Subdivision where Geometry: ~Copyable {
  /// Splits a frame's cell by its first candidate and pushes both parts, the active one on top.
  mutating func split(_ frame: Frame) {
    let compiledLayer = compiled.compiledLayers[frame.layer]
    let unit = Int(candidates[frame.candidates])
    let id = Int32(truncatingIfNeeded: compiledLayer.firstUnit + unit)
    let sign = geometry.decide(frame.cell, id: id, workspace)
    guard sign < 0 else {
      settle(frame, unit, isActive: sign > 0, compiledLayer)
      return
    }
    if frame.level > 0 {
      path.truncate(to: frame.level - 1)
      path.append(frame.isActive)
    }
    let parts = geometry.split(
      frame.cell, by: CurrentUnit(layer: frame.layer, index: unit, id: id, maps: frame.maps), workspace)

    // The inactive part first: it stays below the active one on the stacks, and takes over the frame's own maps.
    columns.truncate(to: 0)
    factors.truncate(to: 0)
    let inactive = part(of: frame, parts.inactive, isActive: false, next: frame.next, compiledLayer)
    if isCounted(frame) {
      // No maps are needed any more, and what no unit crosses is a region.
      pushOrCount(inactive)
      pushOrCount(part(of: frame, parts.active, isActive: true, next: frame.next, compiledLayer))
      return
    }
    let inactiveColumns = columns.count
    let next = workspace.maps.extend(by: coefficientCount * compiled.compiledLayers[frame.layer + 1].stride)
    addColumn(unit, slope: 1 - compiledLayer.inactiveSlope[unit], compiledLayer, maps: frame.maps)
    let active = part(of: frame, parts.active, isActive: true, next: next, compiledLayer)
    words.setBit(64 * active.words + unit)
    accumulate(frame.layer + 1, into: next, from: frame.next, columns: inactiveColumns, columns.count)
    if inactiveColumns > 0 {
      accumulate(frame.layer + 1, into: frame.next, from: frame.next, columns: 0, inactiveColumns)
    }
    frames.append(inactive)
    frames.append(active)
  }

  /// Goes on without the first candidate, which turned out not to cross the cell.
  mutating func settle(
    _ frame: Frame, _ unit: Int, isActive: Bool, _ compiledLayer: CompiledLayer
  ) {
    if isActive {
      columns.truncate(to: 0)
      factors.truncate(to: 0)
      words.setBit(64 * frame.words + unit)
      addColumn(unit, slope: 1 - compiledLayer.inactiveSlope[unit], compiledLayer, maps: frame.maps)
      accumulate(frame.layer + 1, into: frame.next, from: frame.next, columns: 0, 1)
    }
    var rest = frame
    rest.candidates += 1
    rest.candidateCount -= 1
    frames.append(rest)
  }

  /// The frame of one part: settles the remaining candidates that do not cross it; the others stay candidates. What has
  /// become active is listed: (1 − inactive slope) · z is missing from the next layer's maps.
  @inline(__always)
  mutating func part(
    of frame: Frame, _ cell: Geometry.Cell, isActive: Bool, next: Int, _ compiledLayer: CompiledLayer
  ) -> Frame {
    let firstWord = words.extend(by: compiledLayer.wordCount)
    for index in 0..<compiledLayer.wordCount { words[firstWord + index] = words[frame.words + index] }
    let firstCandidate = candidates.count
    let count = frame.candidateCount - 1
    if count > 0 {
      signs.truncate(to: 0)
      _ = signs.extend(by: count)
      geometry.classify(
        cell, layer: frame.layer, maps: frame.maps, units: candidates.buffer(from: frame.candidates + 1), count: count,
        into: signs.buffer(from: 0), workspace)
      for index in 0..<count {
        let unit = Int(candidates[frame.candidates + 1 + index])
        if signs[index] < 0 {
          candidates.append(Int32(truncatingIfNeeded: unit))
        } else if signs[index] > 0 {
          words.setBit(64 * firstWord + unit)
          addColumn(unit, slope: 1 - compiledLayer.inactiveSlope[unit], compiledLayer, maps: frame.maps)
        }
      }
    }
    return Frame(
      cell: cell, layer: frame.layer, candidates: firstCandidate, candidateCount: candidates.count - firstCandidate,
      maps: frame.maps, next: next, words: firstWord, level: frame.level + 1, isActive: isActive)
  }
}
