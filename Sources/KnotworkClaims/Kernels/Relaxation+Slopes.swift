import CKnotworkKernels
import KnotworkGeometry

extension Relaxation {
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

  /// Goes on with cases, for so many programs and pivots; `values` has the slope at the point.
  func runSlopeCases(limit: Double, programs: Int, pivots: Int) -> CaseProgress {
    var progress = CaseProgress(point: [Double](repeating: 0, count: inputCount), values: [0])
    var done: [Int64] = [0, 0]
    let status = kw_slope_run(
      level, base, limit, Int64(programs), Int64(pivots), &progress.point, &progress.values, &progress.bound, &done)
    (progress.programs, progress.pivots) = (Int(done[0]), Int(done[1]))
    progress.status = Cases(status: status)
    return progress
  }

  /// Says whether the case of all open units that was found last is decided.
  func settleSlopeCase(isDecided: Bool) { kw_slope_settle(base, isDecided ? 1 : 0) }

  /// For each unit its phase in the case at hand, as ``phases``.
  var slopePhases: [Int8] {
    var phases = [Int8](repeating: 0, count: unitCount)
    kw_slope_phases(base, &phases)
    return phases
  }
}
