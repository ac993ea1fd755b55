import KnotworkGeometry

/// What least squares need of a kind of real number, so that one algorithm serves doubles and double-doubles.
protocol RealNumber: Sendable {
  init(_ value: Double)
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  prefix static func - (a: Self) -> Self
  func squareRoot() -> Self
  /// Rounded to the nearest double.
  var rounded: Double { get }
}

extension Double: RealNumber {
  var rounded: Double { self }
}

extension DoubleDouble: RealNumber {}
