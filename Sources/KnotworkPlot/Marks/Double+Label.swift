import Foundation

extension Double {
  /// Up to four significant digits, for labels.
  var label: String {
    let text = String(format: "%.4g", self)
    return text == "-0" ? "0" : text
  }
}
