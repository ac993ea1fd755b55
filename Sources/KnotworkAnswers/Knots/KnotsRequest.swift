import Knotwork
import KnotworkFitting

/// Where does the relation between two columns of a table bend?
public struct KnotsRequest: Sendable {
  /// How rows are drawn anew.
  public struct Resampling: Sendable {
    /// How many samples are drawn.
    public var samples: Int
    /// What samples are made of.
    public var kind: KnotBootstrap.Resampling
    /// Where random choices start.
    public var seed: UInt64
    /// How many threads share the work.
    public var threads: Int

    /// Samples of a kind.
    public init(samples: Int, kind: KnotBootstrap.Resampling = .residual, seed: UInt64 = 1, threads: Int = 1) {
      self.samples = samples
      self.kind = kind
      self.seed = seed
      self.threads = threads
    }
  }

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

  /// A request for as many knots as BIC says.
  public init() {}

  var proof: KnotFit.Proof { proofTime.map { .within($0) } ?? .automatic }

  /// Says what is wrong with the request, whatever the table.
  ///
  /// - Throws: ``InvalidRequest`` for numbers that are out of range.
  public func validate() throws(InvalidRequest) {
    if let knots, !(0...50).contains(knots) { throw InvalidRequest("knots", "\(knots) is not between 0 and 50") }
    if !(0...50).contains(mostKnots) { throw InvalidRequest("max_knots", "\(mostKnots) is not between 0 and 50") }
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

  /// The knots, with intervals, tests and proofs.
  ///
  /// - Throws: ``InvalidRequest`` for what is out of range and for a table with several columns that could explain the target.
  public func answer(about table: DataTable) throws -> KnotsAnswer {
    try validate()
    guard table.inputCount == 1 else {
      throw InvalidRequest(
        "feature",
        "columns \(table.inputNames.joined(separator: ", ")) could explain \(table.targetName); expected one of them")
    }
    return try KnotsAnswer(table, self)
  }
}
