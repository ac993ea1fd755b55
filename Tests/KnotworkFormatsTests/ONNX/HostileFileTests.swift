import Foundation
import Knotwork
import SwiftProtobuf
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Files that are damaged or meant to do harm: an error that says what is wrong, in little time and memory.
@Suite(.timed) struct HostileFileTests {
  /// The error of a model made by `body`, which gives the name of the output.
  private func refusal(
    opset: Int = 17, limit: Int = 1 << 22, input: [Int?] = [1, 4], _ body: (inout ModelBuilder, String) -> String
  ) throws -> String {
    var builder = ModelBuilder(opset: opset)
    let x = builder.input("x", input)
    builder.output(body(&builder, x))
    let bytes = try builder.bytes()
    let options = ONNXOptions(maximumWeights: limit)
    return #expect(throws: FormatError.self) { try ONNX.decode(bytes, options: options) }?.description ?? ""
  }

  @Test func notAModel() {
    let files: [([UInt8], String)] = [
      ([], "the file is empty"), ([0x7F], "no field of a protocol buffer"), (Array("{\"format\": 1}".utf8), "byte"),
      ([0x08, 0x03], "the model has no graph"), ([0x3A, 0x05, 0x0A], "the file is cut off"),
      ([UInt8](repeating: 0xFF, count: 100), "byte 0"),
    ]
    for (bytes, part) in files {
      let message = #expect(throws: FormatError.self) { try ONNX.decode(bytes) }?.description ?? ""
      #expect(message.contains(part), "\(message)")
    }
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = try OperatorCases.spatial[0].model().bytes()
    for length in 0..<bytes.count {
      #expect(throws: FormatError.self) { try ONNX.decode(Array(bytes[..<length])) }
    }
  }

  @Test func cycles() throws {
    var message = try refusal { m, x in
      m.edit {
        var first = ProtoNode()
        first.name = "a"
        first.opType = "Add"
        first.input = [x, "back"]
        first.output = ["forth"]
        var second = ProtoNode()
        second.name = "b"
        second.opType = "Relu"
        second.input = ["forth"]
        second.output = ["back"]
        $0.graph.node = [first, second]
      }
      return "back"
    }
    #expect(message == "node \"a\" (Add): reads what depends on itself; the graph has a cycle")
    message = try refusal { m, x in
      m.edit {
        var node = ProtoNode()
        node.opType = "Relu"
        node.input = ["y"]
        node.output = ["y"]
        $0.graph.node = [node]
      }
      return "y"
    }
    #expect(message == "the node that gives \"y\" (Relu): reads what depends on itself; the graph has a cycle")
  }

  @Test func longChainsAreNoProblem() throws {
    var builder = ModelBuilder()
    var value = builder.input("x", [2])
    for _ in 0..<20_000 { value = builder.node("Neg", [value]) }
    builder.output(value)
    #expect(try ONNX.decode(builder.bytes()).network([1, -2]) == [1, -2])
  }

