import Foundation
import SwiftProtobuf

@testable import KnotworkFormats

/// Small models for tests, node by node.
struct ModelBuilder {
  enum Attribute {
    case int(Int)
    case float(Float)
    case string(String)
    case ints([Int])
    case floats([Float])
    case tensor(ProtoTensor)
  }

  /// The model.
  var model: ProtoModel {
    var model = head
    model.graph = graph
    return model
  }

  /// Apart from its graph, which a model hands out as a copy: so many nodes would be copied for each.
  private var head = ProtoModel()
  private var graph = ProtoGraph()
  private var names = 0

  init(opset: Int = 17, machineLearning: Int? = nil) {
    head.irVersion = opset >= 21 ? 10 : 8
    head.producerName = "knotwork-tests"
    graph.name = "test"
    add(opset: opset, domain: "")
    if let machineLearning { add(opset: machineLearning, domain: "ai.onnx.ml") }
  }

  mutating func add(opset: Int, domain: String) {
    var set = ProtoOperatorSet()
    set.domain = domain
    set.version = Int64(opset)
    head.opsetImport.append(set)
  }

  /// Nil stands for a size that is left open.
  mutating func input(_ name: String, _ shape: [Int?], type: GraphElementType = .float) -> String {
    graph.input.append(ModelBuilder.port(name, shape, type))
    return name
  }

  mutating func output(_ name: String, _ shape: [Int?]? = nil, type: GraphElementType = .float) {
    graph.output.append(ModelBuilder.port(name, shape, type))
  }

  static func port(_ name: String, _ shape: [Int?]?, _ type: GraphElementType) -> ProtoValueInfo {
    var port = ProtoValueInfo()
    port.name = name
    port.type.tensorType.elemType = type.rawValue
    if let shape {
      port.type.tensorType.shape.dim = shape.map { size in
        var dimension = ProtoDimension()
        if let size { dimension.dimValue = Int64(size) } else { dimension.dimParam = "N" }
        return dimension
      }
    }
    return port
  }

  /// An initializer of floats.
  mutating func floats(_ shape: [Int], _ values: [Double]) -> String {
    add(ModelBuilder.tensor(shape, floats: values.map(Float.init)))
  }

  /// An initializer of whole numbers.
  mutating func integers(_ values: [Int], shape: [Int]? = nil) -> String {
    var tensor = ProtoTensor()
    tensor.dims = (shape ?? [values.count]).map(Int64.init)
    tensor.dataType = GraphElementType.int64.rawValue
    tensor.int64Data = values.map(Int64.init)
    return add(tensor)
  }

  mutating func add(_ tensor: ProtoTensor) -> String {
    var tensor = tensor
    if tensor.name.isEmpty { tensor.name = fresh("c") }
    graph.initializer.append(tensor)
    return tensor.name
  }

  static func tensor(_ shape: [Int], floats: [Float]) -> ProtoTensor {
    var tensor = ProtoTensor()
    tensor.dims = shape.map(Int64.init)
    tensor.dataType = GraphElementType.float.rawValue
    tensor.floatData = floats
    return tensor
  }

  /// A node with one output, whose name is returned.
  @discardableResult
  mutating func node(
    _ type: String, _ inputs: [String], _ attributes: [String: Attribute] = [:], domain: String = "",
    name: String? = nil
  ) -> String {
    nodes(type, inputs, attributes, outputs: 1, domain: domain, name: name)[0]
  }

  /// A node with several outputs.
  mutating func nodes(
    _ type: String, _ inputs: [String], _ attributes: [String: Attribute] = [:], outputs: Int, domain: String = "",
    name: String? = nil
  ) -> [String] {
    var node = ProtoNode()
    node.opType = type
    node.domain = domain
    node.name = name ?? fresh(type.lowercased())
    node.input = inputs
    node.output = (0..<outputs).map { _ in fresh("v") }
    node.attribute = attributes.sorted { $0.key < $1.key }.map(ModelBuilder.attribute)
    graph.node.append(node)
    return node.output
  }

  private static func attribute(_ name: String, _ value: Attribute) -> ProtoAttribute {
    var attribute = ProtoAttribute()
    attribute.name = name
    switch value {
    case .float(let float):
      attribute.type = 1
      attribute.f = float
    case .int(let int):
      attribute.type = 2
      attribute.i = Int64(int)
    case .string(let string):
      attribute.type = 3
      attribute.s = Data(string.utf8)
    case .tensor(let tensor):
      attribute.type = 4
      attribute.t = tensor
    case .floats(let floats):
      attribute.type = 6
      attribute.floats = floats
    case .ints(let ints):
      attribute.type = 7
      attribute.ints = ints.map(Int64.init)
    }
    return attribute
  }

  private mutating func fresh(_ stem: String) -> String {
    names += 1
    return "\(stem)\(names)"
  }

  func bytes() throws -> [UInt8] { try model.serializedBytes() }

  /// Changes the model in ways that the other methods do not offer.
  mutating func edit(_ change: (inout ProtoModel) -> Void) {
    var whole = model
    change(&whole)
    (head, graph) = (whole, whole.graph)
  }
}
