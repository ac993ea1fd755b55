import KnotworkGeometry

/// A pattern that no region of the box has, and why.
public struct ImpossiblePattern: Sendable {
  /// The pattern.
  public let pattern: ActivationPattern
  /// Which conditions exclude each other, as in "z1 > 0 and z2 > 0 exclude each other: z2 = −2 z1".
  public let reason: String
}

extension CaseTable {
  /// The patterns that do not occur, each with conditions that exclude each other: as few as possible, so that without any
  /// one of them the others can be met.
  ///
  /// - Throws: ``NoCaseTable`` when there are more than 12 bending units.
  /// - Complexity: one exact linear program for each pattern.
  public func impossiblePatterns() throws -> [ImpossiblePattern] {
    let count = bendingUnitCount
    guard count <= 12 else {
      throw NoCaseTable("a list of the impossible patterns of \(count) units would be too long; up to 12 are listed")
    }
    let occurring = Set(cases.map(\.pattern))
    let inequalities = network.hiddenInequalities
    let system = StrictSystem(within: domain)
    return (0..<1 << count).reversed().compactMap { number in
      let bits = (0..<count).map { number >> (count - 1 - $0) & 1 == 1 }
      let pattern = ActivationPattern(layers: bits.isEmpty ? [] : [bits])
      guard !occurring.contains(pattern) else { return nil }
      return ImpossiblePattern(pattern: pattern, reason: reason(for: bits, inequalities, system))
    }
  }

  private func reason(
    for bits: [Bool], _ inequalities: [StrictSystem.Inequality], _ system: StrictSystem
  ) -> String {
    let names = network.layers[0].activations.indices.filter { network.layers[0].activations[$0].bends }
      .map { "z\($0 + 1)" }
    func condition(_ unit: Int) -> String { "\(names[unit]) \(bits[unit] ? "> 0" : "≤ 0")" }
    // A unit that is constant has one state, and z = 0 counts as inactive.
    for (unit, inequality) in inequalities.enumerated() where inequality.normal.allSatisfy(\.isZero) {
      if (inequality.constant.signum > 0) != bits[unit] {
        return "\(condition(unit)) is never so: \(names[unit]) = \(inequality.constant.nearest.readable) everywhere"
      }
    }
    let bending = inequalities.indices.filter { inequalities[$0].normal.contains { !$0.isZero } }
    let rows = bending.map { bits[$0] ? inequalities[$0] : inequalities[$0].reversed }
    guard case .contradiction(let found) = system.solve(rows) else {
      preconditionFailure("a pattern that can be met is missing from the table")
    }
    let units = found.map { bending[$0] }
    if units.count == 1 {
      let bound = extreme(of: inequalities[units[0]], greatest: bits[units[0]])
      return
        "\(condition(units[0])) on no part of the box with volume: \(names[units[0]]) is \(bits[units[0]] ? "at most" : "at least") "
        + "\(bound.nearest.readable) there"
    }
    let list = units.map(condition).joined(separator: " and ")
    if units.count == 2, let factor = ratio(inequalities[units[1]], to: inequalities[units[0]]) {
      return "\(list) exclude each other: \(names[units[1]]) = \(factor.readable) \(names[units[0]])"
    }
    return "\(list) exclude each other in the box"
  }

  /// The greatest or least value of an affine function on the box.
  private func extreme(of inequality: StrictSystem.Inequality, greatest: Bool) -> Dyadic {
    domain.lower.indices.reduce(inequality.constant) { sum, axis in
      let isUpper = (inequality.normal[axis].signum > 0) == greatest
      return sum + inequality.normal[axis] * Dyadic(isUpper ? domain.upper[axis] : domain.lower[axis])
    }
  }

  /// The factor k where second = k · first, constants included; nil where they are not proportional.
  private func ratio(_ second: StrictSystem.Inequality, to first: StrictSystem.Inequality) -> Double? {
    let (a, b) = (first.normal + [first.constant], second.normal + [second.constant])
    guard let pivot = a.firstIndex(where: { !$0.isZero }) else { return nil }
    guard a.indices.allSatisfy({ a[pivot] * b[$0] == a[$0] * b[pivot] }) else { return nil }
    return Dyadic.quotient(b[pivot], a[pivot])
  }
}

extension Double {
  /// Whole numbers without a decimal point.
  fileprivate var readable: String {
    self == rounded() && magnitude < 1e15 ? String(Int(self)) : description
  }
}
