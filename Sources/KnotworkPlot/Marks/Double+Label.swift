import KnotworkGeometry

extension Double {
  /// Up to four significant digits, for labels.
  var label: String {
    let text = DecimalText.significant(self, digits: 4)
    return text == "-0" ? "0" : text
  }
}
