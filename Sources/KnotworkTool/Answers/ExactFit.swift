import ArgumentParser
import Knotwork

/// The certified optimum of the bias-free network of two inputs and two units, and how gradient training does beside it.
struct ExactFit {
  let certificate: OptimumCertificate
  /// The residual sums of gradient training from many starts, ascending.
  let restarts: [Double]

  /// A residual sum counts as above the optimum when it is so by more than this share.
  static let margin = 1e-6

  /// Number of starts that end above the optimum.
  var above: Int { restarts.count { $0 > certificate.optimum * (1 + ExactFit.margin) } }

  /// Says what does not go with --exact.
  static func check(_ table: DataTable, _ options: TrainingOptions) throws {
    guard table.inputCount == 2 else {
      throw ValidationError(
        "--exact: \(table.inputCount) inputs; the certified optimum is for two (see --features), and knots for one")
    }
    guard options.hidden == nil || options.hidden == [2], options.activation == .relu else {
      throw ValidationError("--exact: the certified optimum is for two ReLU units; expected --hidden 2 or none")
    }
  }

  /// The optimum as a fit.
  static func fit(_ table: DataTable) throws -> (fit: NetworkFit, certificate: OptimumCertificate) {
    let found = try CertifiedFit.twoUnits(
      WeightedRows(table), inputNames: table.inputNames, outputName: table.targetName)
    return (NetworkFit(network: found.network), found.certificate)
  }

  /// Trains from many starts, to see how often that ends above the optimum.
  init(
    _ certificate: OptimumCertificate, _ table: DataTable, _ options: TrainingOptions, starts: Int,
    progress: TrainingProgress
  ) throws {
    self.certificate = certificate
    var options = options
    (options.hidden, options.hasBias, options.l2) = ([2], false, 0)
    let rows = try WeightedRows(table)
    restarts = try Trainer(options, progress: progress).restarts(table, count: starts)
      .map { rows.residualSum(of: $0) }.sorted()
  }
}
