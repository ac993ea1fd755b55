import CKnotworkKernels
import KnotworkGeometry

extension Relaxation {
  /// What is decided by cases.
  enum Subject {
    /// Where rows are at most 0, by cases of units.
    case values
    /// Where a slope is low, by cases of phases.
    case slopes
  }

  /// What deciding by cases has come to.
  enum Cases {
    case running, none, point, unclear, leaf, closed

    /// What the kernels say.
    init(status: Int32) {
      switch status {
      case KW_CASES_NONE: self = .none
      case KW_CASES_POINT: self = .point
      case KW_CASES_UNCLEAR: self = .unclear
      case KW_CASES_LEAF: self = .leaf
      case KW_CASES_CLOSED: self = .closed
      default: self = .running
      }
    }
  }

  /// What a part of the work on cases has come to: with ``Cases/point`` the point; a bound on the first row, or on the slope, that holds in
  /// the whole box; the number of programs.
  struct CaseProgress {
    let status: Cases
    let point: [Double]
    let bound: Double
    let programs: Int
  }

  /// Starts to decide by cases whether the first row can be at most a limit where all others are at most 0; false where the program
  /// would have more than `room` numbers.
  func beginCases(rows: [Double], count: Int, room: Int) -> Bool {
    kw_cases_begin(level, base, Int64(count), rows, Int64(room)) != 0
  }

  /// A bound from below on the slopes of a row along a direction in the box that was relaxed last, and how much each input has to answer
  /// for what the bound may lose; needs affine forms.
  func leastSlope(of row: [Double], along direction: [Double]) -> (bound: Double, scores: [Double]) {
    var (lower, upper) = (0.0, 0.0)
    var scores = [Double](repeating: 0, count: inputCount)
    _ = kw_slope_bounds(level, base, row, 1, direction, &lower, &upper, &scores)
    return (lower, scores)
  }

  /// Starts to decide by cases of phases where the slope of a row along a direction is below a limit; false where the program would have
  /// more than `room` numbers.
  func beginSlopeCases(
    row: [Double], along direction: [Double], within halfSpaces: [HalfSpace], room: Int
  ) -> Bool {
    let limits = halfSpaces.flatMap { $0.normal + [$0.offset] }
    return kw_slope_begin(level, base, row, direction, Int64(halfSpaces.count), limits, Int64(room)) != 0
  }

  /// Goes on with cases, for so many programs and pivots.
  func run(_ subject: Subject, rowCount: Int = 1, limit: Double, programs: Int, pivots: Int) -> CaseProgress {
    var point = [Double](repeating: 0, count: inputCount)
    var values = [Double](repeating: 0, count: rowCount)
    var bound = -Double.infinity
    var done: [Int64] = [0, 0]
    let run = subject == .values ? kw_cases_run : kw_slope_run
    let status = run(level, base, limit, Int64(programs), Int64(pivots), &point, &values, &bound, &done)
    return CaseProgress(status: Cases(status: status), point: point, bound: bound, programs: Int(done[0]))
  }

  /// Says whether the case of all open units that was found last is decided.
  func settle(_ subject: Subject, isDecided: Bool) {
    (subject == .values ? kw_cases_settle : kw_slope_settle)(base, isDecided ? 1 : 0)
  }

  /// For each unit its phase in the case at hand: 2 and −2 where the box has no other, 1 and −1 where it is held.
  func phases(of subject: Subject) -> [Int8] {
    var phases = [Int8](repeating: 0, count: unitCount)
    (subject == .values ? kw_cases_phases : kw_slope_phases)(base, &phases)
    return phases
  }

  /// From the beginning on, stops at every case that a program closes.
  func recordCases() { kw_cases_record(base) }

  /// Of a case that a program has closed: units that are held, from 1 and negative where they are inactive; a weight for each row; factors
  /// on the pre-activations of open units when rows are taken backward.
  func caseProof(rowCount: Int) -> (path: [Int], rows: [Double], factors: [(unit: Int, value: Double)]) {
    var path = [Int64](repeating: 0, count: unitCount)
    var rows = [Double](repeating: 0, count: rowCount)
    var slopes = [Double](repeating: 0, count: unitCount)
    let depth = Int(kw_cases_proof(base, &path, &rows, &slopes))
    let factors = slopes.enumerated().filter { !$0.element.isNaN }.map { (unit: $0.offset, value: $0.element) }
    return (path[..<depth].map { Int($0) }, rows, factors)
  }

  /// Gives a case away that waits: for each unit its phase, 0 where it has none; nil where none waits.
  func giveCase() -> [Int8]? {
    var phases = [Int8](repeating: 0, count: unitCount)
    return kw_cases_give(base, &phases) > 0 ? phases : nil
  }

  /// For each unit its phase in all cases that are left, 0 where it has none; nil where what is left may be anywhere.
  var restOfCases: [Int8]? {
    var phases = [Int8](repeating: 0, count: unitCount)
    return kw_cases_rest(base, &phases) > 0 ? phases : nil
  }

  /// Looks only at cases in which units have these phases.
  func holdCases(_ phases: [Int8]) { kw_cases_hold(base, phases) }
}
