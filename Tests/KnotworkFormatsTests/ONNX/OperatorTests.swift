import Foundation
import Knotwork
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Every operator, lowered to layers, equals the plain interpreter.
@Suite(.timed) struct OperatorTests {
  @Test(arguments: OperatorCases.all)
  func loweringEqualsInterpreter(_ operatorCase: OperatorCase) throws {
    let builder = operatorCase.model()
    let network = try ONNX.decode(builder.bytes()).network
    let interpreter = Interpreter(model: builder.model)
    var generator = SeededGenerator(seed: Seed.current)
    let points = Agreement.points(60, dimension: network.inputCount, using: &generator)
    let difference = Agreement.largestDifference(try points.map { (network($0), try interpreter($0)) })
    #expect(difference < 1e-13, "seed \(Seed.current)")
  }

  /// No operator is known without a case here.
  @Test func everyOperatorHasACase() {
    let shown = Set(OperatorCases.all.flatMap { $0.model().model.graph.node.map(\.opType) })
    let known = Set(Operators.names)
    #expect(known.subtracting(shown).isEmpty && shown.subtracting(known).isEmpty, "\(known.symmetricDifference(shown))")
  }

  /// Documentation/ONNX.md lists what is read.
  @Test func everyOperatorIsDocumented() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Documentation/ONNX.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let words = Set(text.split { !($0.isLetter || $0.isNumber) }.map(String.init))
    #expect(Set(Operators.names).subtracting(words).sorted() == [])
  }
}
