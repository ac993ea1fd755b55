import Knotwork
import KnotworkGeometry

/// What a reduction did, counted.
public struct ReductionSteps: Equatable, Sendable {
  /// Units that are inactive everywhere: of a ReLU unit nothing is left, a leaky one is linear.
  public var inactive = 0
  /// Units that are active everywhere, and so linear.
  public var active = 0
  /// Units that nothing depends on, or whose effects cancel.
  public var unused = 0
  /// Units whose value does not depend on the inputs.
  public var constant = 0
  /// Units that were merged with others which bend at the same place.
  public var merged = 0
  /// Linear units that were written as combinations of fewer.
  public var folded = 0
  /// Layers that became linear and were multiplied into the next.
  public var layers = 0

  /// Nothing done.
  public init() {}
}

/// The reduction of one hidden layer and of what the next makes of it, in exact arithmetic.
///
/// A unit of slope s is s z + (1 − s) relu(z), and relu(−z) = relu(z) − z. So all units that bend on one hyperplane p = 0 are together
/// α relu(p) + β p, with a number in α and β for each unit of the next layer; the parts β p of all such groups, and the units that
/// never switch, are one linear map of the layer before, of which the next layer needs as many linear units as its rank.
struct LayerReduction {
  /// The layer and the next.
  private(set) var layer: ExactLayer
  private(set) var next: ExactLayer
  /// Whether nothing bends any more and the layer was multiplied into the next, which is then all there is.
  private(set) var isFolded = false
  private(set) var steps = ReductionSteps()
  /// Whether anything was done.
  private(set) var isChanged = false

  /// Units on one hyperplane.
  private struct Group {
    /// The direction: whole numbers without a common divisor, the first that is not 0 positive.
    let direction: [Dyadic]
    /// For each member its number and c, where its row is c times the direction.
    var members: [(unit: Int, factor: Rational)]
  }

  /// - Parameters:
  ///   - layer: a hidden layer.
  ///   - next: the layer behind it.
  init(_ layer: ExactLayer, _ next: ExactLayer) {
    self.next = next
    let inputs = layer.weights.first?.count ?? 0
    let outputs = next.unitCount
    var rest = ExactLayer(weights: [], bias: [], slopes: [])
    var columns: [[Rational]] = []
    // The linear part: a matrix of one row for each unit of the next layer, its constants, and the linear units that make it up.
    var linear = [[Rational]](repeating: [Rational](repeating: .zero, count: inputs), count: outputs)
    var constants = [Rational](repeating: .zero, count: outputs)
    var linearUnits: [Int] = []
    var extraCount = 0
    func column(_ unit: Int) -> [Rational] { next.weights.map { $0[unit] } }
    func addLinear(_ factors: [Rational], _ row: [Rational], _ bias: Rational) {
      for output in 0..<outputs where !factors[output].isZero {
        for input in 0..<inputs where !row[input].isZero {
          linear[output][input] = linear[output][input] + factors[output] * row[input]
        }
        if !bias.isZero { constants[output] = constants[output] + factors[output] * bias }
      }
    }
    var groups: [[Dyadic]: Int] = [:]
    var ordered: [Group] = []
    for unit in 0..<layer.unitCount {
      let (row, bias, slope) = (layer.weights[unit], layer.bias[unit], layer.slopes[unit])
      let factors = column(unit)
      if factors.allSatisfy(\.isZero) {
        steps.unused += 1
        continue
      }
      guard row.contains(where: { !$0.isZero }) else {
        let value = bias.signum > 0 ? bias : slope * bias
        if !value.isZero { steps.constant += 1 }
        for output in 0..<outputs { constants[output] = constants[output] + factors[output] * value }
        continue
      }
      if slope == .one {
        linearUnits.append(unit)
        addLinear(factors, row, bias)
        continue
      }
      let (direction, factor) = LayerReduction.direction(row + [bias])
      if let place = groups[direction] {
        ordered[place].members.append((unit, factor))
      } else {
        groups[direction] = ordered.count
        ordered.append(Group(direction: direction, members: [(unit, factor)]))
      }
    }
    for group in ordered {
      guard group.members.count > 1 else {
        let unit = group.members[0].unit
        rest.append(layer.weights[unit], layer.bias[unit], slope: layer.slopes[unit])
        columns.append(column(unit))
        continue
      }
      // α and β of α relu(p) + β p, where p is the direction.
      var alpha = [Rational](repeating: .zero, count: outputs)
      var beta = alpha
      for (unit, factor) in group.members {
        let slope = layer.slopes[unit]
        let bend = (.one - slope) * factor.magnitude
        let line = factor.signum > 0 ? slope * factor : slope * factor - bend
        for (output, weight) in column(unit).enumerated() where !weight.isZero {
          alpha[output] = alpha[output] + weight * bend
          beta[output] = beta[output] + weight * line
        }
      }
      let first = group.members[0]
      let (row, bias) = (layer.weights[first.unit], layer.bias[first.unit])
      // In terms of the first member's own row r: p = r / c.
      let scale = Rational.one / first.factor
      func addLine(_ factors: [Rational]) {
        guard factors.contains(where: { !$0.isZero }) else { return }
        addLinear(factors.map { $0 * scale }, row, bias)
        extraCount += 1
      }
      let isFlipped = first.factor.signum < 0
      let size = scale.magnitude
      if alpha.allSatisfy(\.isZero) {
        steps.merged += group.members.count
        addLine(beta)
        continue
      }
      steps.merged += group.members.count - 1
      let isLineless = beta.allSatisfy(\.isZero)
      let isOpposite = zip(alpha, beta).allSatisfy { ($0 + $1).isZero }
      if let slope = LayerReduction.commonSlope(alpha, beta), !isLineless, !isOpposite,
        group.members.contains(where: { !layer.slopes[$0.unit].isZero })
      {
        // α (relu(p) + t p) is a leaky unit of slope t / (1 + t), times 1 + t.
        let along = Rational.one + slope
        let leaky = slope / along
        if leaky.isDouble, leaky != .one {
          let sign: Rational = isFlipped ? -.one : .one
          rest.append(row.map { sign * $0 }, sign * bias, slope: leaky)
          columns.append(alpha.map { $0 * along * size })
          continue
        }
      }
      if isLineless || !isOpposite {
        // relu(p) = relu(|1 / c| · (± r)), with the sign that makes it the direction.
        let sign: Rational = isFlipped ? -.one : .one
        rest.append(row.map { sign * $0 }, sign * bias, slope: .zero)
        columns.append(alpha.map { $0 * size })
        if !isLineless { addLine(beta) }
      } else {
        let sign: Rational = isFlipped ? .one : -.one
        rest.append(row.map { sign * $0 }, sign * bias, slope: .zero)
        columns.append(alpha.map { $0 * size })
      }
    }
    self.layer = rest
    finish(
      columns, linear: linear, constants: constants,
      own: linearUnits.map { (layer.weights[$0], layer.bias[$0], column($0)) }, extraCount: extraCount, inputs: inputs)
    isChanged = isFolded || self.layer.unitCount != layer.unitCount || steps != ReductionSteps()
  }

