import Knotwork
import KnotworkClaims
import KnotworkFormats
import KnotworkGeometry

/// Does an output rise or fall with an input, everywhere in a domain, and how steeply?
public struct MonotoneRequest: Sendable {
  /// What is to hold of slopes.
  public enum Claim: Equatable, Sendable {
    /// None is negative.
    case rising
    /// None is positive.
    case falling
    /// All lie within an interval.
    case within(ClosedRange<Double>)
  }

  /// Where.
  public var place: Place
  /// The input by its name; nil for all of them.
  public var input: String?
  /// The output by its name; nil for all of them.
  public var output: String?
  /// What is to be decided; nil for whatever the slopes do.
  public var claim: Claim?
  /// Whether the Lipschitz constant is enclosed too.
  public var showsLipschitz = false
  /// By how much bounds on slopes may be beyond slopes that are taken, relative to the greatest of these.
  public var tolerance = 0.01

  /// A request about all inputs and outputs.
  public init(over place: Place) { self.place = place }

  /// What each output does along each input.
  ///
  /// - Parameters:
  ///   - network: what it is about.
  ///   - budget: threads and limits.
  ///   - checkpoints: where the searches for slopes start, and what keeps how far they have come; nil for none.
  /// - Throws: ``InvalidRequest`` for names that the network does not have, for a domain that is no box which half-spaces may cut, and for
  ///   checkpoints of Lipschitz constants, `FailedGate` where a slope is found beyond what is proved, and what checkpoints throw.
  public func answer(
    about network: Network, within budget: Budget = Budget(), checkpoints: SearchCheckpoints? = nil
  ) throws -> MonotoneAnswer {
    let domain = try place.polytope(of: "slopes")
    let inputs = try input.map { [try $0.place(among: network.inputNames, "input")] } ?? Array(0..<network.inputCount)
    let outputs =
      try output.map { [try $0.place(among: network.outputNames, "output_name")] } ?? Array(0..<network.outputCount)
    if showsLipschitz, inputs.count < network.inputCount {
      throw InvalidRequest("lipschitz", "is about all inputs; leave out input")
    }
    if showsLipschitz, checkpoints != nil {
      throw InvalidRequest("lipschitz", "has no checkpoints; leave it out")
    }
    let start = ContinuousClock.now
    var rows: [MonotoneAnswer.Row] = []
    var constants: [MonotoneAnswer.Lipschitz] = []
    for (number, output) in outputs.enumerated() {
      var share = budget.share(of: showsLipschitz ? 2 * outputs.count : outputs.count).after(
        ContinuousClock.now - start)
      share.limits.duration = share.limits.duration.map {
        $0 / (outputs.count - number) * (showsLipschitz ? 2 : 3) / 3
      }
      let slopes = try slopes(
        of: network, output, along: inputs, over: domain, within: share, checkpoints, 2 * number * inputs.count)
      for (input, range) in zip(inputs, slopes) {
        rows.append(
          MonotoneAnswer.Row(
            output: network.outputNames[output], input: network.inputNames[input], range: range, holds: holds(range)))
      }
      guard showsLipschitz else { continue }
      var rest = budget.share(of: 2 * outputs.count).after(ContinuousClock.now - start)
      rest.limits.duration = rest.limits.duration.map { $0 / (outputs.count - number) }
      let found = try network.steepness(
        ofOutput: output, over: domain, slopes: slopes, tolerance: tolerance, within: rest)
      constants += found.map { MonotoneAnswer.Lipschitz(output: network.outputNames[output], steepness: $0) }
    }
    return MonotoneAnswer(
      place: place, inputs: network.inputNames, claim: claim, rows: rows, lipschitz: showsLipschitz ? constants : nil,
      limit: budget.limits.duration)
  }

  /// By all regions of a small network, which is exact, or by bounds.
  private func slopes(
    of network: Network, _ output: Int, along inputs: [Int], over domain: Polytope, within budget: Budget,
    _ checkpoints: SearchCheckpoints?, _ number: Int
  ) throws -> [SlopeRange] {
    let start = ContinuousClock.now
    let units = network.layers.dropLast().reduce(0) { $0 + $1.unitCount }
    if domain.dimension <= 3, units <= 64 {
      var few = budget
      few.limits.regions = min(budget.limits.regions ?? .max, 2000)
      few.limits.duration = min(budget.limits.duration ?? .seconds(1), .seconds(1))
      do {
        return try network.slopesThroughRegions(ofOutput: output, along: inputs, over: domain, within: few)
      } catch is LimitReached {
        // Bounds have more time.
      }
    }
    let rest = budget.after(ContinuousClock.now - start)
    guard let claim, !showsLipschitz else {
      return try network.slopes(
        ofOutput: output, along: inputs, over: domain, aims: inputs.map { _ in claim?.aim ?? 0...0 },
        tolerance: tolerance, within: rest, checkpoints: checkpoints, number: number)
    }
    return try network.slopes(
      ofOutput: output, along: inputs, over: domain, untilWithin: claim.interval, within: rest,
      checkpoints: checkpoints, number: number)
  }

  private func holds(_ range: SlopeRange) -> Bool? { claim.flatMap { range.lies(within: $0.interval) } }
}

extension MonotoneRequest.Claim {
  /// Where slopes are to lie.
  var interval: ClosedRange<Double> {
    switch self {
    case .rising: 0 ... .infinity
    case .falling: -.infinity...0
    case .within(let interval): interval
    }
  }

  /// The numbers on which side of which slopes lie is to be found out.
  fileprivate var aim: ClosedRange<Double> { if case .within(let interval) = self { interval } else { 0...0 } }

  /// "rising", "falling", "within [0, 1]".
  var words: String {
    switch self {
    case .rising: "rising"
    case .falling: "falling"
    case .within(let interval):
      "within [\([interval.lowerBound, interval.upperBound].distinctTexts.joined(separator: ", "))]"
    }
  }
}
