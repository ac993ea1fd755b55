import Knotwork
import KnotworkGeometry

/// A network over a box as a tree of questions "is this affine function positive?", with an affine map at each leaf.
///
/// A question is asked where a unit, given the answers before, is active in some regions of the box and inactive in others.
/// Every point of the box reaches a leaf, however its coordinates are rounded.
public indirect enum CaseTree: Sendable {
  /// The outputs.
  case leaf(AffineMap)
  /// Which way to go where the one output of `question` is positive, and where it is not.
  case branch(question: AffineMap, positive: CaseTree, other: CaseTree)

  /// The tree of a network over a box.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - box: a box of its inputs.
  ///   - limit: how many regions there may be.
  /// - Throws: ``FormatError`` when there are more, and what a dissection throws.
  /// - Complexity: a dissection, and O(n · weights) for each region and each question.
  public init(of network: Network, over box: Box, limit: Int = 1000) throws {
    guard box.dimension == network.inputCount else {
      throw FormatError(
        "a box of \(box.dimension.counted("interval")), but the network has \(network.inputCount.counted("input"))")
    }
    do {
      let budget = Budget(limits: Limits(regions: limit))
      let patterns = try Dissection(of: network, over: .box(box), within: budget).regions.map(\.pattern)
      self = CaseTree(network, patterns, layer: 0, unit: 0)
    } catch let error as LimitReached {
      throw FormatError(
        "the network has more than \(max(limit, error.regionsFound)) regions over this box; cases are for small networks: "
          + "choose a smaller box, or write C or Python")
    }
  }

  /// The tree of regions that agree in all units before one; `layer` counts those that bend.
  private init(_ network: Network, _ patterns: [ActivationPattern], layer: Int, unit: Int) {
    let first = patterns[0]
    var (layer, unit) = (layer, unit)
    while layer < first.layers.count {
      while unit < first.layers[layer].count {
        let active = patterns.filter { $0.layers[layer][unit] }
        if !active.isEmpty, active.count < patterns.count {
          self = .branch(
            question: CaseTree.preactivation(network, first, layer: layer, unit: unit),
            positive: CaseTree(network, active, layer: layer, unit: unit + 1),
            other: CaseTree(network, patterns.filter { !$0.layers[layer][unit] }, layer: layer, unit: unit + 1))
          return
        }
        unit += 1
      }
      (layer, unit) = (layer + 1, 0)
    }
    self = .leaf(network.map(of: first))
  }

  /// The affine function that a bending unit has before its activation, where the layers before it have a pattern.
  private static func preactivation(
    _ network: Network, _ pattern: ActivationPattern, layer: Int, unit: Int
  ) -> AffineMap {
    let bending = network.layers.indices.filter { network.layers[$0].activations.contains { $0.bends } }
    let index = bending[layer]
    let own = network.layers[index]
    let row = own.activations.indices.filter { own.activations[$0].bends }[unit]
    let head =
      network.layers[..<index] + [
        Layer(weights: Matrix([Array(own.weights[row: row])]), bias: [own.bias[row]], activation: .linear)
      ]
    guard let head = try? Network(layers: Array(head)) else {
      preconditionFailure("a part of a valid network is valid")
    }
    return head.map(of: ActivationPattern(layers: Array(pattern.layers[..<layer])))
  }

  /// Number of leaves.
  public var leafCount: Int {
    switch self {
    case .leaf: 1
    case .branch(_, let positive, let other): positive.leafCount + other.leafCount
    }
  }
}
