import Knotwork
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Small files that say how to make large tensors are refused by sizes alone, with the node and the size.
@Suite(.timed) struct GrowthTests {
  private static func refusal(
    _ shape: [Int] = [1, 4], opset: Int = 17, _ body: (inout ModelBuilder, String) -> String
  ) throws -> String {
    var builder = ModelBuilder(opset: opset)
    let x = builder.input("x", shape)
    builder.output(body(&builder, x))
    let bytes = try builder.bytes()
    return #expect(throws: FormatError.self) { try ONNX.decode(bytes) }?.description ?? ""
  }

  private static func check(
    _ node: String, _ size: String, _ shape: [Int] = [1, 4], opset: Int = 17,
    _ body: (inout ModelBuilder, String) -> String
  ) throws {
    let message = try refusal(shape, opset: opset, body)
    let isExpected = message.contains("(\(node)): gives a tensor of \(size), which is beyond the limit of")
    #expect(isExpected, "\(message)")
  }

  @Test func valuesJoinedToThemselves() throws {
    try Self.check("Concat", "1×8388608") { m, x in
      (0..<30).reduce(x) { value, _ in m.node("Concat", [value, value], ["axis": .int(1)]) }
    }
    try Self.check("Gather", "1×1594323×3") { m, x in
      let places = m.integers([0, 0, 0], shape: [3])
      let column = m.node(
        "Reshape", [m.node("Slice", [x, m.integers([0]), m.integers([1]), m.integers([1])]), m.integers([1, 1, 1])])
      return (0..<30).reduce(column) { value, _ in
        let wider = m.node("Gather", [value, places], ["axis": .int(2)])
        return m.node("Reshape", [wider, m.integers([1, -1, 1])])
      }
    }
  }

  @Test func sizesFromConstants() throws {
    try Self.check("Expand", "1073741824×4") { m, x in m.node("Expand", [x, m.integers([1 << 30, 4])]) }
    try Self.check("Tile", "1048576×4194304") { m, x in m.node("Tile", [x, m.integers([1 << 20, 1 << 20])]) }
    try Self.check("Pad", "1×68719476740") { m, x in m.node("Pad", [x, m.integers([0, 1 << 35, 0, 1 << 35])]) }
    try Self.check("ConstantOfShape", "4611686018427387904×4") { m, x in
      m.node("Add", [x, m.node("ConstantOfShape", [m.integers([1 << 62, 4])])])
    }
    try Self.check("Range", "17179869184") { m, x in
      let ends = [0, 1 << 34, 1].map { m.integers([$0], shape: []) }
      return m.node("Gather", [x, m.node("Mod", [m.node("Range", ends), m.integers([4])])], ["axis": .int(1)])
    }
    try Self.check("Resize", "1×1×400000×400000", [1, 1, 4, 4]) { m, x in
      m.node("Resize", [x, "", m.floats([4], [1, 1, 1e5, 1e5])])
    }
    try Self.check("Upsample", "1×1×400000×400000", [1, 1, 4, 4], opset: 7) { m, x in
      m.node("Upsample", [x], ["scales": .floats([1, 1, 1e5, 1e5])])
    }
    try Self.check("ConvTranspose", "1×1×805306370×805306370", [1, 1, 4, 4]) { m, x in
      m.node("ConvTranspose", [x, m.floats([1, 1, 2, 2], [1, 1, 1, 1])], ["strides": .ints([1 << 28, 1 << 28])])
    }
  }

  /// What is cut off or summed later is not made first.
  @Test func sizesThatShrinkAgain() throws {
    try Self.check("ConstantOfShape", "2147483648×4") { m, x in
      let large = m.node("ConstantOfShape", [m.integers([1 << 31, 4])])
      return m.node("Add", [x, m.node("Slice", [large, m.integers([0]), m.integers([1])])])
    }
    try Self.check("Add", "20000×20000") { m, x in
      let long = m.node("Expand", [x, m.integers([5000, 4])])
      let (column, row) = (m.integers([20000, 1]), m.integers([1, 20000]))
      return m.node("Add", [m.node("Reshape", [long, column]), m.node("Reshape", [long, row])])
    }
    try Self.check("Einsum", "4×4000000") { m, x in
      let long = m.node("ConstantOfShape", [m.integers([4_000_000])])
      return m.node("ReduceSum", [m.node("Einsum", [x, long], ["equation": .string("ij,k->jk")])])
    }
    try Self.check("MatMul", "4×4000000") { m, x in
      let long = m.node("ConstantOfShape", [m.integers([1, 4_000_000])])
      return m.node("MatMul", [m.node("Reshape", [x, m.integers([4, 1])]), long])
    }
  }

  @Test func mapsAndSortsOfTooManyNumbers() throws {
    let sums = try Self.refusal { m, x in
      let long = m.node("Reshape", [m.node("Expand", [x, m.integers([1 << 17, 4])]), m.integers([-1])])
      return m.node("CumSum", [long, m.integers([0], shape: [])])
    }
    #expect(sums.contains("as a linear map it has 274877906944 coefficients"), "\(sums)")
    let sorted = try Self.refusal { m, x in
      let long = m.node("Reshape", [m.node("Expand", [x, m.integers([1 << 16, 4])]), m.integers([-1])])
      return m.nodes("TopK", [long, m.integers([9])], outputs: 2)[0]
    }
    #expect(sorted.contains("sorts 1 lists of 262144 values"), "\(sorted)")
    let steps = try Self.refusal { m, x in
      let long = m.node("Expand", [x, m.integers([1 << 17, 4])])
      return m.node("Where", [m.node("Greater", [long, m.floats([], [0])]), long, m.floats([], [0])])
    }
    #expect(steps.contains("its 524288 steps need about"), "\(steps)")
    let windows = try Self.refusal([1, 1, 4, 4, 4]) { m, x in
      let sizes = [Int](repeating: 1 << 29, count: 3)
      return m.node("MaxPool", [x], ["kernel_shape": .ints(sizes), "pads": .ints((sizes + sizes).map { $0 / 2 })])
    }
    #expect(windows.contains("as a linear map it has more than 2^63 coefficients"), "\(windows)")
  }

  /// A convolution of 10⁵ units opens as its dense form.
  @Test func imagesOfModerateSize() throws {
    var builder = ModelBuilder()
    let x = builder.input("x", [1, 1, 12, 12])
    var generator = SeededGenerator(seed: Seed.current)
    let kernel = builder.random([64, 1, 3, 3], &generator)
    let units = builder.node("Relu", [builder.node("Conv", [x, kernel], ["pads": .ints([1, 1, 1, 1])])])
    builder.output(builder.node("GlobalAveragePool", [units]))
    #expect(try ONNX.decode(builder.bytes()).network.layers.map(\.unitCount) == [64 * 144, 64])
    let small = ONNXOptions(maximumWeights: 1 << 20)
    let bytes = try builder.bytes()
    let message = #expect(throws: FormatError.self) { try ONNX.decode(bytes, options: small) }?.description ?? ""
    #expect(message.contains("more than 1048576 weights (1327104 by layer 1)"), "\(message)")
  }
}
