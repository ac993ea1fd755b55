import Foundation
import Knotwork
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Functions that a model defines itself are written out.
@Suite(.timed) struct FunctionTests {
  static func node(
    _ type: String, _ inputs: [String], _ outputs: [String], domain: String = "", overload: String = "",
    attributes: [ProtoAttribute] = []
  ) -> ProtoNode {
    var node = ProtoNode()
    node.opType = type
    node.input = inputs
    node.output = outputs
    node.domain = domain
    node.overload = overload
    node.name = type.lowercased()
    node.attribute = attributes
    return node
  }

  static func reference(_ name: String, to given: String) -> ProtoAttribute {
    var attribute = ProtoAttribute()
    attribute.name = name
    attribute.refAttrName = given
    attribute.type = 1
    return attribute
  }

  static func number(_ name: String, _ value: Float) -> ProtoAttribute {
    var attribute = ProtoAttribute()
    attribute.name = name
    attribute.type = 1
    attribute.f = value
    return attribute
  }

  static func function(
    _ name: String, _ inputs: [String], _ outputs: [String], _ nodes: [ProtoNode], opset: Int = 17,
    overload: String = "", attributes: [String] = [], defaults: [ProtoAttribute] = []
  ) -> ProtoFunction {
    var function = ProtoFunction()
    function.name = name
    function.domain = "local"
    function.overload = overload
    function.input = inputs
    function.output = outputs
    function.node = nodes
    function.attribute = attributes
    function.attributeProto = defaults
    for (domain, version) in [("", opset), ("local", 1)] {
      var set = ProtoOperatorSet()
      set.domain = domain
      set.version = Int64(version)
      function.opsetImport.append(set)
    }
    return function
  }

  /// A model with functions, whose graph is one call or more.
  static func model(
    _ functions: [ProtoFunction], opset: Int = 17, shape: [Int] = [1, 2],
    _ body: (inout ModelBuilder, String) -> String
  ) throws -> [UInt8] {
    var builder = ModelBuilder(opset: opset)
    builder.add(opset: 1, domain: "local")
    let x = builder.input("x", shape)
    builder.output(body(&builder, x))
    builder.edit { $0.functions = functions }
    return try builder.bytes()
  }

  private static let leaky = function(
    "Leaky", ["a"], ["b"], [node("LeakyRelu", ["a"], ["b"], attributes: [reference("alpha", to: "slope")])],
    attributes: ["slope"])

  @Test func callsWithNamesOfTheirOwn() throws {
    // Both calls use the names t and y within.
    let dense = Self.function(
      "Dense", ["a", "w"], ["y"], [Self.node("MatMul", ["a", "w"], ["t"]), Self.node("Relu", ["t"], ["y"])])
    let bytes = try Self.model([dense]) { m, x in
      let first = m.node("Dense", [x, m.floats([2, 2], [1, -1, 2, 1])], domain: "local")
      return m.node("Dense", [first, m.floats([2, 1], [1, -2])], domain: "local")
    }
    let model = try ONNX.decode(bytes)
    #expect(model.network([1, 1]) == [3] && model.network([1, -3]) == [0])
    #expect(model.operators.map(\.name) == ["MatMul", "Relu"] && model.operators.map(\.count) == [2, 2])
  }

  @Test func nestedCallsWithAttributesByReference() throws {
    let outer = Self.function(
      "Twice", ["a"], ["c"],
      [
        Self.node("Leaky", ["a"], ["b"], domain: "local", attributes: [Self.reference("slope", to: "s")]),
        Self.node("Leaky", ["b"], ["c"], domain: "local", attributes: [Self.reference("slope", to: "s")]),
      ], attributes: ["s"])
    let bytes = try Self.model([Self.leaky, outer]) { m, x in
      m.node("Twice", [x], ["s": .float(0.5)], domain: "local")
    }
    #expect(try ONNX.decode(bytes).network([4, -4]) == [4, -1])
  }

  @Test func attributesWithDefaults() throws {
    let function = Self.function(
      "Leaky", ["a"], ["b"], Self.leaky.node, defaults: [Self.number("slope", 0.25)])
    let bytes = try Self.model([function]) { m, x in
      m.node(
        "Concat",
        [
          m.node("Leaky", [x], domain: "local"), m.node("Leaky", [x], ["slope": .float(0.5)], domain: "local"),
        ], ["axis": .int(1)])
    }
    #expect(try ONNX.decode(bytes).network([-4, 0]) == [-1, 0, -2, 0])
  }

