import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// Questions whose subject is a table, or a formula.
extension QuestionParts {
  mutating func fit() throws -> Asking {
    try refuse(network: true, domain: true, "a network is fitted to the table")
    if try options.flag("additive") { return try additive() }
    var request = FitRequest(try training(), method: try options.flag("exact") ? .exact() : .training)
    var columns = try tableOptions()
    columns.keepsConstants = !request.training.hasBias || (request.isExact && request.training.hidden != [1])
    let table = try loaded(columns)
    let folds = try options.whole("folds", in: 0...1_000_000) ?? 5
    let choice = folds == 0 ? FoldChoice.none : .random(folds)
    request.folds = try choice.folds(of: table, seed: request.training.seed).folds
    request.preference = try options.flag("best") ? .best : .simplest
    try request.validate(for: table)
    return { [request] budget in
      var request = request
      request.training.threads = budget.threads
      let progress = TrainingProgress(timeLimit: budget.limits.duration, cancelledWith: budget.progress)
      let answer = try request.answer(about: table, progress: progress)
      return NetworkAnswer(inner: answer, network: answer.network, ranges: InputRanges(table))
    }
  }

  private mutating func additive() throws -> Asking {
    var columns = try tableOptions()
    let by = try options.text("by")
    if by != nil { columns.isCategorical = true }
    let read = try loadedWithLevels(columns)
    let grouped = try by.map { try GroupedRows(read.table, by: $0, levels: read.levels[$0]) }
    let table = grouped?.table ?? read.table
    var request = AdditiveRequest()
    request.linear = try options.names("linear") ?? []
    request.monotone = try options.names("monotone") ?? []
    request.increasing = try options.names("increasing") ?? []
    request.decreasing = try options.names("decreasing") ?? []
    request.convex = try options.names("convex") ?? []
    request.concave = try options.names("concave") ?? []
    request.options.mostKnots = try options.whole("max_knots", in: 0...1000)
    request.options.minRows = try options.whole("min_rows", in: 1...1_000_000)
    request.options.pairs = try options.whole("pairs", in: 0...100) ?? 0
    request.options.criterion = try options.choice("criterion", of: AdditiveOptions.Criterion.self) ?? .crossValidation
    request.options.prefersSmall = try !options.flag("best")
    request.options.seed = UInt64(try options.whole("seed", in: 0...(1 << 53)) ?? 1)
    if let percent = try options.number("confidence") { request.options.confidence = percent / 100 }
    request.bootstrap = try options.whole("bootstrap", in: 1...1_000_000)
    request.sharesKnots = try options.flag("shared_knots")
    if request.sharesKnots, by == nil { throw InvalidRequest("shared_knots", "goes with by, the column of groups") }
    let folds = try options.whole("folds", in: 0...1_000_000) ?? 5
    request.folds = try (folds == 0 ? FoldChoice.none : .random(folds)).folds(of: table, seed: request.options.seed)
      .folds
    try request.validate(for: table)
    return { [request] budget in
      var request = request
      request.options.threads = budget.threads
      let progress = TrainingProgress(timeLimit: budget.limits.duration, cancelledWith: budget.progress)
      if let grouped {
        let answer = try request.answer(about: grouped, progress: progress)
        return NetworkAnswer(inner: answer, network: answer.network, ranges: InputRanges(table))
      }
      let answer = try request.answer(about: table, progress: progress)
      return NetworkAnswer(inner: answer, network: answer.network, ranges: InputRanges(table))
    }
  }

  mutating func knots() throws -> Asking {
    try refuse(network: true, domain: true, "a broken line is fitted to the table")
    let loaded = try loaded(tableOptions())
    var request = KnotsRequest()
    request.positions = try options.numbers("at")
    request.predictions = try options.numbers("predict") ?? []
    request.minRows = try options.whole("min_rows", in: 2...1_000_000)
    request.showsBand = try options.flag("band")
    request.knots = try options.whole("knots", in: 0...50)
    request.mostKnots = try options.whole("max_knots", in: 0...50) ?? request.mostKnots
    if try options.choice("by", of: Criterion.self) == .cv {
      request.criterion = .crossValidation(folds: try options.whole("folds", in: 2...1_000_000) ?? 10)
    }
    if let percent = try options.number("confidence") { request.confidence = percent / 100 }
    request.model = try knotModel()
    if let samples = try options.whole("bootstrap", in: 1...1_000_000) {
      request.resampling = KnotsRequest.Resampling(
        samples: samples, kind: try options.choice("resampling", of: KnotBootstrap.Resampling.self),
        seed: UInt64(try options.whole("seed", in: 0...(1 << 53)) ?? 1))
    }
    try request.validate()
    return { [request] budget in
      var request = request
      request.resampling?.threads = budget.threads
      request.timeLimit = budget.limits.duration
      let answer = try request.answer(about: loaded, cancelledWith: budget.progress)
      return NetworkAnswer(inner: answer, network: answer.network, ranges: InputRanges(loaded))
    }
  }

