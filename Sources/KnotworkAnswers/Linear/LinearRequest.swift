import Knotwork

/// Is a network linear on a domain?
public struct LinearRequest: Sendable {
  /// Where.
  public var place: Place
  /// Rows over which the best linear approximation is taken; nil for the volume of the domain.
  public var rows: DataRows?
  /// Up to which dimension the best linear approximation is found.
  public var costs = CostLimits.standard

  /// A request about all outputs.
  public init(over place: Place, rows: DataRows? = nil) {
    self.place = place
    self.rows = rows
  }

  /// The verdict on each output, with evidence.
  ///
  /// - Throws: `LimitReached` when the budget is spent, `InvalidGeometry` for a domain that is not one of the network's input
  ///   space.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> LinearAnswer {
    let start = ContinuousClock.now
    let dissection = try Dissection(of: network, over: place.domain, within: budget)
    var rest = budget.after(ContinuousClock.now - start)
    rest.limits.regions = nil
    return try answer(about: dissection, within: rest)
  }

  /// The same for a network that has been taken apart over the place.
  func answer(about dissection: Dissection, within budget: Budget = Budget()) throws -> LinearAnswer {
    let hasFit = dissection.dimension <= costs.fitDimension && dissection.domain != .wholeSpace
    return LinearAnswer(
      place: place, rows: rows, regionCount: dissection.regions.count,
      outputs: try dissection.network.outputNames.enumerated().map { output, name in
        switch dissection.linearity(of: output) {
        case .linear(let map): LinearAnswer.Output(name: name, isLinear: true, witness: nil, fit: LinearFit(exact: map))
        case .notLinear(let witness):
          LinearAnswer.Output(
            name: name, isLinear: false, witness: witness,
            fit: try rows.map { LinearFit(of: output, of: dissection.network, over: $0)?.ifFinite }
              ?? (hasFit ? dissection.linearFit(of: output, within: budget).ifFinite : nil))
        }
      })
  }
}

extension LinearFit {
  /// Nil where the domain's volume or a square is too large or too small for a double.
  fileprivate var ifFinite: LinearFit? {
    (slope + point + [intercept, rms, largestDeviation]).allSatisfy(\.isFinite) && !point.isEmpty ? self : nil
  }
}
