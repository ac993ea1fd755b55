import Knotwork
import KnotworkFitting
import KnotworkFormats

extension JSONWriter {
  /// A certificate of optimality.
  ///
  /// - Parameter isNetwork: whether it is that of a network whose weights were rounded.
  mutating func value(_ certificate: OptimumCertificate, isNetwork: Bool = false) {
    object { json in
      json.member("optimum", certificate.optimum)
      if isNetwork { json.member("unrounded_optimum", certificate.unrounded) }
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
