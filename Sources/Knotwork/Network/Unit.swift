/// The address of a unit: its layer and its number within it, both counted from 0. Units are ordered layer by layer.
public struct Unit: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  /// The number of the layer, from 0 for the first hidden one.
  public let layer: Int
  /// The number within the layer.
  public let index: Int

  /// The unit with this number in this layer, both counted from 0.
  public init(layer: Int, index: Int) {
    self.layer = layer
    self.index = index
  }

  /// Layer by layer, and within a layer by number.
  public static func < (first: Unit, second: Unit) -> Bool {
    (first.layer, first.index) < (second.layer, second.index)
  }

  /// "layer 1 unit 3", counted from 1 as people do.
  public var description: String { "layer \(layer + 1) unit \(index + 1)" }
}
