import KnotworkGeometry

/// A part of a straight path on which no unit changes.
public struct PathStretch: Sendable {
  /// Where it is, in the path's coordinate.
  public let range: ClosedRange<Double>
  /// The region of the path's own dissection: its map is that of the network along the path.
  public let region: Region
  /// The patterns of the regions of the input space that it touches: one where it runs through the inside of a region, several where it
  /// runs inside a crease.
  public let patterns: [ActivationPattern]
  /// Whether these are all of them: only so many are looked for.
  public let isComplete: Bool

  /// Whether it runs inside a crease.
  public var isInsideCrease: Bool { patterns.count > 1 }
}

extension Dissection {
  /// The parts of a path in their order, each with the regions of the input space that it touches; exact.
  ///
  /// A path may run inside a crease. Units that vanish there count as inactive, but the pattern that this makes need not be that of any
  /// region: what touches the path are the regions on both sides of the crease.
  /// - Parameter limit: how many regions are looked for beside each part.
  /// - Requires: the dissection has one dimension, and kept its vertices.
  /// - Throws: `InvalidGeometry` where a point of the path is too large for a double.
  /// - Complexity: O(weights) for each part, and exact arithmetic where rounding does not let see that units do not vanish.
  public func stretches(limit: Int = 200) throws(InvalidGeometry) -> [PathStretch] {
    var stretches: [PathStretch] = []
    for (region, range) in regionsAlongLine {
      let exact = exactInput(at: region.interiorPoint.map { Dyadic($0) })
      let point = exact.map(\.nearest)
      let errors = point.map { $0.magnitude * 0x1p-52 + .leastNonzeroMagnitude }
      if network.filteredPattern(at: point, errors: errors) != nil {
        stretches.append(PathStretch(range: range, region: region, patterns: [region.pattern], isComplete: true))
      } else {
        let around = try network.regions(atExact: exact, limit: limit)
        stretches.append(
          PathStretch(
            range: range, region: region, patterns: around.regions.map(\.pattern), isComplete: around.isComplete))
      }
    }
    return stretches
  }
}
