import KnotworkFitting

extension TableBuilder {
  private var hasWeights: Bool { weights.field >= 0 }

  /// The table of all rows taken.
  mutating func assemble() throws(TableError) -> DataTable {
    let isComplete = leaveOutRows()
    guard !target.values.isEmpty else { throw TableError(source, "no row is complete; nothing is left to fit") }
    let rowNumbers = isComplete.map { flags in flags.indices.filter { flags[$0] } }
    var (names, columns, constants): ([String], [[Double]], [String]) = ([], [], [])
    func add(_ name: String, _ values: [Double]) {
      if !options.keepsConstants, values.allSatisfy({ $0 == values[0] }) {
        constants.append(name)
      } else {
        names.append(name)
        columns.append(values)
      }
    }
    for index in features.indices {
      let name = features[index].name
      if case .unknown = features[index].kind {
        notes.append("\(name) has no values and is left out")
        continue
      }
      guard case .levels(let codes) = features[index].kind else {
        add(name, features[index].takeValues())
        continue
      }
      let values = features[index].takeValues()
      let levels = codes.keys.sorted()
      self.levels[name] = levels
      notes.append(
        "\(name) is text: one column for each of \(levels.dropFirst().listed()), against \(levels[0])")
      for level in levels.dropFirst() {
        let code = Double(codes[level] ?? -1)
        add("\(name)=\(level)", values.map { $0 == code ? 1 : 0 })
      }
    }
    if !constants.isEmpty {
      notes.append("columns with one value only are left out: \(constants.listed())")
    }
    return DataTable(
      inputNames: names, columns: columns, targetName: target.name, target: target.takeValues(),
      weights: hasWeights ? weights.takeValues() : nil, rowNumbers: rowNumbers)
  }

  /// Deals with missing values, and leaves out rows of weight 0.
  ///
  /// - Returns: for each row of the file whether it stays; nil where all do.
  private mutating func leaveOutRows() -> [Bool]? {
    var stays = [Bool](repeating: true, count: rowCount)
    switch options.missing {
    case .reject: break
    case .drop: for row in incompleteRows { stays[row] = false }
    case .mean:
      for row in incompleteRows {
        // A missing level is no level: nothing can be filled in for it.
        let lacksLevel = features.contains { column in
          if case .levels = column.kind { column.values[row].isNaN } else { false }
        }
        if target.values[row].isNaN || lacksLevel || (hasWeights && weights.values[row].isNaN) { stays[row] = false }
      }
    }
    let incomplete = stays.count { !$0 }
    if incomplete > 0 {
      notes.append(
        "\(incomplete) of \(rowCount.counted("row")) \(incomplete == 1 ? "is left out, since it misses" : "are left out, since they miss") values"
      )
    }
    if options.missing == .mean {
      for index in features.indices where features[index].missingCount > 0 {
        guard case .numbers = features[index].kind else { continue }
        let count = features[index].missingCount
        features[index].fillWithMean()
        notes.append(
          "\(count.counted("missing value of \(features[index].name) is", "missing values of \(features[index].name) are")) replaced by its mean"
        )
      }
    }
    if hasWeights {
      let weightless = stays.indices.filter { stays[$0] && weights.values[$0] == 0 }
      for row in weightless { stays[row] = false }
      if !weightless.isEmpty {
        notes.append("\(weightless.count.counted("row of weight 0 is", "rows of weight 0 are")) left out")
      }
    }
    guard stays.contains(false) else { return nil }
    let rows = stays.indices.filter { stays[$0] }
    target.keep(rows)
    if hasWeights { weights.keep(rows) }
    for index in features.indices { features[index].keep(rows) }
    return stays
  }
}
