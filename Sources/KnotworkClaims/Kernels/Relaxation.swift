import CKnotworkKernels
import Knotwork

/// What is known of the units of a network over a box; belongs to one thread.
final class Relaxation {
  /// What bounds use beside intervals.
  struct Options: OptionSet {
    let rawValue: Int32
    /// Affine forms of the inputs and of what open units add.
    static let forms = Options(rawValue: KW_FORMS)
    /// Rows that are taken back to the inputs, for each unit that would stay open.
    static let backward = Options(rawValue: KW_BACKWARD)
  }

  /// What deciding by cases has come to.
  enum Cases {
    case running, none, point, unclear, leaf

    /// What the kernels say.
    init(status: Int32) {
      switch status {
      case KW_CASES_NONE: self = .none
      case KW_CASES_POINT: self = .point
      case KW_CASES_UNCLEAR: self = .unclear
      case KW_CASES_LEAF: self = .leaf
      default: self = .running
      }
    }
  }

  let inputCount: Int
  let outputCount: Int
  let unitCount: Int
  let base: OpaquePointer
  let level: Int32
  /// The box that was relaxed last: lower bounds, then upper ones.
  private let box: UnsafeMutablePointer<Double>

  init(_ network: FlatNetwork, kernels: Kernels = .best) {
    inputCount = network.inputCount
    outputCount = network.outputCount
    unitCount = network.unitCount
    level = kernels.level
    guard
      let base = kw_relaxation_new(
        Int32(network.widths.count - 1), network.widths, network.weights, network.biases, network.slopes)
    else { preconditionFailure("no memory for a network") }
    self.base = base
    box = .allocate(capacity: 2 * inputCount)
    box.initialize(repeating: 0, count: 2 * inputCount)
  }

  deinit {
    kw_relaxation_free(base)
    box.deallocate()
  }

  /// Bounds all units over a box; false where no point of it has the phases (above 0 for units that are held active, below 0 for
  /// those that are held inactive).
  func relax(lower: [Double], upper: [Double], phases: [Int8]? = nil, options: Options) -> Bool {
    for input in 0..<inputCount {
      box[input] = lower[input]
      box[inputCount + input] = upper[input]
    }
    if let phases {
      return kw_relax(level, base, box, box + inputCount, phases, options.rawValue) != 0
    }
    return kw_relax(level, base, box, box + inputCount, nil, options.rawValue) != 0
  }

  /// Number of units that may be active and inactive in the box.
  var openUnits: Int { Int(kw_open_units(base)) }

  /// Bounds from below on rows, and the slopes of the affine functions that they come from.
  func bounds(ofRows rows: [Double], count: Int) -> (bounds: [Double], slopes: [Double]) {
    var bounds = [Double](repeating: 0, count: count)
    var slopes = [Double](repeating: 0, count: count * inputCount)
    kw_bound_rows(level, base, Int64(count), rows, &bounds, &slopes)
    return (bounds, slopes)
  }

  /// What each input has to answer for of what is lost between a row and its bound.
  func attribution(ofRow row: [Double]) -> [Double] {
    var scores = [Double](repeating: 0, count: inputCount)
    kw_attribute(level, base, row, &scores)
    return scores
  }

  /// The outputs at a point, in floating point.
  func outputs(at point: [Double]) -> [Double] {
    var outputs = [Double](repeating: 0, count: outputCount)
    kw_evaluate_point(level, base, point, &outputs)
    return outputs
  }

  /// The gradients of rows at the point whose outputs were asked for last, one after the other.
  func gradients(ofRows rows: [Double], count: Int) -> [Double] {
    let length = outputCount + inputCount + 1
    var gradients = [Double](repeating: 0, count: count * inputCount)
    rows.withUnsafeBufferPointer { rows in
      gradients.withUnsafeMutableBufferPointer { gradients in
        guard let from = rows.baseAddress, let to = gradients.baseAddress else { return }
        for row in 0..<count { kw_gradient_row(level, base, from + row * length, to + row * inputCount) }
      }
    }
    return gradients
  }

  /// Starts to decide by cases whether the first row can be at most a limit where all others are at most 0; false where the program
  /// would have more than `room` numbers.
  func beginCases(rows: [Double], count: Int, room: Int) -> Bool {
    kw_cases_begin(level, base, Int64(count), rows, Int64(room)) != 0
  }

  /// What a part of the work on cases has come to: with ``Cases/point`` the point; a bound on the first row that holds in the
  /// whole box; the number of programs and pivots.
  struct CaseProgress {
    var status = Cases.running
    var point: [Double]
    var values: [Double]
    var bound = -Double.infinity
    var programs = 0
    var pivots = 0
  }

  /// Goes on with cases, for so many programs and pivots.
  func runCases(rowCount: Int, limit: Double, programs: Int, pivots: Int) -> CaseProgress {
    var progress = CaseProgress(
      point: [Double](repeating: 0, count: inputCount), values: [Double](repeating: 0, count: rowCount))
    var done: [Int64] = [0, 0]
    let status = kw_cases_run(
      level, base, limit, Int64(programs), Int64(pivots), &progress.point, &progress.values, &progress.bound, &done)
    (progress.programs, progress.pivots) = (Int(done[0]), Int(done[1]))
    progress.status = Cases(status: status)
    return progress
  }

  /// Says whether the case of all open units that was found last is decided.
  func settleCase(isDecided: Bool) { kw_cases_settle(base, isDecided ? 1 : 0) }

  /// For each unit its phase in the case at hand: 2 and −2 where the box has no other, 1 and −1 where it is held.
  var phases: [Int8] {
    var phases = [Int8](repeating: 0, count: unitCount)
    kw_cases_phases(base, &phases)
    return phases
  }

  /// The step within bounds that makes the greatest of `values` + `slopes` · step least.
  func minimaxStep(values: [Double], slopes: [Double], lowest: [Double], highest: [Double]) -> [Double] {
    var step = [Double](repeating: 0, count: lowest.count)
    kw_minimax_step(
      level, base, Int64(values.count), Int64(lowest.count), values, slopes, lowest, highest, &step)
    return step
  }
}
