/// What a mark is drawn with; a theme knows the colour.
public enum Ink: String, CaseIterable, Equatable, Sendable {
  /// Words, and lines that stand out.
  case text
  /// The first of three colours that are told apart without seeing colours well.
  case first
  /// The second one.
  case second
  /// The third one.
  case third
  /// Axes, and what is in the background.
  case muted
  /// The ground.
  case paper
}

/// The colours of a picture: those of Okabe and Ito (2008), each of at least 3 : 1 on its ground.
public struct Theme: Equatable, Sendable {
  private let colors: [Ink: Color]

  private init(_ hex: [Ink: Int]) { colors = hex.mapValues(Color.init(hex:)) }

  /// The colour of an ink.
  public subscript(ink: Ink) -> Color { colors[ink] ?? Color(hex: 0) }

  /// On white.
  public static let light = Theme([
    .text: 0x000000, .first: 0x0072B2, .second: 0xD55E00, .third: 0x009E73, .muted: 0x666666, .paper: 0xFFFFFF,
  ])

  /// On nearly black.
  public static let dark = Theme([
    .text: 0xFFFFFF, .first: 0xE69F00, .second: 0x56B4E9, .third: 0xF0E442, .muted: 0xA8A8A8, .paper: 0x16181D,
  ])

  /// How different the lightness of two colours is, from 1 to 21 (WCAG 2).
  static func contrast(_ first: Color, _ second: Color) -> Double {
    let (a, b) = (first.luminance, second.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }
}

/// Which theme a picture has.
public enum Appearance: Equatable, Sendable {
  /// One.
  case theme(Theme)
  /// Light or dark, as whatever shows it is.
  case surroundings
}
