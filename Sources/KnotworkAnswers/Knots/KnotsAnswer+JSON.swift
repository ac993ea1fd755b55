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
          json.key("bend_estimate")
          json.object { KnotsAnswer.write(tested: statistics.bends[number], &$0) }
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
            KnotsAnswer.write(tested: slope, &json)
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
    KnotsAnswer.writeModel(fit, &json)
    json.key("given_test")
    if let givenTest {
      json.object { json in
        json.member("statistic", givenTest.statistic)
        json.member("numerator", givenTest.numerator)
        json.member("denominator", givenTest.denominator)
        json.member("p_value", givenTest.pValue)
      }
    } else {
      json.null()
    }
    json.key("spread")
    if let spread {
      json.object { json in
        json.member("method", "white")
        json.member("statistic", spread.statistic)
        json.member("degrees_of_freedom", spread.degreesOfFreedom)
        json.member("p_value", spread.pValue)
      }
    } else {
      json.null()
    }
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
            if criterion == .bic {
              let errors = selection.validation?.errors ?? []
              json.member("mean_squared_error", orNull: count < errors.count ? errors[count] : nil)
            }
            json.member("chosen", count == selection.chosen)
          }
        }
      }
    } else {
      json.null()
    }
    json.key("certificate")
    if let certificate { json.value(certificate) } else { json.null() }
    KnotsAnswer.write("band", band, &json)
    KnotsAnswer.write("predictions", predictions, &json)
    json.member("complete", reachedLimit == nil)
    json.key("notes")
    json.value(notes)
  }

  /// Where the knots come from, and what was known of the line.
  private static func writeModel(_ fit: KnotFit, _ json: inout JSONWriter) {
    json.member("placement", fit.placement.word)
    json.member("min_rows", fit.minRows)
    json.member("parameters", fit.parameterCount)
    json.key("constraints")
    json.object { json in
      json.member("flat_first", fit.model.isFirstFlat)
      json.member("flat_last", fit.model.isLastFlat)
      json.key("through")
      if let point = fit.model.point { json.value([point.x, point.y]) } else { json.null() }
      json.key("shape")
      if let shape = fit.model.shape { json.value(shape.rawValue) } else { json.null() }
    }
  }

  private static func write(_ name: String, _ points: [KnotStatistics.BandPoint], _ json: inout JSONWriter) {
    guard !points.isEmpty else { return }
    json.key(name)
    json.array(lines: true) { json in
      for point in points {
        json.object { json in
          json.member("x", point.x)
          json.member("value", point.value)
          json.member("lower", orNull: point.lower)
          json.member("upper", orNull: point.upper)
          json.member("prediction_lower", orNull: point.predictionLower)
          json.member("prediction_upper", orNull: point.predictionUpper)
        }
      }
    }
  }

  static func write(tested estimate: KnotStatistics.Estimate, _ json: inout JSONWriter) {
    write(estimate, &json)
    json.member("p_value", orNull: estimate.pValue)
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

  static func write(_ estimate: KnotStatistics.Estimate, _ json: inout JSONWriter) {
    json.member("value", estimate.value)
    json.member("standard_error", orNull: estimate.standardError)
    json.member("lower", orNull: estimate.lower)
    json.member("upper", orNull: estimate.upper)
  }
}

extension KnotFit.Placement {
  /// The word for it in documents.
  var word: String {
    switch self {
    case .estimated: "estimated"
    case .given: "given"
    case .undetermined: "undetermined"
    }
  }
}