  @Test func namesGivenTwice() throws {
    #expect(
      try refusal { m, x in
        m.edit {
          var node = ProtoNode()
          node.opType = "Relu"
          node.input = [x]
          node.output = ["y"]
          $0.graph.node = [node, node]
        }
        return "y"
      } == "the node that gives \"y\" (Relu): the name \"y\" is given twice in the graph")
    #expect(
      try refusal { m, x in
        var tensor = ModelBuilder.tensor([1], floats: [1])
        tensor.name = "w"
        return m.node("Add", [x, m.add(tensor), m.add(tensor)])
      } == "the initializer \"w\" occurs twice")
  }

  @Test func missingValues() throws {
    #expect(
      try refusal { m, _ in m.node("Relu", ["nowhere"], name: "r") }
        == "node \"r\" (Relu): the value \"nowhere\" is given by no node, input or initializer")
    #expect(
      try refusal { _, _ in "nowhere" } == "the output value \"nowhere\" is given by no node, input or initializer")
    #expect(
      try refusal { m, _ in m.node("Relu", [], name: "r") } == "node \"r\" (Relu): input 1 is missing; the file gives 0"
    )
  }

  static let tensors: [([Int64], Int, String)] = [
    ([.max], 1, "claims the shape"), ([1 << 32, 1 << 32], 1, "claims the shape"), ([-1, 4], 4, "claims the shape"),
    ([4], 3, "has 3 numbers; its shape 4 needs 4"), ([1 << 30], 4, "has 4 numbers; its shape 1073741824 needs"),
    ([2, 0, 1 << 62], 1, "claims the shape"), ([2, 0, 3], 1, "has 1 number"), ([.min], 0, "claims the shape"),
  ]

  @Test(arguments: tensors)
  func sizesThatDoNotFit(_ dims: [Int64], _ count: Int, _ part: String) throws {
    let message = try refusal { m, x in
      var tensor = ModelBuilder.tensor([], floats: [Float](repeating: 1, count: count))
      tensor.dims = dims
      tensor.name = "w"
      return m.node("Add", [x, m.add(tensor)])
    }
    #expect(message.hasPrefix("the initializer \"w\" ") && message.contains(part), "\(message)")
  }

  @Test func inputsBeyondTheLimit() throws {
    for shape in [[1, Int.max], [1 << 40, 1 << 40], [1, 1 << 30]] as [[Int]] {
      let message = try refusal(input: shape) { m, x in m.node("Relu", [x]) }
      #expect(message.contains("beyond the limit"), "\(message)")
    }
  }

  /// Small files whose tensors would be huge.
  @Test func claimsOfMuchMemory() throws {
    let messages = [
      try refusal { m, x in m.node("Expand", [x, m.integers([1 << 40, 4])]) },
      try refusal { m, x in m.node("Tile", [x, m.integers([1 << 29, 1 << 29])]) },
      try refusal { m, x in m.node("Pad", [x, m.integers([0, 0, 0, 1 << 29])]) },
      try refusal { m, x in m.node("Add", [x, m.node("ConstantOfShape", [m.integers([1 << 31, 1 << 31])])]) },
      try refusal { m, x in
        m.node("Range", [m.integers([0], shape: []), m.integers([.max], shape: []), m.integers([1], shape: [])])
      },
      try refusal { m, x in
        m.node("Range", [m.integers([0], shape: []), m.integers([.min], shape: []), m.integers([-1], shape: [])])
      },
      try refusal(input: [1, 1, 1000, 1000]) { m, x in
        m.node("Conv", [x, m.floats([64, 1, 1, 1], [Double](repeating: 1, count: 64))])
      },
      try refusal { m, x in
        // Powers of two, by doubling.
        (0..<60).reduce(x) { value, _ in m.node("Concat", [value, value], ["axis": .int(1)]) }
      },
    ]
    for message in messages { #expect(message.contains("the limit"), "\(message)") }
  }

  /// A dense layer of 2¹⁵ × 2¹⁵ weights from a file of a few bytes.
  @Test func layersBeyondTheLimit() throws {
    let message = try refusal(input: [1, 1 << 15]) { m, x in m.node("Relu", [x]) }
    #expect(message.hasPrefix("as dense layers the network has more than 4194304 weights"), "\(message)")
  }

  /// Products of large matrices that cost nothing in the file.
  @Test func claimsOfMuchTime() throws {
    let message = try refusal(input: [1, 600]) { m, x in
      let weights = m.node(
        "ConstantOfShape", [m.integers([600, 600])], ["value": .tensor(ModelBuilder.tensor([1], floats: [0.5]))])
      return (0..<1000).reduce(x) { value, _ in m.node("MatMul", [value, weights]) }
    }
    #expect(message.contains("multiplications, the limit"), "\(message)")
  }

  @Test func oneTensorReadManyTimes() throws {
    let message = try refusal { m, x in
      let large = m.floats([1 << 16], [Double](repeating: 1, count: 1 << 16))
      let sums = (0..<5000).map { _ in m.node("ReduceSum", [large]) }
      return m.node("Sum", [x] + sums)
    }
    #expect(message.contains("multiplications, the limit"), "\(message)")
  }

  /// Two bytes each in the file.
  @Test func tooManyNodes() {
    let empty: [UInt8] = [0x0A, 0x00]
    let graph = [UInt8]((0..<WireCheck.maximumMessages + 1).flatMap { _ in empty })
    var bytes: [UInt8] = [0x3A]
    var length = graph.count
    while length >= 0x80 {
      bytes.append(UInt8(length & 0x7F) | 0x80)
      length >>= 7
    }
    bytes.append(UInt8(length))
    #expect(throws: FormatError("the model has more than 1048576 nodes, tensors and attributes, the limit")) {
      try ONNX.decode(bytes + graph)
    }
  }

  @Test func imagesThatMakeNoSense() throws {
    func check(_ part: String, _ body: (inout ModelBuilder, String) -> String) throws {
      let message = try refusal(input: [1, 1, 4, 4], body)
      #expect(message.contains(part), "\(message)")
    }
    func kernel(_ m: inout ModelBuilder) -> String { m.floats([1, 1, 2, 2], [1, 2, 3, 4]) }
    let huge = 1 << 29
    try check("must be positive and below") { m, x in m.node("MaxPool", [x], ["kernel_shape": .ints([.max, 2])]) }
    try check("the limit") { m, x in
      m.node("MaxPool", [x], ["kernel_shape": .ints([huge, huge]), "pads": .ints([huge, huge, huge, huge])])
    }
    try check("must be positive") { m, x in m.node("Conv", [x, kernel(&m)], ["strides": .ints([0, 1])]) }
    try check("larger than the padded image") { m, x in
      m.node("Conv", [x, kernel(&m)], ["dilations": .ints([huge, 1])])
    }
    try check("does not fit an input") { m, x in m.node("Conv", [x, kernel(&m)], ["group": .int(0)]) }
    try check("lies on padding only") { m, x in
      m.node("MaxPool", [x], ["kernel_shape": .ints([1, 1]), "pads": .ints([1, 0, 0, 0])])
    }
  }

  /// Groups of the wire format within groups, in places where nothing of the kind is expected.
  @Test func deepNesting() throws {
    let groups = [UInt8](repeating: 0x0B, count: 100)
    func message(_ field: UInt8, _ body: [UInt8]) -> [UInt8] { [field << 3 | 2, UInt8(body.count)] + body }
    let dimension = message(11, message(2, message(1, message(2, message(1, groups)))))
    for bytes in [
      groups, message(8, groups), message(14, groups), message(7, message(5, message(13, groups))),
      message(7, dimension),
    ] {
      let refused = #expect(throws: FormatError.self) { try ONNX.decode(bytes) }
      #expect(refused?.description.contains("found no field of a protocol buffer") ?? false)
    }
  }

  @Test func attributesThatMakeNoSense() throws {
    func check(_ part: String, _ body: (inout ModelBuilder, String) -> String) throws {
      let message = try refusal(body)
      #expect(message.contains(part), "\(message)")
    }
    try check("−1 twice") { m, x in m.node("Reshape", [x, m.integers([-1, -1])]) }
    try check("cannot become") { m, x in m.node("Reshape", [x, m.integers([.max, 4])]) }
    try check("each of the 2 axes once") { m, x in m.node("Transpose", [x], ["perm": .ints([0, 0])]) }
    try check("outside the axis") { m, x in m.node("Gather", [x, m.integers([4])], ["axis": .int(1)]) }
    try check("does not exist") { m, x in m.node("Gather", [x, m.integers([0])], ["axis": .int(.min)]) }
    try check("occurs twice") { m, x in m.node("Unsqueeze", [x, m.integers([0, 0])]) }
    try check("divides by 0") { m, x in m.node("Div", [x, m.floats([], [0])]) }
    try check("a step is 0") { m, x in
      m.node("Slice", [x, m.integers([0]), m.integers([1]), m.integers([0]), m.integers([0])])
    }
    try check("do not sum to") { m, x in m.node("Split", [x, m.integers([.max, .max])], ["axis": .int(1)]) }
    try check("expected a finite number") { m, x in
      m.node("Gemm", [x, m.floats([4, 1], [1, 2, 3, 4])], ["alpha": .float(.infinity)])
    }
    try check("not continuous") { m, x in m.node("Cast", [x], ["to": .int(7)]) }
  }

  /// Tensors without elements whose other sizes would overflow.
  @Test func emptyTensorsOfHugeSizes() throws {
    let message = try refusal { m, x in
      let none = m.node("Slice", [x, m.integers([0]), m.integers([0]), m.integers([0])])
      let huge = m.node("Reshape", [none, m.integers([0, 1 << 40, 1 << 40])], ["allowzero": .int(1)])
      return m.node("Flatten", [huge], ["axis": .int(3)])
    }
    #expect(message.contains("cannot become"), "\(message)")
  }

  /// Weights that overflow when they are folded.
  @Test func foldingThatOverflows() throws {
    let message = try refusal(input: [1, 1]) { m, x in
      var huge = ProtoTensor()
      huge.dims = [1, 1]
      huge.dataType = GraphElementType.double.rawValue
      huge.doubleData = [1e300]
      let w = m.add(huge)
      return m.node("MatMul", [m.node("MatMul", [x, w]), w])
    }
    #expect(
      message == "the network that the file gives cannot be: layer 1, row 1, weight 1: inf is not a finite number")
  }
}
