import KnotworkGeometry

/// The hinge of two inputs that explains most of what is left: relu(cos φ · x + sin φ · x′ − k).
struct PairSearch {
  /// Two inputs, the first before the second.
  struct Pair: Hashable {
    var first: Int
    var second: Int
  }

  private let rows: AdditiveRows
  private let limits: AdditiveLimits
  /// Evenly spaced rows among which pairs are compared.
  private let sample: [Int]
  /// Evenly spaced rows, or all, among which the best of them are searched for their hinge.
  private let searched: [Int]
  /// The spread of each input: directions are tried evenly among inputs of equal spread.
  private let spreads: [Double]

  private static let directions = 16
  private static let sampleSize = 600
  private static let searchedSize = 5000

  init(_ rows: AdditiveRows, _ limits: AdditiveLimits) {
    (self.rows, self.limits) = (rows, limits)
    let n = rows.count
    func evenly(_ size: Int) -> [Int] { (0..<size).map { $0 * n / size } }
    sample = evenly(min(n, PairSearch.sampleSize))
    searched = evenly(min(n, PairSearch.searchedSize))
    spreads = rows.columns[..<limits.inputCount].map { column in
      let mean = column.reduce(0, +) / Double(max(1, n))
      return (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, n))).squareRoot()
    }
  }

  /// The best hinge beside a basis.
  ///
  /// - Parameters:
  ///   - basis: what is there.
  ///   - pairs: those to choose from; nil for all.
  ///   - isCancelled: asked before each pair; nothing is found then.
  func best(
    _ basis: OrthogonalRows, among pairs: Set<Pair>?, isCancelled: () -> Bool
  ) -> (direction: AdditiveForm.Direction, knot: Double, gain: Double)? {
    let inputs = (0..<limits.inputCount).filter { limits.isUsed($0) && !limits.options.isLinear($0) && isFree($0) }
    var all: [Pair] = []
    for (place, first) in inputs.enumerated() {
      for second in inputs[(place + 1)...] { all.append(Pair(first: first, second: second)) }
    }
    if let pairs { all = all.filter { pairs.contains($0) } }
    let part = part(basis, searched)
    all = screened(all, part, isCancelled: isCancelled)
    if all.count > 3 {
      // Pairs that do best among some of the rows.
      let few = self.part(basis, sample)
      let gains = all.map { pair in isCancelled() ? 0 : search(pair, few, isSample: true)?.gain ?? 0 }
      all = all.indices.sorted { (-gains[$0], $0) < (-gains[$1], $1) }.prefix(3).map { all[$0] }
    }
    var best: (direction: AdditiveForm.Direction, knot: Double, gain: Double)?
    for pair in all {
      if isCancelled() { return nil }
      guard let found = search(pair, part, isSample: false), found.gain > best?.gain ?? 0 else { continue }
      best = found
    }
    // What some of the rows gain stands for all.
    best?.gain *= Double(rows.count) / Double(searched.count)
    return best
  }

  /// The pairs that interact most; all where they are few.
  private func screened(_ pairs: [Pair], _ part: Part, isCancelled: () -> Bool) -> [Pair] {
    guard pairs.count > PairScreen.most, !isCancelled() else { return pairs }
    let screen = PairScreen(part.rows.columns, factors: part.rows.factors, residual: part.residual)
    let squares = pairs.map { isCancelled() ? 0 : screen.interaction($0.first, $0.second) }
    return pairs.indices.sorted { (-squares[$0], $0) < (-squares[$1], $1) }.prefix(PairScreen.most).map { pairs[$0] }
  }

  /// Some of the rows, with a basis and a residual times the roots of the weights once more.
  private struct Part {
    var rows: AdditiveRows
    var vectors: [[Double]]
    var residual: [Double]
  }

  private func part(_ basis: OrthogonalRows, _ kept: [Int]) -> Part {
    let factors = kept.map { rows.factors[$0] }
    return Part(
      rows: AdditiveRows(
        columns: rows.columns[..<limits.inputCount].map { column in kept.map { column[$0] } },
        target: kept.map { rows.target[$0] }, factors: factors),
      vectors: basis.vectors(at: kept).map { vector in zip(vector, factors).map { $0 * $1 } },
      residual: kept.map { basis.residual[$0] * rows.factors[$0] })
  }

  /// Whether nothing is known of an input's curve: a hinge of two would change it.
  private func isFree(_ input: Int) -> Bool { limits.options.rules[input]?.shapes.isEmpty ?? true }

  private func search(
    _ pair: Pair, _ part: Part, isSample: Bool
  ) -> (direction: AdditiveForm.Direction, knot: Double, gain: Double)? {
    var best: (direction: AdditiveForm.Direction, knot: Double, gain: Double)?
    let ratio = spreads[pair.first] / spreads[pair.second]
    guard ratio.isFinite, ratio > 0 else { return nil }
    let count = isSample ? PairSearch.directions / 2 : PairSearch.directions
    for number in 0..<count {
      // Both signs of a direction have the same places; relu(−z − k) differs from relu(z + k) by z, which lines may hold.
      let even = (Double(number) + 0.5) / Double(count) * Double.pi
      let tangent = Elementary.tan(even) * ratio
      let angle = Elementary.atan(tangent) + (tangent < 0 ? Double.pi : 0)
      for turned in [0.0, Double.pi] {
        let direction = AdditiveForm.Direction(first: pair.first, second: pair.second, angle: angle + turned)
        var candidates = KnotCandidates(
          part.rows.column(along: direction), factors: part.rows.factors, minRows: limits.minRows(limits.inputCount),
          endRows: limits.endRows(limits.inputCount))
        for vector in part.vectors { candidates.exclude(vector) }
        guard let (knot, gain) = candidates.best(for: part.residual, beside: nil, sign: 0), gain > best?.gain ?? 0
        else {
          continue
        }
        best = (direction, knot, gain)
      }
    }
    return best
  }
}
