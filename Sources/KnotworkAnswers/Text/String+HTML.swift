import Knotwork

extension String {
  /// With what HTML needs escaped, and nothing that would act.
  var escaped: String {
    var text = ""
    for character in visible.unicodeScalars {
      switch character {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      default: text.unicodeScalars.append(character)
      }
    }
    return text
  }
}
