extension RegionRecorder {
  /// One finished record from a first run that stopped at tasks, and the finished runs of those tasks, in their order.
  ///
  /// Equal to what a single run records, whatever the number of tasks, except for the numbers of splits.
  /// - Parameter records: are emptied piece by piece, so that memory holds no more than one field twice.
  /// - Complexity: linear.
  static func merging(
    _ prefix: RegionRecorder, _ tasks: [SubdivisionTask], _ records: inout [RegionRecorder], threads: Int
  ) -> RegionRecorder {
    var offsets: [Offset] = []
    var next = Offset(region: 0, corner: 0, split: Int32(prefix.splitUnits.count))
    for record in records {
      offsets.append(next)
      next.region += Int32(record.regionStarts.count)
      next.corner += Int32(record.edges.count)
      next.split += Int32(record.splitUnits.count)
    }
    let starts = offsets
    let isUnsplit = records.map(\.splitUnits.isEmpty)
    func concatenate<Element: BitwiseCopyable & Sendable>(
      _ field: WritableKeyPath<RegionRecorder, [Element]>, _ transform: @Sendable (Element, Offset) -> Element
    ) -> [Element] {
      let parts = records.indices.map { index in
        var part: [Element] = []
        swap(&part, &records[index][keyPath: field])
        return part
      }
      return Concatenation.concatenate(parts, threads: threads) { transform($0, starts[$1]) }
    }
    var whole = RegionRecorder(edgeCount: 0, outputCount: prefix.outputCount, wordCount: prefix.wordCount)
    whole.regionStarts = concatenate(\.regionStarts) { $0 + $1.corner }
    whole.cornerRegions = concatenate(\.cornerRegions) { $0 + $1.region }
    // After the large fields, so that what they were copied from makes room for the next.
    whole.positions = concatenate(\.positions) { element, _ in element }
    Kernels.releaseFreedMemory()
    whole.maps = concatenate(\.maps) { element, _ in element }
    whole.words = concatenate(\.words) { element, _ in element }
    Kernels.releaseFreedMemory()
    whole.edges = concatenate(\.edges) { $0 < 0 ? $0 : $0 + $1.split }
    whole.twins = concatenate(\.twins) { $0 < 0 ? $0 : $0 + $1.corner }
    whole.splitUnits = prefix.splitUnits + concatenate(\.splitUnits) { element, _ in element }
    whole.splitLines = prefix.splitLines + concatenate(\.splitLines) { element, _ in element }
    var children = prefix.splitChildren
    for (number, task) in tasks.enumerated() where task.slot >= 0 {
      children[Int(task.slot)] = isUnsplit[number] ? ~offsets[number].region : offsets[number].split
    }
    whole.splitChildren =
      children + concatenate(\.splitChildren) { $0 >= 0 ? $0 + $1.split : ~(~$0 + $1.region) }
    whole.joinCommonCreases(of: prefix, tasks, records, offsets)
    return whole
  }

  /// Where the numbers of a part start in the whole.
  private struct Offset {
    var region: Int32
    var corner: Int32
    var split: Int32
  }

  /// Pairs the corners along the creases of the first run. Its leaves are edges of the tasks' polygons, whose parts know
  /// the corners along them.
  private mutating func joinCommonCreases(
    of prefix: RegionRecorder, _ tasks: [SubdivisionTask], _ records: [RegionRecorder], _ offsets: [Offset]
  ) {
    var forest = prefix
    var rims: [(part: Int, edge: Int)] = []
    for (number, task) in tasks.enumerated() {
      for (edge, node) in task.edgeNodes.enumerated() {
        forest.firstChild[Int(node)] = ~Int32(rims.count)
        rims.append((number, edge))
      }
    }
    func corners(_ leaf: Int32) -> [Int32] {
      let (part, edge) = rims[Int(~leaf)]
      let record = records[part]
      return record.rims[Int(record.rimStarts[edge])..<Int(record.rimStarts[edge + 1])].map {
        $0 + offsets[part].corner
      }
    }
    var pending: [Int32] = []
    for (split, node) in forest.creaseNodes.enumerated() {
      var active: [Int32] = []
      var inactive: [Int32] = []
      forest.forEachLeaf(of: node, reversed: false, pending: &pending) { active += corners($0) }
      forest.forEachLeaf(of: node + 1, reversed: true, pending: &pending) { inactive += corners($0).reversed() }
      precondition(active.count == inactive.count, "the two sides of a crease are cut at different points")
      for (a, b) in zip(active, inactive) {
        RegionRecorder.join(a, b, split: split, twins: &twins, edges: &edges)
      }
    }
  }
}
