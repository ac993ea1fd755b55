import Knotwork

extension String {
  /// About how wide it is in the letters of a browser, in pixels: no less than that for nearly all texts.
  func width(_ size: Double) -> Double {
    visible.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar {
      case "i", "j", "l", ".", ",", ":", ";", "|", "'", "!": sum + 0.32 * size
      case "m", "w", "M", "W", "%", "@": sum + 0.9 * size
      case "A"..."Z": sum + 0.7 * size
      case "\u{2E80}"...: sum + size
      default: sum + 0.58 * size
      }
    }
  }

  /// In lines no wider than that where there are spaces, three at most.
  func wrapped(_ size: Double, width: Double) -> [String] {
    var lines = [""]
    for word in split(separator: " ") {
      let longer = lines[lines.count - 1].isEmpty ? String(word) : "\(lines[lines.count - 1]) \(word)"
      if lines[lines.count - 1].isEmpty || longer.width(size) <= width {
        lines[lines.count - 1] = longer
      } else {
        lines.append(String(word))
      }
    }
    if lines.count > 3 { lines = Array(lines.prefix(2)) + ["\(lines[2]) …"] }
    return lines.map { line in
      guard line.width(size) > width else { return line }
      var short = line
      while !short.isEmpty, "\(short)…".width(size) > width { short.removeLast() }
      return "\(short)…"
    }
  }

  /// With what XML needs escaped, and nothing that would act.
  var escaped: String {
    var text = ""
    for scalar in visible.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Double {
  /// With two decimals at most, which is a hundredth of a pixel.
  var compact: String {
    let hundredths = (self * 100).rounded()
    guard hundredths.magnitude < 0x1p53 else { return description }
    let whole = Int(hundredths)
    let (quotient, rest) = (whole.magnitude / 100, whole.magnitude % 100)
    let sign = whole < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(quotient)" }
    if rest % 10 == 0 { return "\(sign)\(quotient).\(rest / 10)" }
    return "\(sign)\(quotient).\(rest < 10 ? "0" : "")\(rest)"
  }
}

extension [SIMD2<Double>] {
  /// "x,y x,y".
  var svg: String { map { "\($0.x.compact),\($0.y.compact)" }.joined(separator: " ") }

  /// "M1,2l3,-4": the first point, and the way from each to the next, in tenths of a pixel.
  var path: String {
    let tenths = map { (($0.x * 10).rounded(), ($0.y * 10).rounded()) }
    guard let first = tenths.first else { return "" }
    var text = "M\((first.0 / 10).compact),\((first.1 / 10).compact)l"
    for (from, to) in zip(tenths, tenths.dropFirst()) {
      let (x, y) = (((to.0 - from.0) / 10).compact, ((to.1 - from.1) / 10).compact)
      text += (text.hasSuffix("l") || x.hasPrefix("-") ? x : " \(x)") + (y.hasPrefix("-") ? y : " \(y)")
    }
    return text
  }
}
