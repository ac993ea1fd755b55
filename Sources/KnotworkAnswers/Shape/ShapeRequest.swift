import Knotwork
import KnotworkExplain
import KnotworkGeometry

/// Which shape has each output over a domain: linear, convex, rising, additive, symmetric; and how far is it from what it is not?
public struct ShapeRequest: Sendable {
  /// Where.
  public var place: Place
  /// Up to which dimension vertices and volumes are found.
  public var costs = CostLimits.standard

  /// By what verdicts are reached.
  public enum Method: String, CaseIterable, Sendable {
    /// By all regions where they are few enough, and else by bounds.
    case auto
    /// By all regions alone.
    case regions
    /// By bounds and branching, and points that refute.
    case bounds
  }

  /// By what verdicts are reached.
  public var method = Method.auto
  /// So many regions are too many to look at each, unless the budget says otherwise.
  static let mostRegions = 200_000
  /// So long bounds have where the budget has no limit of time.
  static let boundsDuration = Duration.seconds(30)
  /// And so long estimates of bends, all outputs together.
  static let estimatesDuration = Duration.seconds(10)
  /// So much of the time that is left bounds have where the budget has a limit.
  static let boundsShare = 0.6

  /// A request about all outputs.
  public init(over place: Place) { self.place = place }

  /// The verdicts on each output, with evidence.
  ///
  /// With ``Method/auto`` regions have a third of the time, and bounds what is left.
  /// - Throws: ``InvalidRequest`` for the whole input space, and for bounds over a domain that is no box which half-spaces may cut;
  ///   `LimitReached` when the budget is spent before bounds can help, `InvalidGeometry` for a domain that is not one of the network's
  ///   input space.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> ShapeAnswer {
    guard place.domain != .wholeSpace else {
      throw InvalidRequest("whole_space", "shapes are decided over a bounded domain; expected a box")
    }
    let start = ContinuousClock.now
    guard method != .bounds else { return try boundedAnswer(about: network, within: budget) }
    var few = budget
    if method == .auto, canBeBounded {
      few.limits.regions = budget.limits.regions ?? Self.mostRegions
      few.limits.duration = budget.limits.duration.map { $0 / 3 }
    }
    let isSmall = place.domain.dimension(inputs: network.inputCount) <= costs.measureDimension
    do {
      let dissection = try Dissection(
        of: network, over: place.domain, keeping: isSmall ? [.vertices, .volumes] : .facets, within: few)
      let outputs = network.outputNames.enumerated().map { output, name in
        (name, dissection.shape(of: output, within: budget.after(ContinuousClock.now - start)))
      }
      return ShapeAnswer(
        place: place, outputs: outputs,
        estimates: try estimates(of: network, outputs.map(\.1), within: budget.after(ContinuousClock.now - start)),
        regionCount: dissection.regions.count, dissection: dissection)
    } catch let limit as LimitReached {
      guard method == .auto, canBeBounded, limit.cause != .cancelled else { throw limit }
      return try boundedAnswer(about: network, within: budget.after(ContinuousClock.now - start))
    }
  }

  private var canBeBounded: Bool {
    switch place.domain {
    case .box, .polytope: true
    default: false
    }
  }

  /// The verdicts by bounds, which share the time.
  private func boundedAnswer(about network: Network, within budget: Budget) throws -> ShapeAnswer {
    let domain = try place.polytope(of: "bounds on shapes")
    let start = ContinuousClock.now
    let whole = budget
    var budget = budget
    // Points that refute have the rest of the time.
    budget.limits.duration = budget.limits.duration.map { $0 * Self.boundsShare } ?? Self.boundsDuration
    budget.limits.regions = nil
    let outputs = try network.outputNames.enumerated().map { output, name in
      var share = budget.after(ContinuousClock.now - start)
      share.limits.duration = share.limits.duration.map { $0 / (network.outputCount - output) }
      return (name, try network.boundedShape(of: output, over: domain, within: share))
    }
    if budget.progress.isCancelled { throw LimitReached(cause: .cancelled, regionsFound: 0) }
    let rest = whole.after(ContinuousClock.now - start)
    return ShapeAnswer(
      place: place, outputs: outputs, estimates: try estimates(of: network, outputs.map(\.1), within: rest),
      regionCount: nil, dissection: nil)
  }

  /// How much outputs bend, where regions do not tell: estimates over a box, of which each has its part of half the time that is left, and
  /// of ten seconds at most.
  private func estimates(
    of network: Network, _ shapes: [OutputShape], within budget: Budget
  ) throws -> [BendEstimate?] {
    guard case .box(let box) = place.domain else { return shapes.map { _ in nil } }
    let start = ContinuousClock.now
    return try shapes.enumerated().map { output, shape in
      if shape.linear == .holds || shape.bends?.total.convex != nil { return nil }
      var share = budget.after(ContinuousClock.now - start)
      share.limits.duration =
        min(share.limits.duration.map { $0 / 2 } ?? Self.estimatesDuration, Self.estimatesDuration)
        / (shapes.count - output)
      let estimate = try BendEstimate(of: network, output: output, over: box, within: share)
      if budget.progress.isCancelled { throw LimitReached(cause: .cancelled, regionsFound: 0) }
      return estimate
    }
  }
}
