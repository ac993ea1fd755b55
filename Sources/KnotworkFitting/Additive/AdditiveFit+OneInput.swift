import Knotwork

extension AdditiveFit {
  /// With one input: the broken line that the exact search for knots finds, its number of knots chosen in the same way; nil for more
  /// inputs, and where rules are combined.
  static func ofOneInput(
    _ table: DataTable, _ scaling: AdditiveScaling, _ search: AdditiveSearch
  ) -> AdditiveSearch.Result? {
    let options = search.options
    let rule = options.rules[0] ?? AdditiveOptions.Rule()
    guard table.inputCount == 1, !scaling.isConstant[0], !rule.isLinear, rule.shapes.count < 2, table.rowCount > 2,
      let rows = try? WeightedRows(table)
    else { return nil }
    var model = KnotModel()
    model.shape = rule.shapes.first
    let most = min(options.mostKnots ?? 8, 50)
    let minRows = max(2, rule.minRows ?? options.minRows ?? 3)
    let folds = min(options.folds ?? 10, table.rowCount / 2)
    let isValidated = options.criterion == .crossValidation && table.rowCount >= 10
    guard
      let selection = try? KnotSelection(
        rows, upTo: most, by: isValidated ? .crossValidation(folds: folds) : .bic, minRows: minRows, model: model,
        proof: .never)
    else { return nil }
    var chosen = selection.chosen
    // From many knots to few.
    let trials = (isValidated ? selection.validation?.foldErrors ?? [] : []).enumerated().reversed().map {
      count, losses in
      Trial(price: 0, knots: count, hinges: 0, inputs: 1, losses: losses, repeats: 1, isUsual: true)
    }
    if options.prefersSmall, !trials.isEmpty { chosen = trials[Trial.choose(trials, prefersSmall: true)].knots }
    var form = AdditiveForm(inputCount: 1)
    form.curves[0].hasSlope = true
    form.curves[0].knots = selection.fits[chosen].knots.map { ($0 - scaling.centers[0]) / scaling.scales[0] }
    return AdditiveSearch.Result(
      step: search.solved(form, price: nil), price: 0, trials: trials, isComplete: !search.isCancelled())
  }
}
