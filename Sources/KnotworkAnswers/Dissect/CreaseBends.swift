import Knotwork

/// The bends of all creases by the regions on their sides: each is found once, and stands in a document at the crease and at the
/// facet on either side of it.
struct CreaseBends {
  /// A crease as one of its regions sees it.
  private struct Entry {
    var neighbour: Int32 = 0
    var crease: Int32 = 0
  }

  private let outputCount: Int
  /// One for each output, crease by crease.
  private let values: [Double]
  /// Where the entries of each region begin, and behind the last where they end.
  private let starts: [Int]
  private let entries: [Entry]

  /// - Complexity: two passes over the creases; 16 bytes for each, and 8 for each of its bends.
  init(_ dissection: Dissection) {
    outputCount = dissection.network.outputCount
    var values: [Double] = []
    let sides = dissection.creases.map { crease in
      values += crease.bends
      return crease.regions
    }
    let regionCount = dissection.regions.count
    var starts = Array(repeating: 0, count: regionCount + 1)
    for (active, inactive) in sides {
      starts[active + 1] += 1
      starts[inactive + 1] += 1
    }
    for region in 0..<regionCount { starts[region + 1] += starts[region] }
    var entries = Array(repeating: Entry(), count: 2 * sides.count)
    var ends = starts
    for (crease, (active, inactive)) in sides.enumerated() {
      entries[ends[active]] = Entry(neighbour: Int32(inactive), crease: Int32(crease))
      entries[ends[inactive]] = Entry(neighbour: Int32(active), crease: Int32(crease))
      ends[active] += 1
      ends[inactive] += 1
    }
    (self.values, self.starts, self.entries) = (values, starts, entries)
  }

  /// The bends of a crease by its number.
  subscript(crease: Int) -> [Double] { Array(values[crease * outputCount..<(crease + 1) * outputCount]) }

  /// The bends of the crease between two regions.
  ///
  /// - Complexity: linear in the number of the region's creases.
  subscript(region: Int, neighbour: Int) -> [Double]? {
    entries[starts[region]..<starts[region + 1]].first { $0.neighbour == neighbour }.map { self[Int($0.crease)] }
  }
}
