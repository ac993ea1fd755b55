/// Which multipliers μ ≥ 0 bring a point closest to a cone: min ‖z + Σ μⱼ aⱼ‖² for up to four vectors aⱼ, given by their
/// inner products. The method of Lawson and Hanson (1974, chapter 23).
enum ConeProjection {
  /// The multipliers; any of them, however rounded, gives a valid bound.
  ///
  /// - Parameters:
  ///   - gram: aⱼ · aₖ, column k of row j.
  ///   - values: aⱼ · z.
  static func multipliers(gram: [SIMD4<Double>], values: SIMD4<Double>) -> SIMD4<Double> {
    var free: [Int] = []
    var multipliers = SIMD4<Double>.zero
    for _ in 0..<12 {
      // The derivative of half the square; where it is negative, its multiplier should grow.
      var worst = (index: -1, measure: -1e-14)
      for j in 0..<4 where !free.contains(j) && gram[j][j] > 0 {
        let slope = values[j] + (gram[j] * multipliers).sum()
        let measure = slope / gram[j][j].squareRoot()
        if measure < worst.measure { worst = (j, measure) }
      }
      guard worst.index >= 0 else { break }
      free.append(worst.index)
      while !free.isEmpty {
        let target = solve(gram, values, free)
        var step = 1.0
        for j in free where target[j] <= 0 {
          step = min(step, multipliers[j] / max(multipliers[j] - target[j], .leastNormalMagnitude))
        }
        let next = multipliers + step * (target - multipliers)
        if step >= 1 {
          multipliers = target
          break
        }
        multipliers = next
        free = free.filter { multipliers[$0] > 1e-300 && !(target[$0] <= 0 && next[$0] <= 0) }
        for j in 0..<4 where !free.contains(j) { multipliers[j] = 0 }
      }
    }
    return multipliers.replacing(with: 0, where: multipliers .< 0)
  }

  /// The free multipliers at which the derivative is zero, by elimination.
  private static func solve(_ gram: [SIMD4<Double>], _ values: SIMD4<Double>, _ free: [Int]) -> SIMD4<Double> {
    var rows = free.map { j in (gram[j], -values[j]) }
    for pivot in rows.indices {
      let column = free[pivot]
      // A dependent vector keeps a multiplier of 0.
      guard rows[pivot].0[column] > 1e-14 * gram[column][column] else {
        rows[pivot] = (SIMD4(repeating: 0), 0)
        rows[pivot].0[column] = 1
        continue
      }
      for other in rows.indices where other > pivot {
        let factor = rows[other].0[column] / rows[pivot].0[column]
        rows[other].0 -= factor * rows[pivot].0
        rows[other].1 -= factor * rows[pivot].1
      }
    }
    var result = SIMD4<Double>.zero
    for pivot in rows.indices.reversed() {
      let column = free[pivot]
      var sum = rows[pivot].1
      for later in rows.indices where later > pivot { sum -= rows[pivot].0[free[later]] * result[free[later]] }
      result[column] = sum / rows[pivot].0[column]
    }
    return result
  }
}
