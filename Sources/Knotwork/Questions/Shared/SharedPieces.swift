import KnotworkGeometry

/// A region as far as linear pieces are made of it: its map, and which of its neighbours have the same one.
public struct SharedPiece: Sendable {
  /// The pattern, a bit for each unit, layer by layer in whole words.
  public let pattern: [UInt64]
  /// For each output the coefficients of the coordinates and the constant, without rounding.
  public let maps: [[Dyadic]]
  /// The patterns of the regions behind facets where no output bends.
  public let joined: [[UInt64]]
}

extension Network {
  /// Visits the regions in cells of the tree of splits with their exact maps, and with the neighbours that are of the same linear
  /// piece, one cell after the other on one thread, as far as a number of steps goes.
  ///
  /// What lies behind a facet follows from this side of it alone, so that regions of different cells are joined without knowing each
  /// other: both of them name the other one.
  ///
  /// - Parameters:
  ///   - cells: which; `""` is the domain.
  ///   - domain: a bounded domain of the input space.
  ///   - steps: how many, ``WorkedCell/leastSteps(for:)`` at least.
  ///   - budget: limits that end the work without a result, and progress.
  ///   - finished: is called behind the regions of each cell with what was done of it.
  ///   - body: is called once for each region, in the order of a single run.
  /// - Throws: as ``regionCounts(in:over:steps:within:)``, and what `finished` throws.
  /// - Complexity: exact maps of the units whose layers differ from those of the region before, and for each facet O(units) exact
  ///   comparisons.
  public func forEachPiece(
    in cells: [String], over domain: Domain, steps: Int, within budget: Budget = Budget(),
    finished: (WorkedCell) throws -> Void, _ body: (SharedPiece) -> Void
  ) throws {
    let compiled = try DomainCoordinates(domain, inputs: inputCount).compile(self)
    try withoutActuallyEscaping(body) { body in
      try CellEngine.best(dimension: compiled.dimension)
        .work(compiled, on: cells, steps: steps, within: budget, sink: PieceSink(compiled, body)) { cell, _ in
          try finished(cell)
        }
    }
  }
}

/// Hands each region to a closure, with its neighbours of the same map.
private struct PieceSink: CellSink {
  static var detail: ViewDetail { .everything }

  private let compiled: CompiledNetwork
  private let body: (SharedPiece) -> Void
  private let here: PatternForms
  private let there: PatternForms
  private let derivatives: OutputDerivatives

  init(_ compiled: CompiledNetwork, _ body: @escaping (SharedPiece) -> Void) {
    self.compiled = compiled
    self.body = body
    here = PatternForms(compiled)
    there = PatternForms(compiled)
    derivatives = OutputDerivatives(compiled)
  }

  private var outputs: Range<Int> { 0..<compiled.network.outputCount }

  mutating func add(_ region: FoundCell) {
    let pattern = (0..<compiled.wordCount).map { region.pattern[$0] }
    here.select { pattern[$0] }
    let maps = outputs.map { here.map(of: $0) }
    var joined: [[UInt64]] = []
    derivatives.select(pattern)
    if let view = region.view {
      for index in 0..<view.facetCount where view.facets[index] >= 0 {
        let id = view.facets[index]
        let isAlone = isAlone(id)
        // A unit that changes alone bends every output that depends on it.
        if isAlone, derivatives.dependsCertainly(on: Int(id)) { continue }
        let behind = isAlone ? flipped(id, pattern) : FacetCrossing(compiled).pattern(behind: id, from: pattern)
        there.select { behind[$0] }
        if outputs.allSatisfy({ maps[$0] == there.map(of: $0) }) { joined.append(behind) }
      }
    }
    body(SharedPiece(pattern: pattern, maps: maps.map(\.coefficients), joined: joined))
  }

  /// Whether no other unit has the hyperplane of a facet for its own here: then only this one changes behind it.
  private func isAlone(_ id: Int32) -> Bool {
    let (own, ownIndex) = compiled.place(of: Int(id))
    let facet = here.form(layer: own, unit: ownIndex)
    return (own..<compiled.depth).allSatisfy { layer in
      let compiledLayer = compiled.compiledLayers[layer]
      return (0..<compiledLayer.unitCount).allSatisfy { index in
        layer == own && index == ownIndex || !compiledLayer.bending[bit: index]
          || here.form(layer: layer, unit: index).multiple(of: facet) == nil
      }
    }
  }

  private func flipped(_ id: Int32, _ pattern: [UInt64]) -> [UInt64] {
    let (layer, index) = compiled.place(of: Int(id))
    var pattern = pattern
    pattern[compiled.compiledLayers[layer].firstWord + index >> 6] ^= 1 << UInt64(index & 63)
    return pattern
  }
}

/// The derivatives of all outputs by what each unit gives, on the region of a pattern, in floating point with bounds on rounding; for
/// one thread.
private final class OutputDerivatives {
  private let compiled: CompiledNetwork
  /// For each layer and output, unit by unit: the derivative, and how far it may be off.
  private var values: [[Double]]
  private var errors: [[Double]]

  init(_ compiled: CompiledNetwork) {
    self.compiled = compiled
    let outputs = compiled.network.outputCount
    values = compiled.layers.dropLast().map { [Double](repeating: 0, count: outputs * $0.unitCount) }
    errors = values
  }

  /// Goes on to a region.
  func select(_ pattern: [UInt64]) {
    for layer in values.indices.reversed() {
      let (next, following) = (compiled.layers[layer + 1], compiled.compiledLayers[layer + 1])
      let units = compiled.layers[layer].unitCount
      let isLast = layer + 1 == compiled.depth
      for output in 0..<compiled.network.outputCount {
        var (sums, sizes) = ([Double](repeating: 0, count: units), [Double](repeating: 0, count: units))
        for target in isLast ? output..<output + 1 : 0..<next.unitCount {
          let isActive = isLast || pattern[bit: 64 * following.firstWord + target]
          let slope = isActive ? 1 : following.inactiveSlope[target]
          if slope == 0 { continue }
          let at = output * next.unitCount + target
          let (factor, error) =
            isLast ? (slope, 0) : (slope * values[layer + 1][at], slope.magnitude * errors[layer + 1][at])
          // What rounding the factor adds is a part of the roundings below.
          for (unit, weight) in next.weights[row: target].enumerated() where weight != 0 {
            sums[unit] += weight * factor
            sizes[unit] +=
              weight.magnitude * (factor.magnitude * Double(next.unitCount + 4) * 0x1p-52 + error) + .smallestError
          }
        }
        for unit in 0..<units {
          values[layer][output * units + unit] = sums[unit]
          errors[layer][output * units + unit] = sizes[unit] * (1 + 0x1p-20)
        }
      }
    }
  }

  /// Whether some output depends on a unit, counted through all layers; false where rounding leaves that open.
  func dependsCertainly(on unit: Int) -> Bool {
    let (layer, index) = compiled.place(of: unit)
    let units = compiled.layers[layer].unitCount
    return (0..<compiled.network.outputCount).contains { output in
      let (value, error) = (values[layer][output * units + index], errors[layer][output * units + index])
      return value.isFinite && value.magnitude > error
    }
  }
}
