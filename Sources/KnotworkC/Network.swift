// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// Names and documentation of what C calls stand in knotwork.h.

import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry
import KnotworkHeader

@c @implementation
public func knotwork_network_read(
  _ bytes: UnsafePointer<UInt8>?, _ count: Int, _ name: UnsafePointer<CChar>?,
  _ network: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let content = Array(UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
    let file = try NetworkFile(content, name: name.map { String(cString: $0) } ?? "")
    network?.pointee = Handle.make(NetworkObject(file))
  }
}

@c @implementation
public func knotwork_network_create(
  _ layers: Int32, _ widths: UnsafePointer<Int64>?, _ weights: UnsafePointer<UnsafePointer<Double>?>?,
  _ bias: UnsafePointer<UnsafePointer<Double>?>?, _ slopes: UnsafePointer<UnsafePointer<Double>?>?,
  _ input_names: UnsafePointer<UnsafePointer<CChar>?>?, _ output_names: UnsafePointer<UnsafePointer<CChar>?>?,
  _ network: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    guard let widths, let weights else { throw Failure(.wrongUse, "widths or weights are NULL; expected arrays") }
    let count = Int(layers)
    try NetworkObject.require(count > 0, "\(count) layers; expected at least one")
    let sizes = (0...count).map { Int(widths[$0]) }
    for (index, width) in sizes.enumerated() {
      try NetworkObject.require(
        (1...1 << 24).contains(width), "width \(index + 1) is \(width); expected a number from 1 to \(1 << 24)")
    }
    let parts = try (0..<count).map { index in
      let (inputs, units) = (sizes[index], sizes[index + 1])
      guard let rows = weights[index] else { throw Failure(.wrongUse, "the weights of layer \(index + 1) are NULL") }
      let activations: [Activation] =
        if let given = slopes?[index] {
          (0..<units).map { Activation(inactiveSlope: given[$0]) }
        } else {
          Array(repeating: index == count - 1 ? .linear : .relu, count: units)
        }
      return Layer(
        weights: Matrix(
          rows: units, columns: inputs, elements: Array(UnsafeBufferPointer(start: rows, count: units * inputs))),
        bias: bias?[index].map { Array(UnsafeBufferPointer(start: $0, count: units)) }, activations: activations)
    }
    func names(_ texts: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int) -> [String]? {
      texts.map { texts in (0..<count).map { texts[$0].map { String(cString: $0) } ?? "" } }
    }
    let made = try Network(
      layers: parts, inputNames: names(input_names, sizes[0]), outputNames: names(output_names, sizes[count]))
    network?.pointee = Handle.make(NetworkObject(made))
  }
}

extension Activation {
  /// The activation with a factor where a unit is inactive.
  fileprivate init(inactiveSlope: Double) {
    self = inactiveSlope == 0 ? .relu : inactiveSlope == 1 ? .linear : .leakyReLU(slope: inactiveSlope)
  }
}

@c @implementation
public func knotwork_network_write(
  _ network: OpaquePointer?, _ format: UnsafePointer<CChar>?, _ bytes: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let object = try Handle.object(network, NetworkObject.self)
    let name = format.map { String(cString: $0) } ?? "json"
    guard let format = NetworkFormat(rawValue: name) else {
      throw InvalidRequest("format", "\"\(name)\" is none; expected one of \(ConvertRequest.writable)")
    }
    let (encoded, _) = try ConvertRequest(format, ranges: object.ranges).encode(object.network)
    bytes?.pointee = Handle.make(Numbers(encoded))
  }
}

@c @implementation
public func knotwork_network_inputs(_ network: OpaquePointer?) -> Int64 {
  Int64(Handle.optional(network, NetworkObject.self)?.network.inputCount ?? 0)
}

@c @implementation
public func knotwork_network_outputs(_ network: OpaquePointer?) -> Int64 {
  Int64(Handle.optional(network, NetworkObject.self)?.network.outputCount ?? 0)
}

@c @implementation
public func knotwork_network_layers(_ network: OpaquePointer?) -> Int64 {
  Int64(Handle.optional(network, NetworkObject.self)?.network.layers.count ?? 0)
}

@c @implementation
public func knotwork_network_bending_units(_ network: OpaquePointer?) -> Int64 {
  Int64(Handle.optional(network, NetworkObject.self)?.bendingUnits ?? 0)
}

/// The text of a number in a list; nil where there is none.
private func text(_ texts: [Text]?, _ index: Int64) -> UnsafePointer<CChar>? {
  guard let texts, let place = Int(exactly: index), texts.indices.contains(place) else { return nil }
  return texts[place].base
}

@c @implementation
public func knotwork_network_input_name(_ network: OpaquePointer?, _ index: Int64) -> UnsafePointer<CChar>? {
  text(Handle.optional(network, NetworkObject.self)?.inputNames, index)
}

@c @implementation
public func knotwork_network_output_name(_ network: OpaquePointer?, _ index: Int64) -> UnsafePointer<CChar>? {
  text(Handle.optional(network, NetworkObject.self)?.outputNames, index)
}

@c @implementation
public func knotwork_network_note(_ network: OpaquePointer?, _ index: Int64) -> UnsafePointer<CChar>? {
  text(Handle.optional(network, NetworkObject.self)?.notes, index)
}

@c @implementation
public func knotwork_network_format(_ network: OpaquePointer?) -> UnsafePointer<CChar>? {
  Handle.optional(network, NetworkObject.self)?.format.base
}

@c @implementation
public func knotwork_network_ranges(
  _ network: OpaquePointer?, _ lower: UnsafeMutablePointer<Double>?, _ upper: UnsafeMutablePointer<Double>?
) -> Int32 {
  guard let ranges = Handle.optional(network, NetworkObject.self)?.ranges else { return 0 }
  for index in ranges.lower.indices {
    lower?[index] = ranges.lower[index]
    upper?[index] = ranges.upper[index]
  }
  return 1
}

@c @implementation
public func knotwork_network_layer(
  _ network: OpaquePointer?, _ index: Int64, _ units: UnsafeMutablePointer<Int64>?,
  _ inputs: UnsafeMutablePointer<Int64>?, _ weights: UnsafeMutablePointer<UnsafePointer<Double>?>?,
  _ bias: UnsafeMutablePointer<UnsafePointer<Double>?>?, _ slopes: UnsafeMutablePointer<UnsafePointer<Double>?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let object = try Handle.object(network, NetworkObject.self)
    guard let place = Int(exactly: index), object.network.layers.indices.contains(place) else {
      throw Failure(.wrongUse, "layer \(index) of \(object.network.layers.count), which count from 0")
    }
    let (layer, arrays) = (object.network.layers[place], object.layer(place))
    units?.pointee = Int64(layer.unitCount)
    inputs?.pointee = Int64(layer.inputCount)
    weights?.pointee = arrays.weights.base
    bias?.pointee = arrays.bias?.base
    slopes?.pointee = arrays.slopes.base
  }
}

@c @implementation
public func knotwork_network_free(_ network: OpaquePointer?) { Handle.free(network, NetworkObject.self) }
