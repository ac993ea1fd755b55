import KnotworkGeometry

extension Double {
  /// Up to six significant digits, for people.
  package var short: String {
    let text = DecimalText.significant(self, digits: 6)
    return text == "-0" ? "0" : text
  }

  /// A probability: what is below 10⁻¹⁶ is not told apart from 0 by the arithmetic that led to it.
  package var probability: String { self < 1e-16 ? "< 1e-16" : short }

  /// The same in a sentence: "p = 0.03".
  package var probabilityOfP: String { self < 1e-16 ? "p < 1e-16" : "p = \(short)" }

  /// The same with three digits.
  package var briefProbabilityOfP: String { self < 1e-16 ? "p < 1e-16" : "p = \(brief)" }

  /// A probability in three digits.
  package var briefProbability: String { self < 1e-16 ? "< 1e-16" : brief }

  /// Up to three significant digits, for sentences and for how far other figures may be off.
  package var brief: String { DecimalText.significant(self, digits: 3) }

  /// With as many decimals as its standard error has in three significant digits; as usual where there is no such error.
  package func short(within error: Double?) -> String {
    guard let error, error > 0, error.isFinite, magnitude < 1e9,
      case let decimals = 2 - Int(Elementary.log10(error).rounded(.down)), decimals < 10
    else { return short }
    let text = DecimalText.fixed(self, decimals: max(0, decimals))
    return text.contains { $0 != "-" && $0 != "0" && $0 != "." } ? text : "0"
  }

  /// With six significant digits, never less than the number itself: for bounds.
  package var roundedUp: String {
    guard self > 0, isFinite else { return short }
    var text = short
    var step = 1.0
    while (Double(text) ?? 0) < self {
      text = (self * (1 + step * 1e-6)).short
      step += 1
    }
    return text
  }
}

extension Duration {
  /// "3 seconds", "1 second", "0.5 seconds".
  package var words: String { inSeconds == 1 ? "1 second" : "\(inSeconds.short) seconds" }
}

extension Sequence<Double> {
  /// "(0.5, -1)".
  package var tuple: String { "(" + map(\.short).joined(separator: ", ") + ")" }

  /// Up to six significant digits, or as many as it takes that different numbers look different.
  package var distinctTexts: [String] {
    let numbers = map { $0 + 0 }
    let count = Set(numbers).count
    for digits in 6..<17 {
      let texts = numbers.map { DecimalText.significant($0, digits: digits) }
      if Set(texts).count == count { return texts }
    }
    return numbers.map(\.description)
  }
}

extension [[Double]] {
  /// Points in parentheses, a coordinate with as many digits as tell the points apart in it.
  package var distinctTuples: [String] {
    guard let first else { return [] }
    let columns = first.indices.map { axis in map { $0[axis] }.distinctTexts }
    return indices.map { point in "(" + columns.map { $0[point] }.joined(separator: ", ") + ")" }
  }
}
