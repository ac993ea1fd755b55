/// The vertices of a complex: points where corners of several regions meet, numbered by their first corners.
struct VertexNumbering {
  /// The vertex of each corner.
  let cornerVertex: [Int32]
  let vertices: [SIMD2<Double>]

  /// - Parameter positions: of the corners, in pieces; corners at the same point have the same position.
  /// - Complexity: linear.
  init(_ ring: CornerRing, positions: Pieces<SIMD2<Double>>, threads: Int) {
    let firsts = Concatenation.indices(below: ring.twins.count, threads: threads) { ring.isFirst($0) }
    cornerVertex = Concatenation.scatter(firsts.count, over: ring.twins.count, threads: threads) { number, target in
      ring.forEachCorner(around: Int(firsts[number])) { target[$0] = Int32(truncatingIfNeeded: number) }
    }
    vertices = positions.elements(at: firsts, threads: threads)
  }
}

/// The corners around each point, one step from the other.
struct CornerRing: Sendable {
  let starts: [Int32]
  let regions: [Int32]
  let twins: [Int32]

  /// The next corner at the same point, clockwise; nil at the domain's boundary.
  @inline(__always)
  private func clockwise(_ corner: Int) -> Int? {
    let twin = Int(twins[corner])
    if twin < 0 { return nil }
    let region = regions[twin]
    return twin + 1 < regions.count && regions[twin + 1] == region ? twin + 1 : Int(starts[Int(region)])
  }

  /// The next corner at the same point, counter-clockwise; nil at the domain's boundary.
  @inline(__always)
  private func counterclockwise(_ corner: Int) -> Int? {
    let region = Int(regions[corner])
    let twin = Int(twins[corner == Int(starts[region]) ? Int(starts[region + 1]) - 1 : corner - 1])
    return twin < 0 ? nil : twin
  }

  /// Whether no corner at the same point has a lower number.
  @inline(__always)
  func isFirst(_ corner: Int) -> Bool {
    var around = corner
    while let next = clockwise(around) {
      if next == corner { return true }
      if next < corner { return false }
      around = next
    }
    // At the boundary the walk ends; the rest lies the other way round.
    around = corner
    while let next = counterclockwise(around) {
      if next < corner { return false }
      around = next
    }
    return true
  }

  /// Visits all corners at the same point.
  @inline(__always)
  func forEachCorner(around corner: Int, _ body: (Int) -> Void) {
    body(corner)
    var around = corner
    while let next = clockwise(around) {
      if next == corner { return }
      body(next)
      around = next
    }
    around = corner
    while let next = counterclockwise(around) {
      body(next)
      around = next
    }
  }
}
