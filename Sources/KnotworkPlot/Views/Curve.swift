import Knotwork
import KnotworkFitting

/// A broken line with its knots, and what it is compared with.
public struct Curve: Sendable {
  /// A band, such as that of confidence.
  public struct Band: Sendable {
    let name: String
    let points: [Mark.BandPoint]
    let isFilled: Bool

    /// A band from its curves; one that is not filled is drawn as two dotted lines.
    public init(_ name: String, _ points: [Mark.BandPoint], isFilled: Bool) {
      (self.name, self.points, self.isFilled) = (name, points, isFilled)
    }
  }

  /// What the broken line is called.
  public let name: String
  /// The name of x.
  public let xName: String
  /// The name of y.
  public let yName: String
  /// The text above the picture.
  public var title: String
  /// Its ends and the knots between them.
  public let points: [SIMD2<Double>]
  /// The slopes of its pieces.
  public let slopes: [Double]
  /// The jump of the slope at each knot.
  public let bends: [Double]
  /// The rows of the data.
  public var rows: [SIMD2<Double>] = []
  /// Bands.
  public var bands: [Band] = []
  /// Where each knot may lie; an end is nil where the data do not bound it.
  public var intervals: [(lower: Double?, upper: Double?)] = []
  /// What linear regression says at both ends; nil where there is none.
  public var linear: (Double, Double)?

  /// More pieces have no room for their slopes.
  private static let labelLimit = 24
  /// Where there are more, so many knots have marks of full size.
  private static let knotLimit = 12

  /// A profile as a curve.
  public init(_ profile: Profile, name: String, xName: String, yName: String) {
    (self.name, self.xName, self.yName) = (name, xName, yName)
    title = "\(yName) over \(xName)"
    let ends = [profile.range.lowerBound] + profile.knots + [profile.range.upperBound]
    points = ends.map { SIMD2($0, profile($0)) }
    (slopes, bends) = (profile.slopes, profile.bends)
  }

  /// A broken line as a curve.
  public init(_ line: BrokenLine, name: String, xName: String, yName: String) {
    (self.name, self.xName, self.yName) = (name, xName, yName)
    title = "\(yName) over \(xName)"
    points = zip(line.nodes, line.values).map { SIMD2($0, $1) }
    (slopes, bends) = (line.slopes, line.bends)
  }

  private var range: ClosedRange<Double> { points[0].x...points[points.count - 1].x }

  /// The picture.
  public func drawing() -> Drawing {
    let shown = rows.filter { range.contains($0.x) }
    var values = points.map(\.y) + shown.map(\.y) + bands.flatMap { $0.points.flatMap { [$0.lower, $0.upper] } }
    if let linear { values += [linear.0, linear.1] }
    var drawing = Drawing(
      title: title, summary: summary(shown.count), x: Axis(xName, range), y: Axis(yName, covering: values, margin: 0.1))
    for band in bands where band.points.count > 1 {
      if band.isFilled {
        drawing.add(.band(band.points, .third), band.name)
      } else {
        for side in [\Mark.BandPoint.lower, \Mark.BandPoint.upper] {
          drawing.add(
            .line(band.points.map { SIMD2($0.x, $0[keyPath: side]) }, .init(.third, width: 1.5, .dotted)), band.name)
        }
      }
    }
    // Of very many rows some are enough to see.
    let step = max(1, shown.count / 4000)
    for row in stride(from: 0, to: shown.count, by: step) {
      drawing.add(.point(shown[row], .ring, .muted, radius: shown.count > 400 ? 1.5 : 2.5), "row")
    }
    if let linear {
      drawing.add(
        .line(
          [SIMD2(range.lowerBound, linear.0), SIMD2(range.upperBound, linear.1)],
          .init(.second, .dashed)),
        "linear regression")
    }
    drawing.add(.line(points, .init(.first, width: 2.5)), name)
    addKnots(to: &drawing)
    addSlopes(to: &drawing)
    return drawing
  }

  private func addKnots(to drawing: inout Drawing) {
    let foot = drawing.y.range.lowerBound + (drawing.y.range.upperBound - drawing.y.range.lowerBound) * 0.02
    // Of many knots those that bend most have marks of full size.
    let largest = Set(
      bends.indices.sorted { (-bends[$0].magnitude, $0) < (-bends[$1].magnitude, $1) }.prefix(Curve.knotLimit))
    let hasRoom = bends.count <= Curve.labelLimit
    if !hasRoom {
      for knot in bends.indices where !largest.contains(knot) {
        drawing.add(.point(points[knot + 1], .dot, .text, radius: 1.75), "knot that bends less")
      }
    }
    for (knot, bend) in bends.enumerated() where hasRoom || largest.contains(knot) {
      if knot < intervals.count {
        let ends = [intervals[knot].lower ?? range.lowerBound, intervals[knot].upper ?? range.upperBound]
        let inside = ends.map { SIMD2(min(max($0, range.lowerBound), range.upperBound), foot) }
        drawing.add(.line(inside, .init(.text, width: 3)), "interval of a knot")
      }
      drawing.add(
        .point(points[knot + 1], bend > 0 ? .triangle : .diamond, .text, radius: 4.5),
        bend > 0 ? "knot, bends up" : "knot, bends down")
    }
  }

  private func addSlopes(to drawing: inout Drawing) {
    guard slopes.count <= Curve.labelLimit else { return }
    for (number, slope) in slopes.enumerated() {
      let middle = (points[number] + points[number + 1]) / 2
      drawing.add(
        .text(
          "slope \(slope.label)", middle,
          .init(slope >= 0 ? .end : .start, offset: SIMD2(slope >= 0 ? -8 : 8, -8), isOptional: true)))
    }
  }

  private func summary(_ rowCount: Int) -> String {
    var text =
      "The \(name) from \(range.lowerBound.label) to \(range.upperBound.label) with \(bends.count.counted("knot"))"
    if slopes.count <= Curve.labelLimit {
      text += "; slopes \(slopes.map(\.label).joined(separator: ", "))"
      if !bends.isEmpty { text += "; knots at \(points.dropFirst().dropLast().map(\.x.label).joined(separator: ", "))" }
    }
    if rowCount > 0 { text += "; \(rowCount.counted("row"))" }
    return text + "."
  }

  /// The curve in characters, for a terminal, with the numbers of its pieces.
  public func text() -> [String] {
    var lines = drawing().characters()
    if slopes.count <= Curve.labelLimit {
      lines.append("slopes: \(slopes.map(\.label).joined(separator: ", "))")
      if !bends.isEmpty {
        lines.append("knots: \(points.dropFirst().dropLast().map(\.x.label).joined(separator: ", "))")
      }
    }
    return lines
  }
}
