#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Knotwork
import KnotworkGeometry
import SwiftProtobuf

extension ONNX {
  /// The type of the numbers in a file.
  public enum Precision: Sendable {
    /// 32 bits, which every tool reads; weights are rounded to nearest.
    case float
    /// 64 bits, which keep every weight as it is.
    case double
  }

  /// The opset that files are written for: onnxruntime reads it since version 1.11.
  static let writtenOpset: Int64 = 16

  /// The network as a model: a Gemm for each layer, then Relu, LeakyRelu, or PRelu where the units of a layer differ.
  ///
  /// The model takes one tensor, batch × inputs, and gives batch × outputs. Names go with it: a tensor x has the
  /// elements x1, x2, …; names that do not follow this are kept in the model's metadata. What is written reads back as
  /// the same network, up to the rounding of `.float`.
  /// - Parameters:
  ///   - network: the network.
  ///   - precision: nil takes `.float` when every number is one exactly, else `.double`.
  /// - Throws: ``FormatError`` when a number is too large for a float.
  /// - Complexity: linear in the number of weights.
  public static func encode(_ network: Network, precision: Precision? = nil) throws(FormatError) -> [UInt8] {
    var writer = ModelWriter(network, precision: precision ?? (isFloat(network) ? .float : .double))
    for (index, layer) in network.layers.enumerated() { try writer.add(layer, number: index + 1) }
    do {
      return try writer.finished().serializedBytes()
    } catch {
      throw FormatError("the model cannot be written: \(error)")
    }
  }

  private static func isFloat(_ network: Network) -> Bool {
    func fits(_ number: Double) -> Bool { Double(Float(number)) == number }
    return network.layers.allSatisfy { layer in
      layer.weights.elements.allSatisfy(fits) && layer.bias.allSatisfy(fits)
        && layer.activations.allSatisfy { fits($0.inactiveSlope) }
    }
  }
}

/// A model that grows layer by layer.
private struct ModelWriter {
  private let network: Network
  private let precision: ONNX.Precision
  private let input: String
  private let output: String
  private var graph = ProtoGraph()
  /// The tensor that the next layer reads.
  private var current: String

  init(_ network: Network, precision: ONNX.Precision) {
    self.network = network
    self.precision = precision
    input = ModelWriter.tensorName(network.inputNames) ?? "input"
    let wanted = ModelWriter.tensorName(network.outputNames) ?? "output"
    output = wanted == input ? wanted + "_out" : wanted
    current = input
    graph.name = "knotwork"
    graph.input = [port(input, network.inputCount)]
    graph.output = [port(output, network.outputCount)]
  }

  mutating func add(_ layer: Layer, number: Int) throws(FormatError) {
    let stem = "layer\(number)"
    let isLast = number == network.layers.count
    var gemm = ProtoNode()
    gemm.name = stem
    gemm.opType = "Gemm"
    gemm.attribute = [attribute("transB", 1)]
    gemm.input = [current, unique("\(stem).weight")]
    let place = "layer \(number)"
    try add(layer.weights.elements, unique("\(stem).weight"), [layer.unitCount, layer.inputCount], place)
    if layer.hasBias {
      gemm.input.append(unique("\(stem).bias"))
      try add(layer.bias, unique("\(stem).bias"), [layer.unitCount], place)
    }
    let bends = layer.activations.contains { $0 != .linear }
    gemm.output = [isLast && !bends ? output : unique("\(stem).z")]
    graph.node.append(gemm)
    if bends {
      var node = try activation(of: layer, stem, place)
      node.name = "\(stem).activation"
      node.input.insert(gemm.output[0], at: 0)
      node.output = [isLast ? output : unique("\(stem).y")]
      graph.node.append(node)
      current = node.output[0]
    } else {
      current = gemm.output[0]
    }
  }

