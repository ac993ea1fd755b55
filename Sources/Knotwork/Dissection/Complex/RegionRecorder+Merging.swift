extension RegionRecorder {
  /// One record from a first run that stopped at tasks, and the runs of those tasks, in their order.
  ///
  /// Equal to what a single run records, whatever the number of tasks, except for the numbers of nodes and splits.
  /// - Complexity: linear; each part is released when it has been appended.
  static func merging(
    _ prefix: consuming RegionRecorder, _ parts: consuming [(task: SubdivisionTask, record: RegionRecorder)]
  ) -> RegionRecorder {
    var whole = prefix
    whole.reserve(parts.map(\.record))
    for index in parts.indices {
      whole.append(parts[index].record, of: parts[index].task)
      parts[index].record = RegionRecorder(edgeCount: 0, outputCount: 0, wordCount: 0)
    }
    return whole
  }

  private mutating func reserve(_ parts: [RegionRecorder]) {
    firstChild.reserveCapacity(parts.reduce(firstChild.count) { $0 + $1.firstChild.count })
    secondChild.reserveCapacity(parts.reduce(secondChild.count) { $0 + $1.secondChild.count })
    creaseNodes.reserveCapacity(parts.reduce(creaseNodes.count) { $0 + $1.creaseNodes.count })
    splitUnits.reserveCapacity(parts.reduce(splitUnits.count) { $0 + $1.splitUnits.count })
    splitLines.reserveCapacity(parts.reduce(splitLines.count) { $0 + $1.splitLines.count })
    splitChildren.reserveCapacity(parts.reduce(splitChildren.count) { $0 + $1.splitChildren.count })
    regionStarts.reserveCapacity(parts.reduce(0) { $0 + $1.regionStarts.count } + 1)
    positions.reserveCapacity(parts.reduce(0) { $0 + $1.positions.count })
    edges.reserveCapacity(parts.reduce(0) { $0 + $1.edges.count })
    maps.reserveCapacity(parts.reduce(0) { $0 + $1.maps.count })
    words.reserveCapacity(parts.reduce(0) { $0 + $1.words.count })
  }

  private mutating func append(_ part: RegionRecorder, of task: SubdivisionTask) {
    let nodes = Int32(firstChild.count)
    let splits = Int32(splitUnits.count)
    let regions = Int32(regionStarts.count)
    let corners = Int32(edges.count)
    for (number, node) in task.edgeNodes.enumerated() {
      firstChild[Int(node)] = nodes + Int32(number)
      secondChild[Int(node)] = -1
    }
    firstChild.append(contentsOf: part.firstChild.lazy.map { $0 >= 0 ? $0 + nodes : ~(~$0 + corners) })
    secondChild.append(contentsOf: part.secondChild.lazy.map { $0 >= 0 ? $0 + nodes : $0 })
    creaseNodes.append(contentsOf: part.creaseNodes.lazy.map { $0 + nodes })
    if task.slot >= 0 {
      splitChildren[Int(task.slot)] = part.splitUnits.isEmpty ? ~regions : splits
    }
    splitUnits.append(contentsOf: part.splitUnits)
    splitLines.append(contentsOf: part.splitLines)
    splitChildren.append(contentsOf: part.splitChildren.lazy.map { $0 >= 0 ? $0 + splits : ~(~$0 + regions) })
    regionStarts.append(contentsOf: part.regionStarts.lazy.map { $0 + corners })
    positions.append(contentsOf: part.positions)
    edges.append(contentsOf: part.edges)
    maps.append(contentsOf: part.maps)
    words.append(contentsOf: part.words)
  }
}
