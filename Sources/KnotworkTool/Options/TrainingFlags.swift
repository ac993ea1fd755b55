import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats

/// Which table, and which of its columns.
struct TableArguments: ParsableArguments {
  @Argument(help: TableArguments.help)
  var path: String

  @Option(
    help: ArgumentHelp("The column to explain, by name or number; the last one unless given.", valueName: "column"))
  var target: String?

  @Option(help: ArgumentHelp("The columns that explain it; all others unless given.", valueName: "a,b,…"))
  var features: String?

  @Option(help: ArgumentHelp("A column with the weight of each row.", valueName: "column"))
  var weights: String?

  @Option(help: "What becomes of rows with missing values: reject, drop (leave out), mean (fill in the column's mean).")
  var missing = TableOptions.Missing.reject

  @Flag(help: "Replace a column of text by a column of 0 and 1 for each of its levels but the first.")
  var categorical = false

  @OptionGroup(title: "How the table is written") var dialect: DialectOptions

  /// What can be read as a table.
  static let help = ArgumentHelp(
    "A table with a header: CSV or other text with separators, also as gzip or zstd; DATABASE::TABLE for SQLite; - for standard input.",
    valueName: "data")

  /// The bytes of the table.
  var source: ByteSource { get throws { try .table(path, dialect) } }

  var options: TableOptions {
    TableOptions(
      target: target, features: features.map { $0.split(separator: ",").map { String($0.trimmingPrefix(" ")) } },
      weights: weights, missing: missing, isCategorical: categorical)
  }
}

extension TableOptions.Missing: ExpressibleByArgument {}
extension Initialization: ExpressibleByArgument {}

/// How the network is trained; what is not given, the data decide.
struct TrainingFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Units of the hidden layers; chosen by validation unless given.", valueName: "16,16"))
  var hidden: String?

  @Flag(name: .customLong("no-bias"), help: "Units without biases: all creases go through the origin.")
  var noBias = false

  @Option(help: ArgumentHelp("relu, or leaky_relu:SLOPE.", valueName: "name"))
  var activation = "relu"

  @Option(help: ArgumentHelp("Penalty on Σ|w|, for the standardised target.", valueName: "number"))
  var l1 = 0.0

  @Option(help: ArgumentHelp("Penalty on Σw²; chosen by validation unless given.", valueName: "number"))
  var l2: Double?

  @Option(help: ArgumentHelp("Decay of weights beside the gradient, as in AdamW.", valueName: "number"))
  var decay = 0.0

  @Option(
    help: ArgumentHelp("How often each row is used at most.", valueName: "count"),
    transform: WholeNumber.from(1...10_000_000))
  var epochs: Int?

  @Option(help: ArgumentHelp("Rows per step.", valueName: "count"), transform: WholeNumber.from(1...1_000_000_000))
  var batch: Int?

  @Option(help: ArgumentHelp("The first step size of Adam, which falls along half a cosine.", valueName: "number"))
  var rate = 0.002

  @Option(
    name: .customLong("init"),
    help: "Where knots start: data (at rows of the table; for one input unless given), he (He's initialisation).")
  var initialization: Initialization?

  @Option(
    help: "Where random choices start; the same seed gives the same bytes.",
    transform: WholeNumber.from(WholeNumber.seeds))
  var seed: UInt64 = 1

  @Flag(
    help: """
      Choose the smallest network whose error on rows held out is within one standard error of the best, among more and smaller \
      sizes; without it, the best one.
      """)
  var small = false

  @Option(
    help: ArgumentHelp("Networks trained on all rows.", valueName: "count"), transform: WholeNumber.from(1...1_000_000))
  var restarts: Int?

  @Option(
    help: ArgumentHelp(
      "How many of them, the best ones, are averaged into one network with all their units; 1 where --hidden is given.",
      valueName: "count"), transform: WholeNumber.from(1...1_000_000))
  var average: Int?

  @Option(
    help: "How many threads share the work; all processors unless given. The result does not depend on it.",
    transform: WholeNumber.from(WholeNumber.threads))
  var threads: Int?

  @OptionGroup var time: TimeLimitOption

  func validate() throws {
    for (name, value) in [("l1", l1), ("l2", l2 ?? 0), ("decay", decay)] where !(value >= 0 && value < 1e6) {
      throw ValidationError("--\(name): \(value) is not a penalty; expected a number from 0, below 1000000")
    }
    guard rate > 0, rate < 10 else { throw ValidationError("--rate: \(rate) is not a step size between 0 and 10") }
    _ = try options
  }

  /// "16,16" as units of hidden layers.
  static func units(_ text: String) throws -> [Int] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let units = Int(part), (1...4096).contains(units) else {
        throw ValidationError(
          "--hidden: \"\(part)\" is not a number of units from 1 to 4096; expected for example 16,16")
      }
      return units
    }
  }

  var options: TrainingOptions {
    get throws {
      var options = TrainingOptions()
      options.hidden = try hidden.map(TrainingFlags.units)
      options.hasBias = !noBias
      options.activation = try parsedActivation
      (options.l1, options.l2, options.epochs, options.batch) = (l1, l2, epochs, batch)
      (options.seed, options.restarts, options.average) = (seed, restarts, average)
      (options.initialization, options.rate, options.decay) = (initialization, rate, decay)
      options.prefersSmall = small
      options.threads = threads ?? System.processors
      return options
    }
  }

  private var parsedActivation: Activation {
    get throws {
      if let activation = Activation(training: activation) { return activation }
      throw ValidationError(
        "--activation: \"\(activation)\"; expected relu, or leaky_relu:SLOPE with a slope from 0 to 1")
    }
  }
}
