import Knotwork
import KnotworkFitting
import KnotworkFormats

extension JSONWriter {
  /// A certificate of optimality.
  mutating func value(_ certificate: OptimumCertificate) {
    object { json in
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
