import KnotworkAnswers

extension TextTable {
  /// The lines for standard output.
  func lines(leftAligned: Set<Int> = [0]) -> [String] { lines(leftAligned: leftAligned, in: .ofStandardOutput) }
}

/// Emphasis on terminals.
enum Style {
  static func bold(_ text: String) -> String { TextStyle.ofStandardOutput.bold(text) }
}

extension Duration {
  var seconds: Double { inSeconds }
}
