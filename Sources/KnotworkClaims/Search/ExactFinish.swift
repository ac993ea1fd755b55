import Knotwork
import KnotworkGeometry

/// Decides boxes that doubles cannot, by dissecting them in exact arithmetic.
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
