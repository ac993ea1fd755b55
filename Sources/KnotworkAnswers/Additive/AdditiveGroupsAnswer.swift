import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry
import KnotworkPlot

/// A sum of broken lines for each group of a table's rows, with inputs, knots and slopes of its own, and one network for all of them.
public struct AdditiveGroupsAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.additive_groups")

  /// The rows by groups.
  public let grouped: GroupedRows
  /// What was found in each group, in order.
  public let groups: [(name: String, answer: AdditiveAnswer)]
  /// One network of one hidden layer for all groups: inputs of 0 and 1 say which one a row is of.
  public let network: Network
  /// How well it does on the rows that it was fitted to.
  public let training: Scores
  /// The fits, linear regression with a level for each group, and the mean on rows held out; nil where no folds were asked for.
  public let comparison: CrossValidation?
  /// For each input whether slopes differ between groups that share knots; nil where each has knots of its own.
  public let differences: [SharedKnotFit.Difference]?
  /// Why the work ended early; nil where it did not.
  public let stop: TrainingProgress.Stop?

  init(
    _ grouped: GroupedRows, _ request: AdditiveRequest, progress: TrainingProgress, keep: (Network) throws -> Void
  ) throws {
    self.grouped = grouped
    let whole = grouped.table
    var alone = request
    alone.folds = nil
    if request.sharesKnots {
      let fit = try AdditiveGroupsAnswer.shared(grouped, whole, request, progress)
      differences = fit.fit.differences
      groups = grouped.groups.enumerated().map { number, group in
        let table = grouped.rows(of: number, in: whole) ?? whole
        return (group.name, AdditiveAnswer(table, sharing: fit.fit.groups[number], fit.options, request.language))
      }
    } else {
      differences = nil
      groups = try grouped.groups.enumerated().map { number, group in
        let table = grouped.rows(of: number, in: whole) ?? whole
        return (group.name, try AdditiveAnswer(table, alone, progress: progress, keep: { _ in }))
      }
    }
    let network = try grouped.network(of: groups.map(\.answer.network))
    self.network = network
    try keep(network)
    training = Scores(
      residuals: zip(whole.target, network.predictions(for: whole, threads: request.options.threads)).map { $0 - $1 },
      for: whole)
    comparison = try request.folds.map { folds in
      try CrossValidation(whole, split: folds.rows, names: folds.names, threads: request.options.threads) { rows, _ in
        let part = rows.copied()
        if request.sharesKnots {
          guard !progress.isCancelled else { return nil }
          let (fit, _, present) = try AdditiveGroupsAnswer.shared(grouped, part, request, progress)
          let networks = try grouped.groups.indices.map { number in
            try present.firstIndex(of: number).map { fit.groups[$0].network }
              ?? AdditiveGroupsAnswer.constant(of: part, inputs: grouped.inputCount)
          }
          return fit.isComplete ? (try grouped.network(of: networks), nil) : nil
        }
        let networks = try grouped.groups.indices.map { number -> Network? in
          // A group without rows has the mean of all.
          guard let rows = grouped.rows(of: number, in: part) else {
            return try AdditiveGroupsAnswer.constant(of: part, inputs: grouped.inputCount)
          }
          guard !progress.isCancelled else { return nil }
          let fit = try AdditiveFit(rows, try request.resolved(for: rows), isCancelled: { progress.isCancelled })
          return fit.isComplete ? fit.network : nil
        }.compactMap(\.self)
        return networks.count == grouped.groups.count ? (try grouped.network(of: networks), nil) : nil
      }
    }
    let isDone = groups.allSatisfy { $0.answer.stop == nil } && comparison?.isComplete ?? true
    stop = isDone ? nil : progress.stop ?? .cancelled
  }

  /// One fit for the groups that have rows among some, and the numbers of these groups.
  private static func shared(
    _ grouped: GroupedRows, _ part: DataTable, _ request: AdditiveRequest, _ progress: TrainingProgress
  ) throws -> (fit: SharedKnotFit, options: AdditiveOptions, present: [Int]) {
    let (table, groups) = grouped.withoutCodes(part)
    let present = Set(groups).sorted()
    let options = try request.resolved(for: table)
    let fit = try SharedKnotFit(
      table, groups: groups.map { group in present.firstIndex(of: group) ?? 0 }, options,
      isCancelled: { progress.isCancelled })
    return (fit, options, present)
  }

  private static func constant(of part: DataTable, inputs: Int) throws -> Network {
    let mean = part.target.reduce(0) { $0 + $1 / Double(part.rowCount) }
    return try Network(
      layers: [
        Layer(weights: Matrix([[Double](repeating: 0, count: inputs)]), bias: [0], activation: .linear),
        Layer(weights: Matrix([[0]]), bias: [mean], activation: .linear),
      ], inputNames: Array(part.inputNames[..<inputs]), outputNames: [part.targetName])
  }

  /// What the answer comes to.
  public var ending: Ending {
    Ending(stop.map { Outcome($0, "the fits and the figures are those found so far") } ?? .holds)
  }

  /// What a reader should know, a sentence each; what holds for all groups once.
  public var notes: [String] {
    var seen: [String] = []
    for group in groups {
      for note in group.answer.notes {
        if groups.allSatisfy({ $0.answer.notes.contains(note) }) {
          if !seen.contains(note) { seen.append(note) }
        } else {
          seen.append("\(grouped.name) \(group.name): \(note)")
        }
      }
    }
    return seen + [
      "in the network \(grouped.name) is \((grouped.groups.count - 1).counted("input")) of 0 and 1; it is the fit of each group within the table's ranges, and up to three times their widths beyond"
    ]
  }

  /// Writes the groups one after the other, and the comparison.
  public func write(to json: inout JSONWriter) throws {
    json.member("target", grouped.table.targetName)
    json.member("group", grouped.name)
    json.member("rows", grouped.table.rowCount)
    json.member("shared_knots", differences != nil)
    json.key("differences")
    json.array(lines: true) { json in
      for difference in differences ?? [] {
        json.object { json in
          json.member("input", difference.name)
          json.key("test")
          AdditiveAnswer.write(difference.test, &json)
        }
      }
    }
    json.key("groups")
    try json.array(lines: true) { json in
      for (name, answer) in groups {
        try json.object { json in
          json.member("name", name)
          try answer.write(to: &json)
        }
      }
    }
    json.member("rmse", training.rmse)
    json.member("mae", training.mae)
    json.member("r_squared", orNull: training.rSquared)
    json.key("test")
    if let comparison, !comparison.folds.isEmpty {
      AdditiveAnswer.write(comparison, &json)
    } else {
      json.null()
    }
    json.member("complete", stop == nil)
    json.key("notes")
    json.value(notes)
  }

  /// Writes the groups one after the other, and the comparison.
  public func write(to text: inout TextWriter) throws {
    try text.lines([
      text.style.bold(
        "\(grouped.table.targetName) for \(groups.count.counted("group")) by \(grouped.name): \(grouped.table.rowCount.counted("row"))"
      ), "RMSE \(training.rmse.short) on these rows", "",
    ])
    for (name, answer) in groups {
      try text.line(text.style.bold("\(grouped.name) \(name): \(answer.table.rowCount.counted("row"))"))
      try answer.writeFit(to: &text)
    }
    try writeDifferences(to: &text)
    try AdditiveAnswer.write(comparison, to: &text)
    for note in notes { try text.line("Note: \(note).") }
  }

  private func writeDifferences(to text: inout TextWriter) throws {
    guard let differences, !differences.isEmpty else { return }
    var rows = TextTable(["slopes of", "differ by \(grouped.name): F", "p"])
    for difference in differences {
      rows.append([
        difference.name, difference.test?.statistic.brief ?? "–", difference.test?.pValue.briefProbability ?? "–",
      ])
    }
    try text.table(rows)
    try text.line()
  }

  /// The pictures of all curves of all groups.
  public var drawings: [Drawing] {
    groups.flatMap { name, answer in
      answer.fit.curves.indices.map { number in
        var curve = answer.curve(number)
        curve.title = "\(curve.title), \(grouped.name) \(name)"
        return curve.drawing()
      }
    }
  }
}

extension AdditiveRequest {
  /// Fits each group by itself.
  ///
  /// - Parameters:
  ///   - groups: the rows.
  ///   - progress: cancels the work; what was found by then is the answer.
  ///   - keep: is called with the network of all groups as soon as it is there, before the comparison.
  /// - Throws: as ``answer(about:progress:keep:)-(DataTable,_,_)``.
  public func answer(
    about groups: GroupedRows, progress: TrainingProgress = TrainingProgress(),
    keep: (Network) throws -> Void = { _ in }
  ) throws -> AdditiveGroupsAnswer {
    try AdditiveGroupsAnswer(groups, self, progress: progress, keep: keep)
  }
}
