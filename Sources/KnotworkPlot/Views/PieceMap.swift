import Knotwork
import KnotworkGeometry

/// Pieces that are unions of the regions of a dissection in two dimensions, coloured by the affine function of each.
public struct PieceMap: Sendable {
  /// The regions.
  public let dissection: Dissection
  /// The piece of each region.
  public let pieceOfRegion: [Int]
  /// The function of each piece, of one output.
  public let maps: [AffineMap]
  /// The text above the picture, and what can be seen.
  public let (title, summary): (String, String)
  /// The name of the output.
  public var outputName = "y"
  /// The names of the coordinates.
  public var names = ("x1", "x2")
  /// The rows of the data.
  public var rows: [SIMD2<Double>] = []

  /// So many pieces have their number, from 1, written in them.
  private static let mostLabels = 40

  /// A map of pieces.
  ///
  /// - Requires: a piece for each region, and a function for each piece.
  public init(_ dissection: Dissection, pieceOfRegion: [Int], maps: [AffineMap], title: String, summary: String) {
    precondition(
      pieceOfRegion.count == dissection.regions.count && pieceOfRegion.allSatisfy { maps.indices.contains($0) },
      "a map of pieces needs a piece for each region, and its function")
    (self.dissection, self.pieceOfRegion, self.maps) = (dissection, pieceOfRegion, maps)
    (self.title, self.summary) = (title, summary)
  }

  /// The picture: pieces are filled by the values of their functions, and have lines where they meet.
  ///
  /// - Requires: `dissection.dimension == 2`, with its vertices.
  public func drawing() -> Drawing {
    let view = PlaneView(dissection, names)
    let functions = maps.map { (slope: SIMD2($0.slope[0, 0], $0.slope[0, 1]), constant: $0.intercept[0]) }
    var (low, high) = (Double.infinity, -Double.infinity)
    for region in dissection.regions {
      let function = functions[pieceOfRegion[region.index]]
      for corner in region.corners {
        let value = (function.slope * corner).sum() + function.constant
        (low, high) = (min(low, value), max(high, value))
      }
    }
    var drawing = Drawing(
      title: title, summary: summary, x: view.xAxis, y: view.yAxis, size: SIMD2(480, 480),
      field: FieldScale(outputName, .sequential, from: low, to: high))
    for (function, polygons) in zip(functions, polygons) {
      drawing.add(.polygons(polygons, .affine(slope: function.slope, constant: function.constant)))
    }
    let borders = dissection.creases.filter { pieceOfRegion[$0.regions.active] != pieceOfRegion[$0.regions.inactive] }
    if !borders.isEmpty {
      drawing.add(.lines(borders.map(\.ends), .init(.text, width: 2, isHemmed: true)), "where pieces meet")
    }
    let shown = rows.filter { view.shows($0) }
    for row in stride(from: 0, to: shown.count, by: max(1, shown.count / 4000)) {
      drawing.add(.point(shown[row], .dot, .text, radius: shown.count > 400 ? 1.75 : 2.5), "row")
    }
    for (piece, place) in labels.prefix(PieceMap.mostLabels).enumerated() {
      drawing.add(
        .text("\(piece + 1)", place, .init(offset: SIMD2(0, 5), size: 14, isOptional: true)), "number of a piece")
    }
    return drawing
  }

  /// The regions of each piece.
  private var polygons: [[[SIMD2<Double>]]] {
    var polygons = [[[SIMD2<Double>]]](repeating: [], count: maps.count)
    for region in dissection.regions { polygons[pieceOfRegion[region.index]].append(region.corners) }
    return polygons
  }

  /// A place in each piece: inside the region whose middle is nearest to that of the piece.
  private var labels: [SIMD2<Double>] {
    var sums = [(place: SIMD2<Double>, area: Double)](repeating: (.zero, 0), count: maps.count)
    for region in dissection.regions {
      let area = region.volume ?? 0
      sums[pieceOfRegion[region.index]].place += area * region.center
      sums[pieceOfRegion[region.index]].area += area
    }
    var places = [(place: SIMD2<Double>, distance: Double)](repeating: (.zero, .infinity), count: maps.count)
    for region in dissection.regions {
      let piece = pieceOfRegion[region.index]
      let away = region.center - sums[piece].place / sums[piece].area
      let distance = (away * away).sum()
      if distance < places[piece].distance || places[piece].distance == .infinity {
        places[piece] = (region.center, distance)
      }
    }
    return places.map(\.place)
  }
}
