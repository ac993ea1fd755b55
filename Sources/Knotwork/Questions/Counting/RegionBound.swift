import KnotworkGeometry

/// An upper bound on the number of regions, known before any work is done.
public struct RegionBound: Equatable, Sendable {
  /// The decimal logarithm of the bound; the bound itself may not fit into a number.
  public let logarithm: Double

  /// The bound, infinite where it is too large for a double.
  public var value: Double { Elementary.pow(10, logarithm) }
}

extension Network {
  /// An upper bound on the number of regions over any domain, by the sizes of the layers alone (Serra, Tjandraatmadja and
  /// Ramalingam 2018, Theorem 1; for one hidden layer it is Zaslavsky's number, which generic weights reach).
  ///
  /// A layer of b units that bend cuts a space of d dimensions into at most Σⱼ C(b, j) regions, j ≤ d; where j units of h
  /// are inactive, at most h − j dimensions are left for the next layer.
  /// - Complexity: O(depth · width²).
  public var regionBound: RegionBound {
    var bounds = [Double](repeating: 0, count: (layers.map(\.unitCount) + [inputCount]).max()! + 1)
    for layer in layers.reversed() {
      let bending = layer.activations.filter(\.bends)
      // Inactive units that pass something on do not lower the dimension.
      let lowers = bending.allSatisfy { $0.inactiveSlope == 0 }
      let next = bounds
      for dimension in bounds.indices {
        var sum = -Double.infinity
        for inactive in 0...min(dimension, bending.count) {
          let left = min(dimension, layer.unitCount - (lowers ? inactive : 0))
          sum = RegionBound.sum(sum, RegionBound.binomial(bending.count, inactive) + next[left])
        }
        bounds[dimension] = sum
      }
    }
    return RegionBound(logarithm: bounds[inputCount] / Elementary.log(10))
  }
}

extension RegionBound {
  /// ln(eᵃ + eᵇ).
  fileprivate static func sum(_ a: Double, _ b: Double) -> Double {
    let (low, high) = (min(a, b), max(a, b))
    return low == -.infinity ? high : high + Elementary.log1p(Elementary.exp(low - high))
  }

  /// ln C(n, k).
  fileprivate static func binomial(_ n: Int, _ k: Int) -> Double {
    (0..<min(k, n - k)).reduce(0) { $0 + Elementary.log(Double(n - $1)) - Elementary.log(Double($1 + 1)) }
  }
}
