import Knotwork
import KnotworkGeometry

/// A symmetry that an output may have.
enum SymmetryKind {
  /// f(−x) = −f(x).
  case odd
  /// f(−x) = f(x).
  case even
  /// Two coordinates may change places.
  case exchange(Int, Int)

  /// The image of a point.
  func image(_ point: [Double]) -> [Double] {
    switch self {
    case .odd, .even: return point.map { -$0 }
    case .exchange(let first, let second):
      var point = point
      point.swapAt(first, second)
      return point
    }
  }

  /// f(x) + factor · f(M x) is 0.
  var factor: Double {
    if case .odd = self { return 1 }
    return -1
  }

  /// For each coordinate of M x which one of x it is, and with which sign.
  func places(_ dimension: Int) -> [(input: Int, sign: Double)] {
    switch self {
    case .odd, .even: return (0..<dimension).map { ($0, -1) }
    case .exchange(let first, let second):
      return (0..<dimension).map { ($0 == first ? second : $0 == second ? first : $0, 1) }
    }
  }
}

extension WitnessSearch {
  /// So many points are tried before a symmetry is proved.
  private static var trialCount: Int { 256 }

  /// Looks for points that refute a symmetry.
  ///
  /// - Parameters:
  ///   - kind: the symmetry.
  ///   - box: where points lie.
  /// - Returns: a verdict where the box does not have the symmetry itself, or a point refutes it, and the largest difference that
  ///   was seen.
  func refutation(of kind: SymmetryKind, over box: Box) -> (verdict: ShapeVerdict?, seen: Double) {
    guard
      kind.image(box.lower) == box.lower && kind.image(box.upper) == box.upper
        || kind.image(box.lower) == box.upper
    else { return (.open("the domain does not have this symmetry itself"), 0) }
    var generator = SplitMix64(state: 1)
    var (best, bestGap) = ([Double](), 0.0)
    for trial in 0..<Self.trialCount {
      let point = box.lower.indices.map { axis -> Double in
        let share = trial == 0 ? 1 : Double.random(in: 0...1, using: &generator)
        return min(box.upper[axis], box.lower[axis] + share * (box.upper[axis] - box.lower[axis]))
      }
      let gap = approximate(point) + kind.factor * approximate(kind.image(point))
      if gap.magnitude > bestGap { (best, bestGap) = (point, gap.magnitude) }
    }
    if !best.isEmpty, let witness = confirm([best, kind.image(best)], [1, kind.factor], where: { $0 != 0 }) {
      return (.fails(witness), bestGap)
    }
    return (nil, bestGap)
  }
}

extension Dissection {
  /// Whether an output has a symmetry: random points refute it, or the network f(x) ± f(M x) is 0 on each of its regions.
  func symmetry(of output: Int, _ kind: SymmetryKind, within budget: Budget) -> OutputShape.Symmetry {
    guard case .box(let box) = domain else {
      return OutputShape.Symmetry(verdict: .open("the domain is not a box"), seen: 0)
    }
    let search = WitnessSearch(self, output: output)
    let (verdict, bestGap) = search.refutation(of: kind, over: box)
    if let verdict { return OutputShape.Symmetry(verdict: verdict, seen: bestGap) }
    let twice = network.combined(with: network, sign: kind.factor, places: kind.places(dimension))
    guard let dissection = try? Dissection(of: twice, over: domain, within: budget) else {
      return OutputShape.Symmetry(
        verdict: .open("no point refutes it, and there are too many regions to prove it"), seen: bestGap)
    }
    let exact = dissection.exactMaps
    for region in dissection.regions
    where !exact.coefficients(of: region.index, output: output).allSatisfy(\.isZero) {
      let point = region.interiorPoint
      let witness = search.confirm([point, kind.image(point)], [1, kind.factor], where: { $0 != 0 })
      return OutputShape.Symmetry(verdict: .fails(witness), seen: max(bestGap, witness?.gap.magnitude ?? 0))
    }
    return OutputShape.Symmetry(verdict: .holds, seen: 0)
  }
}
