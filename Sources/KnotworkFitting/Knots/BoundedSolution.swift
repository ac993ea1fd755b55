/// The minimum of ½ θᵀ H θ − gᵀ θ where each of some rules r has r · θ ≥ b, b = 0 unless given, from the minimum without rules.
///
/// The multipliers λ ≥ 0 of the rules minimise ½ λᵀ M λ + qᵀ λ with M = R H⁻¹ Rᵀ and q = R θ − b; they are found as in
/// non-negative least squares.
/// - SeeAlso: Lawson and Hanson 1974 in Documentation/References.md.
struct BoundedSolution {
  private(set) var solution: [Double]
  /// That of the numbers that are free when the active rules hold with equality.
  private(set) var covariance: [[Double]]
  /// How many rules are active.
  private(set) var active = 0

  /// - Complexity: O(rules⁴) at most, usually O(rules³).
  init(_ plain: [Double], _ inverse: [[Double]], _ rules: [[Double]], bounds: [Double]? = nil) {
    (solution, covariance) = (plain, inverse)
    // What does not bind changes nothing.
    let images = rules.map { rule in inverse.map { innerProduct($0, rule) } }
    let matrix = rules.map { rule in images.map { innerProduct(rule, $0) } }
    let slack = rules.indices.map { innerProduct(rules[$0], plain) - (bounds?[$0] ?? 0) }
    let scale = rules.indices.map { max(matrix[$0][$0], 0).squareRoot() }
    var kept: [Int] = []
    var multipliers = [Double](repeating: 0, count: rules.count)
    for _ in 0..<(8 * rules.count + 8) {
      let gradient = rules.indices.map { i in slack[i] + kept.reduce(0) { $0 + matrix[i][$1] * multipliers[$1] } }
      let size = slack.reduce(0) { max($0, $1.magnitude) }
      let next = rules.indices.filter { !kept.contains($0) && scale[$0] > 0 }
        .min { gradient[$0] / scale[$0] < gradient[$1] / scale[$1] }
      guard let next, gradient[next] < -1e-12 * size else { break }
      kept.append(next)
      var isDone = false
      while !isDone {
        guard let block = SymmetricInverse(kept.map { i in kept.map { matrix[i][$0] } }) else {
          kept.removeAll { $0 == next }
          break
        }
        let wanted = block.times(kept.map { -slack[$0] })
        if wanted.allSatisfy({ $0 > 0 }) {
          for (place, rule) in kept.enumerated() { multipliers[rule] = wanted[place] }
          isDone = true
        } else {
          var share = 1.0
          for (place, rule) in kept.enumerated() where wanted[place] <= 0 {
            share = min(share, multipliers[rule] / (multipliers[rule] - wanted[place]))
          }
          for (place, rule) in kept.enumerated() {
            multipliers[rule] += share * (wanted[place] - multipliers[rule])
          }
          let stays = zip(kept, wanted).filter { multipliers[$0.0] > 1e-14 * size || $0.1 > 0 }.map(\.0)
          isDone = stays.isEmpty || stays.count == kept.count
          kept = stays
        }
      }
      for rule in rules.indices where !kept.contains(rule) { multipliers[rule] = 0 }
    }
    guard let block = SymmetricInverse(kept.map { i in kept.map { matrix[i][$0] } }) else { return }
    active = kept.count
    for rule in kept {
      for i in solution.indices { solution[i] += multipliers[rule] * images[rule][i] }
    }
    for i in plain.indices {
      for j in plain.indices {
        for (a, first) in kept.enumerated() {
          for (b, second) in kept.enumerated() {
            covariance[i][j] -= images[first][i] * block.rows[a][b] * images[second][j]
          }
        }
      }
    }
  }
}

extension KnotModel.Shape {
  /// The rules for slopes, r · slopes ≥ 0; where there is a choice, each alternative.
  func rules(slopes count: Int) -> [[[Double]]] {
    func unit(_ index: Int, _ sign: Double) -> [Double] { (0..<count).map { $0 == index ? sign : 0 } }
    func difference(_ sign: Double) -> [[Double]] {
      (1..<max(1, count)).map { index in (0..<count).map { $0 == index ? sign : $0 == index - 1 ? -sign : 0 } }
    }
    return switch self {
    case .increasing: [(0..<count).map { unit($0, 1) }]
    case .decreasing: [(0..<count).map { unit($0, -1) }]
    case .convex: [difference(1)]
    case .concave: [difference(-1)]
    case .alternating:
      [1.0, -1].map { first in (0..<count).map { unit($0, $0.isMultiple(of: 2) ? first : -first) } }
    }
  }
}
