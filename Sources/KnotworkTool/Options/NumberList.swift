import ArgumentParser
import KnotworkGeometry

/// Lists of numbers as they are written on the command line.
enum NumberList {
  /// "0.5,-1" as numbers.
  static func numbers(_ text: some StringProtocol, in option: String) throws -> [Double] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let trimmed = part.trimmingPrefix { $0 == " " }
      guard let value = Double(String(trimmed)), value.isFinite else {
        let place =
          part == text ? "" : part.isEmpty ? " (an empty part of \"\(shown(text))\")" : " in \"\(shown(text))\""
        throw ValidationError("\(option): \"\(shown(part))\"\(place) is not a finite number")
      }
      return value
    }
  }

  /// As much of an argument as a message can hold.
  private static func shown(_ text: some StringProtocol) -> String {
    text.count <= 60 ? String(text) : "\(text.prefix(40))…"
  }

  /// "0,0/1,0/0,1" as three lists.
  static func triple(_ text: String, in option: String) throws -> [[Double]] {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3 else {
      throw ValidationError(
        "\(option): \"\(shown(text))\" has \(parts.count.counted("part")); expected three, separated by /")
    }
    return try parts.map { try numbers($0, in: option) }
  }

  /// "-1:1,0:2" as a box; one interval stands for every coordinate.
  static func box(_ text: String, dimension: Int, in option: String = "--box") throws -> Box {
    let intervals = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      try interval(part, in: option)
    }
    guard intervals.count == 1 || intervals.count == dimension else {
      throw ValidationError(
        "\(option): \(intervals.count.counted("interval")) in \"\(shown(text))\"; expected 1 for all coordinates, or \(dimension)"
      )
    }
    let all = intervals.count == 1 ? Array(repeating: intervals[0], count: dimension) : intervals
    return try Box(lower: all.map(\.lower), upper: all.map(\.upper))
  }

  /// "1,1,0<=0.5" as a half-space.
  static func halfSpace(_ text: String, dimension: Int, in option: String) throws -> HalfSpace {
    for (symbol, sign) in [("<=", 1.0), (">=", -1.0)] {
      guard let range = text.firstRange(of: symbol) else { continue }
      let normal = try numbers(text[..<range.lowerBound], in: option)
      let bound = try numbers(text[range.upperBound...], in: option)
      guard normal.count == dimension, bound.count == 1 else {
        throw ValidationError(
          "\(option): \"\(shown(text))\" has \(normal.count.counted("coefficient")) and \(bound.count.counted("bound")); expected \(dimension) and 1"
        )
      }
      return HalfSpace(normal: normal.map { sign * $0 }, offset: sign * bound[0])
    }
    throw ValidationError(
      "\(option): \"\(shown(text))\" is no inequality; expected coefficients and a bound, as in 1,1,0<=0.5")
  }

  /// "-1:1" as two bounds.
  static func interval(_ text: some StringProtocol, in option: String) throws -> (lower: Double, upper: Double) {
    let bounds = text.split(separator: ":", omittingEmptySubsequences: false)
    guard bounds.count == 2 else {
      throw ValidationError(
        "\(option): \"\(shown(text))\" is not an interval; expected two numbers with a colon, as in -1:1")
    }
    let (lower, upper) = (try numbers(bounds[0], in: option), try numbers(bounds[1], in: option))
    guard lower.count == 1, upper.count == 1 else {
      throw ValidationError(
        "\(option): \"\(shown(text))\" is not an interval; expected two numbers with a colon, as in -1:1")
    }
    return (lower[0], upper[0])
  }
}