  /// Adds the linear part to the units that bend, in as few units as it needs, or multiplies it into the next layer.
  private mutating func finish(
    _ bending: [[Rational]], linear: [[Rational]], constants: [Rational],
    own: [(row: [Rational], bias: Rational, column: [Rational])], extraCount: Int, inputs: Int
  ) {
    let outputs = next.unitCount
    var columns = bending
    let factors = LinearFactors(of: linear)
    let rank = factors.units.count
    if bending.isEmpty, rank == 0 || inputs * outputs <= rank * (inputs + outputs) {
      next.weights = linear
      next.bias = zip(next.bias, constants).map { $0 + $1 }
      isFolded = true
      steps.layers += 1
      return
    }
    if extraCount == 0, own.count <= rank {
      // Nothing is gained: the units stay as they are, without rounding.
      for (row, bias, column) in own {
        layer.append(row, bias, slope: .one)
        columns.append(column)
      }
      setColumns(columns)
      // Constants of linear units are theirs still.
      let theirs = own.reduce([Rational](repeating: .zero, count: outputs)) { sum, unit in
        zip(sum, unit.column).map { $0 + $1 * unit.bias }
      }
      next.bias = next.bias.indices.map { next.bias[$0] + constants[$0] - theirs[$0] }
      return
    }
    steps.folded += max(0, own.count - rank)
    for unit in factors.units {
      layer.append(unit.row, .zero, slope: .one)
      columns.append(unit.column)
    }
    setColumns(columns)
    next.bias = zip(next.bias, constants).map { $0 + $1 }
  }

  private mutating func setColumns(_ columns: [[Rational]]) {
    next.weights = (0..<next.unitCount).map { output in columns.map { $0[output] } }
  }

  /// A row as a number times whole numbers without a common divisor, the first that is not 0 positive.
  private static func direction(_ row: [Rational]) -> (direction: [Dyadic], factor: Rational) {
    var denominators: [Dyadic] = []
    for number in row where number.denominator != .one && !denominators.contains(number.denominator) {
      denominators.append(number.denominator)
    }
    let common = denominators.reduce(Dyadic.one) { $0 * $1 }
    let whole = row.map { ($0 * Rational(common)).numerator }
    var direction = Dyadic.primitive(whole)
    guard let place = direction.firstIndex(where: { !$0.isZero }) else { return (direction, .one) }
    if direction[place].signum < 0 { direction = direction.map { -$0 } }
    return (direction, row[place] / Rational(direction[place]))
  }

  /// t where β = t α; nil where there is none.
  private static func commonSlope(_ alpha: [Rational], _ beta: [Rational]) -> Rational? {
    guard let place = alpha.firstIndex(where: { !$0.isZero }) else { return nil }
    let slope = beta[place] / alpha[place]
    return zip(alpha, beta).allSatisfy { slope * $0 == $1 } ? slope : nil
  }
}
