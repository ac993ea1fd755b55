import Knotwork
import KnotworkFitting

/// What a reader of knots should know: what was asked for and could not be had, and where the numbers deserve doubt.
struct KnotNotes {
  private(set) var sentences: [String] = []
  private let feature: String
  private let isStopped: Bool

  init(
    _ request: KnotsRequest, _ table: DataTable, _ rows: WeightedRows, _ fit: KnotFit, _ selection: KnotSelection?,
    _ spread: SpreadTest?, _ bootstrap: KnotBootstrap?, isStopped: Bool
  ) throws {
    self.isStopped = isStopped
    feature = table.inputNames[0]
    number(request, fit)
    if let selection { choice(request, selection) }
    pieces(request, table, fit)
    if fit.degreesOfFreedom <= 0 {
      sentences.append(
        "\(fit.rowCount.counted("row")) for \(fit.parameterCount.counted("number")); the line goes through what there is, and "
          + "nothing is left to judge it by")
    }
    if fit.placement != .given, let jump = try Jump(rows, against: fit) {
      sentences.append(
        "\(table.targetName) jumps by \(jump.height.short) between \(feature) = \(jump.left.short) and \(jump.right.short): "
          + "two separate lines fit \(jump.residualSum < fit.residualSum ? "better" : "nearly as well with fewer numbers") (residual sum "
          + "\(jump.residualSum.short), the line's \(fit.residualSum.short)); a continuous line can only be steep there"
      )
    }
    resampling(request, spread, bootstrap)
  }

  /// How many knots there are, and whether they are determined.
  private mutating func number(_ request: KnotsRequest, _ fit: KnotFit) {
    if let wanted = request.knots, fit.knots.count < wanted {
      sentences.append(
        "the rows have too few different values of \(feature) for \(wanted.counted("knot")); "
          + "\(fit.knots.count.counted("is", "are")) fitted")
    }
    if fit.placement == .undetermined {
      let one = fit.knots.count == 1
      sentences.append(
        "so few different values of \(feature) do not determine where the \(one ? "knot is" : "knots are"): "
          + "\(one ? "it stands" : "they stand") at \(fit.knots.map(\.short).joined(separator: ", ")), and other places between "
          + "the neighbouring values fit as well or nearly so; slopes are those between the values of \(feature)")
    }
    if request.knots != nil, request.minRows == nil, fit.placement == .estimated, !fit.knots.isEmpty,
      fit.minRows < KnotsRequest.usualMinRows
    {
      sentences.append(
        "pieces have \(fit.minRows) different values of \(feature) at least; there are too few for the usual "
          + "\(KnotsRequest.usualMinRows) (--min-rows)")
    }
    if request.proofTime != nil, fit.placement == .estimated {
      if case .certified = fit.optimality { return }
      sentences.append(
        request.model.isFree
          ? "a proof is tried for up to \(KnotFit.largestProof.grouped) different values of \(feature)"
          : "no proof is tried where something is known of the line; the knots are the best that the search found")
    }
  }

  private mutating func choice(_ request: KnotsRequest, _ selection: KnotSelection) {
    let chosen = selection.chosen
    if let byBIC = selection.chosenByBIC, byBIC > chosen {
      sentences.append(
        "BIC alone would choose \(byBIC.counted("knot")); on rows left out more than \(chosen.counted("knot")) \(chosen == 1 ? "does" : "do") "
          + "not do better")
    }
    if chosen > 0, chosen == request.mostKnots || chosen == selection.fits.count - 1,
      selection.fits[chosen].placement == .estimated
    {
      sentences.append(
        chosen == request.mostKnots
          ? "\(chosen.counted("knot")) \(chosen == 1 ? "is" : "are") the most that were tried; more may be called for (--max-knots)"
          : "\(chosen.counted("knot")) \(chosen == 1 ? "is" : "are") the most that the rows admit (--min-rows)")
    }
    if let validation = selection.validation, chosen < validation.errors.count {
      let failures = validation.failures(knots: chosen)
      if !failures.isEmpty {
        let numbers = failures.map { "\($0 + 1)" }.joined(separator: ", ")
        let worst = failures.map { validation.foldErrors[chosen][$0] }.max() ?? 0
        sentences.append(
          "fold \(numbers) of \(validation.folds) fails: root mean squared error \(worst.squareRoot().short), more than three times "
            + "the median of all folds; a few rows decide")
      }
    }
  }

  /// Pieces that hold hardly any rows.
  private mutating func pieces(_ request: KnotsRequest, _ table: DataTable, _ fit: KnotFit) {
    guard !fit.knots.isEmpty, fit.placement != .undetermined else { return }
    let nodes = fit.line.nodes
    for (low, high) in zip(nodes, nodes.dropFirst()) {
      let inside = table.columns[0].enumerated().filter { row, x in
        x >= low && x <= high && (table.weights?[row] ?? 1) > 0
      }
      guard inside.count <= 4 || Set(inside.map(\.element)).count < 3 else { continue }
      sentences.append(
        "the piece from \(low.short) to \(high.short) holds \(inside.count == 0 ? "no row" : inside.count.counted("row")); "
          + "its slope rests on \(inside.count < 2 ? "nothing else than the pieces beside it" : "these alone")")
    }
  }

  private mutating func resampling(_ request: KnotsRequest, _ spread: SpreadTest?, _ bootstrap: KnotBootstrap?) {
    if spread.isUnequal, let spread {
      if let bootstrap {
        sentences.append(
          bootstrap.resampling == .residual
            ? "the spread is unequal (\(spread.pValue.probabilityOfP)); --resampling wild keeps each row's own"
            : "the spread is unequal (\(spread.pValue.probabilityOfP)); trust the numbers of the bootstrap, which allows for it, rather than the others"
        )
      } else {
        sentences.append(
          "the spread is unequal (\(spread.pValue.probabilityOfP)), which the test for a knot and the intervals do not allow for; "
            + "--bootstrap 1000 --resampling wild does")
      }
    }
    if let wanted = request.resampling?.samples, let drawn = bootstrap?.samples, drawn < wanted {
      sentences.append(
        isStopped
          ? "\(drawn.grouped) of \(wanted.counted("sample")) were drawn in time"
          : "\((wanted - drawn).grouped) of \(wanted.counted("sample")) have too few different values of \(feature); they are left out"
      )
    }
  }
}
