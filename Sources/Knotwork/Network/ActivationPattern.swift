/// Which units are active, layer by layer. Only units that bend are listed: a linear unit has no two states.
///
/// Printed as one digit per unit, 1 for active and 0 for inactive, with a space between layers: "10 011".
public struct ActivationPattern: Hashable, Codable, Sendable, CustomStringConvertible {
  /// One array per layer that has bending units, one entry per bending unit.
  public let layers: [[Bool]]

  /// A pattern from its layers.
  public init(layers: [[Bool]]) { self.layers = layers }

  /// "10 011".
  public var description: String {
    layers.map { String(decoding: $0.map { $0 ? UInt8(ascii: "1") : UInt8(ascii: "0") }, as: UTF8.self) }
      .joined(separator: " ")
  }
}
