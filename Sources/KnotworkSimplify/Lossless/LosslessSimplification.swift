import Knotwork
import KnotworkExplain
import KnotworkFitting
import KnotworkGeometry

/// A network that is the same function over a domain, with what was removed and how that was proved.
public struct LosslessSimplification: Sendable {
  /// The network, its weights rounded to doubles once.
  public let network: Network
  /// What was done.
  public let steps: ReductionSteps
  /// Units of the original of which it was not found out in time whether they ever switch.
  public let undecided: [Unit]
  /// The inputs that the outputs do not depend on.
  public let unusedInputs: [Int]
  /// How many weights were rounded; where it is 0, nothing was.
  public let roundedWeights: Int
  /// What rounding changes: the exact network is the same function.
  public let rounding: ProvedDifference
  /// How the result was compared with the original.
  public let check: Check
  /// Whether the result is one hidden layer with a unit for each knot.
  public let isKnotForm: Bool
  /// The exact network.
  let exact: ExactNetwork

  /// A comparison of the result with the original.
  public enum Check: Equatable, Sendable {
    /// All regions of their difference, so many.
    case regions
    /// Points of the domain, so many, in exact arithmetic.
    case points(Int)
  }

  /// Simplifies a network.
  ///
  /// - Parameters:
  ///   - original: a network.
  ///   - domain: a box, a polytope, or a polygon of the input space.
  ///   - budget: what it may cost; units that its time does not suffice for are left as they are.
  /// - Requires: a domain of as many dimensions as inputs.
  /// - Throws: `LimitReached` when the work is cancelled, `FailedGate` where the result is not the original, a fault of the program;
  ///   `InvalidNetwork` where weights overflow.
  public init(of original: Network, over domain: Domain, within budget: Budget = Budget()) throws {
    let start = ContinuousClock.now
    let samples = DomainSamples(of: domain, count: 4000)
    func rest(_ share: Double) -> Budget {
      var rest = budget.after(ContinuousClock.now - start)
      rest.limits.duration = rest.limits.duration.map { $0 * share }
      return rest
    }
    let stable = try StableUnits(of: original, over: domain, samples: samples, within: rest(0.6))
    undecided = stable.undecided
    var reduced = ReducedNetwork(original, knowing: stable.layers)
    if let linear = try LosslessSimplification.linear(original, over: domain, samples, within: rest(0.5)) {
      reduced = ReducedNetwork(linear)
    } else if case .box(let box) = domain {
      let free = try LosslessSimplification.freeInputs(
        of: original, over: box, samples, except: reduced.unusedInputs, within: rest(0.5))
      reduced.fix(free.map { ($0, min(max(0, box.lower[$0]), box.upper[$0])) })
    }
    var exact = reduced.network
    var isKnotForm = false
    if case .box(let box) = domain, box.dimension == 1, exact.layers.count > 1,
      let line = try? ExactBrokenLine(
        of: original, over: box.lower[0]...box.upper[0], within: rest(0.5)),
      case let form = line.network(inputNames: original.inputNames, outputNames: original.outputNames),
      form.size < exact.size
    {
      (exact, isKnotForm) = (form, true)
    }
    let rounded = try exact.rounded()
    (self.exact, self.isKnotForm, network, steps) = (exact, isKnotForm, rounded, reduced.steps)
    unusedInputs = original.inputNames.indices.filter { input in
      exact.layers[0].weights.allSatisfy { $0[input].isZero }
    }
    roundedWeights = exact.roundedCount
    (rounding, check) = try LosslessSimplification.checked(
      original, exact, rounded, over: domain, samples, within: rest(0.9))
  }

  /// Rounded weights are compared in all regions for no longer than this, and no longer than a tenth of the time there is.
  private static let longestCheck = Duration.seconds(4)

