/// A formula that cannot be read: what was found, at which column, and what was expected.
public struct ExpressionError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The column, from 1.
  public let column: Int
  /// One sentence for people.
  public let description: String

  init(column: Int, _ sentence: String) {
    self.column = column
    description = "column \(column): \(sentence)"
  }
}

extension RealExpression {
  /// Reads a formula: `sin(3*x)`, `x^2 - 1/(1 + y)`, `max(0, x - 1)`.
  ///
  /// - Throws: ``ExpressionError`` with the column of the offence.
  /// - Complexity: O(characters · variables).
  public init(parsing text: String) throws(ExpressionError) {
    var parser = ExpressionParser(text)
    let root = try parser.parse()
    let names = parser.variables.sorted {
      $0.name.count == $1.name.count ? $0.name < $1.name : $0.name.isNumbered(before: $1.name)
    }
    var order = [Int](repeating: 0, count: names.count)
    for (new, variable) in names.enumerated() { order[variable.index] = new }
    self.init(text: text, variables: names.map(\.name), root: root.renumbered(order))
  }
}

extension String {
  /// x2 before x10; otherwise alphabetical.
  fileprivate func isNumbered(before other: String) -> Bool {
    let digits: (String) -> (String, Int?) = { name in
      let stem = name.reversed().drop { $0.isNumber }.reversed()
      return (String(stem), Int(name.dropFirst(stem.count)))
    }
    let (a, b) = (digits(self), digits(other))
    if a.0 == b.0, let m = a.1, let n = b.1 { return m < n }
    return self < other
  }
}

extension RealExpression.Node {
  fileprivate func renumbered(_ order: [Int]) -> RealExpression.Node {
    switch self {
    case .number, .constant: self
    case .variable(let index): .variable(order[index])
    case .negative(let x): .negative(x.renumbered(order))
    case .sum(let x, let y): .sum(x.renumbered(order), y.renumbered(order))
    case .difference(let x, let y): .difference(x.renumbered(order), y.renumbered(order))
    case .product(let x, let y): .product(x.renumbered(order), y.renumbered(order))
    case .quotient(let x, let y): .quotient(x.renumbered(order), y.renumbered(order))
    case .power(let x, let y): .power(x.renumbered(order), y.renumbered(order))
    case .call(let name, let arguments): .call(name, arguments.map { $0.renumbered(order) })
    }
  }
}

extension RealExpression.Node {
  /// Terms that are added or subtracted, or factors. A few are taken from left to right; many are halved, so that the tree is not
  /// as deep as they are many. As real functions both are the same.
  fileprivate static func chain(
    _ terms: [(node: RealExpression.Node, isInverse: Bool)],
    _ join: (RealExpression.Node, RealExpression.Node) -> RealExpression.Node,
    _ part: (RealExpression.Node, RealExpression.Node) -> RealExpression.Node
  ) -> RealExpression.Node {
    guard terms.count > 32 else {
      return terms.dropFirst().reduce(terms[0].node) { $1.isInverse ? part($0, $1.node) : join($0, $1.node) }
    }
    let straight = terms.filter { !$0.isInverse }.map(\.node)
    let inverse = terms.filter(\.isInverse).map(\.node)
    let first = balanced(straight[...], join)
    return inverse.isEmpty ? first : part(first, balanced(inverse[...], join))
  }

  private static func balanced(
    _ nodes: ArraySlice<RealExpression.Node>, _ join: (RealExpression.Node, RealExpression.Node) -> RealExpression.Node
  ) -> RealExpression.Node {
    guard nodes.count > 1 else { return nodes[nodes.startIndex] }
    let middle = nodes.startIndex + nodes.count / 2
    return join(balanced(nodes[..<middle], join), balanced(nodes[middle...], join))
  }
}

/// Recursive descent: sums of products of signs of powers of atoms.
private struct ExpressionParser {
  typealias Node = RealExpression.Node

  private let characters: [Character]
  private var position = 0
  private var depth = 0
  private(set) var variables: [(name: String, index: Int)] = []

  init(_ text: String) { characters = Array(text) }

  mutating func parse() throws(ExpressionError) -> Node {
    skipSpaces()
    guard position < characters.count else { throw error("nothing there; expected a formula such as sin(3*x)") }
    let node = try sum()
    if let character = peek {
      try refuseMissingOperator()
      throw error("found \"\(character)\"; expected an operator or the end")
    }
    return node
  }

  /// Where an operand follows an operand, as in 3x.
  private func refuseMissingOperator() throws(ExpressionError) {
    if let character = peek, character.isLetter || character.isNumber || character == "(" {
      throw error("found \"\(character)\"; expected an operator (write a product as 3*x)")
    }
  }

