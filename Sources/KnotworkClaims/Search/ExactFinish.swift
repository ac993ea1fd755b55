import Knotwork
import KnotworkGeometry

/// Decides boxes that doubles cannot, and finds least values there, by dissecting them in exact arithmetic.
struct ExactFinish {
  /// Up to so many inputs a dissection is worth trying.
  static let mostInputs = 5
  /// Up to so many boxes are dissected, with so many regions each.
  static let mostBoxes = 200
  static let mostRegions = 5_000

  let task: SearchTask
  let network: Network

  /// What became of a box.
  enum Outcome: Equatable {
    /// Nothing in it meets the question.
    case closed
    /// Inputs that do, confirmed.
    case point([Double])
    /// Inputs do that are no doubles, or it took too long.
    case open
  }

  /// Looks at all regions of a box.
  func decide(_ box: OpenBox, within budget: Budget) -> Outcome {
    var budget = budget
    budget.limits.regions = ExactFinish.mostRegions
    guard
      let domain = try? Box(lower: box.lower, upper: box.upper),
      let scalar = ScalarNetwork.network(of: network, question: box.question, rows: task.exact.rows),
      let least = try? Dissection(of: scalar, over: .box(domain), within: budget).extremes(within: budget).minimum
    else { return .open }
    if least.value > 0 || task.isStrict && least.value == 0 { return .closed }
    let point = least.point.indices.map { min(box.upper[$0], max(box.lower[$0], least.point[$0])) }
    let rounded = SinglePrecision.rounded(point, lower: task.lower, upper: task.upper)
    return [rounded, point].lazy.compactMap { $0 }.first(where: task.confirm).map { .point($0) } ?? .open
  }

  /// The least value of the objectives in a box, and which of them has it; nil where the question says more of outputs, where its sides leave no
  /// interior of the box, and where it took too long.
  ///
  /// - Throws: `FailedGate` where the network has another value at the point that is found, or one below the box's bound: a fault of the program.
  func least(
    in box: OpenBox, within budget: Budget
  ) throws(FailedGate) -> (optimum: ExactOptimum, objective: Int)? {
    var budget = budget
    budget.limits.regions = ExactFinish.mostRegions
    let table = task.exact.rows
    var sides: [HalfSpace] = []
    var objectives: [Int] = []
    for part in box.question.conjuncts {
      if case .row(let number) = part, !task.objectives.contains(number), table.isOfInputs[number] {
        let row = table.rows[number].dropFirst(table.outputCount)
        sides.append(HalfSpace(normal: Array(row.dropLast()), offset: row.last ?? 0))
      } else {
        objectives += part.rows
      }
    }
    guard !objectives.isEmpty, task.objectives.isSuperset(of: objectives),
      let domain = try? Polytope(Box(lower: box.lower, upper: box.upper), halfSpaces: sides),
      let values = ScalarNetwork.network(of: network, rows: objectives.map { table.rows[$0] }),
      let extremes = try? values.extremes(over: sides.isEmpty ? .box(domain.box) : .polytope(domain), within: budget)
    else { return nil }
    let found = zip(extremes.map(\.minimum), objectives).min { $0.0.value < $1.0.value }
    guard let (optimum, objective) = found else { return nil }
    let point = optimum.point
    let value = ExactQuotient(
      task.exact.network.value(of: table.rows[objective], at: point), over: point.denominator)
    guard value == optimum.value,
      box.held != nil || !box.bound.isFinite || value >= ExactQuotient(Dyadic(box.bound), over: .one)
    else { throw FailedGate("the least value in a box is not that of the network, or below its bound") }
    return (optimum, objective)
  }
}

extension FlatNetwork {
  /// The same as a network.
  var network: Network? {
    var (weight, unit) = (0, 0)
    let layers = (1..<widths.count).map { number in
      let (inputs, units) = (Int(widths[number - 1]), Int(widths[number]))
      defer {
        weight += inputs * units
        unit += units
      }
      return Layer(
        weights: Matrix(rows: units, columns: inputs, elements: Array(weights[weight..<weight + inputs * units])),
        bias: Array(biases[unit..<unit + units]),
        activations: slopes[unit..<unit + units].map {
          $0 == 0 ? .relu : $0 == 1 ? .linear : .leakyReLU(slope: $0)
        })
    }
    return try? Network(layers: layers)
  }
}
