import Knotwork
import KnotworkFitting

/// The certified optimum of the bias-free network of two inputs and two units, or of one unit, and how gradient training does
/// beside it.
public struct ExactFit: Sendable {
  /// The proof that no network of the kind does better.
  public let certificate: OptimumCertificate
  /// The proof of its bound, where it was asked for and nothing was left open.
  public let proof: FitProof?
  /// The residual sums of gradient training from many starts, ascending.
  public let restarts: [Double]
  /// Why the work ended early; nil where it did not.
  public let stop: TrainingProgress.Stop?

  /// A residual sum counts as above the optimum when it is so by more than this share.
  public static let margin = 1e-3

  /// Number of starts that end above the optimum.
  public var above: Int { restarts.count { $0 > certificate.optimum * (1 + ExactFit.margin) } }

  /// Says what there is no certified optimum for.
  static func check(_ table: DataTable, _ options: TrainingOptions) throws(InvalidRequest) {
    let units = options.hidden ?? [2]
    guard units == [1] || units == [2], options.activation == .relu else {
      throw InvalidRequest("exact", "the certified optimum is for one or two ReLU units; expected hidden 1, 2 or none")
    }
    if units == [1] {
      let limit = 3
      guard table.inputCount <= limit else {
        throw InvalidRequest(
          "exact",
          "\(table.inputCount) inputs; the certified optimum of one unit \(options.hasBias ? "with" : "without") "
            + "bias is for up to \(limit); choose among the features")
      }
      return
    }
    guard table.inputCount == 2 else {
      throw InvalidRequest(
        "exact",
        "\(table.inputCount.counted("input")); the certified optimum is for two; choose among the features, and knots for one"
      )
    }
  }

  /// The optimum.
  ///
  /// - Throws: `FailedGate` where it contradicts itself, which is a fault of the program.
  static func optimum(
    _ table: DataTable, _ options: TrainingOptions, isProved: Bool, _ progress: TrainingProgress
  ) throws -> CertifiedFit {
    let rows = try WeightedRows(table)
    return try options.hidden == [1]
      ? CertifiedFit.oneUnit(
        rows, hasBias: options.hasBias, inputNames: table.inputNames, outputName: table.targetName,
        isCancelled: { progress.isCancelled })
      : CertifiedFit.twoUnits(
        rows, inputNames: table.inputNames, outputName: table.targetName, isProved: isProved,
        isCancelled: { progress.isCancelled })
  }

  /// Trains from many starts, to see how often that ends above the optimum.
  ///
  /// - Throws: `FailedGate` where a start does better than the proved bound, or than a certified optimum.
  init(
    _ found: CertifiedFit, _ table: DataTable, _ options: TrainingOptions, starts: Int, progress: TrainingProgress
  ) throws {
    (certificate, proof) = (found.certificate, found.proof)
    var options = options
    if options.hidden != [1] { (options.hidden, options.hasBias) = ([2], false) }
    options.l2 = 0
    let rows = try WeightedRows(table)
    restarts = try Trainer(options, progress: progress).restarts(table, count: starts)
      .map { rows.residualSum(of: $0) }.sorted()
    stop = progress.stop
    if let best = restarts.first { try certificate.requireConsistent(with: best, "a start of gradient training") }
  }
}
