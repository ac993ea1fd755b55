import Foundation

@testable import KnotworkFormats

/// Evaluates the nodes of a model one after the other, in double, by the definitions of the operators.
///
/// It shares nothing with the reader but the parsed file: no shapes, no folding, no units. Slow, and easy to check
/// against the text of the ONNX operators.
struct Interpreter {
  struct Unsupported: Error { let what: String }

  let model: ProtoModel

  /// The outputs, one after the other, for the inputs, one after the other.
  func callAsFunction(_ point: [Double]) throws -> [Double] {
    var values: [String: NDArray] = ["": NDArray([0], [])]
    for tensor in model.graph.initializer { values[tensor.name] = Interpreter.array(tensor) }
    var first = 0
    for input in model.graph.input where values[input.name] == nil {
      let shape = input.type.tensorType.shape.dim.map { $0.dimValue > 0 ? Int($0.dimValue) : 1 }
      let count = shape.reduce(1, *)
      values[input.name] = NDArray(shape, Array(point[first..<first + count]))
      first += count
    }
    for node in model.graph.node {
      let context = InterpretedNode(
        proto: node, inputs: node.input.map { $0.isEmpty ? nil : values[$0] }, opset: opset)
      for (name, value) in zip(node.output, try context.evaluate()) { values[name] = value }
    }
    return model.graph.output.flatMap { values[$0.name]?.values ?? [] }
  }

  var opset: Int { Int(model.opsetImport.first { $0.domain.isEmpty }?.version ?? 17) }

  /// A tensor of the file by the most direct way; the tests that need other encodings state their numbers themselves.
  static func array(_ tensor: ProtoTensor) -> NDArray {
    let shape = tensor.dims.map { Int($0) }
    if !tensor.rawData.isEmpty {
      let bytes = [UInt8](tensor.rawData)
      let width = tensor.dataType == 1 ? 4 : 8
      let values = stride(from: 0, to: bytes.count, by: width).map { start -> Double in
        let bits = (0..<width).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
        switch tensor.dataType {
        case 1: return Double(Float(bitPattern: UInt32(bits)))
        case 7: return Double(Int64(bitPattern: bits))
        default: return Double(bitPattern: bits)
        }
      }
      return NDArray(shape, values)
    }
    // One of the fields has the numbers.
    var values: [Double] = tensor.doubleData
    values += tensor.floatData.map { Double($0) }
    values += tensor.int64Data.map { Double($0) }
    values += tensor.int32Data.map { Double($0) }
    return NDArray(shape, values)
  }
}

/// A node with the arrays that it reads.
struct InterpretedNode {
  let proto: ProtoNode
  let inputs: [NDArray?]
  let opset: Int

  subscript(_ index: Int) -> NDArray {
    guard index < inputs.count, let input = inputs[index] else { preconditionFailure("input \(index) is missing") }
    return input
  }

  func has(_ index: Int) -> Bool { index < inputs.count && inputs[index] != nil }

  func attribute(_ name: String) -> ProtoAttribute? { proto.attribute.first { $0.name == name } }
  func int(_ name: String, _ value: Int) -> Int { attribute(name).map { Int($0.i) } ?? value }
  func float(_ name: String, _ value: Float) -> Double { Double(attribute(name)?.f ?? value) }
  func ints(_ name: String) -> [Int]? { attribute(name)?.ints.map { Int($0) } }
  func floats(_ name: String) -> [Double] { attribute(name)?.floats.map(Double.init) ?? [] }
  func string(_ name: String, _ value: String) -> String {
    attribute(name).map { String(decoding: $0.s, as: UTF8.self) } ?? value
  }

  func evaluate() throws -> [NDArray] {
    if let result = try elementwise() ?? layout() ?? selection() ?? spatial() ?? products() { return result }
    if let result = try steps() ?? indexing() ?? resampling() ?? fused() { return result }
    throw Interpreter.Unsupported(what: proto.opType)
  }
}
