import KnotworkGeometry

/// The exact restriction of an output to a segment of the input space: a continuous broken line with its knots.
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

  /// The profile of an output along a segment.
  ///
  /// - Throws: as ``Dissection/init(of:along:threads:limits:progress:)``.
  /// - Complexity: as the dissection of the segment.
  public init(
    of network: Network, output: Int = 0, along segment: Segment, limits: Limits = .none,
    progress: Budget.Progress = Budget.Progress()
  ) throws {
    self.init(
      try Dissection(of: network, along: segment, limits: limits, progress: progress), output: output, range: 0...1)
  }

  /// The profile of an output as a function of one input, the others fixed.
  ///
  /// - Parameters:
  ///   - input: the number of the input that varies, from 0.
  ///   - range: its values.
  ///   - point: values of all inputs; the one that varies is ignored.
  /// - Throws: as ``Dissection/init(of:over:on:threads:limits:progress:)``, and `InvalidGeometry` for a range that is not a
  ///   finite interval of positive length or a point of the wrong size.
  public init(
    of network: Network, output: Int = 0, input: Int = 0, over range: ClosedRange<Double>, at point: [Double]? = nil,
    limits: Limits = .none, progress: Budget.Progress = Budget.Progress()
  ) throws {
    let point = point ?? [Double](repeating: 0, count: network.inputCount)
    guard point.count == network.inputCount, point.allSatisfy({ $0.isFinite }) else {
      throw InvalidGeometry("a point of \(point.count) numbers, expected \(network.inputCount) finite ones")
    }
    guard (0..<network.inputCount).contains(input) else {
      throw InvalidGeometry("input number \(input + 1), but the network has \(network.inputCount)")
    }
    let box = try Box(range, dimension: 1)
    let dissection = try Dissection(
      of: network, over: .strip(box.lower[0]...box.upper[0]), on: .axis(input, through: point), limits: limits,
      progress: progress)
    self.init(dissection, output: output, range: range)
  }

  private init(_ dissection: Dissection, output: Int, range: ClosedRange<Double>) {
    dissection.requireOutput(output)
    let complex = dissection.complex
    let query = ExactQuery(complex)
    var knots: [Double] = []
    var bends: [Double] = []
    var maps: [PlaneMap] = []
    for (region, corner) in complex.walkAlongLine() {
      if maps.isEmpty { maps.append(complex.map(of: region, output: output)) }
      guard let corner, query.isBent(at: min(corner, Int(complex.cornerTwin[corner])), output: output) else { continue }
      let beyond = Int(complex.cornerRegion[Int(complex.cornerTwin[corner])])
      knots.append(complex.position(corner).x)
      bends.append(query.bend(at: min(corner, Int(complex.cornerTwin[corner])), output: output))
      maps.append(complex.map(of: beyond, output: output))
    }
    self.range = range
    self.knots = knots
    self.bends = bends
    slopes = maps.map(\.a)
    intercepts = maps.map(\.c)
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

extension Complex {
  /// In one dimension: the regions from left to right, each with the corner of its crease on the right.
  func walkAlongLine() -> [(region: Int, corner: Int?)] {
    let leftEdge: Int32 = -1 - 3
    guard var region = (0..<regionCount).first(where: { corners(of: $0).contains { cornerSplit[$0] == leftEdge } })
    else { preconditionFailure("no region at the left end") }
    var walk: [(Int, Int?)] = []
    while true {
      let right = corners(of: region).first { cornerTwin[$0] >= 0 && outwardLine(of: $0).a > 0 }
      walk.append((region, right))
      guard let right else { return walk }
      region = Int(cornerRegion[Int(cornerTwin[right])])
    }
  }
}
