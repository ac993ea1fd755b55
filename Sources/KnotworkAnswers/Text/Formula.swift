/// Affine functions for people.
package enum Formula {
  /// "1.5 x1 − 0.7 x2 + 2"; "0" for the zero function.
  package static func affine(_ slope: [Double], _ intercept: Double, _ names: [String]) -> String {
    var text = ""
    func add(_ value: Double, _ name: String?) {
      let digits = value.magnitude.short
      guard digits != "0" else { return }
      let body = name.map { digits == "1" ? $0 : "\(digits) \($0)" } ?? digits
      if text.isEmpty { text = value < 0 ? "-\(body)" : body } else { text += value < 0 ? " - \(body)" : " + \(body)" }
    }
    for (value, name) in zip(slope, names) { add(value, name) }
    add(intercept, nil)
    return text.isEmpty ? "0" : text
  }
}
