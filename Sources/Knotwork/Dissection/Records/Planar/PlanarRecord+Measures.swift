import KnotworkGeometry

extension PlanarRecord {
  func position(_ corner: Int) -> SIMD2<Double> { vertices[Int(cornerVertex[corner])] }

  /// The line that a corner's edge lies on: the pre-activation of a unit, or positive inside the domain.
  private func line(of corner: Int) -> PlaneMap {
    let split = Int(cornerSplit[corner])
    guard split >= 0 else {
      let line = compiled.domainMaps.advanced(by: 3 * (-1 - split))
      return PlaneMap(a: line[0], b: line[1], c: line[2])
    }
    let line = splitLines[split]
    return PlaneMap(a: line.a, b: line.b, c: line.c)
  }

  /// The area of a region by the shoelace formula about its first corner; 0 where rounded corners turn it inside out.
  func area(of region: Int) -> Double {
    let corners = corners(of: region)
    let anchor = position(corners.lowerBound)
    var twice = 0.0
    for corner in corners.dropFirst(2) {
      let (p, q) = (position(corner - 1) - anchor, position(corner) - anchor)
      twice += p.x * q.y - p.y * q.x
    }
    return max(0, twice / 2)
  }

  /// The mean of the corners of a polygon.
  static func center(of corners: [SIMD2<Double>]) -> SIMD2<Double> {
    corners[0] + corners.reduce(SIMD2<Double>.zero) { $0 + ($1 - corners[0]) } / Double(corners.count)
  }

  /// How far the true position of a corner may be from the stored one, per coordinate.
  private func radius(of corner: Int) -> Double {
    let before = previous(corner)
    return compiled.radius(
      of: position(corner), on: line(of: before), error: compiled.lineError(hyperplane(ofFacet: before)),
      and: line(of: corner), error: compiled.lineError(hyperplane(ofFacet: corner)))
  }

  func visitCells(_ body: (FoundCell) -> Void) -> Bool {
    let largest = (0..<regionCount).reduce(0) { max($0, corners(of: $1).count) }
    let words = (largest + 63) / 64
    let arena = Arena()
    let center = arena.buffer([Double](), paddedTo: 2, with: 0)
    let facets = arena.buffer([Int32](), paddedTo: largest, with: 0)
    let points = arena.buffer([Double](), paddedTo: 3 * largest, with: 0)
    let masks = arena.buffer([UInt64](), paddedTo: words * largest, with: 0)
    withExtendedLifetime(arena) {
      table.visitCells { region in
        let corners = corners(of: region)
        let count = corners.count
        let maskWords = (count + 63) / 64
        var sum = SIMD2<Double>.zero
        let anchor = position(corners.lowerBound)
        for index in 0..<count * maskWords { masks[index] = 0 }
        for (place, corner) in corners.enumerated() {
          let position = position(corner)
          sum += position - anchor
          (points[3 * place], points[3 * place + 1]) = (position.x, position.y)
          points[3 * place + 2] = radius(of: corner)
          facets[place] = hyperplane(ofFacet: corner)
          for facet in [place, place == 0 ? count - 1 : place - 1] {
            let word = place * maskWords + facet >> 6
            masks[word] = masks[word] | 1 << UInt64(facet & 63)
          }
        }
        let middle = anchor + sum / Double(count)
        (center[0], center[1]) = (middle.x, middle.y)
        return CellView(
          interior: center, facets: facets, facetCount: count, vertices: points, vertexCount: count, masks: masks,
          maskWords: maskWords, isRing: true)
      } _: {
        body($0)
      }
    }
    return true
  }
}
