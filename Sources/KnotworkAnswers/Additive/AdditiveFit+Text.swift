import Knotwork
import KnotworkExplain
import KnotworkFitting
import KnotworkPlot

extension AdditiveFit {
  /// What a reader should know of bends that are shrunk; nil where they are not.
  var shrinkageNote: String? {
    shrinkage.map { shrinkage in
      "knots lie evenly among the rows and bends are shrunk (λ = \(shrinkage.short)), which has the least error on rows held out: knots "
        + "have no intervals, those of slopes and bands are Bayesian, and tests are those of least squares with the same knots"
    }
  }

  /// The equation: the value where all is 0, then a line for each input and each pair.
  func equation(of target: String) -> [String] {
    var lines = ["\(target) = \(intercept.short)"]
    for curve in curves {
      var parts = curve.slope == 0 ? [] : [(curve.slope, curve.name)]
      for hinge in curve.hinges {
        let (name, knot) = (curve.name, hinge.knot.short)
        parts.append(
          (
            hinge.weight,
            hinge.isFalling ? "max(0, \(knot) - \(name))" : "max(0, \(Formula.affine([1], -hinge.knot, [name])))"
          ))
      }
      lines.append("  " + AdditiveFit.signedTerms(parts))
    }
    return lines + pairs.map { "  " + $0.equation }
  }

  /// Terms with their signs.
  fileprivate static func signedTerms(_ parts: [(Double, String)]) -> String {
    parts.map { "\($0.0 < 0 ? "-" : "+") \($0.0.magnitude.short) \($0.1)" }.joined(separator: " ")
  }

  /// The curve of an input with what is left of each row beside it, its band and its knots.
  func curve(_ number: Int, of table: DataTable, residuals: [Double]) -> KnotworkPlot.Curve {
    let own = curves[number]
    var curve = KnotworkPlot.Curve(
      own.line, name: "curve of \(own.name)", xName: own.name, yName: "part of \(table.targetName)")
    curve.title = "\(table.targetName): the part of \(own.name)"
    let column = table.columns[own.input]
    curve.rows = column.indices.map { SIMD2(column[$0], own.line(column[$0]) + residuals[$0]) }
    curve.intervals = own.knots.map { ($0.lower, $0.upper) }
    let points = own.band.compactMap { point -> Mark.BandPoint? in
      guard let lower = point.lower, let upper = point.upper else { return nil }
      return Mark.BandPoint(x: point.x, lower: lower, upper: upper)
    }
    curve.bands = [KnotworkPlot.Curve.Band("\((100 * confidence).short) % band", points, isFilled: true)]
    return curve
  }
}

extension AdditiveFit.Pair {
  /// What ``figures`` are.
  static let figureNames = ["residual sum without it", "F", "p"]

  /// What it is worth, in words.
  var figures: [String] {
    ["+\((100 * gain).brief) %", effect?.statistic.brief ?? "–", effect?.pValue.briefProbability ?? "–"]
  }

  /// Its hinges with their signs.
  var terms: [String] {
    hinges.map {
      AdditiveFit.signedTerms([($0.weight, "max(0, \(Formula.affine($0.factors, $0.offset, $0.names)))")])
    }
  }

  /// The sum of its hinges.
  var equation: String { terms.joined(separator: " ") }
}
