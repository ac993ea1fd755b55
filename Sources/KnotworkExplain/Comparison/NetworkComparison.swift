import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// How two networks differ over a domain.
public struct NetworkComparison: Sendable {
  /// The difference of one output.
  public struct Output: Sendable {
    /// Whether both are equal everywhere in the domain; nil where that is open.
    public let isEqual: Bool?
    /// The largest |f − g| that is taken at ``place``.
    public let largest: Double
    /// Where.
    public let place: [Double]
    /// A proved bound that |f − g| does not exceed; infinite where none is known.
    public let bound: Double
    /// The mean of f − g over the domain, and that of |f − g|; nil where volumes are not known.
    public let (mean, absoluteMean): (Double?, Double?)

    /// The difference of an output from its parts.
    public init(
      isEqual: Bool?, largest: Double, place: [Double], bound: Double, mean: Double? = nil, absoluteMean: Double? = nil
    ) {
      (self.isEqual, self.largest, self.place, self.bound) = (isEqual, largest, place, bound)
      (self.mean, self.absoluteMean) = (mean, absoluteMean)
    }
  }

  /// One for each output.
  public let outputs: [Output]
  /// How many regions the difference of both has; nil where there are too many.
  public let regionCount: Int?
  /// Where the affine maps of both differ; nil where there are too many regions.
  public let changes: PieceChanges?

  /// A comparison that was made without a dissection.
  public init(outputs: [Output]) {
    self.outputs = outputs
    (regionCount, changes) = (nil, nil)
  }

  /// Compares two networks by taking their difference apart.
  ///
  /// - Parameters:
  ///   - first: f.
  ///   - second: g, of as many inputs and outputs.
  ///   - domain: a bounded domain.
  ///   - rows: points at which it is of interest whether maps differ.
  ///   - budget: where it is spent, points are compared instead: what is found is a lower bound, and equality stays open.
  /// - Requires: as many inputs and outputs.
  /// - Throws: what a dissection throws, other than that a limit was reached.
  public init(
    _ first: Network, _ second: Network, over domain: Domain, rows: [[Double]]? = nil, within budget: Budget = Budget()
  ) throws {
    let difference = first.combined(with: second, sign: -1)
    let dimension = domain.dimension(inputs: first.inputCount)
    let detail: Dissection.Detail = dimension <= 5 ? [.vertices, .extremes, .volumes] : .facets
    var found: (outputs: [Output], regionCount: Int, changes: PieceChanges)?
    do {
      let dissection = try Dissection(of: difference, over: domain, keeping: detail, within: budget)
      found = (
        try (0..<first.outputCount).map { try NetworkComparison.output($0, of: dissection, within: budget) },
        dissection.regions.count, PieceChanges(dissection, of: (first, second), rows: rows)
      )
    } catch let limit as LimitReached {
      if limit.cause == .cancelled { throw limit }
    }
    (regionCount, changes) = (found?.regionCount, found?.changes)
    outputs =
      found?.outputs
      ?? (0..<first.outputCount).map { NetworkComparison.sampled(difference, output: $0, over: domain) }
  }

  /// What a dissection of the difference says of one output.
  private static func output(_ output: Int, of dissection: Dissection, within budget: Budget) throws -> Output {
    let exact = dissection.exactMaps
    let deadline = Deadline(after: budget.limits.duration, cancelledWith: budget.progress)
    let isEqual = try dissection.regions.allSatisfy { region in
      if region.index & 63 == 0, deadline.hasPassed {
        throw LimitReached(
          cause: budget.progress.isCancelled ? .cancelled : .duration(limit: budget.limits.duration ?? .zero),
          regionsFound: dissection.regions.count)
      }
      return exact.coefficients(of: region.index, output: output).allSatisfy(\.isZero)
    }
    if isEqual {
      return Output(
        isEqual: true, largest: 0, place: dissection.regions[0].interiorPoint, bound: 0, mean: 0, absoluteMean: 0)
    }
    let (minimum, maximum) = try dissection.extremes(of: output, within: budget)
    let top = maximum.value >= -minimum.value ? maximum : minimum
    return Output(
      isEqual: false, largest: top.value.magnitude, place: top.point, bound: top.value.magnitude.nextUp,
      mean: dissection.dimension <= 5 ? try dissection.mean(of: output, within: budget) : nil,
      absoluteMean: dissection.absoluteMean(of: output))
  }

