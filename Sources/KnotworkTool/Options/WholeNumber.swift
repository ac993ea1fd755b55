import ArgumentParser

/// Whole numbers as they are written on the command line, each option with its range.
enum WholeNumber {
  /// Parses a number, and says the range where it is none of it, however large.
  static func from<Number: FixedWidthInteger & SendableMetatype & Sendable>(_ range: ClosedRange<Number>)
    -> @Sendable (String) throws -> Number
  {
    { text in
      guard let number = Number(text), range.contains(number) else {
        throw ValidationError("expected a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
  }

  /// Threads that share work.
  static let threads = 1...1024
  /// Where random choices start.
  static let seeds = UInt64.min...UInt64.max
}