  /// A picture of a table alone.
  mutating func plotTable() throws -> Asking {
    try refuse(domain: true, "a table has no domain; those go with a network")
    var columns = try tableOptions()
    columns.isCategorical = true
    let table = try loaded(columns)
    let view = try options.choice("view", of: PlotTableRequest.View.self)
    var request = PlotTableRequest(view ?? (table.inputCount == 1 ? .curve : .accuracy))
    request.appearance = try options.choice("appearance", of: PlotRequest.Look.self) ?? .light
    request.knots = try options.whole("knots", in: 0...50)
    if request.view != .curve { request.training = try training() }
    try request.validate(for: table)
    return { [request] budget in try request.answer(about: table, within: budget) }
  }

  mutating func approximate() throws -> Asking {
    try refuse(network: true, table: true, domain: true, "a formula is approximated on options.on")
    guard let formula = try options.text("formula") else {
      throw InvalidRequest("options.formula", "is missing; expected for example sin(3*x)")
    }
    guard let intervals = try options.rows("on", columns: 2), !intervals.isEmpty else {
      throw InvalidRequest("options.on", "is missing; expected an interval for each variable, as in [[-1, 1]]")
    }
    guard let error = try options.number("error") else {
      throw InvalidRequest("options.error", "is missing; expected the largest deviation allowed")
    }
    let box = try Box(lower: intervals.map { $0[0] }, upper: intervals.map { $0[1] })
    var request = ApproximateRequest(formula: formula, over: box, error: error)
    request.mostPieces = try options.whole("max_pieces", in: 1...1_000_000) ?? request.mostPieces
    try request.validate()
    return { [request] budget in
      var request = request
      request.timeLimit = budget.limits.duration
      let answer = try request.answer(cancelledWith: budget.progress)
      return NetworkAnswer(inner: answer, network: answer.network, ranges: InputRanges(box))
    }
  }

  private enum Criterion: String, CaseIterable { case bic, cv }

  private enum Flat: String, CaseIterable { case first, last, both }

  private mutating func knotModel() throws -> KnotModel {
    var model = KnotModel()
    let flat = try options.choice("flat", of: Flat.self)
    model.isFirstFlat = flat == .first || flat == .both
    model.isLastFlat = flat == .last || flat == .both
    model.shape = try options.choice("shape", of: KnotModel.Shape.self)
    let (intercept, point) = (try options.number("intercept"), try options.numbers("through"))
    if intercept != nil, point != nil { throw InvalidRequest("options.through", "and intercept: expected one of them") }
    if let point, point.count != 2 {
      throw InvalidRequest("options.through", "found \(point.count.counted("number")); expected two, as in [0, 1]")
    }
    model.point = point.map { SIMD2($0[0], $0[1]) } ?? intercept.map { SIMD2(0, $0) }
    return model
  }

  private mutating func tableOptions() throws -> TableOptions {
    TableOptions(
      target: try options.text("target") ?? table?.target,
      features: try options.names("features") ?? options.text("feature").map { [$0] },
      weights: try options.text("weights"),
      missing: try options.choice("missing", of: TableOptions.Missing.self) ?? .reject,
      isCategorical: try options.flag("categorical"))
  }

  private mutating func training() throws -> TrainingOptions {
    var training = TrainingOptions()
    training.hidden = try options.numbers("hidden")?.map { units in
      guard let units = Int(exactly: units), (1...4096).contains(units) else {
        throw InvalidRequest("options.hidden", "\(units.short) is not a number of units from 1 to 4096")
      }
      return units
    }
    training.hasBias = try !options.flag("no_bias")
    if let name = try options.text("activation") {
      guard let activation = Activation(training: name) else {
        throw InvalidRequest(
          "options.activation", "\"\(name)\"; expected relu, or leaky_relu:SLOPE with a slope from 0 to 1")
      }
      training.activation = activation
    }
    training.l1 = try penalty("l1") ?? 0
    training.l2 = try penalty("l2")
    training.decay = try penalty("decay") ?? 0
    training.epochs = try options.whole("epochs", in: 1...10_000_000)
    training.batch = try options.whole("batch", in: 1...1_000_000_000)
    if let rate = try options.number("rate") {
      guard rate > 0, rate < 10 else {
        throw InvalidRequest("options.rate", "\(rate.short) is not a step size between 0 and 10")
      }
      training.rate = rate
    }
    training.initialization = try options.choice("init", of: Initialization.self)
    training.seed = UInt64(try options.whole("seed", in: 0...(1 << 53)) ?? 1)
    training.prefersSmall = try options.flag("small")
    training.restarts = try options.whole("restarts", in: 1...1_000_000)
    training.average = try options.whole("average", in: 1...1_000_000)
    return training
  }

  private mutating func penalty(_ key: String) throws(InvalidRequest) -> Double? {
    guard let value = try options.number(key) else { return nil }
    guard value >= 0, value < 1e6 else {
      throw InvalidRequest("options.\(key)", "\(value.short) is not a penalty; expected a number from 0, below 1000000")
    }
    return value
  }
}

extension Activation {
  /// "relu", or "leaky_relu:0.1"; nil for other texts.
  package init?(training name: String) {
    if name == "relu" {
      self = .relu
      return
    }
    let parts = name.split(separator: ":")
    guard parts.count == 2, parts[0] == "leaky_relu", let slope = Double(parts[1]), (0...1).contains(slope) else {
      return nil
    }
    self = .leakyReLU(slope: slope)
  }
}
