extension Double {
  /// The shortest digits that give the number back, without an exponent, for languages that have none.
  ///
  /// - Requires: the number is finite.
  var decimal: String {
    let text = description
    guard let mark = text.firstIndex(of: "e") else { return text }
    let sign = text.hasPrefix("-") ? "-" : ""
    let mantissa = text[..<mark].drop { $0 == "-" }
    let exponent = Int(text[text.index(after: mark)...]) ?? 0
    let whole = mantissa.prefix { $0 != "." }
    let fraction = mantissa.dropFirst(whole.count + 1)
    let digits = String(whole + fraction)
    let point = whole.count + exponent
    if point <= 0 { return "\(sign)0.\(String(repeating: "0", count: -point))\(digits)" }
    if point >= digits.count { return "\(sign)\(digits)\(String(repeating: "0", count: point - digits.count)).0" }
    return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
  }
}
