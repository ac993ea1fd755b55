import KnotworkFitting

extension CrossValidation {
  /// Writes the mean scores of each method over the folds with their standard errors, and what they are means over.
  ///
  /// - Parameters:
  ///   - name: what a method is called.
  ///   - knots: what stands in a column for the knots of a method's fit to all rows; nil for no such column.
  func write(
    to text: inout TextWriter, name: (Method) -> String = { $0.label }, knots: ((Method) -> String)? = nil
  ) throws {
    let header = ["on rows not fitted to", "RMSE", "±", "R²", "±", "MAE", "±"]
    var table = TextTable(header + (knots == nil ? [] : ["knots"]))
    for method in methods {
      let scores = [
        summary(of: method) { $0.rmse }, summary(of: method) { $0.rSquared }, summary(of: method) { $0.mae },
      ]
      table.append(
        [name(method)] + scores.flatMap { [$0?.mean.short(within: $0?.error) ?? "–", $0?.error?.brief ?? "–"] }
          + (knots.map { [$0(method)] } ?? []))
    }
    try text.table(table)
    let rows = folds.reduce(0) { $0 + $1.testRows }
    try text.line("means and standard errors over \(folds.count.counted("fold")), \(rows.counted("row"))")
  }
}
