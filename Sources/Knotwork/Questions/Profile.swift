import KnotworkGeometry

/// The exact restriction of an output to a line: a continuous broken line with its knots.
///
/// The coordinate s runs from 0 to 1 along a segment, or is one of the inputs while the others stay fixed. Knots are where
/// the slope changes, decided exactly; positions and slopes are rounded.
public struct Profile: Equatable, Sendable {
  /// Where it is defined.
  public let range: ClosedRange<Double>
  /// The knots, ascending.
  public let knots: [Double]
  /// The slopes between the knots, one more than ``knots``.
  public let slopes: [Double]
  /// The constants: y = `slopes[i]` · s + `intercepts[i]` between `knots[i − 1]` and `knots[i]`.
  public let intercepts: [Double]
  /// The jump of the slope at each knot; > 0 convex, < 0 concave.
  public let bends: [Double]

  /// The profile of an output over a domain of one dimension.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output, from 0.
  ///   - domain: `Domain.segment(_:)`, `Domain.input(_:over:at:)`, or a box of one interval.
  ///   - budget: threads, limits and progress.
  /// - Requires: the domain has one dimension, and `output` is the number of an output.
  /// - Throws: as ``Dissection/init(of:over:keeping:within:)``.
  /// - Complexity: as the dissection of the domain.
  public init(
    of network: Network, output: Int = 0, over domain: Domain, within budget: Budget = Budget()
  ) throws {
    self.init(try Dissection(of: network, over: domain, keeping: .vertices, within: budget), output: output)
  }

  /// The profile of an output of a dissection.
  ///
  /// - Requires: the dissection has one dimension, and kept its vertices; `output` is the number of an output.
  /// - Complexity: O(regions · log regions), and exact arithmetic where rounding hides a bend.
  public init(_ dissection: Dissection, output: Int = 0) {
    dissection.requireOutput(output)
    let table = dissection.record.table
    let line = dissection.regionsAlongLine
    var exact: ExactMaps?
    var knots: [Double] = []
    var bends: [Double] = []
    var pieces = [line[0].region.index]
    for (before, after) in zip(line, line.dropFirst()) {
      let (a, b) = (before.region.index, after.region.index)
      guard table.isBent(between: a, and: b, output: output, &exact) else { continue }
      knots.append(before.range.upperBound)
      guard let bend = before.region.facets.first(where: { $0.neighbour == b })?.bends else {
        preconditionFailure("regions that follow each other share a facet")
      }
      bends.append(bend[output])
      pieces.append(b)
    }
    range = line[0].range.lowerBound...line[line.count - 1].range.upperBound
    self.knots = knots
    self.bends = bends
    slopes = pieces.map { table.maps[table.mapStart($0, output)] }
    intercepts = pieces.map { table.maps[table.mapStart($0, output) + 1] }
  }

  /// The value at a coordinate.
  ///
  /// - Complexity: O(log knots).
  public func callAsFunction(_ s: Double) -> Double {
    var (low, high) = (0, knots.count)
    while low < high {
      let middle = (low + high) / 2
      if knots[middle] < s { low = middle + 1 } else { high = middle }
    }
    return slopes[low] * s + intercepts[low]
  }
}

extension Dissection {
  /// The regions of a dissection of one dimension in their order along the line, each with the interval that it takes.
  ///
  /// - Requires: the dissection has one dimension, and kept its vertices.
  /// - Complexity: O(regions · log regions).
  public var regionsAlongLine: [(region: Region, range: ClosedRange<Double>)] {
    guard dimension == 1, let coordinates, detail.contains(.vertices) else {
      preconditionFailure("regionsAlongLine: a dissection of \(dimension) dimensions; expected one, with its vertices")
    }
    var ends: [(region: Region, lower: Double, upper: Double)] = regions.map { region in
      let ends = region.vertices?.map { $0[0] } ?? []
      return (region, ends.min() ?? 0, ends.max() ?? 0)
    }
    ends.sort { ($0.lower, $0.upper) < ($1.lower, $1.upper) }
    // Ends that rounding has moved past each other are brought together.
    var start = coordinates.box.lower[0]
    return ends.enumerated().map { number, part in
      let end = number + 1 == ends.count ? coordinates.box.upper[0] : max(start, part.upper)
      defer { start = end }
      return (part.region, start...end)
    }
  }
}
