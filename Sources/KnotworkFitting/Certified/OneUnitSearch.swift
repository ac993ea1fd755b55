import KnotworkGeometry

/// Visits every face of the arrangement of the planes u · xᵢ = 0: cells, arcs between them, and rays.
///
/// In a cell the best u with that set of active rows is a plain least-squares solution. If it lies in the cell it is a
/// candidate; if not, or if it is not unique, the best of the closed cell lies on its boundary, and so on down to the rays. So
/// the global optimum is the least of the solutions that lie in their faces. Each plane is swept once around, adding and
/// removing rows as they become active (rank-one updates); every cell has an arc of some plane on its boundary.
struct OneUnitSearch {
  let problem: OneUnitProblem
  let dimension: Int
  private(set) var best: OneUnitProblem.Candidate
  private(set) var bestValue: Double
  private(set) var settled: [OptimumCertificate.Reason: Int] = [:]
  private(set) var evaluations = 0
  /// The least bound of a face that rounding leaves undecided.
  private(set) var openBound = Double.infinity
  private let rows: [SIMD16<Double>]
  /// Rows that vanish on the plane that is swept.
  private var isOnPlane: [Bool] = []

  init(_ problem: OneUnitProblem, dimension: Int) {
    self.problem = problem
    self.dimension = dimension
    rows = problem.points.indices.map {
      ActiveSums.row(problem.points[$0], problem.targets[$0], problem.weights[$0])
    }
    let start = problem.value(.zero, 1)
    (bestValue, best) = (start.sum, start.candidate)
  }

  var slack: Double { 1e-9 * bestValue + 1e-11 * problem.totals.z }

  /// - Returns: whether all was settled before the deadline.
  mutating func run(deadline: ContinuousClock.Instant?) -> Bool {
    switch dimension {
    case 0: return true
    case 1:
      for direction in [SIMD3(1.0, 0, 0), SIMD3(-1, 0, 0)] {
        var active = ActiveSums()
        for (row, point) in problem.points.enumerated() where (point * direction).sum() > 0 { active.add(rows[row]) }
        settle(active, FaceBasis(direction))
      }
      return true
    case 2:
      let index = ArcIndex(problem.points.map { Direction($0.x, $0.y) })
      sweep(index, FaceBasis([1, 0, 0], [0, 1, 0]), index.events.map { SIMD2($0.x, $0.y) }, sides: nil)
      return true
    default: return runPlanes(deadline: deadline)
    }
  }

  private mutating func runPlanes(deadline: ContinuousClock.Instant?) -> Bool {
    var isDone = problem.points.map { $0 == .zero }
    for axis in problem.points.indices where !isDone[axis] {
      if let deadline, ContinuousClock.now > deadline { return false }
      let directions = problem.points.map { CircleDirection($0, normalTo: problem.points[axis]) }
      // Rows along the axis vanish on its plane: some are active on one side of it, some on the other.
      isOnPlane = directions.map(\.isZero)
      var sides = (ActiveSums(), ActiveSums())
      for row in directions.indices where isOnPlane[row] && problem.points[row] != .zero {
        isDone[row] = true
        if (problem.points[row] * problem.points[axis]).sum() > 0 {
          sides.0.add(rows[row])
        } else {
          sides.1.add(rows[row])
        }
      }
      let index = ArcIndex(directions)
      let basis = CircleDirection.basis(normalTo: problem.points[axis])
      sweep(index, FaceBasis(basis.0, basis.1), index.events.map(\.coordinates), sides: sides)
    }
    return true
  }

  /// Goes once around a plane through the origin.
  ///
  /// - Parameters:
  ///   - plane: its basis; events are coordinates in it.
  ///   - sides: what is active besides on either side of the plane; nil in two dimensions, where there are no sides.
  private mutating func sweep<Vector>(
    _ index: ArcIndex<Vector>, _ plane: FaceBasis, _ events: [SIMD2<Double>], sides: (ActiveSums, ActiveSums)?
  ) {
    guard !events.isEmpty else { return }
    let groups = index.groups.map { group in group.reduce(SIMD16<Double>.zero) { $0 + rows[$1] } }
    var active = ActiveSums()
    for group in index.first[0]..<index.end[0] { active.add(groups[group % groups.count]) }
    for arc in events.indices {
      if arc > 0 {
        for group in index.first[arc - 1]..<index.first[arc] { active.remove(groups[group % groups.count]) }
        for group in index.end[arc - 1]..<index.end[arc] { active.add(groups[group % groups.count]) }
      }
      let ray = events[arc].x * plane.p + events[arc].y * plane.q
      let size = ray.x.magnitude + ray.y.magnitude + ray.z.magnitude
      if size > 0 { settle(active, FaceBasis(ray / size)) }
      settle(active, plane)
      guard let sides else { continue }
      for side in [sides.0, sides.1] {
        var cell = active
        cell.add(side.sums)
        settle(cell, .space)
      }
    }
  }

  /// Takes a candidate if it is better than the best.
  ///
  /// - Returns: whether rounding decided which rows are active.
  private mutating func consider(_ unit: SIMD3<Double>, _ sign: Double, isOnFace: [Bool]) -> Bool {
    let trial = problem.value(unit, sign, isOnFace: isOnFace)
    if trial.sum < bestValue {
      bestValue = trial.sum
      best = trial.candidate
    }
    return trial.isDoubtful
  }

  /// A face with a set of active rows; the solution is a network in any case, whether it lies in the face or not.
  private mutating func settle(_ active: ActiveSums, _ face: FaceBasis) {
    evaluations += 1
    guard let (bound, unit) = problem.minimum(active, face) else {
      // Not unique: a solution lies on the boundary.
      settled[.constrained, default: 0] += 1
      return
    }
    if bound >= bestValue - slack {
      settled[.unconstrained, default: 0] += 1
      return
    }
    let isOnFace = face.dimension == 2 && dimension == 3 ? isOnPlane : []
    let first = consider(unit, 1, isOnFace: isOnFace)
    let second = consider(-unit, -1, isOnFace: isOnFace)
    let isSettled = bound >= bestValue - slack
    // If the solution lay in the face, it would have the value of the bound; so the face's best is on its boundary.
    settled[isSettled ? .unconstrained : .constrained, default: 0] += 1
    // A ray has no boundary but 0, and there is no doubt about the sign of its solution.
    if !isSettled, first || second || face.dimension == 1 { openBound = min(openBound, bound) }
  }
}