  /// The node without its first input and its output.
  private mutating func activation(of layer: Layer, _ stem: String, _ place: String) throws(FormatError) -> ProtoNode {
    var node = ProtoNode()
    let slopes = layer.activations.map(\.inactiveSlope)
    if slopes.allSatisfy({ $0 == 0 }) {
      node.opType = "Relu"
      return node
    }
    if let slope = slopes.first, slopes.allSatisfy({ $0 == slope }), Double(Float(slope)) == slope {
      node.opType = "LeakyRelu"
      var alpha = ProtoAttribute()
      alpha.name = "alpha"
      alpha.type = 1
      alpha.f = Float(slope)
      node.attribute = [alpha]
      return node
    }
    node.opType = "PRelu"
    node.input = [unique("\(stem).slope")]
    try add(slopes, unique("\(stem).slope"), [layer.unitCount], place)
    return node
  }

  func finished() -> ProtoModel {
    var model = ProtoModel()
    model.irVersion = 8
    model.producerName = "knotwork"
    var opset = ProtoOperatorSet()
    opset.version = ONNX.writtenOpset
    model.opsetImport = [opset]
    model.graph = graph
    let derived =
      GraphReader.unitNames([ONNXModel.Port(name: input, shape: [network.inputCount])]) == network.inputNames
      && GraphReader.unitNames([ONNXModel.Port(name: output, shape: [network.outputCount])]) == network.outputNames
    if !derived {
      var names = ProtoStringEntry()
      names.key = ONNX.namesKey
      var json = JSONWriter()
      json.array { json in
        json.value(network.inputNames)
        json.value(network.outputNames)
      }
      names.value = String(decoding: json.takeBytes(), as: UTF8.self)
      model.metadataProps = [names]
    }
    return model
  }

  /// A name that no input or output has.
  private func unique(_ name: String) -> String {
    var name = name
    while name == input || name == output { name += "_" }
    return name
  }

  /// The tensor whose elements get these names when a model is read, or nil.
  private static func tensorName(_ names: [String]) -> String? {
    if names.count == 1 { return names[0] }
    let first = names[0]
    let stems = ["_1", "1"].filter { first.hasSuffix($0) }.map { String(first.dropLast($0.count)) }
    return stems.first { stem in
      !stem.isEmpty && GraphReader.unitNames([ONNXModel.Port(name: stem, shape: [names.count])]) == names
    }
  }

  private var elementType: Int32 { (precision == .float ? GraphElementType.float : .double).rawValue }

  private mutating func add(_ numbers: [Double], _ name: String, _ shape: [Int], _ place: String) throws(FormatError) {
    var tensor = ProtoTensor()
    tensor.name = name
    tensor.dims = shape.map(Int64.init)
    tensor.dataType = elementType
    var bytes: [UInt8] = []
    bytes.reserveCapacity(numbers.count * (precision == .float ? 4 : 8))
    for number in numbers {
      guard precision == .float else {
        ModelWriter.append(number.bitPattern, to: &bytes)
        continue
      }
      let float = Float(number)
      guard float.isFinite else { throw FormatError("\(place): \(number) is too large for a float; write doubles") }
      ModelWriter.append(float.bitPattern, to: &bytes)
    }
    tensor.rawData = Data(bytes)
    graph.initializer.append(tensor)
  }

  private static func append(_ bits: some FixedWidthInteger, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: bits.bitWidth, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
  }

  private func attribute(_ name: String, _ value: Int64) -> ProtoAttribute {
    var attribute = ProtoAttribute()
    attribute.name = name
    attribute.type = 2
    attribute.i = value
    return attribute
  }

  private func port(_ name: String, _ size: Int) -> ProtoValueInfo {
    var batch = ProtoDimension()
    batch.dimParam = "batch"
    var width = ProtoDimension()
    width.dimValue = Int64(size)
    var port = ProtoValueInfo()
    port.name = name
    port.type.tensorType.elemType = elementType
    port.type.tensorType.shape.dim = [batch, width]
    return port
  }
}
