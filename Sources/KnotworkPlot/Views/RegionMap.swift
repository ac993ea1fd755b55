import Knotwork
import KnotworkGeometry

/// The regions of a dissection in two dimensions as a map, with the creases over it.
public struct RegionMap: Sendable {
  /// What colours say.
  public enum Coloring: Equatable, Sendable {
    /// The value of the output, exactly linear within each region.
    case output
    /// Its slope with respect to one of the two coordinates.
    case slope(Int)
    /// Which units are active: one colour for each pattern.
    case pattern
    /// The mean of target − output over the rows of each region.
    case residual
  }

  /// A row of the data.
  public struct Row: Sendable {
    let point: SIMD2<Double>
    let target: Double?

    /// A row, and what was measured there.
    public init(_ point: SIMD2<Double>, target: Double? = nil) {
      self.point = point
      self.target = target
    }
  }

  let dissection: Dissection
  /// The number of the output.
  public var output = 0
  /// What colours say.
  public var coloring = Coloring.output
  /// The text above the picture.
  public var title: String
  /// The names of the coordinates.
  public var names = ("x1", "x2")
  /// The rows of the data.
  public var rows: [Row] = []
  /// One text for each region, drawn inside it; its number as in tables, unless given.
  public var labels: [String]?

  /// A map of a dissection in two dimensions that has its vertices.
  public init(_ dissection: Dissection, title: String) {
    self.dissection = dissection
    self.title = title
  }

  /// The picture.
  ///
  /// - Requires: `dissection.dimension == 2`, with its vertices.
  /// - Throws: what `Dissection.extremes(of:within:)` throws.
  public func drawing() throws -> Drawing {
    let view = PlaneView(dissection, names)
    let outputName = dissection.network.outputNames[output]
    let (minimum, maximum) = try dissection.extremes(of: output)
    let residuals = coloring == .residual ? meanResiduals() : [:]
    var drawing = Drawing(
      title: title,
      summary:
        "\(dissection.regions.count.counted("region")) and \(dissection.creases.count.counted("crease")) of \(outputName), "
        + "which goes from \(minimum.value.label) to \(maximum.value.label); colours show \(subject(outputName)).",
      x: view.xAxis, y: view.yAxis, size: SIMD2(480, 480),
      field: field(outputName, minimum.value, maximum.value, residuals))
    for region in dissection.regions {
      let (fill, name) = fill(of: region, residuals)
      drawing.add(.polygon(region.corners, fill), name)
    }
    let width = dissection.creases.count > 300 ? 1.0 : 2.0
    for crease in dissection.creases {
      let bend = crease.bends[output]
      drawing.add(
        .line(crease.ends, PlaneView.stroke(ofBend: bend, width: width, (.text, .text))), PlaneView.name(ofBend: bend))
    }
    let shown = rows.filter { view.shows($0.point) }
    let step = max(1, shown.count / 4000)
    for row in stride(from: 0, to: shown.count, by: step) {
      drawing.add(.point(shown[row].point, .dot, .text, radius: shown.count > 400 ? 1.75 : 2.5), "row")
    }
    for region in dissection.regions.prefix(1000) {
      let label = labels.map { $0.indices.contains(region.index) ? $0[region.index] : "" } ?? "\(region.index)"
      guard !label.isEmpty else { continue }
      drawing.add(
        .text(
          label, region.center,
          .init(offset: SIMD2(0, 5), size: 14, isOptional: labels == nil, within: labels == nil ? region.corners : nil)),
        labels == nil ? "number of a region" : nil)
    }
    return drawing
  }

  private func subject(_ outputName: String) -> String {
    switch coloring {
    case .output: outputName
    case .slope(let input): "the slope of \(outputName) along \(input == 0 ? names.0 : names.1)"
    case .pattern: "activation patterns"
    case .residual: "mean residuals"
    }
  }

  private func field(_ name: String, _ low: Double, _ high: Double, _ residuals: [Int: Double]) -> FieldScale? {
    switch coloring {
    case .output: return FieldScale(name, .sequential, from: low, to: high)
    case .slope(let input):
      let slopes = dissection.regions.map { $0.map.slope[output, input] }
      return FieldScale(
        "slope: \(input == 0 ? names.0 : names.1)", .signed, from: slopes.min() ?? 0, to: slopes.max() ?? 0)
    case .pattern: return nil
    case .residual:
      return FieldScale("residual", .signed, from: residuals.values.min() ?? 0, to: residuals.values.max() ?? 0)
    }
  }

  private func fill(of region: Region, _ residuals: [Int: Double]) -> (Mark.Fill, name: String?) {
    switch coloring {
    case .output:
      let (slope, constant) = region.function(output)
      return (.affine(slope: slope, constant: constant), nil)
    case .slope(let input): return (.value(region.map.slope[output, input]), nil)
    case .pattern: return (.color(Color.light(of: region.pattern.description)), nil)
    case .residual:
      guard let residual = residuals[region.index] else { return (.ink(.muted, opacity: 0.35), "no rows") }
      return (.value(residual), nil)
    }
  }

  private func meanResiduals() -> [Int: Double] {
    var sums: [Int: (sum: Double, count: Double)] = [:]
    for row in rows {
      guard let target = row.target, let region = dissection.region(at: [row.point.x, row.point.y]) else { continue }
      let residual = target - region.map([row.point.x, row.point.y])[output]
      let before = sums[region.index] ?? (0, 0)
      sums[region.index] = (before.sum + residual, before.count + 1)
    }
    return sums.mapValues { $0.sum / $0.count }
  }
}
