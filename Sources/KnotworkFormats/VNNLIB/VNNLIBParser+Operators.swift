import Knotwork
import KnotworkGeometry

extension VNNLIBParser {
  /// Conditions joined to one.
  mutating func connective(_ name: String, at place: Place, _ operands: [Operand]) throws(FormatError) -> Value.Truth {
    var parts: [Value.Truth] = []
    for operand in operands { parts.append(try truth(operand)) }
    func expect(_ isRight: Bool, _ number: String) throws(FormatError) {
      guard isRight else { throw place.error("\(name) joins \(number), but there are \(parts.count)") }
    }
    switch name {
    case "and": return .all(parts)
    case "or": return .any(parts)
    case "not":
      try expect(parts.count == 1, "1 condition")
      return try negated(parts[0], at: place)
    case "xor":
      try expect(parts.count >= 2, "2 conditions or more")
      var result = parts[0]
      for part in parts.dropFirst() { result = try equivalence(result, try negated(part, at: place), at: place) }
      return result
    case "ite":
      try expect(parts.count == 3, "3 conditions")
      try spend(parts[0].size, at: place)
      return .any([.all([parts[0], parts[1]]), .all([try negated(parts[0], at: place), parts[2]])])
    default:
      // a => b => c is a => (b => c): not a, or not b, or c.
      try expect(parts.count >= 2, "2 conditions or more")
      var alternatives: [Value.Truth] = []
      for part in parts.dropLast() { alternatives.append(try negated(part, at: place)) }
      return .any(alternatives + parts.suffix(1))
    }
  }

  /// The opposite of a condition.
  private mutating func negated(_ truth: Value.Truth, at place: Place) throws(FormatError) -> Value.Truth {
    try spend(truth.size, at: place)
    return truth.opposite(at: place)
  }

  private mutating func equivalence(
    _ left: Value.Truth, _ right: Value.Truth, at place: Place
  ) throws(FormatError) -> Value.Truth {
    try spend(left.size + right.size, at: place)
    return .any([.all([left, right]), .all([try negated(left, at: place), try negated(right, at: place)])])
  }

  /// A chain of comparisons: (<= a b c) is a ≤ b and b ≤ c.
  mutating func relation(
    _ name: String, at place: Place, _ operands: [Operand], _ start: Place
  ) throws(FormatError) -> Value.Truth {
    guard operands.count >= 2 else {
      throw place.error("\(name) compares 2 numbers or more, but there are \(operands.count)")
    }
    if ["=", "=="].contains(name), case .truth = operands[0].value {
      var parts: [Value.Truth] = []
      for (left, right) in zip(operands, operands.dropFirst()) {
        parts.append(try equivalence(try truth(left), try truth(right), at: place))
      }
      return .all(parts)
    }
    var forms: [Value.Linear] = []
    for operand in operands { forms.append(try number(operand)) }
    var parts: [Value.Truth] = []
    for (index, left) in forms.enumerated() {
      // All numbers are distinct, not only neighbours.
      let partners = ["distinct", "!="].contains(name) ? forms[(index + 1)...] : forms[(index + 1)...].prefix(1)
      for right in partners {
        try spend(index == 0 ? 0 : 1 + left.terms.count + right.terms.count, at: place)
        parts.append(try comparison(name, left, right, start))
      }
    }
    return .all(parts)
  }

  private mutating func comparison(
    _ name: String, _ left: Value.Linear, _ right: Value.Linear, _ place: Place
  ) throws(FormatError) -> Value.Truth {
    var difference = left
    difference.add(right, times: Dyadic(-1))
    let isStrict = ["<", ">", "distinct", "!="].contains(name)
    if difference.terms.isEmpty {
      let sign = difference.constant.signum
      switch name {
      case "<=": return .init(sign <= 0)
      case ">=": return .init(sign >= 0)
      case "<": return .init(sign < 0)
      case ">": return .init(sign > 0)
      default: return .init((sign == 0) != isStrict)
      }
    }
    guard let constraint = difference.atMostZero else {
      throw place.error("a number of the constraint overflows a double")
    }
    let strict = isStrict ? place : nil
    let (atMost, atLeast) = (
      Value.Truth(constraint, strictAt: strict), Value.Truth(constraint.opposite, strictAt: strict)
    )
    switch name {
    case "<=", "<": return atMost
    case ">=", ">": return atLeast
    case "=", "==": return .all([atMost, atLeast])
    default: return .any([atMost, atLeast])
    }
  }

  /// Sums, differences, products with constants, quotients by constants.
  mutating func arithmetic(_ name: String, at place: Place, _ operands: [Operand]) throws(FormatError) -> Value.Linear {
    guard let first = operands.first else { throw place.error("\(name) needs numbers after it") }
    var result = try number(first)
    if name == "-", operands.count == 1 {
      var negated = Value.Linear()
      negated.add(result, times: Dyadic(-1))
      return negated
    }
    guard name != "/" || operands.count >= 2 else { throw place.error("/ needs 2 numbers or more") }
    for operand in operands.dropFirst() {
      let form = try number(operand)
      switch name {
      case "+": result.add(form, times: .one)
      case "-": result.add(form, times: Dyadic(-1))
      case "*":
        guard result.terms.isEmpty || form.terms.isEmpty else {
          throw operand.place.error("a product of two variables; only linear constraints are read")
        }
        let (variable, factor) = result.terms.isEmpty ? (form, result.constant) : (result, form.constant)
        guard let product = variable.multiplied(by: factor) else {
          throw operand.place.error("the product overflows a double")
        }
        result = product
      default:
        guard form.terms.isEmpty else {
          throw operand.place.error("a division by a variable; only linear constraints are read")
        }
        guard !form.constant.isZero else { throw operand.place.error("a division by 0") }
        guard let quotient = result.divided(by: form.constant) else {
          throw operand.place.error("the quotient overflows a double")
        }
        result = quotient
      }
    }
    return result
  }
}
