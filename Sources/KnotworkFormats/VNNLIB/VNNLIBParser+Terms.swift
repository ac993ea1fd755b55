import Knotwork
import KnotworkGeometry

extension VNNLIBParser {
  /// A value with its place.
  typealias Operand = (value: Value, place: Place)

  /// Reads a condition.
  mutating func parseTruth() throws(FormatError) -> Value.Truth {
    let start = lexer.place
    return try truth((try parseTerm(), start))
  }

  /// Reads a condition or a number.
  mutating func parseTerm() throws(FormatError) -> Value {
    let start = lexer.place
    switch lexer.token {
    case .word(let word):
      try lexer.advance()
      return try leaf(word, at: start)
    case .open:
      try lexer.advance()
      return try nested(at: start) { (parser) throws(FormatError) in try parser.parseApplication(start) }
    default:
      throw start.error(
        "found \(lexer.token.description); expected a constraint such as (<= \(names.sample) 1), a variable or a number"
      )
    }
  }

  private mutating func parseApplication(_ start: Place) throws(FormatError) -> Value {
    let place = lexer.place
    let name = try word("one of <= >= = and or not, or + - * /")
    if name == "let" { return try parseLet() }
    var operands: [Operand] = []
    while lexer.token != .close, lexer.token != .end {
      // (! condition :named text) has notes after its condition.
      if name == "!", operands.count == 1 {
        try skipArguments()
        break
      }
      let start = lexer.place
      operands.append((try parseTerm(), start))
    }
    try expect(.close, "a closing parenthesis")
    return try apply(name, at: place, to: operands, start)
  }

  private mutating func apply(
    _ name: String, at place: Place, to operands: [Operand], _ start: Place
  ) throws(FormatError) -> Value {
    switch name {
    case "and", "or", "not", "=>", "implies", "xor", "ite":
      return .truth(try checked(try connective(name, at: place, operands), at: start))
    case "=", "==", "distinct", "!=", "<=", ">=", "<", ">":
      return .truth(try checked(try relation(name, at: place, operands, start), at: start))
    case "+", "-", "*", "/": return .number(try arithmetic(name, at: place, operands))
    case "!":
      guard let first = operands.first else { throw place.error("! needs a condition after it") }
      return first.value
    case let other:
      throw place.error(
        "found \"\(other.prefix(40))\"; expected one of <= >= = and or not, or + - * /: only linear constraints are read"
      )
    }
  }

  /// (let ((name term) …) body); a body that is a `let` again does not count as nested.
  private mutating func parseLet() throws(FormatError) -> Value {
    var scope: [String] = []
    var open = 1
    while true {
      try expect(.open, "the definitions of let, as in (let ((a (+ \(names.sample) 1))) (<= a 2))")
      var values: [(String, Value)] = []
      while lexer.token == .open {
        try lexer.advance()
        let name = try parseName().text
        values.append((name, try parseTerm()))
        try expect(.close, "a closing parenthesis after the definition of \(name.prefix(40))")
      }
      try expect(.close, "a closing parenthesis after the definitions")
      for (name, value) in values {
        definitions[name, default: []].append(value)
        scope.append(name)
      }
      var ahead = lexer
      try ahead.advance()
      guard lexer.token == .open, ahead.token == .word("let") else { break }
      try ahead.advance()
      lexer = ahead
      open += 1
    }
    let body = try parseTerm()
    for name in scope { definitions[name]?.removeLast() }
    for _ in 0..<open { try expect(.close, "a closing parenthesis after the body of let") }
    return body
  }

  private mutating func leaf(_ word: String, at place: Place) throws(FormatError) -> Value {
    if let value = definitions[word]?.last {
      try spend(value.size, at: place)
      return value
    }
    var index: String?
    if case .index(let text) = lexer.token {
      index = text
      try lexer.advance()
    }
    if let variable = try names.variable(word, index: index, at: place) {
      return .number(.init(terms: [variable: .one]))
    }
    switch word {
    case "true": return .truth(.init(true))
    case "false": return .truth(.init(false))
    default: break
    }
    guard let first = word.utf8.first, (0x2B...0x39).contains(first), !word.utf8.contains(where: { $0 > 0x65 }),
      let value = Double(word), value.isFinite
    else {
      throw place.error("found \"\(word.prefix(40))\"; expected a declared variable or a finite number")
    }
    return .number(.init(constant: Dyadic(value)))
  }

  func truth(_ operand: Operand) throws(FormatError) -> Value.Truth {
    guard case .truth(let truth) = operand.value else {
      throw operand.place.error("found a number; expected a condition, such as (<= \(names.sample) 1)")
    }
    return truth
  }

  func number(_ operand: Operand) throws(FormatError) -> Value.Linear {
    guard case .number(let form) = operand.value else {
      throw operand.place.error(
        "found a condition; expected a number, such as \(names.sample) or (+ \(names.sample) 1)")
    }
    return form
  }
}
