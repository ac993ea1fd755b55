import Knotwork
import KnotworkClaims
import KnotworkExplain
import KnotworkGeometry

/// Are two networks the same function over a domain, and how far are they apart where they are not?
public struct CompareRequest: Sendable {
  /// Where.
  public var place: Place
  /// Rows at which they are compared as well, which were kept; nil for none.
  public var rows: DataRows?
  /// Whether only the largest difference of all outputs is looked for: where bounds are needed the others are then bounded by it alone, which
  /// takes a fraction of the time.
  public var wantsLargest = false
  /// So many regions of the difference are looked at.
  public var mostRegions = 200_000

  /// A request about a domain.
  public init(over place: Place, rows: DataRows? = nil) {
    self.place = place
    self.rows = rows
  }

  /// The verdict on each output.
  ///
  /// - Throws: ``InvalidRequest`` for networks of different sizes and the whole input space.
  public func answer(
    about first: Network, and second: Network, within budget: Budget = Budget()
  ) throws -> CompareAnswer {
    try CompareRequest.requireSizes(first, second, "other")
    guard place.domain != .wholeSpace else {
      throw InvalidRequest("whole_space", "networks are compared over a bounded domain; expected a box")
    }
    var largest: [(difference: Double, row: Int)]?
    if let rows {
      let values = first.combined(with: second, sign: -1).evaluator(
        columns: rows.columns.flatMap(\.self), rows: rows.count)
      largest = (0..<first.outputCount).map { output in
        let own = values[output * rows.count..<(output + 1) * rows.count].map(\.magnitude)
        let row = own.indices.max { own[$0] < own[$1] } ?? 0
        return (own[row], row)
      }
    }
    let (comparison, method) = try compare(first, second, within: budget)
    return CompareAnswer(
      place: place, names: first.outputNames, comparison: comparison, method: method, rowCount: rows?.count,
      atRows: largest)
  }

  /// By the regions of the difference where there are few inputs; else, and where there are too many, by bounds.
  private func compare(
    _ first: Network, _ second: Network, within budget: Budget
  ) throws -> (NetworkComparison, CompareAnswer.Method) {
    let start = ContinuousClock.now
    let domain = try? place.polytope(of: "differences")
    let dimension = place.domain.dimension(inputs: first.inputCount)
    let difference = domain.map { _ in NetworkDifference(first, second) }
    let units = (first.layers + second.layers).reduce(0) { $0 + $1.unitCount }
    let hasFewRegions = dimension <= CompareRequest.mostInputs && units <= CompareRequest.mostUnits && !wantsLargest
    if domain == nil || dimension <= 3 || hasFewRegions {
      var part = budget
      part.limits.regions = min(budget.limits.regions ?? mostRegions, mostRegions)
      if domain != nil { part.limits.duration = budget.limits.duration.map { $0 / 2 } }
      let points = rows.map { rows in
        (0..<rows.count).map { row in rows.columns.map { $0[row] } }
      }
      let comparison = try NetworkComparison(first, second, over: place.domain, rows: points, within: part)
      if comparison.regionCount != nil || domain == nil { return (comparison, .regions) }
    }
    guard let domain, let difference else { preconditionFailure("a polytope") }
    if difference.hasSameUnits {
      let place = zip(domain.box.lower, domain.box.upper).map { min($1, max($0, $0 + ($1 - $0) / 2)) }
      let equal = NetworkComparison.Output(isEqual: true, largest: 0, place: place, bound: 0, mean: 0, absoluteMean: 0)
      return (
        NetworkComparison(outputs: [NetworkComparison.Output](repeating: equal, count: first.outputCount)), .units
      )
    }
    var rest = budget.after(ContinuousClock.now - start)
    rest.limits.duration = rest.limits.duration ?? CompareRequest.usualTime
    let found = try difference.largest(
      ofOutputs: Array(0..<first.outputCount), over: domain, isEach: !wantsLargest, within: rest)
    let outputs = found.map { found in
      NetworkComparison.Output(
        isEqual: found.value > 0 ? false : nil, largest: found.value, place: found.point, bound: found.bound)
    }
    return (NetworkComparison(outputs: outputs), difference.method == .pairs ? .pairs : .joined)
  }

  /// Up to so many inputs the regions of the difference are gone through.
  private static let mostInputs = 5
  /// From four inputs on only where both networks have no more units than these: else there are far too many regions.
  private static let mostUnits = 200
  /// How long bounds are made closer where no limit is given.
  private static let usualTime = Duration.seconds(60)

  /// - Throws: ``InvalidRequest`` about a field of the request for networks of different sizes.
  static func requireSizes(_ first: Network, _ second: Network, _ field: String) throws(InvalidRequest) {
    guard first.inputCount == second.inputCount, first.outputCount == second.outputCount else {
      throw InvalidRequest(
        field,
        "it has \(second.inputCount.counted("input")) and \(second.outputCount.counted("output")), the first network "
          + "\(first.inputCount) and \(first.outputCount)")
    }
  }
}
