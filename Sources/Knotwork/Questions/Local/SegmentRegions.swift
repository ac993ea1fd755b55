import KnotworkGeometry

/// What a segment has in common with a region.
public struct SegmentRegion: Equatable, Sendable {
  /// Where it runs through the region, as a share of its length.
  public let range: ClosedRange<Double>
  /// Which units are active there; units that vanish on this part of the segment are not.
  public let pattern: ActivationPattern
}

extension Network {
  /// The regions along a segment of the input space, in their order; exact.
  ///
  /// - Throws: as ``Dissection/init(of:along:threads:limits:progress:)``.
  public func regions(
    along segment: Segment, limits: Limits = .none, progress: Budget.Progress = Budget.Progress()
  ) throws -> [SegmentRegion] {
    let dissection = try Dissection(of: self, along: segment, limits: limits, progress: progress)
    var start = 0.0
    return dissection.complex.walkAlongLine().map { region, corner in
      let end = corner.map { max(start, min(1, dissection.complex.position($0).x)) } ?? 1
      defer { start = end }
      return SegmentRegion(range: start...end, pattern: dissection.regions[region].pattern)
    }
  }
}