  /// What rounding changes, and the comparison with the original.
  private static func checked(
    _ original: Network, _ exact: ExactNetwork, _ rounded: Network, over domain: Domain, _ samples: DomainSamples,
    within budget: Budget
  ) throws -> (ProvedDifference, Check) {
    let bound = RoundingBound(from: exact, to: rounded, over: domain.box).outputs.max() ?? 0
    var rounding = ProvedDifference(found: 0, place: domain.box.center, bound: bound, method: .weights)
    let step = max(1, samples.count / 64)
    var count = 0
    for row in stride(from: 0, to: samples.count, by: step) {
      let point = Array(samples.rows[row * samples.inputCount..<(row + 1) * samples.inputCount])
      let outputs = original.exactly(point.map { Dyadic($0) })
      guard exact(point.map { Rational($0) }) == outputs.map({ Rational($0) }) else {
        // Inputs that were drawn may lie outside by as much as rounding takes.
        guard domain.holdsExactly(point) else { continue }
        throw FailedGate("the simplified network is not the original at \(point)")
      }
      count += 1
    }
    // Where nothing was changed there is nothing to be compared.
    guard domain.box.dimension <= 3, rounded.layers != original.layers else { return (rounding, .points(count)) }
    var proof = DifferenceProof(original: original, domain: domain, samples: samples)
    proof.mostRegions = domain.box.dimension <= 2 ? 200_000 : 20_000
    var limited = budget
    limited.limits.duration = budget.limits.duration ?? .seconds(60)
    if bound == 0 {
      limited.limits.regions = min(budget.limits.regions ?? .max, proof.mostRegions)
      guard let isEqual = try vanishes(original.combined(with: rounded, sign: -1), over: domain, within: limited) else {
        return (rounding, .points(count))
      }
      guard isEqual else { throw FailedGate("the simplified network is not the original in all regions") }
      return (rounding, .regions)
    }
    // Where rounding changes so little, regions are compared exactly one by one, which may take long and proves no more.
    limited.limits.duration = min(Self.longestCheck, (budget.limits.duration ?? Self.longestCheck * 10) / 10)
    guard let found = try proof.byRegions(original.combined(with: rounded, sign: -1), budget: limited) else {
      return (rounding, .points(count))
    }
    guard found.found <= bound else {
      throw FailedGate(
        "the simplified network differs from the original by \(found.found) at \(found.place), and no more than \(bound) was proved"
      )
    }
    rounding = found.bound <= bound ? found : rounding
    return (rounding, .regions)
  }

  /// Whether the maps of all regions are 0; nil where there are too many. Extremes would have to be told apart at each vertex, where
  /// all of them are 0.
  private static func vanishes(_ difference: Network, over domain: Domain, within budget: Budget) throws -> Bool? {
    let deadline = Deadline(after: budget.limits.duration, cancelledWith: budget.progress)
    guard let dissection = try dissected(difference, domain, within: budget) else { return nil }
    let maps = dissection.exactMaps
    for region in dissection.regions.indices {
      guard try hasTime(deadline, budget, region) else { return nil }
      for output in 0..<difference.outputCount
      where !maps.coefficients(of: region, output: output).allSatisfy(\.isZero) { return false }
    }
    return true
  }

  /// The linear network that the original is over the domain, where all regions have one map.
  private static func linear(
    _ network: Network, over domain: Domain, _ samples: DomainSamples, within budget: Budget
  ) throws -> ExactNetwork? {
    guard network.inputCount <= 3, network.layers.count > 1 else { return nil }
    let deadline = Deadline(after: budget.limits.duration, cancelledWith: budget.progress)
    guard samples.suggestLinear(network), let dissection = try dissected(network, domain, within: budget) else {
      return nil
    }
    let maps = dissection.exactMaps
    let first = (0..<network.outputCount).map { maps.coefficients(of: 0, output: $0) }
    for region in dissection.regions.indices.dropFirst() {
      guard try hasTime(deadline, budget, region) else { return nil }
      for output in first.indices where maps.coefficients(of: region, output: output) != first[output] { return nil }
    }
    let n = network.inputCount
    let layer = ExactLayer(
      weights: first.map { $0[..<n].map { Rational($0) } }, bias: first.map { Rational($0[n]) },
      slopes: first.map { _ in .one })
    return ExactNetwork(layers: [layer], inputNames: network.inputNames, outputNames: network.outputNames)
  }

