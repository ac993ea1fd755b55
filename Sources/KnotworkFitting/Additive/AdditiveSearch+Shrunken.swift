/// Forms with shrunken bends beside those whose knots are chosen, where the least error on rows held out is wanted.
extension AdditiveSearch {
  /// The most columns of a form with shrunken bends; fewer where rows are so many that they take much memory.
  private static let mostColumns = (usual: 80, largeTables: 40)

  /// What is tried: nothing where the smallest good form is wanted, or where BIC decides.
  var shrunkenSettings: [ShrunkenForms.Setting] {
    guard !options.prefersSmall, options.criterion == .crossValidation else { return [] }
    let (forms, rows) = (ShrunkenForms(limits(count)), scaling.rows)
    let most =
      count > AdditiveSearch.mostRefined
      ? AdditiveSearch.mostColumns.largeTables : AdditiveSearch.mostColumns.usual
    var seen: Set<Int> = []
    return ShrunkenForms.knotCounts.flatMap { knots -> [ShrunkenForms.Setting] in
      let form = forms.form(rows, knots: knots)
      guard form.columnCount <= most, 3 * form.columnCount <= count, form.knotCount > 0,
        form.knotCount <= options.mostKnots ?? .max, seen.insert(form.columnCount).inserted
      else { return [] }
      return ShrunkenForms.penalties.map { ShrunkenForms.Setting(knots: knots, penalty: $0) }
    }
  }

  /// The fit of all rows with a setting.
  func shrunken(_ setting: ShrunkenForms.Setting) -> AdditivePath.Step {
    let (forms, rows) = (ShrunkenForms(limits(count)), scaling.rows)
    return forms.solved(
      forms.form(rows, knots: setting.knots), rows, knots: setting.knots, penalties: [setting.penalty])[0]
  }

  /// The mean squared error of each setting on other rows.
  func losses(of settings: [ShrunkenForms.Setting], _ training: AdditiveRows, _ test: AdditiveRows) -> [HeldOut] {
    let forms = ShrunkenForms(limits(training.count))
    var result: [HeldOut] = []
    for knots in ShrunkenForms.knotCounts where !isCancelled() {
      let penalties = settings.filter { $0.knots == knots }.map(\.penalty)
      guard !penalties.isEmpty else { continue }
      result += forms.solved(forms.form(training, knots: knots), training, knots: knots, penalties: penalties).map {
        HeldOut(size: $0.form.columnCount, loss: $0.loss(test))
      }
    }
    return result
  }

  /// The settings as trials, for all rows.
  ///
  /// - Parameter found: for each part of the rows that was held out what each setting came to.
  func trials(of settings: [ShrunkenForms.Setting], _ found: [[HeldOut]]) -> [AdditiveFit.Trial] {
    guard !settings.isEmpty else { return [] }
    let (forms, rows) = (ShrunkenForms(limits(count)), scaling.rows)
    return settings.enumerated().map { index, setting in
      let form = forms.form(rows, knots: setting.knots)
      return AdditiveFit.Trial(
        price: 0, shrinkage: setting.penalty, knots: form.knotCount, hinges: 0,
        inputs: form.curves.count { !$0.isEmpty }, losses: found.map { $0[index].loss }, repeats: repeats, isUsual: true
      )
    }
  }
}
