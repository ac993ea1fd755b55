/// Counted things in texts and messages: the one place where a plural is made.
extension Int {
  /// "1 region", "1,200 regions".
  package func counted(_ noun: String) -> String { counted(noun, "\(noun)s") }

  /// "1 region holds", "2 regions hold".
  package func counted(_ one: String, _ several: String) -> String { "\(grouped) \(self == 1 ? one : several)" }

  /// With a comma between groups of three digits.
  package var grouped: String {
    var text = ""
    let digits = String(magnitude)
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return self < 0 ? "-" + text : text
  }
}
