import Knotwork

/// How a text looks; whoever shows it knows what its place can do.
public enum TextStyle: Hashable, Sendable {
  /// Characters only.
  case plain
  /// With escape sequences for emphasis, for terminals.
  case terminal

  /// What stands for the start and the end of emphasis until a ``TextWriter`` writes it: no characters, so that no text has them.
  private static let marks = (start: Unicode.Scalar(0xFDD0 as UInt32)!, end: Unicode.Scalar(0xFDD1 as UInt32)!)

  /// The text with emphasis, where there is such a thing; for ``TextWriter``.
  public func bold(_ text: String) -> String {
    switch self {
    case .plain: text
    case .terminal: "\(TextStyle.marks.start)\(text.visible)\(TextStyle.marks.end)"
    }
  }

  /// The text as it is written: emphasis as escape sequences, and nothing else that a terminal would act upon.
  func written(_ text: String) -> String {
    guard self == .terminal, text.unicodeScalars.contains(TextStyle.marks.start) else { return text.visible }
    var result = ""
    var part = ""
    for scalar in text.unicodeScalars {
      guard scalar == TextStyle.marks.start || scalar == TextStyle.marks.end else {
        part.unicodeScalars.append(scalar)
        continue
      }
      result += part.visible + (scalar == TextStyle.marks.start ? "\u{1B}[1m" : "\u{1B}[0m")
      part = ""
    }
    return result + part.visible
  }
}
