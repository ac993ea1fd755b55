/// How a text looks; whoever shows it knows what its place can do.
public enum TextStyle: Hashable, Sendable {
  /// Characters only.
  case plain
  /// With escape sequences for emphasis, for terminals.
  case terminal

  /// The text with emphasis, where there is such a thing.
  public func bold(_ text: String) -> String {
    switch self {
    case .plain: text
    case .terminal: "\u{1B}[1m\(text)\u{1B}[0m"
    }
  }
}
