import Knotwork
import KnotworkGeometry

/// The networks of a claim side by side, as one network of the inputs that vary.
///
/// Its first layer, which is linear, makes the inputs of the claim from the coordinates: one coordinate for each input that varies,
/// one for all that the violation says are equal, and constants. Nothing is rounded.
struct JoinedNetwork {
  /// What an input of the claim is.
  enum Source: Equatable {
    /// The coordinate of this number.
    case coordinate(Int)
    /// Always the same.
    case fixed(Double)
  }

  /// Coordinates to the outputs of all networks.
  let network: Network
  /// Where the coordinates lie.
  let box: Box
  /// What each input of the claim is.
  let sources: [Source]

  /// - Requires: as many networks as the claim has, of its sizes.
  /// - Parameter inputs: those of the violation, with one that varies at least.
  /// - Throws: `InvalidGeometry` where an interval is longer than the largest double.
  init(_ networks: [Network], _ inputs: FreeInputs) throws {
    sources = inputs.sources
    box = try Box(lower: inputs.lower, upper: inputs.upper)
    var layers: [Layer] = []
    if inputs.sources != (0..<inputs.lower.count).map({ Source.coordinate($0) }) {
      var weights = Matrix.zero(rows: sources.count, columns: box.dimension)
      var bias = [Double](repeating: 0, count: sources.count)
      for (input, source) in sources.enumerated() {
        switch source {
        case .coordinate(let coordinate): weights[input, coordinate] = 1
        case .fixed(let value): bias[input] = value
        }
      }
      layers.append(Layer(weights: weights, bias: bias, activation: .linear))
    }
    let depth = networks.map(\.layers.count).max() ?? 0
    for level in 0..<depth { layers.append(JoinedNetwork.layer(level, of: networks)) }
    network = try Network(layers: layers)
  }

  /// The layers of one level below each other; a network that has ended hands its outputs on.
  private static func layer(_ level: Int, of networks: [Network]) -> Layer {
    if networks.count == 1 { return networks[0].layers[level] }
    let parts = networks.map { network in
      level < network.layers.count ? network.layers[level] : identity(network.outputCount)
    }
    var weights = Matrix.zero(
      rows: parts.reduce(0) { $0 + $1.unitCount }, columns: parts.reduce(0) { $0 + $1.inputCount })
    var (row, column) = (0, 0)
    for part in parts {
      for unit in 0..<part.unitCount {
        for (offset, weight) in part.weights[row: unit].enumerated() { weights[row + unit, column + offset] = weight }
      }
      row += part.unitCount
      column += part.inputCount
    }
    return Layer(weights: weights, bias: parts.flatMap(\.bias), activations: parts.flatMap(\.activations))
  }

  private static func identity(_ size: Int) -> Layer {
    var weights = Matrix.zero(rows: size, columns: size)
    for index in 0..<size { weights[index, index] = 1 }
    return Layer(weights: weights, activation: .linear)
  }

  /// The inputs of the claim at coordinates.
  func inputs(at coordinates: [Double]) -> [Double] {
    sources.map { source in
      switch source {
      case .coordinate(let coordinate): coordinates[coordinate]
      case .fixed(let value): value
      }
    }
  }

  /// An input of the claim as an affine form of the coordinates: a coefficient for each, and the constant.
  func form(ofInput input: Int) -> [Dyadic] {
    var form = [Dyadic](repeating: .zero, count: box.dimension + 1)
    switch sources[input] {
    case .coordinate(let coordinate): form[coordinate] = .one
    case .fixed(let value): form[box.dimension] = Dyadic(value)
    }
    return form
  }
}

/// The inputs of a violation that vary, those that it says are equal counted once.
struct FreeInputs {
  let lower: [Double]
  let upper: [Double]
  let sources: [JoinedNetwork.Source]

  /// Nil where inputs that must be equal lie in intervals without a common number.
  init?(_ violation: Violation) {
    var parent = Array(violation.lower.indices)
    func root(_ input: Int) -> Int {
      var input = input
      while parent[input] != input { input = parent[input] }
      return input
    }
    for (first, second) in FreeInputs.equalities(among: violation.condition.conjuncts) {
      let (a, b) = (root(first), root(second))
      parent[max(a, b)] = min(a, b)
    }
    var (lower, upper) = (violation.lower, violation.upper)
    for input in parent.indices {
      let first = root(input)
      lower[first] = max(lower[first], lower[input])
      upper[first] = min(upper[first], upper[input])
    }
    var coordinates: [Int: JoinedNetwork.Source] = [:]
    var free: [Int] = []
    for input in parent.indices where root(input) == input {
      guard lower[input] <= upper[input] else { return nil }
      if lower[input] == upper[input] {
        coordinates[input] = .fixed(lower[input])
      } else {
        coordinates[input] = .coordinate(free.count)
        free.append(input)
      }
    }
    self.lower = free.map { lower[$0] }
    self.upper = free.map { upper[$0] }
    sources = parent.indices.map { coordinates[root($0)] ?? .fixed(violation.lower[$0]) }
  }

  /// The pairs of inputs whose difference must be at most and at least 0.
  private static func equalities(among conjuncts: [Condition]) -> [(Int, Int)] {
    var seen: Set<[Int]> = []
    var pairs: [(Int, Int)] = []
    for conjunct in conjuncts {
      guard case .constraint(let constraint) = conjunct, constraint.offset == 0, constraint.terms.count == 2,
        constraint.terms[0].factor == -constraint.terms[1].factor,
        case .input(let first) = constraint.terms[0].variable, case .input(let second) = constraint.terms[1].variable
      else { continue }
      let sign = constraint.terms[0].factor > 0 ? 1 : -1
      seen.insert([first, second, sign])
      if seen.contains([first, second, -sign]) { pairs.append((first, second)) }
    }
    return pairs
  }
}
