/// What was done of one cell of the tree of splits within a number of steps: a part of an enumeration that is shared out to many
/// runs, wherever they are (decision 0108).
///
/// Cells are named as in ``EnumerationCheckpoint/pending``. A step is one split of a cell, or its way to the next layer; how many
/// were taken does not depend on the machine, so that the same cell with the same number of steps gives the same, always.
public struct WorkedCell: Equatable, Sendable {
  /// The cell.
  public let cell: String
  /// How many regions were found in it.
  public let regions: Int
  /// The cells in it that are still to be subdivided, in the order of a single run; the regions that were found lie before all of
  /// them in that order.
  public let left: [String]

  /// - Throws: ``InvalidCheckpoint`` where what is left does not lie in the cell, overlaps, or the number is negative.
  public init(_ cell: String, regions: Int, left: [String]) throws(InvalidCheckpoint) {
    guard SplitPath(cell) != nil else {
      throw InvalidCheckpoint("\"\(cell.prefix(40))\" is no cell; expected a run of 0 and 1")
    }
    guard (0...1 << 53).contains(regions) else {
      throw InvalidCheckpoint("\(regions.counted("region")); expected a number from 0 to 2^53")
    }
    try WorkedCell.requireFree(left, in: cell)
    (self.cell, self.regions, self.left) = (cell, regions, left)
  }

  init(_ cell: SplitPath, regions: Int, left: [SplitPath]) {
    (self.cell, self.regions, self.left) = (cell.text, regions, left.map(\.text))
  }

  /// The cells in it that are subdivided completely: as few as there can be, such that they and those that are left make it up.
  public var finished: [String] {
    guard let rest = try? EnumerationCheckpoint(regions: 0, pending: left.map { String($0.dropFirst(cell.count)) })
    else {
      return []
    }
    return rest.finished.map { cell + $0 }
  }

  /// Checks that the cells which are left and those that are finished make up the cell, with none missing and none twice.
  ///
  /// - Throws: ``InvalidCheckpoint`` where they do not.
  public func requirePartition(with finished: [String]) throws(InvalidCheckpoint) {
    if let other = finished.first(where: { !$0.hasPrefix(cell) }) {
      throw InvalidCheckpoint("the finished cell \"\(other.prefix(40))\" does not lie in \"\(cell.prefix(40))\"")
    }
    try EnumerationCheckpoint(regions: regions, pending: left.map { String($0.dropFirst(cell.count)) })
      .requirePartition(with: finished.map { String($0.dropFirst(cell.count)) })
  }

  /// Checks that cells lie in another, each behind the one before it in the order of a single run, and none in another.
  private static func requireFree(_ cells: [String], in cell: String) throws(InvalidCheckpoint) {
    for (index, other) in cells.enumerated() {
      guard other.hasPrefix(cell), SplitPath(other) != nil else {
        throw InvalidCheckpoint(
          "\"\(other.prefix(40))\" is left of the cell \"\(cell.prefix(40))\"; expected a cell that lies in it")
      }
      guard index > 0 else { continue }
      let before = cells[index - 1]
      guard before > other, !before.hasPrefix(other) else {
        throw InvalidCheckpoint(
          "the cells \"\(before.prefix(40))\" and \"\(other.prefix(40))\" overlap, or are not in order")
      }
    }
  }

  /// So many steps at least lead into any cell of a network's tree and some way further, so that no unit of work does nothing.
  public static func leastSteps(for network: Network) -> Int {
    1024 + 4 * network.layers.reduce(0) { $0 + $1.unitCount + 1 }
  }
}
