import Knotwork
import KnotworkGeometry

/// A recursive-descent parser of VNN-LIB 1.0 and 2.0, and of linear arithmetic in SMT-LIB, with limits on depth and on size.
struct VNNLIBParser {
  typealias Place = VNNLIBLexer.Place
  typealias Value = VNNLIBValue

  /// The limit on nested parentheses.
  static let depthLimit = 200

  var lexer: VNNLIBLexer
  var names = VNNLIBNames()
  /// Names of `let` and `define-fun`, the innermost meaning last.
  var definitions: [String: [Value]] = [:]
  private var assertions: [Value.Truth] = []
  private var depth = 0
  /// How many numbers definitions and negations may still copy.
  private var allowance: Int

  init(_ bytes: [UInt8]) throws(FormatError) {
    lexer = try VNNLIBLexer(bytes)
    names.capacity = bytes.count
    allowance = 100_000 + 16 * bytes.count
  }

  /// What the whole file describes, and the places of the strict inequalities whose boundaries that includes.
  mutating func parseScript() throws(FormatError) -> (condition: Condition, strict: [Place]) {
    guard lexer.token != .end else {
      throw lexer.place.error("the file is empty; expected declarations and assertions")
    }
    while lexer.token != .end {
      try expect(.open, "a declaration or an assertion, which begin with (")
      guard try parseCommand() else { break }
      try expect(.close, "one closing parenthesis")
    }
    try names.finish()
    var strict: [Place] = []
    let condition = Value.Truth.all(assertions).formula.closed(&strict)
    return (condition, strict)
  }

  /// Reads a command up to its closing parenthesis; false for the one that ends the file.
  private mutating func parseCommand() throws(FormatError) -> Bool {
    let start = lexer.place
    switch try word("declare-const or assert") {
    case "declare-const": try names.declare(try parseName(), type: try parseType())
    case "declare-fun":
      let name = try parseName()
      try expectNoParameters()
      try names.declare(name, type: try parseType())
    case "define-fun":
      let name = try parseName()
      try expectNoParameters()
      _ = try word("the type Real or Bool")
      definitions[name.text] = [try parseTerm()]
    case "declare-network": try parseNetwork(start)
    case "vnnlib-version": try parseVersion()
    case "assert": assertions.append(try parseTruth())
    case "set-logic", "set-info", "set-option", "check-sat", "get-model", "get-value", "get-info", "get-option", "echo",
      "get-assertions", "get-proof", "get-unsat-core":
      try skipArguments()
    case "exit": return false
    case let other:
      throw start.error("found \"\(other.prefix(40))\"; expected declare-const, declare-network or assert")
    }
    return true
  }

  private mutating func parseVersion() throws(FormatError) {
    let start = lexer.place
    let text = try word("a version such as <2.0>")
    guard ["<1.", "<2."].contains(where: text.hasPrefix) else {
      throw start.error("VNN-LIB \(text.prefix(40)) is not read; <1.0> and <2.0> are")
    }
  }

  private mutating func expectNoParameters() throws(FormatError) {
    try expect(.open, "an empty list of parameters, ()")
    try expect(.close, "an empty list of parameters, (): functions are not read")
  }

  private mutating func parseType() throws(FormatError) -> (text: String, place: Place) {
    let place = lexer.place
    return (try word("the type Real"), place)
  }

  mutating func parseName() throws(FormatError) -> (text: String, place: Place) {
    let place = lexer.place
    return (try word("the name of a variable, such as X_0 or Y_0"), place)
  }

  /// Leaves out all up to the closing parenthesis.
  mutating func skipArguments() throws(FormatError) {
    var open = 0
    while lexer.token != .end, open > 0 || lexer.token != .close {
      if lexer.token == .open { open += 1 }
      if lexer.token == .close { open -= 1 }
      try lexer.advance()
    }
  }
}

extension VNNLIBParser {
  /// Runs a body one level deeper.
  mutating func nested<Result>(
    at start: Place, _ body: (inout VNNLIBParser) throws(FormatError) -> Result
  ) throws(FormatError) -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth <= VNNLIBParser.depthLimit else { throw VNNLIBParser.tooDeep(start) }
    return try body(&self)
  }

  /// The condition, where it is not nested so deeply that it could not be written and read again.
  func checked(_ truth: Value.Truth, at place: Place) throws(FormatError) -> Value.Truth {
    guard truth.depth <= VNNLIBParser.depthLimit - 10 else { throw VNNLIBParser.tooDeep(place) }
    return truth
  }

  private static func tooDeep(_ place: Place) -> FormatError {
    place.error("parentheses are nested more than \(depthLimit) levels deep")
  }

  /// Counts what a definition or a negation copies.
  mutating func spend(_ size: Int, at place: Place) throws(FormatError) {
    allowance -= size
    guard allowance >= 0 else {
      throw place.error(
        "what the definitions stand for is many times larger than the file; expected definitions that are used a few times"
      )
    }
  }

  mutating func word(_ expected: String) throws(FormatError) -> String {
    guard case .word(let word) = lexer.token else {
      throw lexer.place.error("found \(lexer.token.description); expected \(expected)")
    }
    try lexer.advance()
    return word
  }

  mutating func expect(_ wanted: VNNLIBLexer.Token, _ expected: String) throws(FormatError) {
    guard lexer.token == wanted else {
      throw lexer.place.error("found \(lexer.token.description); expected \(expected)")
    }
    try lexer.advance()
  }
}
