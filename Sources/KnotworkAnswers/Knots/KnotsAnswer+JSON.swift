import Knotwork
import KnotworkFitting
import KnotworkFormats

/// Knots as JSON.
extension KnotsAnswer {
  /// Writes the knots and pieces, the tests, how the number of knots was chosen, and the certificate.
  public func write(to json: inout JSONWriter) throws {
    json.member("target", table.targetName)
    json.member("feature", table.inputNames[0])
    json.member("rows", fit.rowCount)
    json.key("knots")
    json.array(lines: true) { json in
      for (number, (knot, bend)) in zip(statistics.knots, fit.line.bends).enumerated() {
        json.object { json in
          KnotsAnswer.write(knot, &json)
          json.member("bend", bend)
          KnotsAnswer.interval(bootstrap?.knots[number], &json)
        }
      }
    }
    json.key("pieces")
    json.array(lines: true) { json in
      for (piece, slope) in statistics.slopes.enumerated() {
        json.object { json in
          json.member("from", fit.line.nodes[piece])
          json.member("to", fit.line.nodes[piece + 1])
          json.key("slope")
          json.object { json in
            KnotsAnswer.write(slope, &json)
            KnotsAnswer.interval(bootstrap?.slopes[piece], &json)
          }
          json.member("intercept", fit.line.values[piece] - slope.value * fit.line.nodes[piece])
        }
      }
    }
    json.member("confidence", statistics.confidence)
    json.member("sse", fit.residualSum)
    json.member("standard_error", orNull: statistics.residualError)
    json.member("degrees_of_freedom", fit.degreesOfFreedom)
    json.member("r_squared", orNull: rSquared)
    json.member("bic", orNull: fit.bic)
    json.key("test")
    if let test {
      json.object { json in
        json.member("method", "davies")
        json.member("p_value", test.pValue)
        json.member("position", test.position)
        json.member("statistic", test.statistic)
        json.member("candidates", test.candidates)
      }
    } else {
      json.null()
    }
    json.key("bootstrap")
    if let bootstrap {
      json.object { json in
        json.member("samples", bootstrap.samples)
        json.member("resampling", bootstrap.resampling.rawValue)
        json.member("seed", Int(clamping: bootstrap.seed))
        json.member("p_value", orNull: bootstrap.pValue)
      }
    } else {
      json.null()
    }
    json.key("selection")
    if let selection {
      json.array(lines: true) { json in
        for (count, fit) in selection.fits.enumerated() {
          json.object { json in
            json.member("knots", fit.knots.count)
            json.member("sse", fit.residualSum)
            json.member(criterion == .bic ? "bic" : "mean_squared_error", orNull: selection.scores[count])
            json.member("chosen", count == selection.chosen)
          }
        }
      }
    } else {
      json.null()
    }
    json.key("certificate")
    if let certificate { json.value(certificate) } else { json.null() }
  }

  /// What samples drawn anew say of a number; nothing where none were drawn.
  private static func interval(_ estimate: KnotStatistics.Estimate?, _ json: inout JSONWriter) {
    guard let estimate else { return }
    json.key("bootstrap")
    json.object { json in
      json.member("standard_error", orNull: estimate.standardError)
      json.member("lower", orNull: estimate.lower)
      json.member("upper", orNull: estimate.upper)
    }
  }

  private static func write(_ estimate: KnotStatistics.Estimate, _ json: inout JSONWriter) {
    json.member("value", estimate.value)
    json.member("standard_error", orNull: estimate.standardError)
    json.member("lower", orNull: estimate.lower)
    json.member("upper", orNull: estimate.upper)
  }
}
