import Knotwork
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Random graphs of operators with branches, skips and shared values: lowering equals the interpreter.
@Suite(.timed) struct RandomGraphTests {
  @Test func loweringEqualsInterpreter() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<300 {
      var builder = ModelBuilder()
      let size = Int.random(in: 1...4, using: &generator)
      var values = [(builder.input("x", [1, size]), size)]
      for _ in 0..<Int.random(in: 2...12, using: &generator) {
        values.append(RandomGraphTests.step(&builder, values, &generator))
      }
      // The last values, so that much is read, and sometimes the input itself.
      for value in Set(values.suffix(2).map(\.0) + (number % 5 == 0 ? ["x"] : [])).sorted() { builder.output(value) }
      let network = try ONNX.decode(builder.bytes()).network
      let interpreter = Interpreter(model: builder.model)
      let points = Agreement.points(12, dimension: size, using: &generator)
      let difference = Agreement.largestDifference(try points.map { (network($0), try interpreter($0)) })
      #expect(difference < 1e-11, "seed \(Seed.current), graph \(number)")
    }
  }

  /// One more node over one or two of the rows at hand.
  private static func step(
    _ m: inout ModelBuilder, _ values: [(String, Int)], _ g: inout SeededGenerator
  ) -> (String, Int) {
    let (a, size) = values.randomElement(using: &g)!
    // Another row of the same size, made of any.
    func partner() -> String {
      let (b, other) = values.randomElement(using: &g)!
      return other == size ? b : m.node("MatMul", [b, m.random([other, size], &g)])
    }
    switch Int.random(in: 0..<18, using: &g) {
    case 0, 1:
      let next = Int.random(in: 1...5, using: &g)
      return (m.node("Gemm", [a, m.random([size, next], &g), m.random([next], &g)]), next)
    case 2, 3: return (m.node("Relu", [a]), size)
    case 4: return (m.node("LeakyRelu", [a], ["alpha": .float(0.25)]), size)
    case 5: return (m.node("Abs", [a]), size)
    case 6: return (m.node("Add", [a, partner()]), size)
    case 7: return (m.node("Sub", [a, partner()]), size)
    case 8: return (m.node("Max", [a, partner()]), size)
    case 9: return (m.node("Min", [a, partner()]), size)
    case 10: return (m.node("Clip", [a, m.floats([], [-0.5]), m.floats([], [0.75])]), size)
    case 11:
      let (b, other) = values.randomElement(using: &g)!
      guard size + other <= 8 else { return (m.node("Mul", [a, m.random([size], &g)]), size) }
      return (m.node("Concat", [a, b], ["axis": .int(1)]), size + other)
    case 12:
      let places = (0..<Int.random(in: 1...4, using: &g)).map { _ in Int.random(in: 0..<size, using: &g) }
      return (m.node("Gather", [a, m.integers(places)], ["axis": .int(1)]), places.count)
    case 13:
      let mask = m.node("Greater", [a, m.floats([], [0])])
      return (m.node("Where", [mask, a, m.node("Mul", [a, m.floats([], [0.25])])]), size)
    case 14:
      let b = partner()
      return (m.node("Where", [m.node("LessOrEqual", [a, b]), a, b]), size)
    case 15: return (m.node("Mul", [m.node("Sign", [a]), a]), size)
    case 16: return (m.nodes("TopK", [a, m.integers([(size + 1) / 2])], outputs: 2)[0], (size + 1) / 2)
    default: return (m.node("ReduceMax", [a], ["axes": .ints([1])]), 1)
    }
  }
}
