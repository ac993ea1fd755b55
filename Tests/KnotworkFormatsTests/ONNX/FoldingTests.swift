import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Affine steps are folded with one rounding, and what is there is not rounded at all.
@Suite(.timed) struct FoldingTests {
  private static func rows(
    _ count: Int, over columns: Int, dense: Bool, using generator: inout SeededGenerator
  ) -> AffineForms {
    func number() -> Double {
      Double.random(in: -1...1, using: &generator) * [1, 1e-8, 1e8].randomElement(using: &generator)!
    }
    let constants = (0..<count).map { _ in number() }
    if dense {
      return AffineForms(.dense(0..<columns, (0..<count * columns).map { _ in number() }), constants: constants)
    }
    var rows = SparseRows()
    for _ in 0..<count {
      for column in 0..<columns where Bool.random(using: &generator) { rows.append(column, number()) }
      rows.endRow()
    }
    return AffineForms(.sparse(rows), constants: constants)
  }

  private static func coefficient(_ rows: AffineForms, _ row: Int, _ column: Int) -> Double {
    var found = 0.0
    rows.forEachTerm(of: row) { if $0 == column { found = $1 } }
    return found
  }

  /// Composition against sums of products without rounding: at most one unit in the last place, even where terms
  /// cancel.
  @Test func compositionIsAccurate() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for number in 0..<200 {
      let outer = Self.rows(3, over: 6, dense: number % 2 == 0, using: &generator)
      let inner = Self.rows(6, over: 4, dense: number / 2 % 2 == 0, using: &generator)
      let composed = outer.composed(with: inner)
      for row in 0..<3 {
        for column in 0..<4 {
          var exact = Dyadic.zero
          var size = 0.0
          outer.forEachTerm(of: row) { source, factor in
            let value = Self.coefficient(inner, source, column)
            exact = exact + Dyadic(factor) * Dyadic(value)
            size += (factor * value).magnitude
          }
          let given = Self.coefficient(composed, row, column)
          let error = (Dyadic(given) - exact).nearest.magnitude
          #expect(
            error <= given.ulp / 2 * (1 + 1e-6) + size * 0x1p-98,
            "seed \(Seed.current), \(number): \(given) by \(error)")
        }
      }
    }
  }

  @Test func compositionWithUnknownsRoundsNothing() {
    var generator = SeededGenerator(seed: Seed.current)
    let outer = Self.rows(3, over: 5, dense: true, using: &generator)
    let composed = outer.composed(with: AffineForms(unknowns: 7..<12))
    guard case .dense(let range, let values) = composed.coefficients,
      case .dense(_, let before) = outer.coefficients
    else {
      Issue.record("dense rows became sparse")
      return
    }
    #expect(range == 7..<12 && values == before && composed.constants == outer.constants)
  }

  /// A stack of dense layers needs no unit and no layer beside its own, and its weights are the file's.
  @Test func denseStacksStayAsTheyAre() throws {
    var builder = ModelBuilder()
    var value = builder.input("x", [nil, 3])
    let weights = [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.7, -0.8], [0.9]]
    for (index, (rows, columns)) in [(3, 2), (2, 1), (1, 1)].enumerated() {
      let w = builder.floats([rows, columns], weights[index])
      value = builder.node("Gemm", [value, w, builder.floats([columns], [Double](repeating: 0.1, count: columns))])
      if index < 2 { value = builder.node("Relu", [value]) }
    }
    builder.output(value)
    let network = try ONNX.decode(builder.bytes()).network
    #expect(network.layers.map(\.unitCount) == [2, 1, 1])
    #expect(network.layers.map { $0.activations[0] } == [.relu, .relu, .linear])
    let widened = weights.map { $0.map { Double(Float($0)) } }
    #expect(
      network.layers[0].weights == Matrix([[0, 2, 4].map { widened[0][$0] }, [1, 3, 5].map { widened[0][$0] }]))
    #expect(network.layers[1].bias == [Double(Float(0.1))])
  }

  /// Normalisation before, scale after and transpositions between leave three layers.
  @Test func affineStepsMakeNoLayers() throws {
    var builder = ModelBuilder()
    let x = builder.input("x", [1, 4])
    let centred = builder.node(
      "Div", [builder.node("Sub", [x, builder.floats([4], [1, 2, 3, 4])]), builder.floats([], [2])])
    let first = builder.node(
      "MatMul",
      [builder.node("Reshape", [centred, builder.integers([2, 2])]), builder.floats([2, 2], [1, 2, 3, 4])])
    let units = builder.node(
      "Relu", [builder.node("Add", [builder.node("Transpose", [first]), builder.floats([1], [1])])])
    let second = builder.node("Abs", [builder.node("ReduceSum", [units], ["keepdims": .int(0)])])
    builder.output(
      builder.node("Add", [builder.node("Mul", [second, builder.floats([], [3])]), builder.floats([], [7])]))
    let network = try ONNX.decode(builder.bytes()).network
    #expect(network.layers.map(\.unitCount) == [4, 1, 1])
    #expect(network.layers[1].activations == [.leakyReLU(slope: -1)])
  }

  /// A skip over two layers is carried by as many linear units as it is wide, and by one where it comes from one sum.
  @Test func skipsAreCarried() throws {
    func network(width: Int) throws -> Network {
      var builder = ModelBuilder()
      let x = builder.input("x", [1, 5])
      let skip = builder.node("MatMul", [x, builder.floats([5, width], [Double](repeating: 0.5, count: 5 * width))])
      let w = [Double](repeating: 1, count: 10)
      let first = builder.node("Relu", [builder.node("MatMul", [x, builder.floats([5, 2], w)])])
      let second = builder.node("Relu", [builder.node("MatMul", [first, builder.floats([2, 2], Array(w.prefix(4)))])])
      let sum = builder.node("MatMul", [second, builder.floats([2, width], [Double](repeating: 2, count: 2 * width))])
      builder.output(builder.node("Add", [sum, skip]))
      return try ONNX.decode(builder.bytes()).network
    }
    #expect(try network(width: 1).layers.map(\.unitCount) == [3, 3, 1])
    #expect(try network(width: 9).layers.map(\.unitCount) == [7, 7, 9])
  }

  @Test func deadBranchesAreDropped() throws {
    var builder = ModelBuilder()
    let x = builder.input("x", [1, 2])
    let units = builder.node("Relu", [builder.node("MatMul", [x, builder.floats([2, 4], [1, 2, 3, 4, 5, 6, 7, 8])])])
    builder.output(builder.node("Slice", [units, builder.integers([0, 1]), builder.integers([1, 3])]))
    let network = try ONNX.decode(builder.bytes()).network
    #expect(network.layers.count == 1 && network.layers[0].weights == Matrix([[2, 6], [3, 7]]))
  }

  @Test func constantsMakeNoUnits() throws {
    var builder = ModelBuilder()
    let x = builder.input("x", [1, 2])
    let nothing = builder.node("Mul", [x, builder.floats([], [0])])
    builder.output(builder.node("Abs", [builder.node("Sub", [nothing, builder.floats([2], [1, -2])])]))
    let network = try ONNX.decode(builder.bytes()).network
    #expect(network.layers.count == 1 && network([5, 6]) == [1, 2])
    #expect(network.layers[0].weights == Matrix.zero(rows: 2, columns: 2))
  }
}
