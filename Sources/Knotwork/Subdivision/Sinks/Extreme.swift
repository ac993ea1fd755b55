/// The least or greatest value of an output over a domain, and where it is taken.
public struct Extreme: Equatable, Codable, Sendable {
  /// The value: that of the exact optimum, rounded to a double.
  public let value: Double
  /// A vertex where it is taken, in the coordinates of the domain, each rounded to a double.
  public let point: [Double]

  /// An extreme by its value and its point.
  public init(value: Double, point: [Double]) {
    self.value = value
    self.point = point
  }
}
