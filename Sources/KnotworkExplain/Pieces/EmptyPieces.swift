import Knotwork
import KnotworkGeometry

/// The regions of the rows' box in which no row lies, and what an output does where there are no data.
public struct EmptyPieces: Equatable, Sendable {
  /// How many regions the box has, and how many of them hold no row.
  public let (regionCount, emptyCount): (Int, Int)
  /// The share of the box's volume that they are.
  public let share: Double
  /// The slopes over them, one summary for each input; none where every region holds a row.
  public let slopes: [SlopeSummary]
  /// The share of the box that lies outside of the convex hull of the rows; nil in more than two dimensions.
  public let outsideShare: Double?
  /// The slopes outside of the hull, one summary for each input; nil in more than two dimensions, and where nothing lies outside.
  public let outside: [SlopeSummary]?

  /// The regions of a dissection of the rows' box.
  ///
  /// - Parameters:
  ///   - dissection: a dissection with volumes, and in two dimensions with vertices.
  ///   - output: the number of the output.
  ///   - columns: the rows, a column for each input.
  /// - Returns: nil where volumes were not kept.
  /// - Complexity: O(rows · weights + regions · corners of the hull).
  public init?(_ dissection: Dissection, output: Int = 0, rows columns: [[Double]]) {
    let network = dissection.network
    var used: Set<ActivationPattern> = []
    for row in columns[0].indices { used.insert(network.pattern(at: columns.map { $0[row] })) }
    let hull = columns.count == 2 ? ConvexHull(zip(columns[0], columns[1]).map { SIMD2($0, $1) }) : nil
    let dimension = dissection.dimension
    var (empty, outside) = (Weighted(dimension), Weighted(dimension))
    var (total, emptyCount) = (0.0, 0)
    for region in dissection.regions {
      guard let volume = region.volume else { return nil }
      total += volume
      let slope = Array(region.map.slope[row: output])
      if !used.contains(region.pattern) {
        emptyCount += 1
        empty.add(slope, volume)
      }
      if let hull, let vertices = region.vertices {
        let inside = hull.area(sharedWith: vertices.map { SIMD2($0[0], $0[1]) })
        // What rounding leaves of a region inside is nothing.
        if volume - inside > 1e-9 * volume { outside.add(slope, volume - inside) }
      }
    }
    (regionCount, self.emptyCount) = (dissection.regions.count, emptyCount)
    share = empty.volume / total
    slopes = empty.summaries
    outsideShare = dimension == 1 ? 0 : hull == nil ? nil : outside.volume / total
    self.outside = outside.volumes.isEmpty ? nil : outside.summaries
  }

  /// Slopes with the volumes that they have.
  private struct Weighted {
    var (slopes, volumes): ([[Double]], [Double])

    init(_ dimension: Int) { (slopes, volumes) = ([[Double]](repeating: [], count: dimension), []) }

    var volume: Double { volumes.reduce(0, +) }
    var summaries: [SlopeSummary] {
      volumes.isEmpty ? [] : slopes.map { SlopeSummary(slopes: $0, volumes: volumes) }
    }

    mutating func add(_ slope: [Double], _ volume: Double) {
      for (axis, value) in slope.enumerated() { slopes[axis].append(value) }
      volumes.append(volume)
    }
  }
}

/// The convex hull of points in the plane, its corners counter-clockwise (Andrew 1979).
struct ConvexHull {
  let corners: [SIMD2<Double>]

  init(_ points: [SIMD2<Double>]) {
    let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    func chain(_ points: some Sequence<SIMD2<Double>>) -> [SIMD2<Double>] {
      var chain: [SIMD2<Double>] = []
      for point in points {
        while chain.count > 1, Self.turn(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 {
          chain.removeLast()
        }
        chain.append(point)
      }
      return chain.dropLast()
    }
    corners = chain(sorted) + chain(sorted.reversed())
  }

  /// Twice the area of a triangle, above 0 where it goes round counter-clockwise.
  private static func turn(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> Double {
    let (first, second) = (b - a, c - a)
    return first.x * second.y - first.y * second.x
  }

  /// The area of what a convex polygon shares with the hull.
  func area(sharedWith polygon: [SIMD2<Double>]) -> Double {
    guard corners.count > 2 else { return 0 }
    var part = polygon
    for (index, start) in corners.enumerated() {
      let end = corners[(index + 1) % corners.count]
      var next: [SIMD2<Double>] = []
      for (number, p) in part.enumerated() {
        let q = part[(number + 1) % part.count]
        let (a, b) = (Self.turn(start, end, p), Self.turn(start, end, q))
        if a >= 0 { next.append(p) }
        if (a > 0 && b < 0) || (a < 0 && b > 0) { next.append(p + (q - p) * (a / (a - b))) }
      }
      part = next
      if part.isEmpty { return 0 }
    }
    let origin = part[0]
    return zip(part.dropFirst(), part.dropFirst(2)).reduce(0) { $0 + Self.turn(origin, $1.0, $1.1) / 2 }.magnitude
  }
}
