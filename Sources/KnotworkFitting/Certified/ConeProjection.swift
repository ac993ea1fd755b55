/// Which multipliers μ ≥ 0 bring a point closest to a cone: min ‖z + Σ μⱼ aⱼ‖² for up to four vectors aⱼ, given by their
/// inner products. The method of Lawson and Hanson (1974, chapter 23).
enum ConeProjection {
  /// The multipliers; any of them, however rounded, gives a valid bound.
  ///
  /// - Parameters:
  ///   - gram: aⱼ · aₖ, column k of row j.
  ///   - values: aⱼ · z.
  static func multipliers(gram: Quadruple, values: SIMD4<Double>) -> SIMD4<Double> {
    // Bit j is set where multiplier j is free.
    var free = 0
    var multipliers = SIMD4<Double>.zero
    for _ in 0..<12 {
      // The derivative of half the square; where it is negative, its multiplier should grow.
      var worst = (index: -1, measure: -1e-14)
      for j in 0..<4 where free >> j & 1 == 0 && gram[j][j] > 0 {
        let slope = values[j] + (gram[j] * multipliers).sum()
        let measure = slope / gram[j][j].squareRoot()
        if measure < worst.measure { worst = (j, measure) }
      }
      guard worst.index >= 0 else { break }
      free |= 1 << worst.index
      while free != 0 {
        let target = solve(gram, values, free)
        // The multiplier that reaches 0 first on the way there leaves.
        var (step, leaving) = (1.0, -1)
        for j in 0..<4 where free >> j & 1 == 1 && target[j] <= 0 {
          let share = multipliers[j] / max(multipliers[j] - target[j], .leastNormalMagnitude)
          if leaving < 0 || share < step { (step, leaving) = (share, j) }
        }
        guard leaving >= 0 else {
          multipliers = target
          break
        }
        multipliers += step * (target - multipliers)
        multipliers[leaving] = 0
        free &= ~(1 << leaving)
      }
    }
    return multipliers.replacing(with: 0, where: multipliers .< 0)
  }

  /// The free multipliers at which the derivative is zero, by elimination.
  private static func solve(_ gram: Quadruple, _ values: SIMD4<Double>, _ free: Int) -> SIMD4<Double> {
    var (rows, right) = (gram, -values)
    var pivots = 0
    for pivot in 0..<4 where free >> pivot & 1 == 1 {
      // A dependent vector keeps a multiplier of 0.
      guard rows[pivot][pivot] > 1e-14 * gram[pivot][pivot] else { continue }
      pivots |= 1 << pivot
      for other in pivot + 1..<max(pivot + 1, 4) where free >> other & 1 == 1 {
        let factor = rows[other][pivot] / rows[pivot][pivot]
        rows[other] -= factor * rows[pivot]
        right[other] -= factor * right[pivot]
      }
    }
    var result = SIMD4<Double>.zero
    for pivot in (0..<4).reversed() where pivots >> pivot & 1 == 1 {
      var sum = right[pivot]
      for later in pivot + 1..<max(pivot + 1, 4) where pivots >> later & 1 == 1 {
        sum -= rows[pivot][later] * result[later]
      }
      result[pivot] = sum / rows[pivot][pivot]
    }
    return result
  }
}
