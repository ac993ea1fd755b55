import Knotwork
import KnotworkGeometry

/// A part of a box on which every unit has one phase, so that outputs are affine: where a row is least there, without rounding.
struct ExactLeaf {
  enum Outcome: Sendable {
    case least(ExactOptimum)
    /// No point of the box has these phases and meets the other rows.
    case empty
    /// It took too long.
    case open
  }

  let forms: ExactForms
  let lower: [Double]
  let upper: [Double]
  /// For each unit 2 and −2 where the box has no other phase, 1 and −1 where it is held.
  let phases: [Int8]

  /// The least value of the objective where all other rows are at most 0; rows as those of ``QuestionRows``.
  ///
  /// - Throws: `FailedGate` where the network has another value at the point that is found: a fault of the program.
  func least(
    of objective: [Double], where rows: [[Double]], isStopped: () -> Bool
  ) throws(FailedGate) -> Outcome {
    let free = lower.indices.filter { lower[$0] < upper[$0] }
    let (outputs, held) = forms.forms(phases, lower: lower, free: free)
    let aim = form(objective, outputs, free)
    let limits = rows.map { row in form(row, outputs, free).map { -$0 } }
    let count = free.count
    var inequalities: [StrictSystem.Inequality] = []
    for form in held + limits {
      let normal = Array(form[..<count])
      if normal.allSatisfy(\.isZero) {
        if form[count].signum < 0 { return .empty }
      } else {
        inequalities.append(StrictSystem.Inequality(normal: normal, constant: form[count]))
      }
    }
    let found: HomogeneousPoint
    if count == 0 {
      found = HomogeneousPoint(numerators: [], denominator: .one)
    } else {
      guard let box = try? Box(lower: free.map { lower[$0] }, upper: free.map { upper[$0] }) else { return .open }
      var program = ExactProgram(over: box, objective: Array(aim[..<count]), where: inequalities)
      switch program.solve(isStopped: isStopped) {
      case .point(let point): found = point
      case .impossible: return .empty
      case .stopped: return .open
      }
    }
    var numerators = lower.map { Dyadic($0) * found.denominator }
    for (place, input) in free.enumerated() { numerators[input] = found.numerators[place] }
    let point = HomogeneousPoint(numerators: numerators, denominator: found.denominator)
    let sum = zip(aim, found.numerators).reduce(aim[count] * found.denominator) { $0 + $1.0 * $1.1 }
    guard forms.isValue(sum, of: objective, at: point) else {
      throw FailedGate("an output differs from what it is on the region of \(point.rounded)")
    }
    return .least(ExactOptimum(value: ExactQuotient(sum, over: found.denominator), point: point))
  }

  /// A row as a form of the free inputs.
  func form(_ row: [Double], _ outputs: [[Dyadic]], _ free: [Int]) -> [Dyadic] {
    let inputs = lower.count
    var form = [Dyadic](repeating: .zero, count: free.count + 1)
    form[free.count] = -Dyadic(row[outputs.count + inputs])
    for (factor, output) in zip(row, outputs) where factor != 0 {
      for index in form.indices { form[index] += Dyadic(factor) * output[index] }
    }
    for input in 0..<inputs where row[outputs.count + input] != 0 && lower[input] == upper[input] {
      form[free.count] += Dyadic(row[outputs.count + input]) * Dyadic(lower[input])
    }
    for (place, input) in free.enumerated() { form[place] += Dyadic(row[outputs.count + input]) }
    return form
  }
}

extension FlatNetwork {
  /// Goes through the layers: the number of the first unit among all, weights row by row, biases, and slopes where units are inactive.
  func forEachLayer(
    _ body: (_ units: Int, _ weights: ArraySlice<Double>, _ biases: ArraySlice<Double>, _ slopes: ArraySlice<Double>) ->
      Void
  ) {
    var (weight, unit) = (0, 0)
    for number in 1..<widths.count {
      let (inputs, units) = (Int(widths[number - 1]), Int(widths[number]))
      body(
        unit, weights[weight..<weight + inputs * units], biases[unit..<unit + units], slopes[unit..<unit + units])
      weight += inputs * units
      unit += units
    }
  }

  /// The value of a row at a point, times the point's denominator, without rounding.
  func value(of row: [Double], at point: HomogeneousPoint) -> Dyadic {
    var values = point.numerators
    let inputs = values
    forEachLayer { _, weights, biases, slopes in
      let count = values.count
      values = (0..<biases.count).map { unit in
        var sum = Dyadic(biases[biases.startIndex + unit]) * point.denominator
        for (source, value) in values.enumerated() where !value.isZero {
          let weight = weights[weights.startIndex + unit * count + source]
          if weight != 0 { sum += Dyadic(weight) * value }
        }
        let slope = slopes[slopes.startIndex + unit]
        return sum.signum > 0 || slope == 1 ? sum : slope == 0 ? .zero : Dyadic(slope) * sum
      }
    }
    return zip(row, values + inputs).reduce(-Dyadic(row[row.count - 1]) * point.denominator) {
      $0 + Dyadic($1.0) * $1.1
    }
  }
}
