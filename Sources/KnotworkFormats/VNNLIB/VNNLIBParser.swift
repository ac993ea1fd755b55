import KnotworkGeometry

/// A recursive-descent parser of VNN-LIB, with a limit on depth.
struct VNNLIBParser {
  typealias Formula = VNNLIBScript.Formula
  typealias Linear = VNNLIBScript.Linear
  typealias Place = VNNLIBScript.Place

  private enum Token: Equatable {
    case open, close, end
    case word(String)

    var description: String {
      switch self {
      case .open: "\"(\""
      case .close: "\")\""
      case .end: "the end of the file"
      case .word(let word): "\"\(word.prefix(40))\""
      }
    }
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var lineStart = 0
  private var token = Token.end
  private var place = Place(line: 1, column: 1)
  private var depth = 0
  private var declared: [VNNLIBScript.Variable: Place] = [:]
  private static let depthLimit = 100

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    advance()
  }

  mutating func parseScript() throws(FormatError) -> VNNLIBScript {
    var script = VNNLIBScript()
    guard token != .end else { throw place.error("the file is empty; expected declarations and assertions") }
    while token != .end {
      try expect(.open, "a declaration or an assertion, which begin with (")
      let start = place
      switch try word("declare-const or assert") {
      case "declare-const": try parseDeclaration()
      case "assert": script.assertions.append(try parseFormula())
      case let other: throw start.error("found \"\(other.prefix(40))\"; expected declare-const or assert")
      }
      try expect(.close, "one closing parenthesis")
    }
    script.declared = declared
    return script
  }

  private mutating func parseDeclaration() throws(FormatError) {
    let start = place
    let name = try word("the name of a variable, such as X_0 or Y_0")
    guard let variable = VNNLIBParser.variable(name) else {
      throw start.error("the variable \"\(name.prefix(40))\"; expected X_0, X_1, … for inputs and Y_0, … for outputs")
    }
    guard declared[variable] == nil else { throw start.error("\(name) is declared twice") }
    declared[variable] = start
    let type = place
    guard try word("Real") == "Real" else { throw type.error("only variables of the type Real are read") }
  }

  private mutating func parseFormula() throws(FormatError) -> Formula {
    let start = place
    try expect(.open, "a constraint such as (<= X_0 1)")
    try enter(start)
    defer { depth -= 1 }
    let operation = place
    let formula: Formula
    switch try word("one of <= >= = and or") {
    case "and": formula = .and(try formulas())
    case "or": formula = .or(try formulas(), start)
    case "<=": formula = try comparison(start, [1])
    case ">=": formula = try comparison(start, [-1])
    case "=", "==": formula = try comparison(start, [1, -1])
    case "<", ">": throw operation.error("strict inequalities are not part of VNN-LIB 1.0; write <= or >=")
    case "not", "=>", "ite", "xor", "let":
      throw operation.error("found a connective that is not part of VNN-LIB 1.0; write it with and, or, <= and >=")
    case let other: throw operation.error("found \"\(other.prefix(40))\"; expected one of <= >= = and or")
    }
    try expect(.close, "a closing parenthesis")
    return formula
  }

  private mutating func formulas() throws(FormatError) -> [Formula] {
    var formulas: [Formula] = []
    while token == .open { formulas.append(try parseFormula()) }
    return formulas
  }

  /// left − right ≤ 0 with each of the signs.
  private mutating func comparison(_ start: Place, _ signs: [Double]) throws(FormatError) -> Formula {
    var difference = try parseLinear()
    difference.add(try parseLinear(), times: Dyadic(-1))
    let atoms = signs.map { sign -> Formula in
      var form = Linear()
      form.add(difference, times: Dyadic(sign))
      return .atMostZero(form, start)
    }
    return atoms.count == 1 ? atoms[0] : .and(atoms)
  }

  private mutating func parseLinear() throws(FormatError) -> Linear {
    let start = place
    guard token == .open else { return try leaf() }
    advance()
    try enter(start)
    defer { depth -= 1 }
    let operation = place
    let name = try word("one of + - *")
    guard ["+", "-", "*"].contains(name) else {
      throw operation.error("found \"\(name.prefix(40))\"; expected one of + - *: only linear constraints are read")
    }
    var result = try parseLinear()
    if name == "-", token == .close {
      var negated = Linear()
      negated.add(result, times: Dyadic(-1))
      result = negated
    }
    while token != .close {
      let next = place
      let operand = try parseLinear()
      switch name {
      case "+": result.add(operand, times: .one)
      case "-": result.add(operand, times: Dyadic(-1))
      default:
        guard result.terms.isEmpty || operand.terms.isEmpty else {
          throw next.error("a product of two variables; only linear constraints are read")
        }
        let (form, factor) = result.terms.isEmpty ? (operand, result.constant) : (result, operand.constant)
        guard let product = form.multiplied(by: factor) else { throw next.error("the product overflows a double") }
        result = product
      }
    }
    try expect(.close, "a closing parenthesis")
    return result
  }

  private mutating func leaf() throws(FormatError) -> Linear {
    let start = place
    let name = try word("a variable or a number")
    if let variable = VNNLIBParser.variable(name) {
      guard declared[variable] != nil else { throw start.error("\(name) is not declared before it is used") }
      return Linear(terms: [variable: .one])
    }
    guard let first = name.utf8.first, first < 0x41, let value = Double(name), value.isFinite else {
      throw start.error("found \"\(name.prefix(40))\"; expected a declared variable or a finite number")
    }
    return Linear(constant: Dyadic(value))
  }

  /// X_3 is the input 3, Y_0 the output 0.
  private static func variable(_ name: String) -> VNNLIBScript.Variable? {
    guard name.hasPrefix("X_") || name.hasPrefix("Y_") else { return nil }
    let digits = name.dropFirst(2)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let index = Int(digits),
      index.description == digits
    else { return nil }
    return name.hasPrefix("X") ? .input(index) : .output(index)
  }

  private mutating func enter(_ start: Place) throws(FormatError) {
    depth += 1
    guard depth <= VNNLIBParser.depthLimit else {
      throw start.error("parentheses are nested more than \(VNNLIBParser.depthLimit) levels deep")
    }
  }

  private mutating func word(_ expected: String) throws(FormatError) -> String {
    guard case .word(let word) = token else { throw place.error("found \(token.description); expected \(expected)") }
    advance()
    return word
  }

  private mutating func expect(_ wanted: Token, _ expected: String) throws(FormatError) {
    guard token == wanted else { throw place.error("found \(token.description); expected \(expected)") }
    advance()
  }

  private mutating func advance() {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: ";") {
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      } else if byte == 0x0A {
        position += 1
        line += 1
        lineStart = position
      } else if byte <= 0x20 {
        position += 1
      } else {
        break
      }
    }
    place = Place(line: line, column: position - lineStart + 1)
    guard position < bytes.count else {
      token = .end
      return
    }
    let start = position
    position += 1
    switch bytes[start] {
    case UInt8(ascii: "("): token = .open
    case UInt8(ascii: ")"): token = .close
    default:
      while position < bytes.count, bytes[position] > 0x20, !"();".utf8.contains(bytes[position]) { position += 1 }
      token = .word(String(decoding: bytes[start..<position], as: UTF8.self))
    }
  }
}
