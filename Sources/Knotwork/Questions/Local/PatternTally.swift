/// Counts the rows of data in each region, by their patterns.
public struct PatternTally: Sendable {
  /// A region that holds rows.
  public struct Entry: Equatable, Sendable {
    /// Which units are active.
    public let pattern: ActivationPattern
    /// The number of rows, and the number of the first of them, from 0.
    public internal(set) var count: Int
    /// The number of the first row, from 0.
    public let firstRow: Int
  }

  private let network: Network
  private var numbers: [ActivationPattern: Int] = [:]
  private var entries: [Entry] = []
  /// The number of rows.
  public private(set) var rowCount = 0

  /// A tally of no rows.
  public init(_ network: Network) { self.network = network }

  /// Adds a row; its pattern is exact.
  ///
  /// - Requires: `network.inputCount` finite numbers.
  public mutating func add(_ row: [Double]) {
    let pattern = network.pattern(at: row)
    if let number = numbers[pattern] {
      entries[number].count += 1
    } else {
      numbers[pattern] = entries.count
      entries.append(Entry(pattern: pattern, count: 1, firstRow: rowCount))
    }
    rowCount += 1
  }

  /// The regions that hold rows, those with most first, then in the order of their first rows.
  public var regions: [Entry] { entries.sorted { ($1.count, $0.firstRow) < ($0.count, $1.firstRow) } }
}
