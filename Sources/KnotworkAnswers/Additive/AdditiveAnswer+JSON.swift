import Knotwork
import KnotworkFitting
import KnotworkFormats

/// An additive fit as JSON.
extension AdditiveAnswer {
  /// Writes the curves with their knots, slopes, bands and tests, the pairs, how the form was chosen, and the comparison.
  public func write(to json: inout JSONWriter) throws {
    json.member("target", table.targetName)
    json.key("inputs")
    json.value(table.inputNames)
    json.member("rows", table.rowCount)
    json.key("equation")
    json.value(equation)
    json.member("latex", formula(in: .latex))
    json.member("spreadsheet", formula(in: .spreadsheet))
    json.member("sql", formula(in: .sql))
    json.member("intercept", fit.intercept)
    json.member("constant", fit.constant)
    json.key("curves")
    json.array(lines: true) { json in
      for curve in fit.curves { AdditiveAnswer.write(curve, &json) }
    }
    json.key("pairs")
    json.array(lines: true) { json in
      for pair in fit.pairs { AdditiveAnswer.write(pair, &json) }
    }
    json.key("unused")
    json.value(unused)
    json.member("terms", fit.termCount)
    json.member("parameters", fit.parameterCount)
    json.member("degrees_of_freedom", fit.degreesOfFreedom)
    json.member("sse", fit.residualSum)
    json.member("standard_error", orNull: fit.residualError)
    json.member("confidence", fit.confidence)
    json.member("rmse", training.rmse)
    json.member("mae", training.mae)
    json.member("r_squared", orNull: training.rSquared)
    writeChecks(to: &json)
    json.member("criterion", options.criterion.rawValue)
    json.member("price", fit.price)
    json.member("shrinkage", orNull: fit.shrinkage)
    json.key("trials")
    json.array(lines: true) { json in
      for trial in fit.trials {
        json.object { json in
          json.member("price", trial.price)
          json.member("shrinkage", orNull: trial.shrinkage)
          json.member("inputs", trial.inputs)
          json.member("knots", trial.knots)
          json.member("hinges", trial.hinges)
          json.member("mean_squared_error", orNull: trial.mean)
          json.member("error", orNull: trial.error)
        }
      }
    }
    json.key("test")
    if let comparison, !comparison.folds.isEmpty { AdditiveAnswer.write(comparison, &json) } else { json.null() }
    json.key("bootstrap")
    if let bootstrap { AdditiveAnswer.write(bootstrap, &json) } else { json.null() }
    json.member("complete", isComplete)
    json.key("notes")
    json.value(notes)
  }

  private func writeChecks(to json: inout JSONWriter) {
    json.key("residuals")
    guard let checks else { return json.null() }
    json.object { json in
      for (name, test) in [
        ("spread", checks.spread), ("succession", checks.succession), ("normality", checks.normality),
      ] {
        json.key(name)
        if let test {
          json.object { json in
            json.member("statistic", test.statistic)
            json.member("p_value", test.pValue)
          }
        } else {
          json.null()
        }
      }
      json.member("skewness", checks.skewness)
      json.member("excess", checks.excess)
      json.key("far_rows")
      json.array { json in
        for far in checks.farRows {
          json.object { json in
            json.member("row", table.rowNumbers?[far.row] ?? far.row)
            json.member("standardised", far.standardised)
          }
        }
      }
    }
  }

  private static func write(_ curve: AdditiveFit.Curve, _ json: inout JSONWriter) {
    json.object { json in
      json.member("input", curve.name)
      json.member("slope", curve.slope)
      json.key("hinges")
      json.array { json in
        for (hinge, knot) in zip(curve.hinges, curve.knots) {
          json.object { json in
            json.member("weight", hinge.weight)
            json.member("falling", hinge.isFalling)
            json.key("knot")
            json.object { KnotsAnswer.write(knot, &$0) }
          }
        }
      }
      json.key("pieces")
      json.array { json in
        for (piece, slope) in curve.slopes.enumerated() {
          json.object { json in
            json.member("from", curve.line.nodes[piece])
            json.member("to", curve.line.nodes[piece + 1])
            json.key("slope")
            json.object { KnotsAnswer.write(tested: slope, &$0) }
          }
        }
      }
      json.key("band")
      write(curve.band, &json)
      json.key("effect_test")
      write(curve.effect, &json)
      json.key("linearity_test")
      write(curve.linearity, &json)
    }
  }

  static func write(_ pair: AdditiveFit.Pair, _ json: inout JSONWriter) {
    json.object { json in
      json.key("inputs")
      json.value(pair.names)
      json.key("hinges")
      json.array { json in
        for hinge in pair.hinges {
          json.object { json in
            json.member("weight", hinge.weight)
            json.key("factors")
            json.value(hinge.factors)
            json.member("offset", hinge.offset)
          }
        }
      }
      json.member("gain", pair.gain)
      json.key("effect_test")
      write(pair.effect, &json)
    }
  }

  private static func write(_ band: [KnotStatistics.BandPoint], _ json: inout JSONWriter) {
    json.array { json in
      for point in band {
        json.object { json in
          json.member("x", point.x)
          json.member("value", point.value)
          json.member("lower", orNull: point.lower)
          json.member("upper", orNull: point.upper)
        }
      }
    }
  }

  static func write(_ test: AdditiveFit.Test?, _ json: inout JSONWriter) {
    guard let test else { return json.null() }
    json.object { json in
      json.member("statistic", test.statistic)
      json.member("numerator", test.numerator)
      json.member("denominator", test.denominator)
      json.member("p_value", test.pValue)
    }
  }

  static func write(_ comparison: CrossValidation, _ json: inout JSONWriter) {
    json.object { json in
      for method in comparison.methods {
        json.key(method == .network ? "additive" : method.rawValue)
        comparison.write(method, to: &json)
      }
    }
  }

  private static func write(_ bootstrap: AdditiveBootstrap, _ json: inout JSONWriter) {
    json.object { json in
      json.member("samples", bootstrap.samples)
      json.member("seed", Int(clamping: bootstrap.seed))
      json.key("inputs")
      json.array(lines: true) { json in
        for input in bootstrap.inputs {
          json.object { json in
            json.member("input", input.name)
            json.member("chosen", input.chosenShare)
            json.member("bent", input.bentShare)
            json.member("knots", input.meanKnots)
            json.key("band")
            write(input.band, &json)
          }
        }
      }
    }
  }
}
