import KnotworkGeometry

/// Rows (x, y, w) in exact numbers, as a proof about a fit needs them: n points of D homogeneous coordinates.
struct ProofRows: Sendable {
  /// n × D.
  let points: [[Dyadic]]
  let targets: [Dyadic]
  let weights: [Dyadic]
  let dimension: Int
  let hasIntercept: Bool
  /// Which coordinate is the constant 1; nil where none is.
  let constantPlace: Int?
  /// For each row w times x xᵀ (D² numbers, row by row), x y (D), x (D), 1, y, y².
  let moments: [[Dyadic]]

  var count: Int { targets.count }

  /// - Parameters:
  ///   - points: n × D.
  ///   - weights: positive.
  init(points: [[Dyadic]], targets: [Dyadic], weights: [Dyadic], dimension: Int, hasIntercept: Bool) {
    (self.points, self.targets, self.weights) = (points, targets, weights)
    (self.dimension, self.hasIntercept) = (dimension, hasIntercept)
    constantPlace = (0..<dimension).last { place in points.allSatisfy { $0[place] == .one } }
    moments = points.indices.map { row in
      let (x, y, w) = (points[row], targets[row], weights[row])
      let scaled = x.map { w * $0 }
      return scaled.flatMap { a in x.map { a * $0 } } + scaled.map { $0 * y } + scaled + [w, w * y, w * y * y]
    }
  }

  /// The rows with some of their coordinates.
  func keeping(_ coordinates: [Int]) -> ProofRows {
    ProofRows(
      points: points.map { point in coordinates.map { point[$0] } }, targets: targets, weights: weights,
      dimension: coordinates.count, hasIntercept: hasIntercept)
  }

  /// How many numbers moments are.
  var momentCount: Int { dimension * dimension + 2 * dimension + 3 }

  /// Σ w (y − c)² for the best constant c, or for 0 without an intercept, as a quotient.
  var constantSum: (numerator: Dyadic, denominator: Dyadic) {
    var (weight, first, second) = (Dyadic.zero, Dyadic.zero, Dyadic.zero)
    for row in 0..<count {
      weight += weights[row]
      first += weights[row] * targets[row]
      second += weights[row] * targets[row] * targets[row]
    }
    return hasIntercept && !weight.isZero ? (second * weight - first * first, weight) : (second, .one)
  }

  /// Σ w (y − c − Σ sₖ relu(uₖ · x))² for the best c (0 without an intercept), rounded up once.
  ///
  /// - Parameters:
  ///   - directions: u, of D exact coordinates for each unit.
  ///   - signs: s.
  /// - Complexity: O(n · D) exact sums.
  func residualSum(_ directions: [[Dyadic]], signs: [Int]) -> Double {
    var (weight, first, second) = (Dyadic.zero, Dyadic.zero, Dyadic.zero)
    for row in 0..<count {
      var rest = targets[row]
      for (direction, sign) in zip(directions, signs) {
        let z = exactProduct(direction, points[row])
        if z.signum > 0 { rest = sign > 0 ? rest - z : rest + z }
      }
      let weighted = weights[row] * rest
      weight += weights[row]
      first += weighted
      second += weighted * rest
    }
    guard hasIntercept, !weight.isZero else { return second.roundedUp }
    let numerator = second * weight - first * first
    return numerator.isZero ? 0 : Dyadic.quotient(numerator, weight).nextUp
  }
}

/// Σ vₖ xₖ.
func exactProduct(_ v: [Dyadic], _ x: [Dyadic]) -> Dyadic {
  var sum = Dyadic.zero
  for (a, b) in zip(v, x) where !a.isZero && !b.isZero { sum += a * b }
  return sum
}
