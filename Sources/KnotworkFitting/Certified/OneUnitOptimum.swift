/// The best single unit for scaled rows of up to four homogeneous coordinates, by the search that fits their number.
struct OneUnitOptimum {
  /// The direction, its sign and the intercept.
  let unit: SIMD4<Double>
  let sign: Double
  let intercept: Double
  /// The residual sum from which the bounds were counted: none is below it by more than `slack` and `gap`.
  let value: Double
  let slack: Double
  /// How far below the best residual sum an unsettled case may lie.
  let gap: Double
  let caseName: String
  let settled: [OptimumCertificate.Reason: Int]
  let evaluations: Int

  /// - Parameter dimension: how many coordinates the rows span, which come first; the others are 0. The last of four is 1.
  init(
    points: [SIMD4<Double>], targets: [Double], weights: [Double], hasIntercept: Bool, dimension: Int,
    deadline: ContinuousClock.Instant?
  ) {
    if dimension == 4 {
      let centre = ExactCentre(points, weights: weights)
      let merged = OneUnitOptimum.merged(centre.points, targets, weights)
      var search = ConeSearch(
        ConeRows(
          points: merged.points, targets: merged.targets, weights: merged.weights, hasIntercept: hasIntercept))
      search.run(deadline: deadline)
      unit = centre.given(search.direction)
      (sign, intercept) = (search.best.sign, search.best.intercept)
      (value, slack) = (search.bestValue, search.slack)
      gap = OneUnitOptimum.gap(search.bestValue, search.openBound, search.slack)
      (caseName, settled, evaluations) = ("cones of directions", search.settled, search.evaluations)
    } else {
      let problem = OneUnitProblem(
        points: points.map { SIMD3($0.x, $0.y, $0.z) }, targets: targets, weights: weights,
        hasIntercept: hasIntercept)
      var search = OneUnitSearch(problem, dimension: dimension)
      let isComplete = search.run(deadline: deadline)
      unit = SIMD4(search.best.unit, 0)
      (sign, intercept) = (search.best.sign, search.best.intercept)
      (value, slack) = (search.bestValue, search.slack)
      gap =
        isComplete ? OneUnitOptimum.gap(search.bestValue, search.openBound, search.slack) : search.bestValue
      (caseName, settled, evaluations) = ("faces", search.settled, search.evaluations)
    }
  }

  private static func gap(_ best: Double, _ open: Double, _ slack: Double) -> Double {
    max(0, open) < best - slack ? best - max(0, open) : 0
  }

  /// Rows at the same point as one row with their mean target; what the mean leaves is the same for every network.
  private static func merged(_ points: [SIMD4<Double>], _ targets: [Double], _ weights: [Double])
    -> (points: [SIMD4<Double>], targets: [Double], weights: [Double])
  {
    var places: [SIMD4<Double>: Int] = [:]
    var (ownPoints, sums, ownWeights): ([SIMD4<Double>], [Double], [Double]) = ([], [], [])
    for (point, (y, w)) in zip(points, zip(targets, weights)) {
      if let place = places[point] {
        sums[place] += w * y
        ownWeights[place] += w
      } else {
        places[point] = ownPoints.count
        ownPoints.append(point)
        sums.append(w * y)
        ownWeights.append(w)
      }
    }
    return (ownPoints, zip(sums, ownWeights).map { $0 / $1 }, ownWeights)
  }
}
