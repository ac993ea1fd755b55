/// The words of a claim's text, with their places.
struct ClaimTextLexer {
  enum Token: Equatable {
    case number(String)
    case name(String, isQuoted: Bool)
    /// An operator or a parenthesis, in its plain spelling: "<=" for ≤.
    case symbol(String)
    case end

    var description: String {
      switch self {
      case .number(let text), .symbol(let text), .name(let text, _): "\"\(text.prefix(40))\""
      case .end: "the end"
      }
    }
  }

  let text: String
  private let characters: [Character]
  private let names: ClaimTextNames
  private var position = 0
  private(set) var token = Token.end
  /// The offset of the token, in characters.
  private(set) var place = 0

  private static let symbols: [(written: String, plain: String)] = [
    ("=>", "=>"), ("->", "=>"), ("<=", "<="), (">=", ">="), ("==", "="), ("!=", "!="), ("&&", "and"), ("||", "or"),
    ("<", "<"), (">", ">"), ("=", "="), ("≤", "<="), ("≥", ">="), ("≠", "!="), ("∧", "and"), ("∨", "or"), ("¬", "not"),
    ("⇒", "=>"), ("→", "=>"), ("!", "not"), ("&", "and"), ("|", "or"), ("+", "+"), ("-", "-"), ("−", "-"), ("*", "*"),
    ("·", "*"), ("×", "*"), ("/", "/"), ("(", "("), (")", ")"),
  ]

  init(_ text: String, _ names: ClaimTextNames) throws(ClaimTextError) {
    self.text = text
    characters = Array(text)
    self.names = names
    try advance()
  }

  func error(_ sentence: String, at place: Int? = nil) -> ClaimTextError {
    ClaimTextError(text, at: place ?? self.place, sentence)
  }

  mutating func advance() throws(ClaimTextError) {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
    place = position
    guard position < characters.count else {
      token = .end
      return
    }
    let first = characters[position]
    if first.isASCII, first.isNumber || (first == "." && isDigit(position + 1)) {
      token = .number(try number())
    } else if "\"'`".contains(first) {
      guard let end = characters[(position + 1)...].firstIndex(of: first) else {
        throw error("a name that begins with \(first) and does not end; expected another \(first)")
      }
      token = .name(String(characters[(position + 1)..<end]), isQuoted: true)
      position = end + 1
    } else if let name = spacedName() {
      token = .name(String(name), isQuoted: true)
      position += name.count
    } else if first.isLetter || first == "_" {
      let start = position
      while position < characters.count, isPartOfName(characters[position]) { position += 1 }
      word(String(characters[start..<position]))
    } else if let symbol = ClaimTextLexer.symbols.first(where: { characters[position...].starts(with: $0.written) }) {
      token = .symbol(symbol.plain)
      position += symbol.written.count
    } else {
      throw error("found \"\(first)\"; expected a name, a number, a comparison such as <=, or and, or, not, =>")
    }
  }

  private mutating func word(_ word: String) {
    switch word.lowercased() {
    case "and", "or", "not": token = .symbol(word.lowercased())
    case "implies": token = .symbol("=>")
    default: token = .name(word, isQuoted: false)
    }
  }

  private func spacedName() -> [Character]? {
    names.spaced.first { name in
      let end = position + name.count
      return characters[position...].starts(with: name) && (end == characters.count || !isPartOfName(characters[end]))
    }
  }

  private mutating func number() throws(ClaimTextError) -> String {
    let start = position
    while position < characters.count, isDigit(position) || characters[position] == "." { position += 1 }
    if position < characters.count, "eE".contains(characters[position]) {
      let sign = position + 1 < characters.count && "+-".contains(characters[position + 1]) ? 1 : 0
      if isDigit(position + 1 + sign) {
        position += 2 + sign
        while isDigit(position) { position += 1 }
      }
    }
    return String(characters[start..<position])
  }

  private func isDigit(_ index: Int) -> Bool {
    index < characters.count && characters[index].isASCII && characters[index].isNumber
  }

  private func isPartOfName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_.[]#%$@:'".contains(character)
  }
}
