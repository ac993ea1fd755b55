import ArgumentParser
import Knotwork

/// A point of the input space.
enum PointOption {
  /// "0.5,-1" as a point for a network.
  static func point(_ text: String, for network: Network, option: String) throws -> [Double] {
    let point = try NumberList.numbers(text, in: option)
    guard point.count == network.inputCount else {
      throw Failure(
        .usage,
        "\(option): \(point.count.counted("coordinate")), but the network has \(network.inputCount.counted("input"))")
    }
    return point
  }
}