  private var peek: Character? { position < characters.count ? characters[position] : nil }

  private mutating func skipSpaces() { while let character = peek, character.isWhitespace { position += 1 } }

  private func error(_ sentence: String, at place: Int? = nil) -> ExpressionError {
    ExpressionError(column: (place ?? position) + 1, sentence)
  }

  private mutating func take(_ character: Character) -> Bool {
    guard peek == character else { return false }
    position += 1
    skipSpaces()
    return true
  }

  private mutating func sum() throws(ExpressionError) -> Node {
    depth += 1
    defer { depth -= 1 }
    guard depth < 200 else { throw error("parentheses nested more than 200 deep") }
    var terms = [(node: try product(), isInverse: false)]
    while true {
      if take("+") {
        terms.append((try product(), false))
      } else if take("-") || take("−") {
        terms.append((try product(), true))
      } else {
        return Node.chain(terms, Node.sum, Node.difference)
      }
    }
  }

  private mutating func product() throws(ExpressionError) -> Node {
    var factors = [(node: try signed(), isInverse: false)]
    while true {
      let isPower = peek == "*" && position + 1 < characters.count && characters[position + 1] == "*"
      if !isPower, take("*") || take("·") || take("×") {
        factors.append((try signed(), false))
      } else if take("/") {
        factors.append((try signed(), true))
      } else {
        return Node.chain(factors, Node.product, Node.quotient)
      }
    }
  }

  private mutating func signed() throws(ExpressionError) -> Node {
    depth += 1
    defer { depth -= 1 }
    guard depth < 200 else { throw error("more than 200 signs or powers in a row") }
    if take("-") || take("−") { return .negative(try signed()) }
    if take("+") { return try signed() }
    let base = try atom()
    if peek == "*", position + 1 < characters.count, characters[position + 1] == "*" {
      position += 2
      skipSpaces()
      return .power(base, try signed())
    }
    return take("^") ? .power(base, try signed()) : base
  }

  private mutating func atom() throws(ExpressionError) -> Node {
    guard let character = peek else { throw error("the formula ends here; expected a number, a variable or (") }
    let start = position
    if character.isASCII, character.isNumber || character == "." { return try number() }
    if take("(") {
      let node = try sum()
      try refuseMissingOperator()
      guard take(")") else {
        throw error("expected ) for the ( in column \(start + 1)")
      }
      return node
    }
    guard character.isLetter || character == "_" else {
      throw error("found \"\(character)\"; expected a number, a variable or (")
    }
    while let next = peek, next.isLetter || next.isNumber || next == "_" { position += 1 }
    let name = String(characters[start..<position])
    skipSpaces()
    if let count = RealExpression.functions[name] { return try call(name, count, start) }
    if peek == "(" {
      let known = RealExpression.functions.keys.sorted().joined(separator: ", ")
      throw error("there is no function \"\(name)\"; known are \(known)", at: start)
    }
    if name == "pi" || name == "π" { return .constant(.pi) }
    if name == "e" { return .constant(.e) }
    if let known = variables.first(where: { $0.name == name }) { return .variable(known.index) }
    variables.append((name, variables.count))
    return .variable(variables.count - 1)
  }

  private mutating func call(_ name: String, _ count: Int, _ start: Int) throws(ExpressionError) -> Node {
    guard take("(") else { throw error("expected ( after the function \(name)") }
    var arguments = [try sum()]
    while take(",") { arguments.append(try sum()) }
    try refuseMissingOperator()
    guard take(")") else { throw error("expected \(arguments.count < count ? "," : ")") in the call of \(name)") }
    guard arguments.count == count else {
      throw error(
        "\(name) has \(arguments.count.counted("argument")); expected \(count)", at: start)
    }
    return .call(name, arguments)
  }

  private mutating func number() throws(ExpressionError) -> Node {
    let start = position
    func isDigit(_ character: Character?) -> Bool { character.map { $0.isASCII && $0.isNumber } ?? false }
    while isDigit(peek) || peek == "." { position += 1 }
    if peek == "e" || peek == "E" {
      var end = position + 1
      if end < characters.count, characters[end] == "-" || characters[end] == "+" { end += 1 }
      if end < characters.count, isDigit(characters[end]) {
        position = end
        while isDigit(peek) { position += 1 }
      }
    }
    let text = String(characters[start..<position])
    skipSpaces()
    guard let value = Double(text), value.isFinite else { throw error("\"\(text)\" is not a number", at: start) }
    return .number(value)
  }
}
