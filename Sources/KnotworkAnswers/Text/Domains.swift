import KnotworkGeometry

extension Box {
  /// "[-1, 1] × [0, 2]", "[-1, 1]^3".
  package var inWords: String {
    let intervals = zip(lower, upper).map { "[\($0.short), \($1.short)]" }
    let isCube = Set(intervals).count == 1 && intervals.count > 2
    return isCube ? "\(intervals[0])^\(dimension)" : intervals.joined(separator: " × ")
  }
}
