import KnotworkGeometry

extension Box {
  /// "[-1, 1] × [0, 2]", "[-1, 1]^3".
  package var inWords: String {
    let intervals = zip(lower, upper).map { "[\([$0, $1].distinctTexts.joined(separator: ", "))]" }
    let isCube = Set(intervals).count == 1 && intervals.count > 2
    return isCube ? "\(intervals[0])^\(dimension)" : intervals.joined(separator: " × ")
  }
}

extension Polytope {
  /// "[-1, 1]^3 where 1,1,1<=0.5".
  package var inWords: String {
    let inequalities = halfSpaces.map { "\($0.normal.map(\.short).joined(separator: ","))<=\($0.offset.short)" }
    return ([box.inWords] + inequalities).joined(separator: " where ")
  }
}
