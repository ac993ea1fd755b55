import Knotwork
import KnotworkGeometry

/// A network without what it does not need over a domain: the same function there, in exact arithmetic.
struct ReducedNetwork: Sendable {
  private(set) var network: ExactNetwork
  private(set) var steps = ReductionSteps()

  /// - Parameters:
  ///   - network: a network.
  ///   - units: which of its units never switch over the domain.
  init(_ network: Network, knowing units: [[UnitBehaviour]]) {
    var exact = ExactNetwork(network)
    for (number, behaviours) in units.enumerated() {
      for (unit, behaviour) in behaviours.enumerated() where exact.layers[number].slopes[unit] != .one {
        switch behaviour {
        case .bends: continue
        case .active: steps.active += 1
        case .inactive: steps.inactive += 1
        }
        ReducedNetwork.straighten(unit, of: number, in: &exact, isActive: behaviour == .active)
      }
    }
    self.network = exact
    simplify()
  }

  /// A network as it is, without what cancels.
  init(_ network: ExactNetwork) {
    self.network = network
    simplify()
  }

  /// Makes a unit that never switches linear.
  private static func straighten(_ unit: Int, of number: Int, in exact: inout ExactNetwork, isActive: Bool) {
    let slope = exact.layers[number].slopes[unit]
    exact.layers[number].slopes[unit] = .one
    guard !isActive else { return }
    if number == exact.layers.count - 1 || slope.isZero {
      exact.layers[number].weights[unit] = exact.layers[number].weights[unit].map { slope * $0 }
      exact.layers[number].bias[unit] = slope * exact.layers[number].bias[unit]
    } else {
      // Its own row stays as it is, without rounding.
      for output in exact.layers[number + 1].weights.indices {
        exact.layers[number + 1].weights[output][unit] = slope * exact.layers[number + 1].weights[output][unit]
      }
    }
  }

  private mutating func simplify() {
    var isChanged = true
    while isChanged {
      isChanged = false
      var number = 0
      while number < network.layers.count - 1 {
        let reduction = LayerReduction(network.layers[number], network.layers[number + 1])
        network.layers[number + 1] = reduction.next
        if reduction.isChanged { isChanged = true }
        steps.add(reduction.steps)
        if reduction.isFolded {
          network.layers.remove(at: number)
        } else {
          network.layers[number] = reduction.layer
          number += 1
        }
      }
    }
  }

  /// Holds inputs that do not matter fixed.
  mutating func fix(_ inputs: [(input: Int, value: Double)]) {
    for (input, value) in inputs {
      for unit in 0..<network.layers[0].unitCount {
        let weight = network.layers[0].weights[unit][input]
        guard !weight.isZero else { continue }
        network.layers[0].bias[unit] = network.layers[0].bias[unit] + weight * Rational(value)
        network.layers[0].weights[unit][input] = .zero
      }
    }
    if !inputs.isEmpty { simplify() }
  }

  /// The inputs that no unit looks at.
  var unusedInputs: [Int] {
    network.inputNames.indices.filter { input in network.layers[0].weights.allSatisfy { $0[input].isZero } }
  }
}

extension ReductionSteps {
  /// Adds what another reduction did.
  mutating func add(_ other: ReductionSteps) {
    inactive += other.inactive
    active += other.active
    unused += other.unused
    constant += other.constant
    merged += other.merged
    folded += other.folded
    layers += other.layers
  }
}
