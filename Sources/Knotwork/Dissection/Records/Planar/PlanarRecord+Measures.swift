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

  /// The area of a region by the shoelace formula about its first corner; nil where rounding leaves fewer than seven digits.
  ///
  /// With q the stored corners, p the true ones and e = q − p, twice the areas differ by the sum of
  /// e × (p' − p) + e' × (p' − p) + e × e' over the edges from p to p'. The first two are the length of the edge times the
  /// distances of q and q' from the true line that it lies on, and the last is at most what these distances times the
  /// lengths of e' and e are: a corner at a sharp angle may be far off along its edges without changing the area much.
  func area(of region: Int) -> Double? {
    let corners = corners(of: region)
    let anchor = position(corners.lowerBound)
    var (twice, error) = (0.0, 0.0)
    var before = (edge: SIMD2<Double>.zero, length: 0.0)
    var (corner, reach) = (corners.lowerBound, radius(of: corners.lowerBound))
    let firstReach = reach
    for place in 1...corners.count {
      let next = place == corners.count ? corners.lowerBound : corners.lowerBound + place
      let nextReach = place == corners.count ? firstReach : radius(of: next)
      let side = position(next) - position(corner)
      // Radii are for each coordinate: lengths are at most 3/2 of them.
      error +=
        (distance(of: corner, fromEdge: corner) + distance(of: next, fromEdge: corner))
        * (side.x.magnitude + side.y.magnitude + 3 * (reach + nextReach))
      (corner, reach) = (next, nextReach)
      let edge = position(next) - anchor
      let length = edge.x.magnitude + edge.y.magnitude
      twice += before.edge.x * edge.y - before.edge.y * edge.x
      // The differences and products are rounded.
      error += before.length * length * 0x1p-50
      before = (edge, length)
    }
    return twice.isFinite && error * (1 + 0x1p-20) + .smallestError <= 0x1p-24 * twice ? twice / 2 : nil
  }

  /// How far a corner as it is stored may be from the true line of an edge.
  private func distance(of corner: Int, fromEdge edge: Int) -> Double {
    compiled.distance(
      of: position(corner), from: line(of: edge), error: compiled.lineError(hyperplane(ofFacet: edge)))
  }

  /// A region as a cell with its view.
  private func visit<Result>(_ region: Int, _ body: (FoundCell, CellView) -> Result) -> Result {
    var result: Result?
    visitCells(in: region..<region + 1) { cell in
      if let view = cell.view { result = body(cell, view) }
    }
    guard let result else { preconditionFailure("a region has a view") }
    return result
  }

  /// Exact arithmetic on a region of which floating point does not tell enough.
  private func exactly<Result>(_ region: Int, _ body: (ExactCell) -> Result) -> Result {
    visit(region) { cell, view in body(ExactCell(cell, view, compiled)) }
  }

  /// The area where rounding leaves it open: from vertices in double-doubles, or in exact arithmetic.
  ///
  /// - Parameter maps: those of regions before this one, which save work where patterns agree.
  func preciseArea(of region: Int, using maps: PreciseMaps? = nil) -> Double {
    visit(region) { cell, view in cell.volume(FirstMoments(view, dimension: 2), compiled, using: maps) }
  }

  func writeVolumes(of regions: Range<Int>, to volumes: Buffer<Double>) {
    let maps = PreciseMaps(compiled)
    for region in regions { volumes[region] = area(of: region) ?? preciseArea(of: region, using: maps) }
  }

  func exactInteriorPoint(of region: Int) -> [Double]? { exactly(region) { $0.interiorPoint } }

  /// Whether a point lies strictly inside a region, for certain.
  func isInside(_ point: SIMD2<Double>, _ region: Int) -> Bool {
    corners(of: region).allSatisfy { corner in
      let (id, line) = (hyperplane(ofFacet: corner), line(of: corner))
      let value = line.a * point.x + (line.b * point.y + line.c)
      let size = (line.a * point.x).magnitude + (line.b * point.y).magnitude + line.c.magnitude
      let error = compiled.lineError(id)
      let inherited = error.x * point.x.magnitude + error.y * point.y.magnitude + error.z
      let isPositive = id < 0 || table.isActive(unit: Int(id), region: region)
      return (isPositive ? value : -value) > inherited + size * 0x1p-50 + .smallestError
    }
  }

  /// A corner, each coordinate right to seven digits: exact where rounding leaves fewer.
  func vertex(_ corner: Int) -> [Double] {
    let position = position(corner)
    let radius = radius(of: corner)
    if radius == 0 || radius <= 0x1p-24 * min(position.x.magnitude, position.y.magnitude) {
      return [position.x + 0, position.y + 0]
    }
    let region = region(ofFacet: corner)
    return exactly(region) { $0.vertices[corner - corners(of: region).lowerBound].map { $0.nearest + 0 } }
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
    visitCells(in: 0..<regionCount, body)
    return true
  }

  private func visitCells(in regions: Range<Int>, _ body: (FoundCell) -> Void) {
    let largest = regions.reduce(0) { max($0, corners(of: $1).count) }
    let words = (largest + 63) / 64
    let arena = Arena()
    let center = arena.buffer([Double](), paddedTo: 2, with: 0)
    let facets = arena.buffer([Int32](), paddedTo: largest, with: 0)
    let points = arena.buffer([Double](), paddedTo: 3 * largest, with: 0)
    let masks = arena.buffer([UInt64](), paddedTo: words * largest, with: 0)
    withExtendedLifetime(arena) {
      table.visitCells(in: regions) { region in
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
  }
}
