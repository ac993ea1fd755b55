import Knotwork
import KnotworkFitting

/// Where does the relation between two columns of a table bend?
public struct KnotsRequest: Sendable {
  /// How rows are drawn anew.
  public struct Resampling: Sendable {
    /// How many samples are drawn.
    public var samples: Int
    /// What samples are made of; nil for residuals of any rows where the spread is equal as far as can be told, and for each
    /// row's own residual with a random sign where it is not.
    public var kind: KnotBootstrap.Resampling?
    /// Where random choices start.
    public var seed: UInt64
    /// How many threads share the work.
    public var threads: Int

    /// Samples of a kind.
    public init(samples: Int, kind: KnotBootstrap.Resampling? = nil, seed: UInt64 = 1, threads: Int = 1) {
      self.samples = samples
      self.kind = kind
      self.seed = seed
      self.threads = threads
    }
  }

  /// The positions of the knots; nil where they are to be found.
  public var positions: [Double]?
  /// What is known of the line.
  public var model = KnotModel()
  /// The least number of different positions in a piece, those at its ends counted; nil for ``usualMinRows``, and fewer where
  /// a number of knots that is asked for leaves no choice.
  public var minRows: Int?
  /// Whether the line is tabulated with confidence and prediction intervals over its whole range.
  public var showsBand = false
  /// Positions at which the line is wanted with confidence and prediction intervals.
  public var predictions: [Double] = []
  /// How many knots the line has; nil lets the criterion decide.
  public var knots: Int?
  /// Where the criterion decides, the most knots that are tried.
  public var mostKnots = 8
  /// What decides the number of knots.
  public var criterion = KnotSelection.Criterion.bic
  /// The confidence of intervals, between 0 and 1.
  public var confidence = 0.95
  /// How long a proof of the optimum is looked for; nil where it takes seconds only.
  public var proofTime: Duration?
  /// How samples are drawn anew; nil for none.
  public var resampling: Resampling?
  /// How long all may take; nil for as long as it takes. What is found by then is the answer.
  public var timeLimit: Duration?

  /// A piece through two positions fits them exactly, whatever they are; a third one tells.
  public static let usualMinRows = 3

  /// A request for as many knots as BIC says.
  public init() {}

  var proof: KnotFit.Proof { proofTime.map { .within($0) } ?? .automatic }

  /// Says what is wrong with the request, whatever the table.
  ///
  /// - Throws: ``InvalidRequest`` for numbers that are out of range.
  public func validate() throws(InvalidRequest) {
    if let knots, !(0...50).contains(knots) { throw InvalidRequest("knots", "\(knots) is not between 0 and 50") }
    if !(0...50).contains(mostKnots) { throw InvalidRequest("max_knots", "\(mostKnots) is not between 0 and 50") }
    if let minRows, !(2...1_000_000).contains(minRows) {
      throw InvalidRequest("min_rows", "\(minRows) is not between 2 and 1,000,000")
    }
    try validateModel()
    if !(confidence > 0 && confidence < 1) {
      throw InvalidRequest("confidence", "\((100 * confidence).short) is not between 0 and 100")
    }
    if case .crossValidation(let folds) = criterion, folds < 2 {
      throw InvalidRequest("folds", "\(folds) is less than 2")
    }
    guard let resampling else { return }
    if !(1...1_000_000).contains(resampling.samples) {
      throw InvalidRequest("bootstrap", "\(resampling.samples) is not between 1 and 1,000,000")
    }
    if resampling.seed > UInt64(Int.max) {
      throw InvalidRequest("seed", "\(resampling.seed) is more than \(Int.max)")
    }
    if resampling.threads < 1 { throw InvalidRequest("threads", "\(resampling.threads) is less than 1") }
  }

  /// Says what contradicts itself.
  private func validateModel() throws(InvalidRequest) {
    if let positions {
      if positions.count > 50 { throw InvalidRequest("at", "\(positions.count) knots; expected at most 50") }
      if knots != nil { throw InvalidRequest("at", "the knots are given; how many there are cannot be given too") }
      if minRows != nil {
        throw InvalidRequest(
          "min_rows", "the knots are given; a least number of rows is for knots that are searched for")
      }
      if let twice = Dictionary(grouping: positions, by: { $0 }).first(where: { $0.value.count > 1 })?.key {
        throw InvalidRequest("at", "\(twice.short) is given twice")
      }
    }
    if let position = (positions ?? []).first(where: { !$0.isFinite }) {
      throw InvalidRequest("at", "\(position) is not a finite number")
    }
    if let position = predictions.first(where: { !$0.isFinite }) {
      throw InvalidRequest("predict", "\(position) is not a finite number")
    }
    if let point = model.point, !(point.x.isFinite && point.y.isFinite) {
      throw InvalidRequest("through", "\(point.x),\(point.y) is not a point with finite coordinates")
    }
  }

  /// The knots, with intervals, tests and proofs.
  ///
  /// - Parameters:
  ///   - table: rows with one column that explains the target.
  ///   - work: when this is cancelled, what was found by then is the answer.
  /// - Throws: ``InvalidRequest`` for what is out of range and for a table with several columns that could explain the target.
  public func answer(about table: DataTable, cancelledWith work: Budget.Progress? = nil) throws -> KnotsAnswer {
    try validate()
    guard table.inputCount == 1 else {
      throw InvalidRequest(
        "feature",
        "columns \(table.inputNames.joined(separator: ", ")) could explain \(table.targetName); expected one of them")
    }
    return try KnotsAnswer(table, self, until: Deadline(after: timeLimit, cancelledWith: work))
  }
}
