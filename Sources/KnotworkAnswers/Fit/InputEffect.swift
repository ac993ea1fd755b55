import Knotwork
import KnotworkFitting
import KnotworkPlot

/// How a network's prediction changes with one input, the others at their medians.
struct InputEffect {
  let name: String
  let input: Int
  let profile: Profile
  /// The others, of which the one that varies is ignored.
  private let point: [Double]

  /// The effects of the inputs that matter most, at most `count`.
  static func strongest(_ report: FitAnswer, count: Int) throws -> [InputEffect] {
    let table = report.table
    let medians = table.columns.map { column in column.sorted()[column.count / 2] }
    let effects = try table.columns.enumerated().compactMap { input, column -> (effect: InputEffect, size: Double)? in
      guard let low = column.min(), let high = column.max(), low < high else { return nil }
      let profile = try Profile(of: report.network, over: .input(input, over: low...high, at: medians))
      let values = ([low] + profile.knots + [high]).map { profile($0) }
      let effect = InputEffect(name: table.inputNames[input], input: input, profile: profile, point: medians)
      return (effect, (values.max() ?? 0) - (values.min() ?? 0))
    }
    // Equal sizes keep the order of the columns.
    return effects.enumerated().sorted { ($1.element.size, $0.offset) < ($0.element.size, $1.offset) }
      .prefix(count).map(\.element.effect)
  }

  /// The network's broken line, linear regression, and the rows where there is one input only.
  func drawing(_ report: FitAnswer) -> Drawing {
    let table = report.table
    var curve = Curve(profile, name: "network", xName: name, yName: table.targetName)
    func linear(_ s: Double) -> Double {
      var inputs = point
      inputs[input] = s
      return report.linear(inputs)
    }
    curve.linear = (linear(profile.range.lowerBound), linear(profile.range.upperBound))
    if table.inputCount == 1 { curve.rows = zip(table.columns[0], table.target).map { SIMD2($0, $1) } }
    return curve.drawing()
  }

  /// Where each piece begins and ends, its slope, and the bend at its end.
  var rows: [[String]] {
    let ends = [profile.range.lowerBound] + profile.knots + [profile.range.upperBound]
    return profile.slopes.indices.map { index in
      [ends[index].short, ends[index + 1].short, profile.slopes[index].short]
        + [index < profile.bends.count ? profile.bends[index].short : ""]
    }
  }
}