  @Test func overloadsOfOneName() throws {
    let functions = [
      Self.function("Act", ["a"], ["b"], [Self.node("Relu", ["a"], ["b"])], overload: "relu"),
      Self.function("Act", ["a"], ["b"], [Self.node("Abs", ["a"], ["b"])], overload: "abs"),
    ]
    var builder = ModelBuilder(opset: 20)
    builder.add(opset: 1, domain: "local")
    _ = builder.input("x", [1, 1])
    builder.output("z")
    builder.edit {
      $0.functions = functions
      $0.graph.node = [
        Self.node("Act", ["x"], ["r"], domain: "local", overload: "relu"),
        Self.node("Act", ["x"], ["m"], domain: "local", overload: "abs"),
        Self.node("Sub", ["r", "m"], ["z"]),
      ]
    }
    #expect(try ONNX.decode(builder.bytes()).network([-3]) == [-3])
  }

  /// A function keeps the version of the operators that it was written for.
  @Test func versionsOfTheirOwn() throws {
    var axes = ProtoAttribute()
    axes.name = "axes"
    axes.type = 7
    axes.ints = [1]
    let function = Self.function(
      "Top", ["a"], ["b"], [Self.node("ReduceMax", ["a"], ["b"], attributes: [axes])], opset: 13)
    let bytes = try Self.model([function], opset: 20) { m, x in m.node("Top", [x], domain: "local") }
    #expect(try ONNX.decode(bytes).network([-3, 2]) == [2])
  }

  @Test func inputsThatAreLeftOutOrComeOut() throws {
    let functions = [
      Self.function("Bound", ["a", "low", "high"], ["b"], [Self.node("Clip", ["a", "low", "high"], ["b"])]),
      Self.function("Same", ["a"], ["a"], []),
    ]
    let bytes = try Self.model(functions) { m, x in
      let bound = m.node("Bound", [x, "", m.floats([], [1])], domain: "local")
      return m.node("Same", [bound], domain: "local")
    }
    #expect(try ONNX.decode(bytes).network([-3, 2]) == [-3, 1])
  }

  /// As onnxruntime has it.
  @Test func standardOperatorsStayWhatTheyAre() throws {
    var function = Self.function("Relu", ["a"], ["b"], [Self.node("Neg", ["a"], ["b"])])
    function.domain = ""
    let bytes = try Self.model([function]) { m, x in m.node("Relu", [x]) }
    #expect(try ONNX.decode(bytes).network([1, -2]) == [1, 0])
  }

  @Test func placesWithinFunctionsAreNamed() throws {
    let function = Self.function("Curve", ["a"], ["b"], [Self.node("Tanh", ["a"], ["b"])])
    let bytes = try Self.model([function]) { m, x in m.node("Curve", [x], domain: "local", name: "call") }
    let message = #expect(throws: FormatError.self) { try ONNX.decode(bytes) }?.description ?? ""
    #expect(message.hasPrefix("node \"call/tanh\" (Tanh): is not piecewise linear"), "\(message)")
  }

  @Test func functionsThatMakeNoSenseAreRefused() throws {
    func check(_ part: String, _ functions: [ProtoFunction], _ call: String = "f") throws {
      let bytes = try Self.model(functions) { m, x in m.node(call, [x], domain: "local") }
      let message = #expect(throws: FormatError.self) { try ONNX.decode(bytes) }?.description ?? ""
      #expect(message.contains(part), "\(message)")
    }
    func calling(_ name: String, _ inner: String) -> ProtoFunction {
      Self.function(name, ["a"], ["b"], [Self.node(inner, ["a"], ["b"], domain: "local")])
    }
    try check("calls itself", [calling("f", "f")])
    try check("calls itself", [calling("f", "g"), calling("g", "f")])
    try check("is defined twice", [Self.leaky, Self.leaky], "Leaky")
    try check("the attribute \"slope\" of the function is not given", [Self.leaky], "Leaky")
    try check("has 0 and 1", [Self.function("f", [], ["b"], [])])
    try check(
      "uses opset 3", [Self.function("f", ["a"], ["b"], [Self.node("Relu", ["a"], ["b"])], opset: 3)])
    try check("more than 64 deep", (0..<80).map { calling($0 == 0 ? "f" : "f\($0)", "f\($0 + 1)") })
  }

  /// Functions that call one another twice: 2⁴⁰ nodes, counted and not made.
  @Test func functionsThatMultiplyAreRefused() throws {
    var functions = [Self.function("f0", ["a"], ["b"], [Self.node("Relu", ["a"], ["b"])])]
    for level in 1...40 {
      let inner = "f\(level - 1)"
      functions.append(
        Self.function(
          "f\(level)", ["a"], ["b"],
          [Self.node(inner, ["a"], ["t"], domain: "local"), Self.node(inner, ["t"], ["b"], domain: "local")]))
    }
    let bytes = try Self.model(functions) { m, x in m.node("f40", [x], domain: "local") }
    let message = #expect(throws: FormatError.self) { try ONNX.decode(bytes) }?.description ?? ""
    #expect(message.contains("with its functions written out the graph has more than"), "\(message)")
  }
}
