import Knotwork
import KnotworkExplain
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// How the output changes with one input on a page: the exact broken line with the others in the middle, and the lines of rows.
struct PageProfile {
  let input: Int
  let answer: ProfileAnswer
  /// The pattern at the middle of each piece.
  let patterns: [ActivationPattern]
  /// Rows as lines, and their mean; nil without rows.
  private(set) var effect: Effect?

  /// The lines that some rows draw, and their mean: individual curves and partial dependence.
  struct Effect {
    let lines: [[SIMD2<Double>]]
    let mean: [SIMD2<Double>]
    let count: Int
  }

  private static let mostShown = 24
  /// The mean over rows has the knots of all of them; it is drawn in the fewest pieces that are off by no more than this
  /// share of its spread, which is less than can be seen.
  private static let error = 0x1p-10

  /// The difference between the greatest and the least value.
  var size: Double {
    let profile = answer.profile
    let values = ([profile.range.lowerBound] + profile.knots + [profile.range.upperBound]).map { profile($0) }
    return (values.max() ?? 0) - (values.min() ?? 0)
  }

  init(of network: Network, output: Int, input: Int, over box: Box, within budget: Budget) throws {
    self.input = input
    let range = box.lower[input]...box.upper[input]
    answer = try ProfileRequest(
      along: .input(network.inputNames[input], over: range, at: box.center), output: network.outputNames[output]
    ).answer(about: network, within: budget)
    let profile = answer.profile
    let ends = [range.lowerBound] + profile.knots + [range.upperBound]
    patterns = profile.slopes.indices.map { piece in
      var point = box.center
      point[input] = ends[piece] / 2 + ends[piece + 1] / 2
      return network.pattern(at: point)
    }
  }

  mutating func add(_ rows: DataTable, of network: Network, output: Int, within budget: Budget) throws {
    let range = answer.profile.range
    let rows = rows.thinned()
    let curves = try InputCurves(
      of: network, output: output, input: input, over: range, rows: rows.columns, keepsIndividual: true,
      cancelledWith: budget.progress)
    let step = max(1, (rows.rowCount + PageProfile.mostShown - 1) / PageProfile.mostShown)
    effect = Effect(
      lines: stride(from: 0, to: rows.rowCount, by: step).map { curves.individual[$0].points },
      mean: curves.mean.reduced(within: curves.mean.spread * PageProfile.error).curve.points, count: rows.rowCount)
  }

  /// Writes one element of `profiles`.
  func write(_ network: Network, to json: inout JSONWriter) throws {
    json.member("input", network.inputNames[input].visible)
    json.key("profile")
    try json.object { json in
      json.member("schema", ProfileAnswer.schema.name)
      json.member("version", ProfileAnswer.schema.version)
      try answer.write(to: &json)
    }
    json.key("patterns")
    json.value(patterns.map(\.description))
    json.key("effect")
    guard let effect else { return json.null() }
    json.object { json in
      json.member("count", effect.count)
      json.member("mean", effect.mean.rounded)
      json.key("rows")
      json.array { json in for line in effect.lines { json.value(line.rounded) } }
    }
  }
}

extension [SIMD2<Double>] {
  /// In six significant digits, which is what a picture needs.
  fileprivate var rounded: [[Double]] {
    map { [$0.x, $0.y].map { Double(DecimalText.significant($0, digits: 6)) ?? $0 } }
  }
}
