import ArgumentParser
import Knotwork
import KnotworkFitting

/// The certified optimum of the bias-free network of two inputs and two units, or of one unit, and how gradient training does
/// beside it.
struct ExactFit {
  let certificate: OptimumCertificate
  /// The residual sums of gradient training from many starts, ascending.
  let restarts: [Double]

  /// A residual sum counts as above the optimum when it is so by more than this share.
  static let margin = 1e-3

  /// Number of starts that end above the optimum.
  var above: Int { restarts.count { $0 > certificate.optimum * (1 + ExactFit.margin) } }

  /// Says what does not go with --exact.
  static func check(_ table: DataTable, _ options: TrainingOptions) throws {
    let units = options.hidden ?? [2]
    guard units == [1] || units == [2], options.activation == .relu else {
      throw ValidationError(
        "--exact: the certified optimum is for one or two ReLU units; expected --hidden 1, --hidden 2 or none")
    }
    if units == [1] {
      let limit = 3
      guard table.inputCount <= limit else {
        throw ValidationError(
          "--exact: \(table.inputCount) inputs; the certified optimum of one unit \(options.hasBias ? "with" : "without") "
            + "bias is for up to \(limit) (see --features)")
      }
      return
    }
    guard table.inputCount == 2 else {
      throw ValidationError(
        "--exact: \(table.inputCount) inputs; the certified optimum is for two (see --features), and knots for one")
    }
  }

  /// The optimum as a fit.
  static func fit(_ table: DataTable, _ options: TrainingOptions, timeLimit: Duration?) throws -> (
    fit: NetworkFit, certificate: OptimumCertificate
  ) {
    let rows = try WeightedRows(table)
    let found =
      try options.hidden == [1]
      ? CertifiedFit.oneUnit(
        rows, hasBias: options.hasBias, inputNames: table.inputNames, outputName: table.targetName,
        timeLimit: timeLimit)
      : CertifiedFit.twoUnits(
        rows, inputNames: table.inputNames, outputName: table.targetName, timeLimit: timeLimit)
    return (NetworkFit(network: found.network), found.certificate)
  }

  /// Trains from many starts, to see how often that ends above the optimum.
  init(
    _ certificate: OptimumCertificate, _ table: DataTable, _ options: TrainingOptions, starts: Int,
    progress: TrainingProgress
  ) throws {
    self.certificate = certificate
    var options = options
    if options.hidden != [1] { (options.hidden, options.hasBias) = ([2], false) }
    options.l2 = 0
    let rows = try WeightedRows(table)
    restarts = try Trainer(options, progress: progress).restarts(table, count: starts)
      .map { rows.residualSum(of: $0) }.sorted()
  }
}
