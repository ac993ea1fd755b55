/// A name that C, Python and SQL take for a function or a table.
public struct Identifier: Equatable, Sendable {
  /// The name.
  public let text: String

  /// Nil unless it consists of ASCII letters, digits and underscores, does not begin with a digit or an underscore, is no
  /// keyword and has at most 60 characters.
  public init?(_ text: String) {
    let letters = text.utf8.allSatisfy {
      switch $0 {
      case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
      default: false
      }
    }
    guard letters, let first = text.first, first.isLetter, text.utf8.count <= 60, !Identifier.keywords.contains(text)
    else { return nil }
    self.text = text
  }

  /// "network".
  public static let network = Identifier("network")!

  /// Of C99 and of Python.
  private static let keywords: Set<String> = [
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float",
    "for", "goto", "if", "inline", "int", "long", "main", "register", "restrict", "return", "short", "signed", "sizeof",
    "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "and", "as", "assert",
    "async", "await", "class", "def", "del", "elif", "except", "False", "finally", "from", "global", "import", "in",
    "is",
    "lambda", "None", "nonlocal", "not", "or", "pass", "raise", "True", "try", "with", "yield", "np",
  ]
}
