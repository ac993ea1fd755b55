extension RegionRecorder {
  /// One finished record from a first run that stopped at tasks, and the finished runs of those tasks, in their order.
  ///
  /// Equal to what a single run records, whatever the number of tasks, except for the numbers of splits.
  /// - Returns: the record without the corners' positions, and these as they were recorded.
  /// - Parameter records: are emptied field by field, so that memory holds no more than one of them twice.
  /// - Complexity: linear.
  static func merging(
    _ prefix: RegionRecorder, _ parts: [SubdivisionPart], _ records: inout [RegionRecorder], threads: Int
  ) -> (record: RegionRecorder, positions: Pieces<SIMD2<Double>>) {
    let runs = parts.map { records[$0.sink].runs[$0.run] }
    var shifts: [Shift] = []
    var next = (region: 0, corner: 0, split: prefix.splitUnits.count)
    for run in runs {
      shifts.append(
        Shift(
          region: Int32(next.region - run.regions.lowerBound), corner: Int32(next.corner - run.corners.lowerBound),
          split: Int32(next.split - run.splits.lowerBound)))
      next.region += run.regions.count
      next.corner += run.corners.count
      next.split += run.splits.count
    }
    let numbers = shifts
    func pieces<Element: BitwiseCopyable & Sendable>(
      _ field: WritableKeyPath<RegionRecorder, [Element]>, _ range: KeyPath<RecordedRun, Range<Int>>, width: Int
    ) -> Pieces<Element> {
      let sources = records.indices.map { index in
        var source: [Element] = []
        swap(&source, &records[index][keyPath: field])
        return source
      }
      return Pieces(
        sources,
        zip(parts, runs).map { part, run in
          let range = run[keyPath: range]
          return (part.sink, range.lowerBound * width..<range.upperBound * width)
        })
    }
    func gather<Element: BitwiseCopyable & Sendable>(
      _ field: WritableKeyPath<RegionRecorder, [Element]>, _ range: KeyPath<RecordedRun, Range<Int>>, width: Int = 1,
      _ transform: @Sendable (Element, Shift) -> Element
    ) -> [Element] {
      pieces(field, range, width: width).joined(threads: threads) { transform($0, numbers[$1]) }
    }
    var whole = RegionRecorder(outputCount: prefix.outputCount, wordCount: prefix.wordCount)
    whole.words = gather(\.words, \.regions, width: prefix.wordCount) { element, _ in element }
    whole.maps = gather(\.maps, \.regions, width: 3 * prefix.outputCount) { element, _ in element }
    whole.regionStarts = gather(\.regionStarts, \.regions) { $0 + $1.corner }
    whole.edges = gather(\.edges, \.corners) { $0 < 0 ? $0 : $0 + $1.split }
    whole.twins = gather(\.twins, \.corners) { $0 < 0 ? $0 : $0 + $1.corner }
    whole.splitUnits = prefix.splitUnits + gather(\.splitUnits, \.splits) { element, _ in element }
    whole.splitLines = prefix.splitLines + gather(\.splitLines, \.splits) { element, _ in element }
    var children = prefix.splitChildren
    for (part, task) in parts.map(\.task).enumerated() where task.slot >= 0 {
      let run = runs[part]
      children[Int(task.slot)] =
        run.splits.isEmpty
        ? ~(Int32(run.regions.lowerBound) + shifts[part].region) : Int32(run.splits.lowerBound) + shifts[part].split
    }
    whole.splitChildren =
      children + gather(\.splitChildren, \.splits, width: 2) { $0 >= 0 ? $0 + $1.split : ~(~$0 + $1.region) }
    whole.joinCommonCreases(of: prefix, parts, records, shifts)
    return (whole, pieces(\.positions, \.corners, width: 1))
  }

  /// What is added to the numbers of a run to make them numbers of the whole.
  private struct Shift {
    var region: Int32
    var corner: Int32
    var split: Int32
  }

  /// Pairs the corners along the creases of the first run. Its leaves are edges of the tasks' polygons, whose runs know
  /// the corners along them.
  private mutating func joinCommonCreases(
    of prefix: RegionRecorder, _ parts: [SubdivisionPart], _ records: [RegionRecorder], _ shifts: [Shift]
  ) {
    var forest = prefix.forest
    var rims: [(part: Int, rim: Int)] = []
    for (number, part) in parts.enumerated() {
      let first = records[part.sink].runs[part.run].rims.lowerBound
      for (edge, node) in part.task.edgeNodes.enumerated() {
        forest.setLeaf(node, to: Int32(rims.count))
        rims.append((number, first + edge))
      }
    }
    func append(_ leaf: Int32, reversed: Bool, to corners: inout [Int32]) {
      let (part, rim) = rims[Int(leaf)]
      let record = records[parts[part].sink]
      let shift = shifts[part].corner
      let range = Int(record.rimStarts[rim])..<Int(record.rimStarts[rim + 1])
      if reversed {
        for index in range.reversed() { corners.append(record.rims[index] + shift) }
      } else {
        for index in range { corners.append(record.rims[index] + shift) }
      }
    }
    var pending: [Int32] = []
    var leaves = CreaseSides()
    var sides = CreaseSides()
    for (split, node) in forest.creaseNodes.enumerated() {
      leaves.removeAll()
      sides.removeAll()
      forest.appendLeaves(of: node, reversed: false, to: &leaves.active, pending: &pending)
      forest.appendLeaves(of: node + 1, reversed: true, to: &leaves.inactive, pending: &pending)
      for leaf in leaves.active { append(leaf, reversed: false, to: &sides.active) }
      for leaf in leaves.inactive { append(leaf, reversed: true, to: &sides.inactive) }
      join(sides, split: split)
    }
  }
}
