/// The corners of regions, one step from the other: along a region's edges and around a point.
struct CornerRing: Sendable {
  let count: Int
  /// The first corner of each region.
  let starts: Buffer<Int32>
  let regions: Buffer<Int32>
  let twins: Buffer<Int32>

  /// The next corner of the same region, counter-clockwise.
  @inline(__always)
  func next(_ corner: Int) -> Int {
    let region = regions[corner]
    return corner + 1 < count && regions[corner + 1] == region ? corner + 1 : Int(starts[Int(region)])
  }

  /// The corner before in the same region.
  @inline(__always)
  private func previous(_ corner: Int) -> Int {
    let region = regions[corner]
    if corner != Int(starts[Int(region)]) { return corner - 1 }
    var last = corner
    while last + 1 < count, regions[last + 1] == region { last += 1 }
    return last
  }

  /// Visits all corners at the same point that can be reached without crossing an edge of which no other side is known.
  @inline(__always)
  func forEachCorner(around corner: Int, _ body: (Int) -> Void) {
    body(corner)
    var around = corner
    while case let twin = Int(twins[around]), twin >= 0 {
      around = next(twin)
      if around == corner { return }
      body(around)
    }
    // The walk clockwise has come to a boundary; the rest lies the other way round.
    around = corner
    while case let twin = Int(twins[previous(around)]), twin >= 0 {
      body(twin)
      around = twin
    }
  }
}
