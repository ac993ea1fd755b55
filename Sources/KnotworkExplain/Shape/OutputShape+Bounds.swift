import Knotwork
import KnotworkClaims
import KnotworkGeometry

/// Shapes where there are too many regions to look at each: slopes by bounds and branching (`slopes(ofOutput:along:over:aims:tolerance:within:)` of KnotworkClaims),
/// what fails by points, which are confirmed without rounding, and what weights alone prove. What none of these decides is open.
extension Network {
  /// The shape of an output over a box that half-spaces may cut.
  ///
  /// - Parameters:
  ///   - output: the number of the output.
  ///   - domain: where inputs lie.
  ///   - budget: what bounds on slopes may cost.
  /// - Requires: the number of an output, and a domain of as many dimensions as there are inputs.
  /// - Returns: verdicts of which those that are not open are proved; they are the same as those of a dissection.
  /// - Throws: `FailedGate` where slopes are found beyond bounds that were proved, a fault of the program.
  /// - Complexity: as bounds on slopes, and some hundred evaluations for each pair of inputs.
  public func boundedShape(of output: Int, over domain: Polytope, within budget: Budget) throws -> OutputShape {
    let deadline = budget.limits.duration.map { ContinuousClock.now.advanced(by: $0 * 2) }
    let ranges = try slopes(ofOutput: output, along: Array(0..<inputCount), over: domain, within: budget)
    let search = ShapeSampling(WitnessSearch(self, output: output, over: domain), domain)
    let coordinates = ranges.enumerated().map { axis, range in coordinate(axis, range, search.witnesses) }
    let isLinear = hasOnePhase(over: domain.box)
    let sign = isLinear ? nil : outputSign(output)
    func bendVerdict(_ wanted: Int) -> ShapeVerdict {
      if isLinear || sign == wanted { return .holds }
      return search.bend(against: wanted).map { .fails($0) } ?? .open("no points refute it, and bounds do not prove it")
    }
    let (convex, concave) = (bendVerdict(1), bendVerdict(-1))
    let linear: ShapeVerdict =
      isLinear
      ? .holds
      : (convex.witness ?? concave.witness).map { .fails($0) }
        ?? .open("no points refute it, and bounds do not prove it")
    let separate = separateInputs
    let pairs = separate.flatMap { group in
      group.flatMap { second in
        group.filter { $0 < second }.compactMap { first in
          search.rectangle(first, second).map { OutputShape.Pair(first: first, second: second, witness: $0) }
        }
      }
    }.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    // The network is a sum over groups that weights keep apart, which are the finest where pairs hold each together.
    let groups = OutputShape.groups(of: inputCount, joinedBy: pairs)
    let isFinest = isLinear || groups == separate
    func symmetry(_ kind: SymmetryKind) -> OutputShape.Symmetry {
      guard domain.halfSpaces.isEmpty else {
        return OutputShape.Symmetry(verdict: .open("the domain is not a box"), seen: 0)
      }
      let (verdict, seen) = search.witnesses.refutation(of: kind, over: domain.box)
      if verdict == nil, deadline.map({ ContinuousClock.now < $0 }) ?? true, isUnchanged(output, by: kind) {
        return OutputShape.Symmetry(verdict: .holds, seen: 0)
      }
      return OutputShape.Symmetry(
        verdict: verdict ?? .open("no point refutes it, and the units do not prove it"), seen: seen)
    }
    return OutputShape(
      regionCount: nil, linear: linear, convex: convex, concave: concave, coordinates: coordinates, pairs: pairs,
      groups: isFinest ? groups : nil, homogeneous: homogeneity(search), odd: symmetry(.odd), even: symmetry(.even),
      exchangeable: (0..<inputCount).flatMap { second in
        (0..<second).map { first in (first, second, symmetry(.exchange(first, second))) }
      }, bends: nil)
  }

