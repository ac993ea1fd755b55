import Knotwork
import KnotworkFitting
import KnotworkFormats

/// What `knots` has found, as JSON.
enum KnotJSON {
  static func write(_ report: KnotReport, _ json: inout JSONWriter) {
    let (fit, statistics) = (report.fit, report.statistics)
    json.member("schema", "knotwork.knots")
    json.member("version", 1)
    json.member("target", report.table.targetName)
    json.member("feature", report.table.inputNames[0])
    json.member("rows", fit.rowCount)
    json.key("knots")
    json.array(lines: true) { json in
      for (number, (knot, bend)) in zip(statistics.knots, fit.line.bends).enumerated() {
        json.object { json in
          write(knot, &json)
          json.member("bend", bend)
          interval(report.bootstrap?.knots[number], &json)
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
            write(slope, &json)
            interval(report.bootstrap?.slopes[piece], &json)
          }
          json.member("intercept", fit.line.values[piece] - slope.value * fit.line.nodes[piece])
        }
      }
    }
    json.member("confidence", statistics.confidence)
    json.member("sse", fit.residualSum)
    optional("standard_error", statistics.residualError, &json)
    json.member("degrees_of_freedom", fit.degreesOfFreedom)
    optional("r_squared", report.rSquared, &json)
    optional("bic", fit.bic, &json)
    json.key("test")
    if let test = report.test {
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
    if let bootstrap = report.bootstrap {
      json.object { json in
        json.member("samples", bootstrap.samples)
        json.member("resampling", bootstrap.resampling.rawValue)
        json.member("seed", Int(clamping: bootstrap.seed))
        optional("p_value", bootstrap.pValue, &json)
      }
    } else {
      json.null()
    }
    json.key("selection")
    if let selection = report.selection {
      json.array(lines: true) { json in
        for (count, fit) in selection.fits.enumerated() {
          json.object { json in
            json.member("knots", fit.knots.count)
            json.member("sse", fit.residualSum)
            optional(report.criterion == .bic ? "bic" : "mean_squared_error", selection.scores[count], &json)
            json.member("chosen", count == selection.chosen)
          }
        }
      }
    } else {
      json.null()
    }
    json.key("certificate")
    if let certificate = report.certificate { CertificateJSON.write(certificate, &json) } else { json.null() }
  }

  /// What samples drawn anew say of a number; nothing where none were drawn.
  private static func interval(_ estimate: KnotStatistics.Estimate?, _ json: inout JSONWriter) {
    guard let estimate else { return }
    json.key("bootstrap")
    json.object { json in
      optional("standard_error", estimate.standardError, &json)
      optional("lower", estimate.lower, &json)
      optional("upper", estimate.upper, &json)
    }
  }

  private static func write(_ estimate: KnotStatistics.Estimate, _ json: inout JSONWriter) {
    json.member("value", estimate.value)
    optional("standard_error", estimate.standardError, &json)
    optional("lower", estimate.lower, &json)
    optional("upper", estimate.upper, &json)
  }

  private static func optional(_ name: String, _ value: Double?, _ json: inout JSONWriter) {
    json.key(name)
    if let value, value.isFinite { json.value(value) } else { json.null() }
  }
}

/// A certificate of optimality as JSON.
enum CertificateJSON {
  static func write(_ certificate: OptimumCertificate, _ json: inout JSONWriter) {
    json.object { json in
      json.member("optimum", certificate.optimum)
      json.member("gap", certificate.gap)
      json.member("lower_bound", certificate.lowerBound)
      json.member("slack", certificate.slack)
      json.member("case", certificate.caseName)
      json.member("cases", certificate.cases)
      json.key("settled")
      json.object { json in
        for reason in OptimumCertificate.Reason.allCases {
          json.member(reason.rawValue, certificate.settled[reason] ?? 0)
        }
      }
      json.member("evaluations", certificate.evaluations)
    }
  }
}
