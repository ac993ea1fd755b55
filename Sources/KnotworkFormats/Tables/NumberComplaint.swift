/// What to say of a field that should be a number and is none.
enum NumberComplaint {
  /// What is to be done where the field is a number in another way of writing; nil where it is none in any.
  ///
  /// 1,000 is never called a decimal comma: it may be a thousand.
  static func style(_ text: String, _ numbers: NumberStyle) -> String? {
    let shown = "\"\(text.prefix(40))\""
    switch NumberLooks(Array(text.utf8)[...], MissingValues()).kind {
    case .comma: return "\(shown) has a decimal comma; --decimal comma reads such numbers"
    case .point:
      return "\(shown) has a decimal point, where the decimal character is a comma; --decimal point reads such numbers"
    case .groupedByComma: return grouped(text, by: ",")
    case .groupedByPoint: return grouped(text, by: ".")
    case .mixed:
      let separator = text.first { !$0.isNumber && $0 != "-" && $0 != "+" } ?? ","
      let decimal = separator == "." && text.contains { $0 == "," } ? " --decimal comma" : ""
      let name = separator.isWhitespace ? " blank" : "=\"\(separator)\""
      return "\(shown) seems to have its digits in groups; --thousands\(name)\(decimal) reads such numbers"
    case .odd: return "\(shown) is text; expected a decimal number"
    case .plain, .missing, .text: return nil
    }
  }

  private static func grouped(_ text: String, by separator: Character) -> String {
    let digits = text.filter { $0 != separator }
    return
      "\"\(text.prefix(40))\" may be \(digits.prefix(40)) with its digits in groups; --thousands=\"\(separator)\" reads it so, "
      + "--decimal says which character is the decimal one"
  }

  /// Any field that is no finite number.
  static func sentence(_ text: String, _ numbers: NumberStyle, _ missing: MissingValues) -> String {
    if text.isEmpty { return "nothing there; expected a number" }
    if missing.contains(text) { return "\"\(text.prefix(40))\" stands for no value; expected a number" }
    return style(text, numbers) ?? "\"\(text.prefix(40))\" is not a finite number"
  }
}
