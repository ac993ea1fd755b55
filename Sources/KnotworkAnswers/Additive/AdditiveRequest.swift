import Knotwork
import KnotworkFitting

/// Which sum of broken lines, one for each input, explains a table?
public struct AdditiveRequest: Sendable {
  /// Inputs whose curves are straight.
  public var linear: [String] = []
  /// Inputs whose curves never fall, or never rise: in the direction of linear regression.
  public var monotone: [String] = []
  /// Inputs whose curves never fall.
  public var increasing: [String] = []
  /// Inputs whose curves never rise.
  public var decreasing: [String] = []
  /// Inputs whose slopes only rise.
  public var convex: [String] = []
  /// Inputs whose slopes only fall.
  public var concave: [String] = []
  /// The least number of rows between two knots of single inputs.
  public var minRowsOf: [String: Int] = [:]
  /// What else the fit is made of, and what decides.
  public var options = AdditiveOptions()
  /// Whether groups of rows bend at the same places.
  public var sharesKnots = false
  /// How many samples are drawn anew; nil for none.
  public var bootstrap: Int?
  /// How the equation is written in text.
  public var language = FormulaLanguage.text
  /// On which held-out rows it is compared with linear regression; nil for none.
  public var folds: Folds?

  /// A request that leaves all to the data.
  public init() {}

  /// Says what is wrong with the request for a table.
  ///
  /// - Throws: ``InvalidRequest`` for names that are no inputs, rules that contradict each other and numbers that are out of range.
  public func validate(for table: DataTable) throws(InvalidRequest) { _ = try resolved(for: table) }

  private func checkNumbers() throws(InvalidRequest) {
    if let knots = options.mostKnots, !(0...1000).contains(knots) {
      throw InvalidRequest("max_knots", "\(knots) is not between 0 and 1000")
    }
    for rows in [options.minRows].compactMap(\.self) + minRowsOf.values where !(1...1_000_000).contains(rows) {
      throw InvalidRequest("min_rows", "\(rows) is not between 1 and 1,000,000")
    }
    if !(0...100).contains(options.pairs) { throw InvalidRequest("pairs", "\(options.pairs) is not between 0 and 100") }
    if sharesKnots, options.pairs > 0 {
      throw InvalidRequest("pairs", "groups that share knots have no pairs of inputs; leave out one of both")
    }
    if sharesKnots, bootstrap != nil {
      throw InvalidRequest("bootstrap", "samples are drawn for a single table; leave it or the shared knots out")
    }
    if !(options.confidence > 0 && options.confidence < 1) {
      throw InvalidRequest("confidence", "\((100 * options.confidence).short) is not between 0 and 100")
    }
    if let bootstrap, !(1...1_000_000).contains(bootstrap) {
      throw InvalidRequest("bootstrap", "\(bootstrap) is not between 1 and 1,000,000")
    }
  }

  /// The options with the names of rules as numbers of inputs.
  func resolved(for table: DataTable) throws(InvalidRequest) -> AdditiveOptions {
    try checkNumbers()
    var options = options
    func numbers(_ names: [String], _ field: String) throws(InvalidRequest) -> [Int] {
      var result: [Int] = []
      for name in names {
        // A column of text is one of 0 and 1 for each level.
        let found = table.inputNames.indices.filter {
          table.inputNames[$0] == name || table.inputNames[$0].hasPrefix(name + "=")
        }
        guard !found.isEmpty else {
          throw InvalidRequest(
            field, "\"\(name)\" is no input of the fit; expected one of \(table.inputNames.joined(separator: ", "))")
        }
        result += found
      }
      return result
    }
    for input in try numbers(linear, "linear") { options.rules[input, default: .init()].isLinear = true }
    for (name, rows) in minRowsOf {
      for input in try numbers([name], "min_rows") { options.rules[input, default: .init()].minRows = rows }
    }
    var shapes: [(Int, KnotModel.Shape)] = []
    for (names, field, shape) in [
      (increasing, "increasing", KnotModel.Shape.increasing), (decreasing, "decreasing", .decreasing),
      (convex, "convex", .convex), (concave, "concave", .concave),
    ] {
      for input in try numbers(names, field) { shapes.append((input, shape)) }
    }
    let directions = try numbers(monotone, "monotone")
    if !directions.isEmpty {
      let regression = LinearRegression(table)
      for input in directions {
        shapes.append((input, regression.coefficients[input + 1].estimate < 0 ? .decreasing : .increasing))
      }
    }
    for (input, shape) in shapes where !(options.rules[input]?.shapes.contains(shape) ?? false) {
      options.rules[input, default: .init()].shapes.append(shape)
    }
    for (input, rule) in options.rules {
      for (one, other) in [(KnotModel.Shape.increasing, KnotModel.Shape.decreasing), (.convex, .concave)]
      where rule.shapes.contains(one) && rule.shapes.contains(other) {
        throw InvalidRequest(
          one.rawValue,
          "\(table.inputNames[input]) is to be \(one.rawValue) and \(other.rawValue); expected one of both")
      }
    }
    return options
  }

  /// Fits, compares, and looks at what was found.
  ///
  /// - Parameters:
  ///   - table: the rows.
  ///   - progress: cancels the work; what was found by then is the answer.
  ///   - keep: is called with the network as soon as it is there, before the comparison.
  /// - Throws: ``InvalidRequest`` as ``validate(for:)`` does, and what `keep` throws.
  public func answer(
    about table: DataTable, progress: TrainingProgress = TrainingProgress(), keep: (Network) throws -> Void = { _ in }
  ) throws -> AdditiveAnswer {
    try AdditiveAnswer(table, self, progress: progress, keep: keep)
  }
}
