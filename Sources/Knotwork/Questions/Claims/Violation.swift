import KnotworkGeometry

/// Inputs x in a box that satisfy a condition together with the outputs y.
public struct Violation: Equatable, Sendable {
  /// The least value of each input.
  public let lower: [Double]
  /// The greatest value of each input; equal to the least where the input is fixed.
  public let upper: [Double]
  /// What else holds; ``Condition/always`` where the inputs alone decide.
  public let condition: Condition

  /// A violation from its parts.
  ///
  /// - Requires: as many lower bounds as upper, each finite and none greater than its partner.
  public init(lower: [Double], upper: [Double], condition: Condition) {
    precondition(
      lower.count == upper.count && zip(lower, upper).allSatisfy { $0.isFinite && $1.isFinite && $0 <= $1 },
      "Violation: bounds that are no box")
    self.lower = lower
    self.upper = upper
    self.condition = condition
  }

  /// The inputs that are not held fixed.
  public var freeInputs: [Int] { lower.indices.filter { lower[$0] < upper[$0] } }

  /// Whether inputs and their outputs lie in the box and satisfy the condition, exactly.
  public func contains(inputs: [Dyadic], outputs: [Dyadic]) -> Bool {
    zip(inputs, zip(lower, upper)).allSatisfy { Dyadic($1.0) <= $0 && $0 <= Dyadic($1.1) }
      && condition.contains(inputs: inputs, outputs: outputs)
  }

  /// The violation as one for each alternative of its first "any of", each with a box of its own; itself where there are no
  /// alternatives. Those that leave no inputs are left out.
  ///
  /// - Complexity: for each alternative linear in the number of inputs, and in the size of it and of what is beside the first "any of".
  public var alternatives: [Violation] {
    var rest = condition.conjuncts
    guard
      let index = rest.firstIndex(where: { if case .any = $0 { true } else { false } }),
      case .any(let parts) = rest.remove(at: index)
    else { return [self] }
    return parts.compactMap { part in
      var box = InputBox(lower: lower, upper: upper)
      let (pruned, intervals) = Condition.conjunction(rest + [part]).pruned()
      box.formIntersection(intervals)
      let condition = Condition.conjunction(box.absorb(pruned.conjuncts))
      return intervals.isEmpty || box.isEmpty
        ? nil : Violation(lower: box.lower, upper: box.upper, condition: condition)
    }
  }
}

/// An input that a condition leaves without a bound.
public struct UnboundedInput: Error, Equatable, Sendable {
  /// The number of the input.
  public let input: Int
  /// Its lower bound, if there is one.
  public let lower: Double?
  /// Its upper bound, if there is one.
  public let upper: Double?
}

extension Violation {
  /// The violation that a condition on inputs and outputs describes: its bounds on single inputs, and those that follow from
  /// equations between inputs, become the box; what they do not say remains as the condition.
  ///
  /// - Returns: nil where the bounds leave no inputs.
  /// - Throws: the first input without a lower or without an upper bound.
  /// - Complexity: linear in the size of the condition and in the number of inputs.
  public static func described(by condition: Condition, inputCount: Int) throws(UnboundedInput) -> Violation? {
    let (pruned, intervals) = condition.pruned()
    guard !intervals.isEmpty, pruned != .never else { return nil }
    var box = InputBox(inputCount: inputCount)
    let rest = box.absorb(pruned.conjuncts)
    box.fillIn(from: intervals)
    box.fillIn(from: rest)
    guard !box.isEmpty else { return nil }
    for input in 0..<inputCount where !box.lower[input].isFinite || !box.upper[input].isFinite {
      throw UnboundedInput(
        input: input, lower: box.lower[input].isFinite ? box.lower[input] : nil,
        upper: box.upper[input].isFinite ? box.upper[input] : nil)
    }
    return Violation(lower: box.lower, upper: box.upper, condition: .conjunction(rest))
  }
}
