import Knotwork
import KnotworkGeometry

extension Drawing {
  /// A dissection in two dimensions as a map: colours follow the output's value, exactly linear within each region; lines
  /// are the creases, solid where the function is convex (valley) and dashed where it is concave (ridge).
  ///
  /// - Parameters:
  ///   - dissection: a dissection in two dimensions.
  ///   - output: the number of the output, from 0.
  ///   - title: the text above the picture.
  ///   - names: the names of the two coordinates.
  ///   - labels: one text for each region, drawn inside it; none where it is empty.
  /// - Requires: `dissection.dimension == 2`, with its vertices.
  /// - Throws: what `Dissection.extremes(of:within:)` throws.
  public init(
    _ dissection: Dissection, output: Int = 0, title: String, names: (String, String) = ("x1", "x2"),
    labels: [String] = []
  ) throws {
    precondition(
      dissection.dimension == 2 && dissection.detail.contains(.vertices),
      "a picture of a dissection needs two dimensions and the vertices of its regions")
    let corners = dissection.regions.flatMap { $0.vertices ?? [] }.map { SIMD2($0[0], $0[1]) }
    let (lower, upper) = (
      corners.dropFirst().reduce(corners[0], pointwiseMin), corners.dropFirst().reduce(corners[0], pointwiseMax)
    )
    let axes = Axes(lower: lower, upper: upper, origin: SIMD2(64, 56), size: SIMD2(480, 480))
    let (minimum, maximum) = try dissection.extremes(of: output)
    let range = (low: minimum.value, high: maximum.value)
    var shapes = dissection.regions.map { region in
      Shape.polygon(
        (region.vertices ?? []).map { axes(SIMD2($0[0], $0[1])) },
        fill: Drawing.fill(of: region, output: output, range: range, axes))
    }
    for crease in dissection.creases {
      let bend = crease.bends[output]
      let role: Shape.Role = bend > 0 ? .valley : bend < 0 ? .ridge : .flat
      shapes.append(
        .line(
          (crease.vertices ?? []).map { axes(SIMD2($0[0], $0[1])) }, role: role,
          width: dissection.creases.count > 300 ? 1 : 2.5))
    }
    for (region, label) in zip(dissection.regions, labels) where !label.isEmpty {
      let center = region.interiorPoint
      let place = axes(SIMD2(center[0], center[1]))
      shapes.append(.text(label, at: place + SIMD2(0, 5), anchor: .middle, role: .onColor, size: 14))
    }
    shapes += axes.shapes(xName: names.0, yName: names.1)
    shapes.append(.text(title, at: SIMD2(64, 26), anchor: .start, role: .label, size: 17))
    let name = dissection.network.outputNames[output]
    shapes += Drawing.legend(name: name, range: range, at: SIMD2(572, 56))
    self.init(
      width: 720, height: 610, title: title,
      summary:
        "\(dissection.regions.count.counted("region")) and \(dissection.creases.count.counted("crease")) of \(name), which goes from "
        + "\(range.low) to \(range.high).",
      shapes: shapes)
  }

  private static func fill(
    of region: Region, output: Int, range: (low: Double, high: Double), _ axes: Axes
  ) -> Shape.Fill {
    let map = region.map
    let (a, b, c) = axes.pageFunction(map.slope[output, 0], map.slope[output, 1], map.intercept[output])
    let steepness = a * a + b * b
    let span = range.high - range.low
    let center = axes(SIMD2(region.interiorPoint[0], region.interiorPoint[1]))
    let value = a * center.x + b * center.y + c
    guard span > 0, steepness.squareRoot() * 2000 > span * 0.002 else {
      return .color(Ramp.color(at: span > 0 ? (value - range.low) / span : 0.5))
    }
    // Straight up the slope, from where the value would be the least to where it would be the greatest.
    let direction = SIMD2(a, b) / steepness
    return .ramp(from: center + (range.low - value) * direction, to: center + (range.high - value) * direction)
  }

  /// The ramp with its values, and what the lines mean.
  private static func legend(
    name: String, range: (low: Double, high: Double), at place: SIMD2<Double>
  ) -> [Shape] {
    let (width, height) = (22.0, 240.0)
    let bar = [
      place, place + SIMD2(width, 0), place + SIMD2(width, height), place + SIMD2(0, height),
    ]
    var shapes: [Shape] = [
      .polygon(bar, fill: .ramp(from: place + SIMD2(0, height), to: place)),
      .text(name, at: place + SIMD2(0, -10), anchor: .start, role: .label, size: 14),
    ]
    for tick in Ticks.between(range.low, range.high) {
      let y = place.y + height * (range.high - tick.value) / (range.high - range.low)
      shapes.append(
        .line([SIMD2(place.x + width, y), SIMD2(place.x + width + 5, y)], role: .axis, width: 1))
      shapes.append(.text(tick.label, at: SIMD2(place.x + width + 9, y + 4), anchor: .start, role: .axis, size: 12))
    }
    let lines: [(Shape.Role, String)] = [(.valley, "valley"), (.ridge, "ridge"), (.flat, "no bend")]
    for (index, (role, text)) in lines.enumerated() {
      let y = place.y + height + 40 + 24 * Double(index)
      shapes.append(.line([SIMD2(place.x, y), SIMD2(place.x + 34, y)], role: role, width: 2.5))
      shapes.append(.text(text, at: SIMD2(place.x + 44, y + 5), anchor: .start, role: .label, size: 13))
    }
    return shapes
  }
}
