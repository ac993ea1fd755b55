import KnotworkFitting
import KnotworkFormats

extension CrossValidation {
  /// Writes the mean scores of a method over the folds, with their standard errors, and the knots of its fit to all rows.
  func write(_ method: Method, knots: Int? = nil, to json: inout JSONWriter) {
    json.object { json in
      for (name, summary) in [
        ("rmse", self.summary(of: method) { $0.rmse }), ("mae", self.summary(of: method) { $0.mae }),
        ("r_squared", self.summary(of: method) { $0.rSquared }),
      ] {
        guard let summary else { continue }
        json.member(name, summary.mean)
        json.member(name + "_standard_error", orNull: summary.error)
      }
      if let knots { json.member("knots", knots) }
    }
  }
}
