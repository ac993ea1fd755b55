import Foundation

/// Full-batch gradient training of y = v₁ relu(w₁ · x) + v₂ relu(w₂ · x) with Adam (Kingma and Ba 2015), the way a careful user
/// would run it: He initialisation, a rate that falls to a hundredth, many epochs.
struct Adam {
  let points: [SIMD2<Double>]
  let targets: [Double]

  /// The mean squared error after training, from one random start.
  func train(seed: UInt64, epochs: Int = 4000) -> Double {
    var random = Random(seed: seed)
    let spread = (targets.reduce(0) { $0 + $1 * $1 } / Double(targets.count)).squareRoot()
    var weights = (0..<4).map { _ in random.normal() } + (0..<2).map { _ in random.normal() * spread }
    var first = [Double](repeating: 0, count: 6)
    var second = first
    var best = Double.infinity
    for epoch in 1...epochs {
      let (loss, gradient) = loss(weights)
      best = min(best, loss)
      let rate = 0.05 * pow(0.01, Double(epoch) / Double(epochs))
      for k in 0..<6 {
        first[k] = 0.9 * first[k] + 0.1 * gradient[k]
        second[k] = 0.999 * second[k] + 0.001 * gradient[k] * gradient[k]
        let mean = first[k] / (1 - pow(0.9, Double(epoch)))
        let size = (second[k] / (1 - pow(0.999, Double(epoch)))).squareRoot()
        weights[k] -= rate * mean / (size + 1e-8)
      }
    }
    return min(best, loss(weights).0)
  }

  private func loss(_ w: [Double]) -> (Double, [Double]) {
    var sum = 0.0
    var (g0, g1, g2, g3, g4, g5) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    let (w0, w1, w2, w3, v0, v1) = (w[0], w[1], w[2], w[3], w[4], w[5])
    for (point, target) in zip(points, targets) {
      let (a, b) = (max(0, w0 * point.x + w1 * point.y), max(0, w2 * point.x + w3 * point.y))
      let residual = v0 * a + v1 * b - target
      sum += residual * residual
      if a > 0 {
        g0 += residual * v0 * point.x
        g1 += residual * v0 * point.y
        g4 += residual * a
      }
      if b > 0 {
        g2 += residual * v1 * point.x
        g3 += residual * v1 * point.y
        g5 += residual * b
      }
    }
    let count = Double(targets.count)
    return (sum / count, [g0, g1, g2, g3, g4, g5].map { 2 * $0 / count })
  }
}

/// Random numbers that are the same on every machine (Steele, Lea, Flood 2014).
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0xD1B5_4A32_D192_ED03 &+ 1 }

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  /// The sum of twelve uniform numbers, of mean 0 and variance 1.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}
