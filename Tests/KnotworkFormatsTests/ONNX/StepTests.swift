import Knotwork
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Functions that jump: refused with the place where they do, unless what follows makes them continuous.
@Suite(.timed) struct StepTests {
  private static func refusal(
    _ shape: [Int] = [1, 2], _ body: (inout ModelBuilder, String) -> String
  ) throws -> String {
    var builder = ModelBuilder()
    let x = builder.input("x", shape)
    builder.output(body(&builder, x))
    let bytes = try builder.bytes()
    return #expect(throws: FormatError.self) { try ONNX.decode(bytes) }?.description ?? ""
  }

  private static func network(
    _ shape: [Int] = [1, 2], opset: Int = 17, _ body: (inout ModelBuilder, String) -> String
  ) throws -> Network {
    var builder = ModelBuilder(opset: opset)
    let x = builder.input("x", shape)
    builder.output(body(&builder, x))
    return try ONNX.decode(builder.bytes()).network
  }

  @Test func stepsThatReachAnOutputAreRefused() throws {
    let message = try Self.refusal { m, x in m.node("Sign", [m.node("Sub", [x, m.floats([2], [0.5, 2])])], name: "s") }
    #expect(
      message
        == "node \"s\" (Sign): jumps where x1 = 0.5 in element 1, and the output \"v4\" reads that, so the network "
        + "is not continuous; read the network up to the jump by making the node's inputs outputs of the model")
  }

  @Test func stepsInALayerAreRefused() throws {
    let message = try Self.refusal { m, x in
      let mask = m.node("Cast", [m.node("Greater", [x, m.floats([], [0])], name: "g")], ["to": .int(1)])
      return m.node("MatMul", [mask, m.floats([2, 1], [1, 2])], name: "next")
    }
    #expect(
      message.hasPrefix("node \"g\" (Greater): jumps where x1 = 0 in element 1, and node \"next\" (MatMul) reads"))
  }

  @Test func choicesThatDoNotAgreeAreRefused() throws {
    let refused: [(String, (inout ModelBuilder, String) -> String)] = [
      (
        "jumps where x1 = 0",
        { m, x in
          m.node("Where", [m.node("Less", [x, m.floats([], [0])]), m.floats([], [-1]), x])
        }
      ),
      (
        "jumps where x1 = 0",
        { m, x in
          m.node("Where", [m.node("Equal", [x, m.floats([], [0])]), m.floats([], [1]), x])
        }
      ),
      (
        "jumps where x1 = -0.5",
        { m, x in
          m.node("Where", [m.node("Greater", [m.node("Abs", [x]), m.floats([], [0.5])]), x, m.floats([], [0])])
        }
      ),
      ("jumps where x1 = 1", { m, x in m.node("ThresholdedRelu", [x]) }),
      ("jumps where x1 = -0.5", { m, x in m.node("Shrink", [x]) }),
      ("jumps where x1 = -0.5", { m, x in m.node("Shrink", [x], ["bias": .float(0.25)]) }),
    ]
    for (place, body) in refused {
      let message = try Self.refusal([1, 2], body)
      #expect(message.contains(place), "\(message)")
    }
  }

  /// A step of one input times another input jumps although both are 0 somewhere.
  @Test func maskOfAnotherInputIsRefused() throws {
    let message = try Self.refusal { m, x in
      let first = m.node("Slice", [x, m.integers([0]), m.integers([1]), m.integers([1])])
      return m.node("Where", [m.node("Greater", [first, m.floats([], [0])]), x, m.floats([], [0])])
    }
    #expect(message.contains("jumps where x1 = 0 in element 2"), "\(message)")
  }

  /// Where units take part, what is refused is not said to jump there.
  @Test func whatIsNotSeenToBeContinuousIsSaidSo() throws {
    let message = try Self.refusal { m, x in
      let sum = m.node("ReduceSum", [m.node("Relu", [x])])
      return m.node("Where", [m.node("Greater", [sum, m.floats([], [1])], name: "g"), sum, m.floats([], [0])])
    }
    #expect(message.hasPrefix("node \"g\" (Greater): jumps, and what the output"), "\(message)")
    #expect(message.contains("is not seen to be continuous"), "\(message)")
  }

  /// A choice that is Relu is the very unit that Relu is.
  @Test func reluByAChoiceIsTheSameLayer() throws {
    let weights = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    func network(_ body: (inout ModelBuilder, String) -> String) throws -> Network {
      try Self.network { m, x in
        let a = m.node("Gemm", [x, m.floats([2, 3], weights), m.floats([3], [0.7, -0.1, 0.3])])
        return body(&m, a)
      }
    }
    let relu = try network { m, a in m.node("Relu", [a]) }
    let chosen = try network { m, a in
      let zero = m.floats([], [0])
      return m.node("Where", [m.node("Greater", [a, zero]), a, zero])
    }
    let masked = try network { m, a in
      m.node("Mul", [a, m.node("Cast", [m.node("Less", [m.floats([], [0]), a])], ["to": .int(1)])])
    }
    #expect(chosen.layers == relu.layers && masked.layers == relu.layers)
  }

  @Test func leakyUnitsKeepTheirSlope() throws {
    let network = try Self.network { m, x in
      let (zero, half) = (m.floats([], [0]), m.node("Mul", [x, m.floats([], [-0.5])]))
      return m.node("Where", [m.node("GreaterOrEqual", [x, zero]), x, half])
    }
    #expect(
      network.layers.count == 1 && network.layers[0].activations == [.leakyReLU(slope: -0.5), .leakyReLU(slope: -0.5)])
  }

  /// Leaky steps one after the other in a network of one input, whose units are all functions of it.
  @Test func deepNetworksOfOneInput() throws {
    var generator = SeededGenerator(seed: Seed.current)
    var builder = ModelBuilder()
    var value = builder.input("x", [1, 1])
    for layer in 0..<5 {
      let a = builder.node(
        "Gemm", [value, builder.random([layer == 0 ? 1 : 8, 8], &generator), builder.random([8], &generator)])
      let small = builder.node("Mul", [a, builder.floats([], [0.1])])
      value = builder.node("Where", [builder.node("Greater", [a, builder.floats([], [0])]), a, small])
    }
    builder.output(value)
    let network = try ONNX.decode(builder.bytes()).network
    // A layer all of whose units keep their sign, which chance may bring, is folded into the next.
    #expect((2...5).contains(network.layers.count) && network.layers.allSatisfy { $0.unitCount == 8 })
    let interpreter = Interpreter(model: builder.model)
    let points = Agreement.points(60, dimension: 1, using: &generator)
    let difference = Agreement.largestDifference(try points.map { (network($0), try interpreter($0)) })
    #expect(difference < 1e-12, "seed \(Seed.current)")
  }

  /// Random steps of one line: what is read equals the interpreter, and what jumps by more than rounding is refused.
  @Test func randomPiecesOfOneLine() throws {
    var generator = SeededGenerator(seed: Seed.current)
    var (read, refused) = (0, 0)
    for number in 0..<200 {
      var builder = ModelBuilder()
      let x = builder.input("x", [1, 1])
      var value = builder.node("Mul", [x, builder.floats([], [Double.random(in: -2...2, using: &generator)])])
      var isContinuous = true
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let bound = Double(Float.random(in: -1...1, using: &generator))
        let mask = builder.node("Greater", [x, builder.floats([], [bound])])
        // value + c (x − bound) beyond the bound, with or without a jump.
        let jump = Int.random(in: 0..<4, using: &generator) == 0 ? 1.0 : 0
        let rise = builder.node(
          "Add",
          [
            builder.node("Sub", [x, builder.floats([], [bound])]), builder.floats([], [jump]),
          ])
        if jump != 0 { isContinuous = false }
        value = builder.node("Where", [mask, builder.node("Add", [value, rise]), value])
      }
      builder.output(value)
      let bytes = try builder.bytes()
      guard isContinuous else {
        refused += 1
        #expect(throws: FormatError.self, "seed \(Seed.current), \(number)") { try ONNX.decode(bytes) }
        continue
      }
      read += 1
      let network = try ONNX.decode(bytes).network
      let interpreter = Interpreter(model: builder.model)
      let points = Agreement.points(20, dimension: 1, using: &generator)
      let difference = Agreement.largestDifference(try points.map { (network($0), try interpreter($0)) })
      #expect(difference < 1e-12, "seed \(Seed.current), \(number)")
    }
    #expect(read > 20 && refused > 20)
  }
}
