import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// How the output changes with one input while the others stay as they are in a row: one broken line for each row, and their mean.
///
/// Both are exact: the mean of broken lines is a broken line, whose knots are among theirs.
public struct PartialDependence: Sendable {
  let profiles: [Profile]
  let rowCount: Int
  let name: String
  let inputName: String
  /// The text above the picture.
  public var title: String

  /// Of more rows so many are taken, evenly spaced.
  private static let most = 200
  private static let mostShown = 60

  /// The lines of a network over the range of an input in a table with a column for each input.
  ///
  /// - Requires: the input has two values at least.
  /// - Throws: what `Profile.init(of:output:over:within:)` throws.
  public init(
    _ network: Network, output: Int, of input: Int, on table: DataTable, title: String, within budget: Budget = Budget()
  ) throws {
    let column = table.columns[input]
    let range = (column.min() ?? 0)...(column.max() ?? 1)
    let count = min(table.rowCount, PartialDependence.most)
    profiles = try (0..<count).map { number in
      try Profile(
        of: network, output: output,
        over: .input(input, over: range, at: table.inputs(of: number * table.rowCount / count)), within: budget)
    }
    rowCount = table.rowCount
    (name, inputName) = (network.outputNames[output], table.inputNames[input])
    self.title = title
  }

  /// The mean of the lines, by its ends and knots.
  public var mean: [SIMD2<Double>] {
    let range = profiles[0].range
    let nodes = Set([range.lowerBound, range.upperBound] + profiles.flatMap(\.knots)).sorted()
    return nodes.map { node in
      SIMD2(node, profiles.reduce(0) { $0 + $1(node) } / Double(profiles.count))
    }
  }

  /// The picture.
  public func drawing() -> Drawing {
    let step = max(1, profiles.count / PartialDependence.mostShown)
    let lines = stride(from: 0, to: profiles.count, by: step).map { number -> [SIMD2<Double>] in
      let profile = profiles[number]
      let ends = [profile.range.lowerBound] + profile.knots + [profile.range.upperBound]
      return ends.map { SIMD2($0, profile($0)) }
    }
    let mean = mean
    var drawing = Drawing(
      title: title,
      summary:
        "\(name) over \(inputName) with the other inputs as in \(lines.count.counted("row")), and the mean over "
        + "\(profiles.count.grouped) of \(rowCount.counted("row")).",
      x: Axis(inputName, profiles[0].range), y: Axis(name, covering: (lines.joined() + mean).map(\.y)))
    for line in lines { drawing.add(.line(line, .init(.muted, width: 0.75)), "others as in a row") }
    drawing.add(.line(mean, .init(.first, width: 3, isHemmed: true)), "mean (partial dependence)")
    return drawing
  }
}