  /// The largest difference at random points and corners: a lower bound.
  private static func sampled(_ difference: Network, output: Int, over domain: Domain) -> Output {
    guard case .box(let box) = domain else {
      return Output(isEqual: nil, largest: 0, place: [], bound: .infinity, mean: nil, absoluteMean: nil)
    }
    var generator = SplitMix64(state: 1)
    var rows: [Double] = []
    let count = 1 << 16
    for trial in 0..<count {
      for axis in box.lower.indices {
        let share = Double.random(in: 0...1, using: &generator)
        let placed = trial % 8 == 0 ? share.rounded() : share
        rows.append(min(box.upper[axis], box.lower[axis] + placed * (box.upper[axis] - box.lower[axis])))
      }
    }
    let values = difference.restricted(to: output).evaluator(rows: rows)
    let place = values.indices.max { values[$0].magnitude < values[$1].magnitude } ?? 0
    let point = Array(rows[place * box.dimension..<(place + 1) * box.dimension])
    let exact = difference.exactly(point.map { Dyadic($0) })[output]
    return Output(
      isEqual: exact.isZero ? nil : false, largest: exact.magnitude.nearest, place: point, bound: .infinity, mean: nil,
      absoluteMean: nil)
  }
}

extension Dissection {
  /// The mean of an output's size, where each region's part of one sign is a polygon or an interval; nil in more than two dimensions.
  fileprivate func absoluteMean(of output: Int) -> Double? {
    guard dimension <= 2 else { return nil }
    var (sum, total) = (CompensatedSum(), 0.0)
    for region in regions {
      guard let vertices = region.vertices else { return nil }
      let (slope, constant) = (region.map.slope[row: output], region.map.intercept[output])
      let values = vertices.map { zip(slope, $0).reduce(constant) { $0 + $1.0 * $1.1 } }
      for part in vertices.parts(values) { sum.add(part) }
      total += region.volume ?? 0
    }
    return total > 0 ? sum.value / total : nil
  }
}

extension [[Double]] {
  /// The integrals of the size of an affine function over the part of a polygon or an interval where it is positive, and where it is negative.
  fileprivate func parts(_ values: [Double]) -> [Double] {
    [1.0, -1].map { sign in
      var corners: [(point: [Double], value: Double)] = []
      for index in indices {
        let next = (index + 1) % count
        let (a, b) = (sign * values[index], sign * values[next])
        if a >= 0 { corners.append((self[index], a)) }
        if a < 0 && b > 0 || a > 0 && b < 0 {
          let share = a / (a - b)
          corners.append((zip(self[index], self[next]).map { $0 + share * ($1 - $0) }, 0))
        }
      }
      guard let first = corners.first else { return 0 }
      if first.point.count == 1 {
        let ends = corners.sorted { $0.point[0] < $1.point[0] }
        guard let last = ends.last else { return 0 }
        return (last.point[0] - ends[0].point[0]) * (last.value + ends[0].value) / 2
      }
      return (1..<Swift.max(1, corners.count - 1)).reduce(0) { sum, index in
        let (p, q) = (corners[index], corners[index + 1])
        let area =
          ((p.point[0] - first.point[0]) * (q.point[1] - first.point[1])
            - (q.point[0] - first.point[0]) * (p.point[1] - first.point[1])) / 2
        return sum + area.magnitude * (first.value + p.value + q.value) / 3
      }
    }
  }
}
