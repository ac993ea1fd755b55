import Knotwork

/// A recursive-descent parser of claims, with a limit on depth.
struct ClaimTextParser {
  /// What a part of the text means: a number that depends on inputs and outputs, or a condition on them.
  private enum Value {
    case number(ClaimExpression)
    case truth(ClaimFormula)
  }

  private typealias Operand = (value: Value, place: Int)

  private var lexer: ClaimTextLexer
  private let names: ClaimTextNames
  private var depth = 0
  private static let depthLimit = 100
  private static let lengthLimit = 100_000
  private static let comparisons: Set<String> = ["<=", ">=", "<", ">", "=", "!="]

  init(_ text: String, _ names: ClaimTextNames) throws(ClaimTextError) {
    guard text.utf8.count <= ClaimTextParser.lengthLimit else {
      throw ClaimTextError(
        "", at: 0, "\(text.utf8.count) bytes; expected at most \(ClaimTextParser.lengthLimit)")
    }
    lexer = try ClaimTextLexer(text, names)
    self.names = names
  }

  /// What the whole text says.
  mutating func parse() throws(ClaimTextError) -> ClaimFormula {
    guard lexer.token != .end else { throw lexer.error("the claim is empty; expected for example y <= 5") }
    let whole = try implication()
    guard lexer.token == .end else {
      let isName = if case .name = lexer.token { true } else { false }
      throw lexer.error(
        "found \(lexer.token.description); expected \(isName ? "an operator such as <= or and before it" : "and, or, => or the end")"
      )
    }
    return try truth(whole)
  }

  /// The linear expression that the whole text is.
  mutating func parseExpression() throws(ClaimTextError) -> ClaimExpression {
    guard lexer.token != .end else { throw lexer.error("the expression is empty; expected for example 2*y1 - y2") }
    let whole = try implication()
    guard lexer.token == .end else {
      throw lexer.error("found \(lexer.token.description); expected an operator such as + or the end")
    }
    return try number(whole)
  }

  private mutating func implication() throws(ClaimTextError) -> Operand {
    depth += 1
    defer { depth -= 1 }
    guard depth <= ClaimTextParser.depthLimit else {
      throw lexer.error("nested more than \(ClaimTextParser.depthLimit) levels deep")
    }
    let premise = try disjunction()
    guard try take("=>") else { return premise }
    let conclusion = try implication()
    return (.truth(.any([try truth(premise).opposite, try truth(conclusion)])), premise.place)
  }

  private mutating func disjunction() throws(ClaimTextError) -> Operand {
    let first = try conjunction()
    guard lexer.token == .symbol("or") else { return first }
    var parts = [try truth(first)]
    while try take("or") { parts.append(try truth(try conjunction())) }
    return (.truth(.any(parts)), first.place)
  }

  private mutating func conjunction() throws(ClaimTextError) -> Operand {
    let first = try negation()
    guard lexer.token == .symbol("and") else { return first }
    var parts = [try truth(first)]
    while try take("and") { parts.append(try truth(try negation())) }
    return (.truth(.all(parts)), first.place)
  }

  private mutating func negation() throws(ClaimTextError) -> Operand {
    let place = lexer.place
    var isNegated = false
    while try take("not") { isNegated.toggle() }
    let operand = try comparison()
    // Of "not not" nothing is left but the condition.
    guard isNegated else { return operand }
    return (.truth(try truth(operand).opposite), place)
  }

  /// a <= b < c: every neighbouring pair.
  private mutating func comparison() throws(ClaimTextError) -> Operand {
    let first = try sum()
    var parts: [ClaimFormula] = []
    var left = first
    while case .symbol(let symbol) = lexer.token, ClaimTextParser.comparisons.contains(symbol) {
      let place = lexer.place
      try lexer.advance()
      let right = try sum()
      parts.append(compared(try number(left), symbol, try number(right), place))
      left = right
    }
    return parts.isEmpty ? first : (.truth(parts.count == 1 ? parts[0] : .all(parts)), first.place)
  }

  private func compared(
    _ left: ClaimExpression, _ symbol: String, _ right: ClaimExpression, _ place: Int
  ) -> ClaimFormula {
    var difference = left
    difference.add(right, times: -.one)
    func atMost(isStrict: Bool) -> ClaimFormula { .comparison(difference, isStrict: isStrict, place: place) }
    func atLeast(isStrict: Bool) -> ClaimFormula {
      .comparison(difference.multiplied(by: -.one), isStrict: isStrict, place: place)
    }
    switch symbol {
    case "<=": return atMost(isStrict: false)
    case "<": return atMost(isStrict: true)
    case ">=": return atLeast(isStrict: false)
    case ">": return atLeast(isStrict: true)
    case "=": return .all([atMost(isStrict: false), atLeast(isStrict: false)])
    default: return .any([atMost(isStrict: true), atLeast(isStrict: true)])
    }
  }

