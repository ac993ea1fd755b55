/// The style sheet of a picture: one class for each use of an ink.
enum StyleSheet {
  static func text(_ appearance: Appearance) -> String {
    let rest =
      "text{font-family:system-ui,sans-serif}.l{fill:none;stroke-linecap:round;stroke-linejoin:round}"
      + ".h{fill:none;stroke-linejoin:round;stroke-width:3}.dashed{stroke-linecap:butt}"
    switch appearance {
    case .theme(let theme): return rest + rules(theme)
    case .surroundings: return rest + rules(.light) + "@media (prefers-color-scheme:dark){\(rules(.dark))}"
    }
  }

  private static func rules(_ theme: Theme) -> String {
    Ink.allCases.map { ink in
      let color = theme[ink].hex
      return ".s-\(ink.rawValue){stroke:\(color)}.f-\(ink.rawValue){fill:\(color)}"
    }.joined()
  }
}