  /// Inputs along which all regions are level.
  private static func freeInputs(
    of network: Network, over box: Box, _ samples: DomainSamples, except known: [Int], within budget: Budget
  ) throws -> [Int] {
    guard network.inputCount <= 3 else { return [] }
    let candidates = network.inputNames.indices.filter {
      !known.contains($0) && !samples.depends(network, on: $0, in: box)
    }
    let deadline = Deadline(after: budget.limits.duration, cancelledWith: budget.progress)
    guard !candidates.isEmpty, let dissection = try dissected(network, .box(box), within: budget) else { return [] }
    let maps = dissection.exactMaps
    var free = candidates
    for region in dissection.regions.indices where !free.isEmpty {
      guard try hasTime(deadline, budget, region) else { return [] }
      for output in 0..<network.outputCount {
        let coefficients = maps.coefficients(of: region, output: output)
        free.removeAll { !coefficients[$0].isZero }
      }
    }
    return free
  }

  /// Whether exact maps of further regions may be looked at.
  ///
  /// - Throws: `LimitReached` when the work is cancelled.
  private static func hasTime(_ deadline: Deadline, _ budget: Budget, _ region: Int) throws(LimitReached) -> Bool {
    guard region & 63 == 0, deadline.hasPassed else { return true }
    if budget.progress.isCancelled { throw LimitReached(cause: .cancelled, regionsFound: region) }
    return false
  }

  private static func dissected(_ network: Network, _ domain: Domain, within budget: Budget) throws -> Dissection? {
    var limited = budget
    limited.limits.regions = min(
      budget.limits.regions ?? .max, StableUnits.mostRegions(dimension: network.inputCount))
    do {
      return try Dissection(of: network, over: domain, within: limited)
    } catch let limit as LimitReached where limit.cause != .cancelled {
      return nil
    }
  }
}

extension ExactNetwork {
  /// Hidden units first, then parameters that are not 0.
  fileprivate var size: Size {
    Size(
      units: layers.dropLast().reduce(0) { $0 + $1.unitCount },
      parameters: layers.reduce(0) { sum, layer in
        sum + layer.bias.count + layer.weights.reduce(0) { $0 + $1.count }
      })
  }

  fileprivate struct Size: Comparable {
    let units: Int
    let parameters: Int

    static func < (first: Size, second: Size) -> Bool {
      (first.units, first.parameters) < (second.units, second.parameters)
    }
  }
}

extension DomainSamples {
  /// Whether the outputs in the middle of pairs of samples are the means of those at both, as far as rounding lets one see.
  fileprivate func suggestLinear(_ network: Network) -> Bool {
    let m = network.outputCount
    let n = inputCount
    let half = count / 2
    var middles: [Double] = []
    for row in 0..<half {
      for axis in 0..<n { middles.append(rows[row * n + axis] / 2 + rows[(row + half) * n + axis] / 2) }
    }
    let values = network.evaluator(rows: rows)
    let between = network.evaluator(rows: middles)
    let scale = values.reduce(0) { max($0, $1.magnitude) }
    return (0..<half * m).allSatisfy { index in
      (between[index] - values[index] / 2 - values[index + half * m] / 2).magnitude <= 1e-9 * scale
    }
  }

  /// Whether an output changes where one input alone does.
  fileprivate func depends(_ network: Network, on input: Int, in box: Box) -> Bool {
    var moved = rows
    for row in 0..<count {
      let place = row * inputCount + input
      moved[place] = box.lower[input] / 2 + box.upper[input] / 2
    }
    let (values, others) = (network.evaluator(rows: rows), network.evaluator(rows: moved))
    let scale = values.reduce(0) { max($0, $1.magnitude) }
    return zip(values, others).contains { ($0 - $1).magnitude > 1e-9 * scale }
  }
}