  /// What an output does along an input, by bounds on its slopes.
  private func coordinate(_ axis: Int, _ range: SlopeRange, _ search: WitnessSearch) -> OutputShape.Coordinate {
    func verdict(_ holds: Bool, _ pair: SlopePair?, _ sign: Int) -> ShapeVerdict {
      if holds { return .holds }
      if let pair, let witness = search.confirm([pair.from, pair.to], [-1, 1], where: { $0 == sign }) {
        return .fails(witness)
      }
      return .open(range.cause?.words ?? "slopes too close to 0 to be decided")
    }
    let rising = verdict(range.least.bound >= 0, range.least.pair, -1)
    let falling = verdict(range.greatest.bound <= 0, range.greatest.pair, 1)
    let constant: ShapeVerdict =
      if rising == .holds, falling == .holds {
        .holds
      } else if let witness = rising.witness ?? falling.witness {
        .fails(witness)
      } else {
        .open(range.cause?.words ?? "slopes too close to 0 to be decided")
      }
    let (least, greatest) = (range.least.slope, range.greatest.slope)
    return OutputShape.Coordinate(
      rising: rising, falling: falling, constant: constant, slopes: min(least, greatest)...max(least, greatest),
      bounds: min(range.least.bound, range.greatest.bound)...max(range.least.bound, range.greatest.bound), shares: nil)
  }

  /// Whether every unit that bends has one phase all over a box, so that the network is affine there: exact, as affine forms go through the
  /// layers without rounding as long as none switches.
  private func hasOnePhase(over box: Box) -> Bool {
    let corners = zip(box.lower, box.upper).map { (low: Dyadic($0), high: Dyadic($1)) }
    var values = box.lower.indices.map { axis in (0...box.dimension).map { $0 == axis ? Dyadic.one : .zero } }
    for layer in layers {
      var next: [[Dyadic]] = []
      for unit in 0..<layer.unitCount {
        var form = [Dyadic](repeating: .zero, count: box.dimension) + [Dyadic(layer.bias[unit])]
        for (weight, value) in zip(layer.weights[row: unit], values) where weight != 0 {
          for index in form.indices where !value[index].isZero { form[index] += Dyadic(weight) * value[index] }
        }
        if layer.activations[unit].bends {
          var (least, greatest) = (form[box.dimension], form[box.dimension])
          for (factor, corner) in zip(form, corners) {
            least += factor * (factor.signum > 0 ? corner.low : corner.high)
            greatest += factor * (factor.signum > 0 ? corner.high : corner.low)
          }
          if least.signum < 0, greatest.signum > 0 { return false }
          if greatest.signum <= 0 { form = form.map { $0 * Dyadic(layer.activations[unit].inactiveSlope) } }
        }
        next.append(form)
      }
      values = next
    }
    return true
  }

  /// 1 where weights make an output convex everywhere: no weight behind the first layer is negative; −1 where those of the last layer
  /// have the other sign; nil where weights do not tell. Units that bend are convex and rising.
  private func outputSign(_ output: Int) -> Int? {
    let isRising = layers.allSatisfy { layer in layer.activations.allSatisfy { (0...1).contains($0.inactiveSlope) } }
    let last = layers[layers.count - 1]
    guard isRising, layers.count > 1, !last.activations[output].bends,
      layers.dropFirst().dropLast().allSatisfy({ layer in
        (0..<layer.unitCount).allSatisfy { unit in layer.weights[row: unit].allSatisfy { $0 >= 0 } }
      })
    else { return nil }
    let weights = last.weights[row: output]
    return weights.allSatisfy { $0 >= 0 } ? 1 : weights.allSatisfy { $0 <= 0 } ? -1 : nil
  }

  /// Whether an output has a symmetry because it takes each unit to one that is the same.
  private func isUnchanged(_ output: Int, by kind: SymmetryKind) -> Bool {
    let own = restricted(to: output)
    var image = own.moved(kind.places(inputCount))
    if kind.factor == 1 {
      // f(−x) = −f(x) where −f(−x) is the same network.
      var layers = image.layers
      guard let last = layers.popLast(), !last.activations[0].bends else { return false }
      layers.append(
        Layer(
          weights: Matrix([last.weights[row: 0].map { -$0 }]), bias: [-last.bias[0]], activations: last.activations))
      guard let opposite = try? Network(layers: layers, inputNames: inputNames, outputNames: own.outputNames) else {
        return false
      }
      image = opposite
    }
    return NetworkDifference.haveSameUnits(own, image)
  }

