import Foundation
import Knotwork
import KnotworkGeometry
import SwiftProtobuf
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// How files say the same thing in different ways.
@Suite(.timed) struct DecodingTests {
  /// x · W for a W that is written in some way.
  private func network(weights tensor: ProtoTensor) throws -> Network {
    var builder = ModelBuilder()
    let x = builder.input("x", [1, 2])
    builder.output(builder.node("MatMul", [x, builder.add(tensor)]))
    return try ONNX.decode(builder.bytes()).network
  }

  private func tensor(_ type: GraphElementType, _ change: (inout ProtoTensor) -> Void) -> ProtoTensor {
    var tensor = ProtoTensor()
    tensor.dims = [2, 1]
    tensor.dataType = type.rawValue
    change(&tensor)
    return tensor
  }

  private static func raw(_ words: [some FixedWidthInteger]) -> Data {
    Data(words.flatMap { word in (0..<word.bitWidth / 8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } })
  }

  @Test func initializersInEveryEncoding() throws {
    func check(
      _ type: GraphElementType, _ expected: [Double], _ change: (inout ProtoTensor) -> Void
    ) throws {
      let network = try network(weights: tensor(type, change))
      #expect(network.layers.count == 1 && network.layers[0].weights.elements == expected, "\(type)")
    }
    let tenth = Double(Float(0.1))
    try check(.float, [tenth, -3]) { $0.floatData = [0.1, -3] }
    try check(.float, [tenth, -3]) { $0.rawData = Self.raw([Float(0.1).bitPattern, Float(-3).bitPattern]) }
    try check(.double, [0.1, -3]) { $0.doubleData = [0.1, -3] }
    try check(.double, [0.1, -3]) { $0.rawData = Self.raw([Double(0.1).bitPattern, Double(-3).bitPattern]) }
    // 0x2E66 is the half next to 0.1, 0x8001 the smallest negative one.
    try check(.float16, [0.0999755859375, -0x1p-24]) { $0.rawData = Self.raw([0x2E66, 0x8001] as [UInt16]) }
    try check(.float16, [1, -65504]) { $0.int32Data = [0x3C00, 0xFBFF] }
    try check(.bfloat16, [0.10009765625, -3]) { $0.rawData = Self.raw([0x3DCD, 0xC040] as [UInt16]) }
    try check(.bfloat16, [1, -3]) { $0.int32Data = [0x3F80, 0xC040] }
    try check(.int64, [5, -7]) { $0.int64Data = [5, -7] }
    try check(.int32, [5, -7]) { $0.rawData = Self.raw([5, -7] as [Int32]) }
    try check(.int8, [5, -7]) { $0.rawData = Data([5, 0xF9]) }
    try check(.uint8, [5, 249]) { $0.int32Data = [5, 249] }
    try check(.uint32, [5, 4_000_000_000]) { $0.uint64Data = [5, 4_000_000_000] }
  }

  @Test func weightsThatAreNotNumbersAreRefused() {
    let message = "node \"matmul2\" (MatMul): the matrix, element 2: nan is not a finite number"
    #expect(throws: FormatError(message)) { try network(weights: tensor(.float) { $0.floatData = [1, .nan] }) }
  }

