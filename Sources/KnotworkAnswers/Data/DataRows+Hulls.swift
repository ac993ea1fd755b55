import Knotwork
import KnotworkGeometry

extension DataRows {
  /// Whether the rows themselves are there.
  package var isKept: Bool { columns.count == ranges.lower.count }

  /// Half-spaces in which two inputs lie in the convex hull of their values at the rows that lie in the ranges, for each pair; hulls are
  /// rounded outwards. Sides of the ranges are left out.
  ///
  /// - Requires: the rows were kept.
  /// - Complexity: O(rows · (log rows + sides)) for each pair.
  package func hulls(of pairs: [(Int, Int)]) -> [HalfSpace] {
    precondition(isKept, "DataRows: rows that were not kept")
    let inside = (0..<count).filter { row in
      columns.indices.allSatisfy { ranges.lower[$0] <= columns[$0][row] && columns[$0][row] <= ranges.upper[$0] }
    }
    return pairs.flatMap { pair -> [HalfSpace] in
      let points = inside.map { SIMD2(columns[pair.0][$0], columns[pair.1][$0]) }
      return DataRows.sides(of: points).map { side in
        var normal = [Double](repeating: 0, count: columns.count)
        (normal[pair.0], normal[pair.1]) = (side.normal.x, side.normal.y)
        return HalfSpace(normal: normal, offset: side.offset)
      }
    }
  }

  /// A box, that of the ranges unless one is given, cut by half-spaces and by the hulls of pairs of inputs.
  func place(
    in given: Box?, where halfSpaces: [HalfSpace], hullsOf pairs: [(Int, Int)], of network: Network
  ) throws -> Place {
    let box = try given ?? ranges.box()
    let cut = try Polytope(box, halfSpaces: halfSpaces)
    return Place(
      .polytope(try Polytope(box, halfSpaces: halfSpaces + hulls(of: pairs))), coordinates: network.inputNames,
      words: [cut.inWords, DataRows.hullWords(pairs.count)].joined(separator: " where "),
      source: given == nil ? .data(name) : .given)
  }

  /// What is said of the hulls of so many pairs.
  package static func hullWords(_ pairs: Int) -> String {
    "\(pairs.counted("pair")) of inputs \(pairs == 1 ? "lies" : "lie") in the hull of the rows"
  }

  /// The sides of the hull of points that are not parallel to an axis: all points lie behind them, whatever rounding does.
  private static func sides(of points: [SIMD2<Double>]) -> [(normal: SIMD2<Double>, offset: Double)] {
    let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard sorted.count > 2 else { return [] }
    func chain(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
      var corners: [SIMD2<Double>] = []
      for point in points {
        while corners.count > 1 {
          let (first, second) = (corners[corners.count - 2], corners[corners.count - 1])
          let (along, across) = (second - first, point - second)
          guard !(along.x * across.y - along.y * across.x > 0) else { break }
          corners.removeLast()
        }
        if corners.last != point { corners.append(point) }
      }
      return corners
    }
    let corners = chain(sorted).dropLast() + chain(sorted.reversed()).dropLast()
    return corners.indices.compactMap { place in
      let next = corners[place + 1 < corners.endIndex ? place + 1 : corners.startIndex]
      let edge = next - corners[place]
      let normal = SIMD2(edge.y, -edge.x)
      guard normal.x != 0, normal.y != 0, normal.x.isFinite, normal.y.isFinite else { return nil }
      var offset = -Double.infinity
      for point in points {
        let (a, b) = (normal.x * point.x, normal.y * point.y)
        offset = max(offset, a + b + (a.magnitude + b.magnitude) * 0x1p-50 + 0x1p-1060)
      }
      return offset.isFinite ? (normal, offset.nextUp) : nil
    }
  }
}

extension [String] {
  /// The numbers of all pairs of different names.
  package var pairs: [(Int, Int)] {
    indices.flatMap { first in indices.dropFirst(first + 1).map { (first, $0) } }
  }
}
