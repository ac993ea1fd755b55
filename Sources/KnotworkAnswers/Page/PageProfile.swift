import Knotwork
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

  /// The mean is over so many rows at most, evenly spaced.
  private static let mostRows = 60
  private static let mostShown = 24
  /// The mean has as many knots as all lines together; of more than these, so many are drawn.
  private static let mostNodes = 400

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
    let count = min(rows.rowCount, PageProfile.mostRows)
    let profiles = try (0..<count).map { number in
      try Profile(
        of: network, output: output,
        over: .input(input, over: range, at: rows.inputs(of: number * rows.rowCount / count)), within: budget)
    }
    var nodes = Set([range.lowerBound, range.upperBound] + profiles.flatMap(\.knots)).sorted()
    if nodes.count > PageProfile.mostNodes {
      let last = nodes.count - 1
      nodes = (0..<PageProfile.mostNodes).map { nodes[$0 * last / (PageProfile.mostNodes - 1)] }
    }
    effect = Effect(
      lines: stride(from: 0, to: count, by: max(1, count / PageProfile.mostShown)).map { number in
        let profile = profiles[number]
        return ([range.lowerBound] + profile.knots + [range.upperBound]).map { SIMD2($0, profile($0)) }
      },
      mean: nodes.map { node in SIMD2(node, profiles.reduce(0) { $0 + $1(node) } / Double(count)) }, count: count)
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