  @Test func externalData() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "knotwork-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appending(path: "model/data"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let bytes = Data([9, 9, 9, 9]) + Self.raw([Float(0.5).bitPattern, Float(2).bitPattern])
    try bytes.write(to: folder.appending(path: "model/data/weights.bin"))
    try bytes.write(to: folder.appending(path: "outside.bin"))
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "model/link.bin"), withDestinationURL: folder.appending(path: "outside.bin"))
    let reader = ExternalDataFolder(path: folder.appending(path: "model").path)

    func decode(_ entries: [String: String]) throws -> ONNXModel {
      var builder = ModelBuilder()
      let x = builder.input("x", [1, 2])
      let weights = tensor(.float) {
        $0.dataLocation = 1
        $0.name = "w"
        $0.externalData = entries.map { key, value in
          var entry = ProtoStringEntry()
          entry.key = key
          entry.value = value
          return entry
        }
      }
      builder.output(builder.node("MatMul", [x, builder.add(weights)]))
      return try ONNX.decode(builder.bytes(), externalData: reader.read)
    }
    let network = try decode(["location": "data/weights.bin", "offset": "4", "length": "8"]).network
    #expect(network.layers[0].weights.elements == [0.5, 2])
    #expect(try decode(["location": "data/weights.bin", "offset": "4"]).network == network)

    let refused: [([String: String], String)] = [
      (["location": "../outside.bin"], "only files in the model's folder are read"),
      (["location": "data/../../outside.bin"], "only files in the model's folder are read"),
      (["location": folder.appending(path: "outside.bin").path], "only files in the model's folder are read"),
      (["location": "..\\outside.bin"], "only files in the model's folder are read"),
      (["location": "C:outside.bin"], "only files in the model's folder are read"),
      (["location": ""], "only files in the model's folder are read"),
      (["location": "link.bin", "offset": "4"], "a link out of its folder"),
      (["location": "data"], "is missing or cannot be read"),
      (["location": "nothing.bin"], "is missing or cannot be read"),
      (["location": "data/weights.bin"], "has 12 bytes; its shape 2×1 of float needs 8"),
      (["location": "data/weights.bin", "offset": "13"], "begins at byte 13"),
      (["location": "data/weights.bin", "offset": "8", "length": "8"], "needs 8 bytes from byte 8"),
      (["location": "data/weights.bin", "offset": "-1"], "is not a whole number"),
      (["location": "data/weights.bin", "length": "9223372036854775808"], "is not a whole number"),
      ([:], "no location is given"),
    ]
    for (entries, part) in refused {
      let message = #expect(throws: FormatError.self) { try decode(entries) }?.description ?? ""
      #expect(message.contains(part), "\(entries): \(message)")
    }
  }

  @Test func withoutReaderExternalDataIsRefused() throws {
    var builder = ModelBuilder()
    let x = builder.input("x", [1, 2])
    var entry = ProtoStringEntry()
    entry.key = "location"
    entry.value = "w.bin"
    let weights = tensor(.float) {
      $0.dataLocation = 1
      $0.externalData = [entry]
    }
    builder.output(builder.node("MatMul", [x, builder.add(weights)]))
    let bytes = try builder.bytes()
    #expect(throws: FormatError.self) { try ONNX.decode(bytes) }
  }

  /// As MATLAB and old versions of PyTorch write it.
  @Test func initializersThatAreAlsoInputs() throws {
    var builder = ModelBuilder(opset: 8)
    let weights = builder.floats([2, 1], [1, 2])
    _ = builder.input(weights, [2, 1])
    let x = builder.input("x", [nil, 2])
    builder.output(builder.node("MatMul", [x, weights]))
    let model = try ONNX.decode(builder.bytes())
    #expect(model.inputs == [ONNXModel.Port(name: "x", shape: [1, 2])])
    #expect(model.notes == ["the batch that the input \"x\" leaves open is 1"])
    #expect(model.network.layers[0].weights == Matrix([[1, 2]]))
  }

  @Test func saysWhatTheFileIs() throws {
    var builder = ModelBuilder(opset: 12, machineLearning: 2)
    let x = builder.input("features", [nil, 2])
    let scaled = builder.node("Scaler", [x], ["offset": .floats([1])], domain: "ai.onnx.ml")
    let y = builder.node("Gemm", [scaled, builder.floats([2, 1], [1, 2])])
    builder.edit {
      $0.producerName = "tests"
      $0.producerVersion = "1.2"
    }
    builder.output(y)
    let model = try ONNX.decode(builder.bytes())
    #expect(model.producer == "tests 1.2")
    #expect(
      model.opsets == [
        ONNXModel.Opset(domain: "ai.onnx", version: 12), ONNXModel.Opset(domain: "ai.onnx.ml", version: 2),
      ])
    #expect(
      model.operators == [
        ONNXModel.OperatorCount(name: "Gemm", count: 1),
        ONNXModel.OperatorCount(name: "ai.onnx.ml.Scaler", count: 1),
      ])
    #expect(model.network.inputNames == ["features1", "features2"] && model.network.outputNames == [y])
    #expect(model.outputs == [ONNXModel.Port(name: y, shape: [1, 1])])
  }

  @Test func severalInputsAndOutputs() throws {
    var builder = ModelBuilder()
    let (a, b) = (builder.input("age", [nil, 1]), builder.input("h2", [nil, 2]))
    let sum = builder.node("Concat", [a, b], ["axis": .int(1)])
    let units = builder.node("Relu", [sum])
    builder.output(units)
    builder.output(sum)
    let model = try ONNX.decode(builder.bytes())
    #expect(model.network.inputNames == ["age", "h2_1", "h2_2"])
    #expect(model.network([1, -2, 3]) == [1, 0, 3, 1, -2, 3])
    let chosen = try ONNX.decode(builder.bytes(), options: ONNXOptions(outputNames: [sum])).network
    #expect(chosen.layers.count == 1 && chosen([1, -2, 3]) == [1, -2, 3])
    let bytes = try builder.bytes()
    #expect(throws: FormatError.self) { try ONNX.decode(bytes, options: ONNXOptions(outputNames: ["z"])) }
  }

  /// What no output depends on may be anything.
  @Test func unusedNodesAreNotRead() throws {
    var builder = ModelBuilder()
    let x = builder.input("x", [2])
    let y = builder.node("Relu", [x])
    builder.node("Softmax", [x])
    builder.output(y)
    #expect(try ONNX.decode(builder.bytes()).network.layers.count == 1)
  }

  @Test func nodesInAnyOrder() throws {
    var builder = ModelBuilder()
    let x = builder.input("x", [2])
    builder.output(builder.node("Abs", [builder.node("Neg", [x])]))
    builder.edit { $0.graph.node.reverse() }
    #expect(try ONNX.decode(builder.bytes()).network([1, -2]) == [1, 2])
  }

  @Test func sizesThatAreLeftOpen() throws {
    var builder = ModelBuilder()
    let x = builder.input("x", [nil, nil, 2])
    builder.output(builder.node("Flatten", [x]))
    let bytes = try builder.bytes()
    let refused = #expect(throws: FormatError.self) { try ONNX.decode(bytes) }
    #expect(
      refused?.description
        == "the input \"x\" is ?×?×2; sizes beside the batch must be known; give it with --input-shape, a size for each "
        + "axis, as in --input-shape 1,8,2, or export the model with fixed sizes"
    )
    #expect(try ONNX.decode(bytes, options: ONNXOptions(inputShape: [1, 3, 2])).network.inputCount == 6)
    #expect(throws: FormatError("the shape 1×3×3 does not fit the input \"x\", which is ?×?×2")) {
      try ONNX.decode(bytes, options: ONNXOptions(inputShape: [1, 3, 3]))
    }
  }

  @Test func modelsWithoutShapes() throws {
    func message(_ body: (inout ModelBuilder, String) -> String) throws -> String {
      var builder = ModelBuilder()
      let x = builder.input("x", [1])
      builder.edit { $0.graph.input[0].type.tensorType.clearShape() }
      builder.output(body(&builder, x))
      let bytes = try builder.bytes()
      return #expect(throws: FormatError.self) { try ONNX.decode(bytes) }?.description ?? ""
    }
    let dense = try message { m, x in m.node("Gemm", [x, m.floats([3, 2], [1, 2, 3, 4, 5, 6])]) }
    #expect(
      dense
        == "the input \"x\" has no shape; give it with --input-shape, a size for each axis, as in --input-shape 1,3, "
        + "or export the model with fixed sizes")
    let image = try message { m, x in m.node("Conv", [x, m.floats([1, 2, 1, 1], [1, 2])]) }
    #expect(image.contains("--input-shape 1,2,32,32"), "\(image)")
  }

  @Test func treeModelsAreNamed() throws {
    for type in ["TreeEnsemble", "TreeEnsembleRegressor", "TreeEnsembleClassifier"] {
      var builder = ModelBuilder(machineLearning: 3)
      let x = builder.input("x", [1, 2])
      builder.output(builder.node(type, [x], domain: "ai.onnx.ml", name: "forest"))
      let bytes = try builder.bytes()
      let message = #expect(throws: FormatError.self) { try ONNX.decode(bytes) }?.description ?? ""
      #expect(message.hasPrefix("node \"forest\" (ai.onnx.ml.\(type)): is a tree model"), "\(message)")
    }
  }

  /// Numbers of four and two bits, several in a byte.
  @Test func packedWholeNumbers() throws {
    func numbers(_ type: GraphElementType, _ bytes: [UInt8], raw: Bool) throws -> [Double] {
      var builder = ModelBuilder(opset: 25)
      let x = builder.input("x", [1, 5])
      var tensor = ProtoTensor()
      tensor.dims = [5]
      tensor.dataType = type.rawValue
      if raw { tensor.rawData = Data(bytes) } else { tensor.int32Data = bytes.map { Int32($0) } }
      let values = builder.node("DequantizeLinear", [builder.add(tensor), builder.floats([], [1])])
      builder.output(builder.node("Add", [x, values]))
      return try ONNX.decode(builder.bytes()).network([0, 0, 0, 0, 0])
    }
    for raw in [true, false] {
      #expect(try numbers(.uint4, [0x21, 0xF3, 0x08], raw: raw) == [1, 2, 3, 15, 8])
      #expect(try numbers(.int4, [0x21, 0xF3, 0x08], raw: raw) == [1, 2, 3, -1, -8])
      #expect(try numbers(.uint2, [0b11_10_01_00, 0b10], raw: raw) == [0, 1, 2, 3, 2])
      #expect(try numbers(.int2, [0b11_10_01_00, 0b10], raw: raw) == [0, 1, -2, -1, -2])
    }
    #expect(throws: FormatError.self) { try numbers(.int4, [0x21, 0xF3], raw: true) }
  }

  @Test func batchesThatAreFixed() throws {
    var builder = ModelBuilder()
    let x = builder.input("x", [3, 2])
    builder.output(builder.node("Gemm", [x, builder.floats([2, 1], [1, 2])]))
    let model = try ONNX.decode(builder.bytes())
    #expect(model.network.inputCount == 6 && model.network([1, 2, 3, 4, 5, 6]) == [5, 11, 17])
    #expect(model.notes == ["the input \"x\" is 3 rows, a batch perhaps; the network takes all of them at once"])
    let single = try ONNX.decode(builder.bytes(), options: ONNXOptions(inputShape: [1, 2]))
    #expect(single.network([1, 2]) == [5] && single.notes.isEmpty)
  }

  @Test(arguments: ["Softmax", "Sigmoid", "LogSoftmax"])
  func finalActivationsCanBeCut(_ type: String) throws {
    var builder = ModelBuilder()
    let x = builder.input("x", [1, 2])
    let logits = builder.node("Gemm", [x, builder.floats([2, 2], [1, 2, 3, 4])])
    let last = builder.node(type, [logits], name: "last")
    builder.output(builder.node("Reshape", [last, builder.integers([-1])]))
    let bytes = try builder.bytes()
    let refused = #expect(throws: FormatError.self) { try ONNX.decode(bytes) }
    #expect(
      refused?.description
        == "node \"last\" (\(type)): is not piecewise linear; it is the last step, so the network before it can "
        + "be read: cut it off (--cut-final)")
    let model = try ONNX.decode(bytes, options: ONNXOptions(cutsFinalActivation: true))
    #expect(model.network([1, 1]) == [4, 6])
    #expect(model.notes == ["node \"last\" (\(type)) at the end was cut off; the outputs are what it reads"])
  }

  @Test func softmaxInTheMiddleIsNotCut() throws {
    var builder = ModelBuilder()
    let x = builder.input("x", [1, 2])
    let middle = builder.node("Softmax", [x], name: "attention")
    builder.output(builder.node("Gemm", [middle, builder.floats([2, 1], [1, 2])]))
    builder.output(middle)
    let bytes = try builder.bytes()
    let refused = #expect(throws: FormatError.self) {
      try ONNX.decode(bytes, options: ONNXOptions(cutsFinalActivation: true))
    }
    #expect(refused?.description.hasPrefix("node \"attention\" (Softmax): is not piecewise linear; read the") ?? false)
  }

  static let refusals: [(String, String, String)] = [
    ("Tanh", "", "is not piecewise linear"), ("Exp", "", "is not piecewise linear"), ("Floor", "", "jumps"),
    ("QuantizeLinear", "", "rounds its values"), ("Loop", "", "runs a graph of its own"),
    ("Frobnicate", "", "the operator is not known"), ("Thing", "com.example", "belongs to a set of operators"),
  ]

  @Test(arguments: refusals)
  func whatIsNotPiecewiseLinearIsRefused(_ type: String, _ domain: String, _ reason: String) throws {
    var builder = ModelBuilder()
    let x = builder.input("x", [1, 2])
    builder.output(builder.node("Identity", [builder.node(type, [x], domain: domain, name: "step")]))
    if !domain.isEmpty {
      builder.edit {
        var set = ProtoOperatorSet()
        set.domain = domain
        set.version = 1
        $0.opsetImport.append(set)
      }
    }
    let bytes = try builder.bytes()
    let message = #expect(throws: FormatError.self) { try ONNX.decode(bytes) }?.description ?? ""
    let label = domain.isEmpty ? type : "\(domain).\(type)"
    #expect(message.hasPrefix("node \"step\" (\(label)): \(reason)"), "\(message)")
  }

  @Test func productsOfTwoValuesAreRefused() throws {
    for type in ["Mul", "MatMul", "Div"] {
      var builder = ModelBuilder()
      let x = builder.input("x", [2, 2])
      builder.output(builder.node(type, [x, x], name: "square"))
      let bytes = try builder.bytes()
      let message = #expect(throws: FormatError.self) { try ONNX.decode(bytes) }?.description ?? ""
      #expect(message.hasPrefix("node \"square\" (\(type))") && message.contains("not piecewise linear"), "\(message)")
    }
  }

  @Test(arguments: [1, 6, 29])
  func otherOpsetsAreRefused(_ opset: Int) throws {
    var builder = ModelBuilder(opset: opset)
    let x = builder.input("x", [2])
    builder.output(builder.node("Relu", [x]))
    let bytes = try builder.bytes()
    let message = #expect(throws: FormatError.self) { try ONNX.decode(bytes) }?.description ?? ""
    #expect(message.hasPrefix("the model uses opset \(opset); this program reads 7 to 28;"))
  }

  @Test(arguments: 7...28)
  func everyOpsetFrom7To28IsRead(_ opset: Int) throws {
    var builder = ModelBuilder(opset: opset)
    let x = builder.input("x", [2])
    builder.output(builder.node("Relu", [x]))
    #expect(try ONNX.decode(builder.bytes()).network([1, -1]) == [1, 0])
  }
}
