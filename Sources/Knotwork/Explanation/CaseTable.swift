import KnotworkGeometry

/// The cases of a network with one hidden layer: for every activation pattern that occurs in a box, the condition and what
/// the outputs are there, in symbols and in numbers.
///
/// For two inputs, two ReLU units and no bias these are the four forms 0, v2(w21 x1 + w22 x2), v1(w11 x1 + w12 x2) and
/// their sum.
public struct CaseTable: Sendable {
  /// One pattern that occurs: on a set of positive volume.
  public struct Case: Sendable {
    /// Which units are active.
    public let pattern: ActivationPattern
    /// "z1 > 0, z2 ≤ 0".
    public let condition: String
    /// Each output in symbols, as in "v1(w11 x1 + w12 x2)".
    public let symbols: [String]
    /// The affine map; U is m × n.
    public let map: AffineMap
    /// The part of the box's volume that it takes.
    public let share: Share
    /// A point of the box with this pattern, no pre-activation of a bending unit being 0.
    public let interiorPoint: [Double]
  }

  /// A part of a volume, from 0 to 1.
  public enum Share: Equatable, Sendable {
    /// From the regions themselves.
    case exact(Double)
    /// From sampled points, with the standard error of the estimate.
    case estimate(Double, standardError: Double)

    /// The part.
    public var value: Double {
      switch self {
      case .exact(let value), .estimate(let value, _): value
      }
    }
  }

  /// The network.
  public let network: Network
  /// The box.
  public let domain: Box
  /// The cases, the largest pattern (most units active, first units first) first.
  public let cases: [Case]
  /// The pre-activations of the hidden units in symbols: "z1 = w11 x1 + w12 x2".
  public let definitions: [String]

  /// Lists the cases of a network over a box.
  ///
  /// Cases are the regions of a ``Dissection``, and up to five inputs so are their shares; beyond, shares are estimated from
  /// 100,000 points (the same ones every time).
  /// - Parameters:
  ///   - network: a network with one hidden layer and linear outputs.
  ///   - domain: a box of its inputs.
  ///   - limit: the largest number of cases to list.
  ///   - budget: threads, limits and progress.
  /// - Throws: ``NoCaseTable`` for a network that has not one hidden layer, or more cases than `limit`; `InvalidGeometry`
  ///   for a box of the wrong dimension; ``InvalidNetwork`` and ``LimitReached`` as ``Dissection``.
  public init(of network: Network, over domain: Box, limit: Int = 1024, within budget: Budget = Budget()) throws {
    guard network.layers.count == 2, network.layers[1].activations.allSatisfy({ !$0.bends }) else {
      throw NoCaseTable(
        "a table of cases is for one hidden layer and linear outputs; this network has \(network.layers.count - 1) hidden "
          + "layers\(network.layers.last?.activations.contains { $0.bends } == true ? " and outputs that bend" : ""); dissect lists the regions of any network"
      )
    }
    guard domain.dimension == network.inputCount else {
      throw InvalidGeometry(
        "a box of \(domain.dimension.counted("interval")) for a network of \(network.inputCount.counted("input")); expected \(network.inputCount)"
      )
    }
    self.network = network
    self.domain = domain
    let symbols = CaseSymbols(network)
    definitions = symbols.definitions
    cases = try CaseTable.find(network, domain, limit: limit, within: budget).map { pattern, point, share in
      Case(
        pattern: pattern, condition: symbols.condition(of: pattern), symbols: symbols.outputs(of: pattern),
        map: network.map(of: pattern), share: share, interiorPoint: point)
    }.sorted { $0.pattern.precedes($1.pattern) }
  }

  /// How many bending units the hidden layer has.
  public var bendingUnitCount: Int { network.layers[0].activations.count { $0.bends } }

  /// The number of patterns that do not occur, 2ᵏ − the number of cases; nil when it is too large for an `Int`.
  public var impossibleCount: Int? { bendingUnitCount < 62 ? 1 << bendingUnitCount - cases.count : nil }

  /// Volumes of regions take a triangulation of each: shares are exact up to this many inputs.
  static let exactShareLimit = 5

  private typealias Found = (pattern: ActivationPattern, point: [Double], share: Share)

  private static func find(
    _ network: Network, _ domain: Box, limit: Int, within budget: Budget
  ) throws -> [Found] {
    var limited = budget
    limited.limits.regions = limit
    let isExact = network.inputCount <= exactShareLimit
    let dissection: Dissection
    do {
      dissection = try Dissection(
        of: network, over: .box(domain), keeping: isExact ? .vertices : .facets, within: limited)
    } catch let error as LimitReached where error.cause == .regions(limit: limit) {
      throw NoCaseTable(tooMany: limit)
    }
    let regions = dissection.regions
    guard regions.count <= limit else { throw NoCaseTable(tooMany: limit) }
    if isExact {
      return zip(regions, try dissection.shares(within: budget)).map { ($0.pattern, $0.interiorPoint, .exact($1)) }
    }
    let shares = sampledShares(network, domain)
    return regions.map { ($0.pattern, $0.interiorPoint, shares($0.pattern)) }
  }

  /// The share of each pattern among uniformly distributed points.
  private static func sampledShares(
    _ network: Network, _ domain: Box
  ) -> (_ pattern: ActivationPattern) -> Share {
    let count = 100_000
    var generator = SplitMix64(state: 20_161_123)
    var hits: [ActivationPattern: Int] = [:]
    for _ in 0..<count {
      let point = domain.lower.indices.map {
        domain.lower[$0] + (domain.upper[$0] - domain.lower[$0]) * Double.random(in: 0..<1, using: &generator)
      }
      hits[network.pattern(at: point), default: 0] += 1
    }
    return { pattern in
      let share = Double(hits[pattern] ?? 0) / Double(count)
      // Laplace's rule keeps the error of a rare case away from 0.
      let smooth = (share * Double(count) + 1) / Double(count + 2)
      return .estimate(share, standardError: (smooth * (1 - smooth) / Double(count)).squareRoot())
    }
  }
}

/// Why there is no table of cases.
public struct NoCaseTable: Error, Equatable, CustomStringConvertible, Sendable {
  /// One sentence for people.
  public let description: String

  init(_ description: String) { self.description = description }

  init(tooMany limit: Int) {
    self.init(
      "more than \(limit.counted("case")); a table of so many is of no use: dissect or count the network instead")
  }
}

extension Network {
  /// The pre-activations of the bending units of the first layer as affine functions of the inputs.
  var hiddenInequalities: [StrictSystem.Inequality] {
    let layer = layers[0]
    return layer.activations.indices.filter { layer.activations[$0].bends }.map { unit in
      StrictSystem.Inequality(
        normal: layer.weights[row: unit].map(Dyadic.init), constant: Dyadic(layer.bias[unit]))
    }
  }
}

extension ActivationPattern {
  /// Patterns with active first units come first.
  fileprivate func precedes(_ other: ActivationPattern) -> Bool {
    for (a, b) in zip(layers.joined(), other.layers.joined()) where a != b { return a }
    return false
  }
}
