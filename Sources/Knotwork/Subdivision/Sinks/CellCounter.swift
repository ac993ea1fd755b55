/// Counts and keeps nothing.
struct CellCounter: CellSink, Sendable {
  private(set) var count = 0
  static var detail: ViewDetail { .nothing }
  static var onlyCounts: Bool { true }
  @inline(__always) mutating func add(count: Int) { self.count += count }
  @inline(__always) mutating func add(_ region: FoundCell) { count += 1 }
}
