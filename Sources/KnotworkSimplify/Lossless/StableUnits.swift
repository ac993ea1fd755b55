import Knotwork
import KnotworkClaims
import KnotworkGeometry

/// Which units of a network never switch over a domain, by exact ranges of their pre-activations.
///
/// A unit that has both signs at drawn inputs bends. For the others bounds are tried, then the exact range from the regions of the layers
/// before, then a search by branching, for which time is set aside.
struct StableUnits: Sendable {
  /// For each layer what each of its units does; linear units count as active.
  private(set) var layers: [[UnitBehaviour]] = []
  /// The units for which neither was proved in time.
  private(set) var undecided: [Unit] = []

  /// Above so many regions branching is tried in place of a dissection.
  static func mostRegions(dimension: Int) -> Int { dimension <= 2 ? 400_000 : dimension == 3 ? 40_000 : 0 }

  /// - Throws: `LimitReached` when the work is cancelled.
  init(of network: Network, over domain: Domain, samples: DomainSamples, within budget: Budget) throws {
    let start = ContinuousClock.now
    let bounds = UnitBounds(of: network, over: domain.box, limits: Limits(regions: 0))
    for (number, layer) in network.layers.enumerated() {
      var behaviour = layer.activations.map { $0.bends ? UnitBehaviour.bends : .active }
      let head = try network.head(upTo: number)
      var open: [Int] = []
      for (unit, signs) in samples.signs(of: head).enumerated() where layer.activations[unit].bends {
        let interval = bounds.layers[number][unit]
        if interval.lowerBound >= 0 {
          behaviour[unit] = .active
        } else if interval.upperBound <= 0 {
          behaviour[unit] = .inactive
        } else if !(signs.hasPositive && signs.hasNegative) {
          open.append(unit)
        }
      }
      if !open.isEmpty {
        let rest = budget.after(ContinuousClock.now - start)
        for (unit, found) in try StableUnits.decide(open, of: head, over: domain, within: rest) {
          if let found { behaviour[unit] = found } else { undecided.append(Unit(layer: number, index: unit)) }
        }
      }
      layers.append(behaviour)
    }
  }

  /// What each of some outputs of a head does; nil where that is open.
  private static func decide(
    _ units: [Int], of head: Network, over domain: Domain, within budget: Budget
  ) throws -> [(unit: Int, found: UnitBehaviour?)] {
    let start = ContinuousClock.now
    let part = try head.restricted(to: units)
    var limited = budget
    limited.limits.regions = min(
      budget.limits.regions ?? .max, StableUnits.mostRegions(dimension: head.inputCount))
    if let whole = budget.limits.duration { limited.limits.duration = whole * 0.4 }
    if limited.limits.regions ?? 0 > 0 {
      do {
        let dissection = try Dissection(of: part, over: domain, keeping: .extremes, within: limited)
        return try units.enumerated().map { place, unit in
          let range = try dissection.range(of: place, within: budget)
          return (unit, range.lowerBound >= 0 ? .active : range.upperBound <= 0 ? .inactive : .bends)
        }
      } catch let limit as LimitReached where limit.cause != .cancelled {
        // Too many regions, or too little time for them.
      }
    }
    guard let polytope = domain.polytope else { return units.map { ($0, nil) } }
    return try units.enumerated().map { place, unit in
      if budget.progress.isCancelled { throw LimitReached(cause: .cancelled, regionsFound: 0) }
      let rest = budget.after(ContinuousClock.now - start)
      var slice = rest
      let share = (rest.limits.duration ?? .seconds(60)) / (units.count - place)
      slice.limits = Limits(duration: min(share, .seconds(10)), memory: budget.limits.memory)
      return (unit, try sign(ofOutput: place, of: part, over: polytope, within: slice))
    }
  }

  /// Whether an output keeps one sign, by a search that branches; nil where it did not end.
  private static func sign(
    ofOutput output: Int, of network: Network, over domain: Polytope, within budget: Budget
  ) throws -> UnitBehaviour? {
    var isOpen = false
    for (sign, behaviour) in [(1.0, UnitBehaviour.inactive), (-1, .active)] {
      let row = Condition.constraint(LinearConstraint([.init(-sign, .output(output))], atMost: 0))
      let sides = domain.halfSpaces.map { side in
        Condition.constraint(
          LinearConstraint(
            side.normal.enumerated().filter { $0.element != 0 }.map { .init($0.element, .input($0.offset)) },
            atMost: side.offset))
      }
      let claim = Claim(
        inputCount: network.inputCount, outputCount: network.outputCount,
        violation: Violation(lower: domain.box.lower, upper: domain.box.upper, condition: .conjunction([row] + sides)))
      switch try claim.verdict(on: [network], within: budget) {
      // The violation, sign · z ≥ 0, does not occur.
      case .holds: return behaviour
      case .fails: continue
      case .undecided: isOpen = true
      }
    }
    return isOpen ? nil : .bends
  }
}

extension Network {
  /// The network that gives the pre-activations of a layer.
  func head(upTo number: Int) throws -> Network {
    let layer = layers[number]
    return try Network(
      layers: layers[..<number] + [Layer(weights: layer.weights, bias: layer.bias, activation: .linear)],
      inputNames: inputNames)
  }

  /// The network with some of its outputs.
  func restricted(to outputs: [Int]) throws -> Network {
    let last = layers[layers.count - 1]
    let layer = Layer(
      weights: Matrix(outputs.map { Array(last.weights[row: $0]) }), bias: outputs.map { last.bias[$0] },
      activations: outputs.map { last.activations[$0] })
    return try Network(layers: layers.dropLast() + [layer], inputNames: inputNames)
  }
}
