import Synchronization

/// How far an enumeration of regions has come, so that another run can go on from there.
public struct EnumerationCheckpoint: Equatable, Sendable {
  /// What changes whenever cells are split in another order, so that paths lead elsewhere.
  public static let treeVersion = 1

  /// The number of regions found.
  public let regions: Int
  /// The cells that are still to be subdivided, in order: for each the sides taken at the splits from the domain down, 1 for
  /// the active one. No region lies in two of them, and none of those found in any.
  public let pending: [String]

  /// - Throws: ``InvalidCheckpoint`` where `regions` is negative or a cell is not a run of 0 and 1.
  public init(regions: Int, pending: [String]) throws(InvalidCheckpoint) {
    guard (0...1 << 53).contains(regions) else {
      throw InvalidCheckpoint("\(regions.counted("region")); expected a number from 0 to 2^53")
    }
    for (index, text) in pending.enumerated() where SplitPath(text) == nil {
      throw InvalidCheckpoint("cell \(index + 1) is \"\(text.prefix(40))\"; expected a run of 0 and 1")
    }
    self.regions = regions
    self.pending = pending
  }

  init(regions: Int, paths: [SplitPath]) {
    self.regions = regions
    pending = paths.map(\.text)
  }

  var paths: [SplitPath] { pending.compactMap { SplitPath($0) } }

  /// The cells that are subdivided completely: as few as there can be, such that they and those that are pending are the domain,
  /// and no two overlap.
  ///
  /// - Requires: no pending cell lies in another.
  public var finished: [String] {
    var cells: [String] = []
    /// The cells below the first `depth` sides that lead to these pending ones, which is one at least.
    func add(_ paths: ArraySlice<[UInt8]>, depth: Int) {
      // All that have this depth are the cell itself.
      guard let first = paths.first, first.count > depth else { return }
      let middle = paths.partitioningIndex { $0.count > depth && $0[depth] == UInt8(ascii: "1") }
      for (side, part) in [("0", paths[..<middle]), ("1", paths[middle...])] {
        if part.isEmpty {
          cells.append(String(decoding: first.prefix(depth), as: UTF8.self) + side)
        } else {
          add(part, depth: depth + 1)
        }
      }
    }
    let sorted = pending.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    if sorted.isEmpty { return [""] }
    add(sorted[...], depth: 0)
    return cells
  }

  /// Checks that the pending cells and those that are done make up the domain, with none missing and none twice.
  ///
  /// A split has two sides, so that cells of which neither lies in the other, and which leave nothing out, are a complete prefix
  /// code: in order, each follows from the one before it.
  ///
  /// - Throws: ``InvalidCheckpoint`` where they do not.
  public func requirePartition(with finished: [String]) throws(InvalidCheckpoint) {
    let (zero, one) = (UInt8(ascii: "0"), UInt8(ascii: "1"))
    if let other = finished.first(where: { SplitPath($0) == nil }) {
      throw InvalidCheckpoint("the finished cell \"\(other.prefix(40))\" is no run of 0 and 1")
    }
    let cells = (pending + finished).map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    var stem: [UInt8] = []
    var isComplete = false
    for cell in cells {
      guard !isComplete, cell.starts(with: stem) else {
        throw InvalidCheckpoint(
          "its cells overlap or one is missing, at \"\(String(decoding: cell.prefix(40), as: UTF8.self))\"")
      }
      guard !cell[stem.count...].contains(one) else {
        throw InvalidCheckpoint(
          "a cell is missing before \"\(String(decoding: cell.prefix(40), as: UTF8.self))\"")
      }
      // The next one starts on the other side of the last split whose active side is still to come.
      guard let last = cell.lastIndex(of: zero) else {
        isComplete = true
        continue
      }
      stem = cell[..<last] + [one]
    }
    guard isComplete else { throw InvalidCheckpoint("the last of its cells are missing") }
  }
}

extension ArraySlice {
  /// Where elements that fulfil a condition begin, which all after the first one do.
  fileprivate func partitioningIndex(where isSecond: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if isSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// A checkpoint that does not belong to the work it is to be resumed for; says why.
public struct InvalidCheckpoint: Error, Equatable, CustomStringConvertible, Sendable {
  /// One sentence for people.
  public let description: String

  /// What is wrong with a checkpoint, in one sentence.
  package init(_ description: String) { self.description = description }

  static let otherTree = InvalidCheckpoint(
    "the checkpoint's cells are not cells of this network over this domain; start anew without it")
}

/// Keeps checkpoints while an enumeration goes on, and says where it starts.
///
/// `save` is called before the work starts, now and then, and when it ends or is stopped, by one thread at a time; what it
/// throws ends the work.
public final class Checkpoints: Sendable {
  /// What was done before; nil for nothing.
  public let start: EnumerationCheckpoint?
  private let interval: Duration
  private let save: @Sendable (EnumerationCheckpoint) throws -> Void
  private let lastSave = Mutex(ContinuousClock.now)
  private let saved = Mutex<EnumerationCheckpoint?>(nil)

  /// - Parameters:
  ///   - start: where to go on; nil to start anew.
  ///   - interval: how often to save. What was done since the one before last is lost when the process is killed.
  ///   - save: keeps a checkpoint; see ``Checkpoints``.
  public init(
    from start: EnumerationCheckpoint? = nil, every interval: Duration = .seconds(1),
    save: @escaping @Sendable (EnumerationCheckpoint) throws -> Void
  ) {
    self.start = start
    self.interval = interval
    self.save = save
  }

  /// Whether it may be time to save.
  var mayBeDue: Bool { lastSave.withLock { ContinuousClock.now - $0 >= interval } }

  /// Whether it is time to save; true for one of all that ask.
  func isDue() -> Bool {
    lastSave.withLock { last in
      guard ContinuousClock.now - last >= interval else { return false }
      last = .now
      return true
    }
  }

  /// What was saved last; nil before the first time.
  public var last: EnumerationCheckpoint? { saved.withLock { $0 } }

  func write(_ checkpoint: EnumerationCheckpoint) throws {
    try save(checkpoint)
    saved.withLock { $0 = checkpoint }
  }
}
