import Knotwork

extension AdditiveFit {
  /// With one input: the broken line that the exact search for knots finds, its number of knots chosen in the same way; nil for more
  /// inputs, and where rules are combined. Where the least error on rows held out is wanted, forms with shrunken bends are tried too.
  static func ofOneInput(
    _ source: TableRows, _ scaling: AdditiveScaling, _ search: AdditiveSearch
  ) -> AdditiveSearch.Result? {
    let options = search.options
    let rule = options.rules[0] ?? AdditiveOptions.Rule()
    guard source.table.inputCount == 1, !scaling.isConstant[0], !rule.isLinear, rule.shapes.count < 2, source.count > 2
    else { return nil }
    let table = source.copied()
    guard let rows = try? WeightedRows(table) else { return nil }
    var line = KnotModel()
    line.shape = rule.shapes.first
    let model = line
    let most = min(options.mostKnots ?? 8, 50)
    let minRows = max(2, rule.minRows ?? options.minRows ?? 3)
    let folds = min(options.folds ?? 10, table.rowCount / 2)
    let isValidated = options.criterion == .crossValidation && table.rowCount >= 10
    @Sendable func form(_ fit: KnotFit) -> AdditiveForm {
      var form = AdditiveForm(inputCount: 1)
      form.curves[0].hasSlope = true
      form.curves[0].knots = fit.knots.map { ($0 - scaling.centers[0]) / scaling.scales[0] }
      return form
    }
    if !search.shrunkenSettings.isEmpty {
      return mostAccurate(table, search) { rows in
        let rows = try? WeightedRows(rows)
        let fits = rows.flatMap { try? KnotFit.all($0, upTo: most, minRows: minRows, model: model, proof: .never) }
        return (fits ?? []).map(form)
      }
    }
    guard
      let selection = try? KnotSelection(
        rows, upTo: most, by: isValidated ? .crossValidation(folds: folds) : .bic, minRows: minRows, model: model,
        proof: .never)
    else { return nil }
    var chosen = selection.chosen
    // From many knots to few.
    let trials = (isValidated ? selection.validation?.foldErrors ?? [] : []).enumerated().reversed().map {
      count, losses in
      Trial(
        price: 0, shrinkage: nil, knots: count, hinges: 0, inputs: 1, losses: losses, repeats: 1, isUsual: true)
    }
    if options.prefersSmall, !trials.isEmpty { chosen = trials[Trial.choose(trials, prefersSmall: true)].knots }
    return AdditiveSearch.Result(
      step: search.solved(form(selection.fits[chosen]), price: nil), price: 0, trials: trials,
      isComplete: !search.isCancelled())
  }

  /// Of forms with knots from an exact search, and those with shrunken bends, the one with the least error on rows held out.
  ///
  /// - Parameter forms: gives those with 0, 1, … knots.
  private static func mostAccurate(
    _ table: DataTable, _ search: AdditiveSearch, forms: @Sendable (DataTable) -> [AdditiveForm]
  ) -> AdditiveSearch.Result? {
    let settings = search.shrunkenSettings
    let all = forms(table)
    guard !all.isEmpty else { return nil }
    let found = search.heldOut { training, test -> [Double] in
      let others = search.scaling.of(test).rows
      let inner = AdditiveSearch(
        scaling: search.scaling.of(training), options: search.options, isCancelled: search.isCancelled)
      let losses = forms(table.rows(training)).map { inner.solved($0, price: nil).loss(others) }
      // A part that admits fewer knots has the best with those.
      let missing = [Double](repeating: losses.last ?? .infinity, count: max(0, all.count - losses.count))
      return losses.prefix(all.count) + missing + search.losses(of: settings, inner.scaling.rows, others).map(\.loss)
    }
    guard !found.isEmpty else { return nil }
    let trials =
      all.indices.reversed().map { number in
        Trial(
          price: 0, shrinkage: nil, knots: all[number].knotCount, hinges: 0, inputs: 1,
          losses: found.map { $0[number] }, repeats: search.repeats, isUsual: true)
      } + search.trials(of: settings, found.map { $0[all.count...].map { AdditiveSearch.HeldOut(size: 0, loss: $0) } })
    let chosen = Trial.choose(trials, prefersSmall: false)
    let step =
      chosen < all.count
      ? search.solved(all[all.count - 1 - chosen], price: nil) : search.shrunken(settings[chosen - all.count])
    return AdditiveSearch.Result(step: step, price: 0, trials: trials, isComplete: !search.isCancelled())
  }
}