  private mutating func sum() throws(ClaimTextError) -> Operand {
    let first = try product()
    guard lexer.token == .symbol("+") || lexer.token == .symbol("-") else { return first }
    var total = try number(first)
    while lexer.token == .symbol("+") || lexer.token == .symbol("-") {
      let sign = lexer.token == .symbol("-") ? -ClaimFraction.one : .one
      try lexer.advance()
      total.add(try number(try product()), times: sign)
    }
    return (.number(total), first.place)
  }

  private mutating func product() throws(ClaimTextError) -> Operand {
    let first = try factor()
    var result = first
    while true {
      let isDivision = lexer.token == .symbol("/")
      // 2 y1 is 2 * y1.
      let isJuxtaposed =
        if case .name = lexer.token, case .number(let left) = result.value, left.terms.isEmpty { true } else { false }
      guard isDivision || isJuxtaposed || lexer.token == .symbol("*") else { return result }
      if !isJuxtaposed { try lexer.advance() }
      let right = try factor()
      let (a, b) = (try number(result), try number(right))
      if isDivision {
        guard b.terms.isEmpty else {
          throw lexer.error("a division by a variable; only linear expressions are read", at: right.place)
        }
        guard b.constant != .zero else { throw lexer.error("a division by 0", at: right.place) }
        result = (.number(a.multiplied(by: b.constant.inverse)), first.place)
      } else {
        guard a.terms.isEmpty || b.terms.isEmpty else {
          throw lexer.error("a product of two variables; only linear expressions are read", at: right.place)
        }
        let product = a.terms.isEmpty ? b.multiplied(by: a.constant) : a.multiplied(by: b.constant)
        result = (.number(product), first.place)
      }
    }
  }

  private mutating func factor() throws(ClaimTextError) -> Operand {
    let place = lexer.place
    var isNegated = false
    while lexer.token == .symbol("-") || lexer.token == .symbol("+") {
      if lexer.token == .symbol("-") { isNegated.toggle() }
      try lexer.advance()
    }
    let operand = try primary()
    return isNegated ? (.number(try number(operand).multiplied(by: -.one)), place) : operand
  }

  private mutating func primary() throws(ClaimTextError) -> Operand {
    let place = lexer.place
    switch lexer.token {
    case .number(let text):
      guard let value = ClaimFraction(decimal: text) else {
        throw lexer.error("\"\(text.prefix(40))\" is no number; expected for example 5, 0.25 or 1e-3")
      }
      try lexer.advance()
      return (.number(ClaimExpression(constant: value)), place)
    case .name(let name, let isQuoted):
      try lexer.advance()
      if !isQuoted, lexer.token == .symbol("("), name == "input" || name == "output" {
        return (.number(ClaimExpression(try chosen(name))), place)
      }
      if !isQuoted, names.meanings(of: name).isEmpty, name == "true" || name == "false" {
        return (.truth(name == "true" ? .all([]) : .any([])), place)
      }
      return (.number(ClaimExpression(try variable(name, at: place))), place)
    case .symbol("("):
      try lexer.advance()
      let inner = try implication()
      guard try take(")") else {
        throw lexer.error(
          "found \(lexer.token.description); expected ) for the ( in column \(place + 1)")
      }
      return (inner.value, place)
    default:
      throw lexer.error("found \(lexer.token.description); expected a name, a number or (")
    }
  }

  /// input(name) or output(name), where both have the name.
  private mutating func chosen(_ kind: String) throws(ClaimTextError) -> Claim.Variable {
    try lexer.advance()
    guard case .name(let name, _) = lexer.token,
      let variable = kind == "input" ? names.input(name) : names.output(name)
    else { throw lexer.error("found \(lexer.token.description); expected the name of an \(kind)") }
    try lexer.advance()
    guard try take(")") else { throw lexer.error("found \(lexer.token.description); expected )") }
    return variable
  }

  private func variable(_ name: String, at place: Int) throws(ClaimTextError) -> Claim.Variable {
    let meanings = names.meanings(of: name)
    guard let meaning = meanings.first else {
      throw lexer.error("the network has no \"\(name.prefix(40))\"; \(names.expectation(insteadOf: name))", at: place)
    }
    guard meanings.count == 1 else {
      throw lexer.error(
        "\(name) is an input and an output; expected input(\(name)) or output(\(name))", at: place)
    }
    return meaning
  }

  /// Steps over a symbol where it is there.
  private mutating func take(_ symbol: String) throws(ClaimTextError) -> Bool {
    guard lexer.token == .symbol(symbol) else { return false }
    try lexer.advance()
    return true
  }

  private func truth(_ operand: Operand) throws(ClaimTextError) -> ClaimFormula {
    guard case .truth(let formula) = operand.value else {
      throw lexer.error("found a number; expected a comparison, such as y <= 5", at: operand.place)
    }
    return formula
  }

  private func number(_ operand: Operand) throws(ClaimTextError) -> ClaimExpression {
    guard case .number(let expression) = operand.value else {
      throw lexer.error("found a comparison; expected a number, such as 5 or 2*y", at: operand.place)
    }
    return expression
  }
}
