import Knotwork
import KnotworkGeometry

/// Knotwork's own file format for networks: JSON with the keys `format`, `version`, `inputs`, `outputs` and `layers`, and perhaps
/// `ranges`: for each input its least and greatest value in the data that the network was made for.
///
/// A layer has `weights` (one row per unit), `bias` (may be missing), and `activation`: "relu", "linear", or "leaky_relu"
/// with a `slope`. Where the units of a layer differ, `activation` is a list with one name per unit, and `slope` a list
/// with one number per unit, null where a unit has none.
public enum NetworkJSON {
  static let format = "knotwork-network"
  static let activationNames = "relu, linear, leaky_relu"

  /// The network as a document; every number reads back as the same double.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - ranges: the ranges of its inputs in the data, where they are known.
  /// - Requires: as many ranges as inputs.
  public static func encode(_ network: Network, ranges: InputRanges? = nil) -> [UInt8] {
    precondition(
      ranges.map { $0.lower.count == network.inputCount } ?? true, "NetworkJSON: a range for each input expected")
    var json = JSONWriter()
    write(network, ranges: ranges, to: &json)
    return json.takeBytes()
  }

  /// The same as a value of a larger document.
  package static func write(_ network: Network, ranges: InputRanges?, to json: inout JSONWriter) {
    json.object { json in
      json.member("format", format)
      json.member("version", 1)
      json.key("inputs")
      json.value(network.inputNames)
      json.key("outputs")
      json.value(network.outputNames)
      if let ranges { json.member("ranges", zip(ranges.lower, ranges.upper).map { [$0, $1] }) }
      json.key("layers")
      json.array(lines: true) { json in
        for layer in network.layers { encode(layer, &json) }
      }
    }
  }

  private static func encode(_ layer: Layer, _ json: inout JSONWriter) {
    json.object { json in
      json.member("weights", (0..<layer.unitCount).map { Array(layer.weights[row: $0]) })
      if layer.hasBias { json.member("bias", layer.bias) }
      let slopes = layer.activations.map(\.slope)
      if let first = layer.activations.first, layer.activations.allSatisfy({ $0 == first }) {
        json.member("activation", first.name)
        if let slope = first.slope { json.member("slope", slope) }
        return
      }
      json.key("activation")
      json.value(layer.activations.map(\.name))
      guard slopes.contains(where: { $0 != nil }) else { return }
      json.key("slope")
      json.array { json in
        for slope in slopes {
          if let slope { json.value(slope) } else { json.null() }
        }
      }
    }
  }
}

extension Activation {
  var name: String {
    switch self {
    case .linear: "linear"
    case .relu: "relu"
    case .leakyReLU: "leaky_relu"
    }
  }

  var slope: Double? {
    guard case .leakyReLU(let slope) = self else { return nil }
    return slope
  }

  init?(name: String, slope: Double?) {
    switch (name, slope) {
    case ("linear", nil): self = .linear
    case ("relu", nil): self = .relu
    case ("leaky_relu", let slope?): self = .leakyReLU(slope: slope)
    default: return nil
    }
  }
}
