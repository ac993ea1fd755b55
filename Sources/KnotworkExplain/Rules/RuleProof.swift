import Knotwork
import KnotworkGeometry

/// The gate of lists of rules: how far a list is from a network over a box at most, in exact arithmetic.
///
/// It knows nothing of the dissection that a list was made from: what earlier rules leave of each rule is cut into convex parts, and these
/// unit by unit through the layers of the network, until both are affine on a part; there their difference is a linear program. Only
/// parts with an inside are looked at: each rule's set is the closure of its inside, so that both, which are continuous on what the rule
/// is first for, take their largest difference there or in its closure.
struct RuleProof: Sendable {
  private let layers: [Layer]
  private let box: Box
  private let clock: WorkClock

  /// A part of the box, with a point inside.
  private struct Part {
    var sides: [StrictSystem.Inequality]
    var point: [Dyadic]
  }

  init(_ network: Network, output: Int, over box: Box, clock: WorkClock) {
    layers = network.restricted(to: output).layers
    self.box = box
    self.clock = clock
  }

  /// The largest difference of a list of rules from the network; 0 just where they are equal.
  ///
  /// - Requires: conditions that leave each rule an inside within the box.
  /// - Throws: `LimitReached` where the time is over.
  /// - Complexity: exponential in the number of units in the worst case.
  func largestDifference(_ rules: [ExactRule]) throws -> ExactQuotient {
    guard let whole = inside([]) else { return ExactQuotient(.zero, over: .one) }
    var largest = ExactQuotient(.zero, over: .one)
    for (number, rule) in rules.enumerated() {
      // The last rule takes what is left, whatever its conditions.
      var parts = [whole]
      if number + 1 < rules.count {
        for condition in rule.conditions { parts = try parts.compactMap { try split($0, condition).above } }
      }
      for earlier in rules[..<number] { parts = try parts.flatMap { try rest(of: $0, without: earlier) } }
      for part in parts {
        let found = try difference(on: part, from: rule.map)
        if largest < found { largest = found }
      }
    }
    return largest
  }

  /// Whether conditions hold together anywhere but on a rim.
  func hasInside(_ conditions: [[Dyadic]]) throws -> Bool {
    guard var part = inside([]) else { return false }
    for condition in conditions {
      guard let next = try split(part, condition).above else { return false }
      part = next
    }
    return true
  }

  private func inside(_ sides: [StrictSystem.Inequality]) -> Part? {
    StrictSystem(within: box).point(satisfying: sides).map { Part(sides: sides, point: $0) }
  }

  /// Where a form is positive in a part, and where it is negative; nil where that has no inside.
  private func split(_ part: Part, _ form: [Dyadic]) throws -> (above: Part?, below: Part?) {
    try clock.check()
    let side = StrictSystem.Inequality(normal: Array(form.dropLast()), constant: form[form.count - 1])
    guard side.normal.contains(where: { !$0.isZero }) else {
      // What is 0 everywhere counts as both: no sign of it matters.
      return side.constant.signum < 0 ? (nil, part) : side.constant.signum > 0 ? (part, nil) : (part, nil)
    }
    func cut(_ side: StrictSystem.Inequality, _ isHere: Bool) -> Part? {
      isHere ? Part(sides: part.sides + [side], point: part.point) : inside(part.sides + [side])
    }
    let sign = side.value(at: part.point).signum
    let (above, below) = (cut(side, sign > 0), cut(side.reversed, sign < 0))
    if below == nil { return (part, nil) }
    if above == nil { return (nil, part) }
    return (above, below)
  }

  /// What a rule leaves of a part, in convex parts.
  private func rest(of part: Part, without rule: ExactRule) throws -> [Part] {
    var (parts, inner) = ([Part](), part)
    for condition in rule.conditions {
      let (above, below) = try split(inner, condition)
      if let below { parts.append(below) }
      guard let above else { return parts }
      inner = above
    }
    return parts
  }

  private func difference(on part: Part, from map: [Dyadic]) throws -> ExactQuotient {
    let inputs = box.dimension
    let identity = (0..<inputs).map { axis in (0...inputs).map { $0 == axis ? Dyadic.one : .zero } }
    return try walk(part, layer: 0, identity, [], map)
  }

  /// Follows a part through the network, unit by unit.
  ///
  /// - Parameters:
  ///   - values: what the layer's inputs are on the part, as forms.
  ///   - done: what the layer's first units give.
  private func walk(
    _ part: Part, layer number: Int, _ values: [[Dyadic]], _ done: [[Dyadic]], _ map: [Dyadic]
  ) throws -> ExactQuotient {
    guard number < layers.count else { return try largest(of: zip(map, values[0]).map { $0 - $1 }, on: part) }
    let layer = layers[number]
    guard done.count < layer.unitCount else { return try walk(part, layer: number + 1, done, [], map) }
    let unit = done.count
    var form = [Dyadic](repeating: .zero, count: box.dimension + 1)
    form[box.dimension] = Dyadic(layer.bias[unit])
    for (weight, value) in zip(layer.weights[row: unit], values) where weight != 0 {
      for index in form.indices where !value[index].isZero { form[index] += Dyadic(weight) * value[index] }
    }
    guard layer.activations[unit].bends else { return try walk(part, layer: number, values, done + [form], map) }
    let slope = Dyadic(layer.activations[unit].inactiveSlope)
    let (above, below) = try split(part, form)
    var largest = ExactQuotient(.zero, over: .one)
    for (side, value) in [(above, form), (below, form.map { $0 * slope })] {
      guard let side else { continue }
      let found = try walk(side, layer: number, values, done + [value], map)
      if largest < found { largest = found }
    }
    return largest
  }

  /// The largest magnitude of a form on the closure of a part.
  private func largest(of form: [Dyadic], on part: Part) throws -> ExactQuotient {
    guard form.contains(where: { !$0.isZero }) else { return ExactQuotient(.zero, over: .one) }
    var largest = ExactQuotient(.zero, over: .one)
    for sign in [Dyadic.one, -Dyadic.one] {
      let aim = form.map { $0 * sign }
      var program = ExactProgram(over: box, objective: aim.dropLast().map { -$0 }, where: part.sides)
      guard case .point(let point) = program.solve(isStopped: { false }) else { continue }
      let value = zip(aim, point.numerators).reduce(aim[aim.count - 1] * point.denominator) { $0 + $1.0 * $1.1 }
      let found = ExactQuotient(value, over: point.denominator)
      if largest < found { largest = found }
    }
    return largest
  }
}

extension ExactQuotient {
  /// Whether it is 0.
  var isZero: Bool { self == ExactQuotient(.zero, over: .one) }
}