  /// Without biases a network is positively homogeneous.
  private func homogeneity(_ search: ShapeSampling) -> ShapeVerdict {
    guard search.hasOrigin else { return .open("the domain does not contain the origin") }
    if layers.allSatisfy({ $0.bias.allSatisfy { $0 == 0 } }) { return .holds }
    return search.half().map { .fails($0) } ?? .open("no point refutes it")
  }
}

extension LimitReached.Cause {
  /// In a few words.
  fileprivate var words: String {
    switch self {
    case .duration: "the time was over"
    case .cancelled: "cancelled"
    default: "a limit was reached"
    }
  }
}

/// Random points of a domain that refute properties of an output.
struct ShapeSampling {
  let witnesses: WitnessSearch
  private let domain: Polytope
  private let points: [[Double]]
  let hasOrigin: Bool

  /// So many points are tried for each property.
  private static let count = 800
  private static let pairCount = 64

  init(_ witnesses: WitnessSearch, _ domain: Polytope) {
    (self.witnesses, self.domain) = (witnesses, domain)
    var generator = SplitMix64(state: 3)
    let (lower, upper) = (domain.box.lower, domain.box.upper)
    points = (0..<Self.count).map { _ in
      zip(lower, upper).map { min($1, max($0, $0 + ($1 - $0) * Double.random(in: 0...1, using: &generator))) }
    }.filter { domain.isOnAllSides($0) }
    let origin = lower.map { _ in 0.0 }
    hasOrigin = zip(lower, upper).allSatisfy { $0 <= 0 && 0 <= $1 } && domain.isOnAllSides(origin)
  }

  /// The best of many witnesses by floating point, confirmed without rounding.
  private func best<Tried>(
    _ tries: some Sequence<Tried>, _ gap: (Tried) -> Double, _ confirm: (Tried) -> ShapeWitness?
  ) -> ShapeWitness? {
    let found = tries.map { ($0, gap($0)) }.filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }.prefix(4)
    for (tried, _) in found { if let witness = confirm(tried) { return witness } }
    return nil
  }

  /// Two points between which the output bends against convexity (1) or concavity (−1).
  func bend(against wanted: Int) -> ShapeWitness? {
    let values = points.map(witnesses.approximate)
    let pairs = (0..<points.count / 2).map { (2 * $0, 2 * $0 + 1) }
    return best(pairs) { pair in
      let middle = zip(points[pair.0], points[pair.1]).map { $0 / 2 + $1 / 2 }
      return Double(wanted) * (witnesses.approximate(middle) - (values[pair.0] + values[pair.1]) / 2)
    } _: { pair in
      witnesses.midpoint(points[pair.0], points[pair.1], sign: wanted)
    }
  }

  /// Four points that show that two inputs interact.
  func rectangle(_ first: Int, _ second: Int) -> ShapeWitness? {
    let pairs = (0..<min(Self.pairCount, points.count / 2)).map { number -> [[Double]] in
      let (p, q) = (points[2 * number], points[2 * number + 1])
      var corners = [p, p, p, p]
      (corners[1][first], corners[1][second]) = (q[first], q[second])
      corners[2][second] = q[second]
      corners[3][first] = q[first]
      return corners
    }
    return best(pairs) { corners in
      zip(corners, [1.0, 1, -1, -1]).reduce(0) { $0 + $1.1 * witnesses.approximate($1.0) }.magnitude
    } _: { corners in
      witnesses.confirm(corners, [1, 1, -1, -1]) { $0 != 0 }
    }
  }

  /// A point and its half that no homogeneous function has.
  func half() -> ShapeWitness? {
    best(points.prefix(Self.pairCount)) { point in
      (witnesses.approximate(point) / 2 - witnesses.approximate(point.map { $0 / 2 })).magnitude
    } _: { point in
      witnesses.half(of: point)
    }
  }
}
