import Foundation
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Formulas: reading, values, enclosures.
@Suite struct ExpressionTests {
  @Test(
    arguments: [
      ("2 + 3*4^2/8 - -1", [], 9), ("-2^2", [], -4), ("2^3^2", [], 512), ("2^-1", [], 0.5), ("2**3", [], 8),
      ("x2 - x10", [5, 3], 2), ("y - x", [1, 10], 9), ("1.5e2*e^0", [], 150), ("sin(pi/2)", [], 1),
      ("max(min(3, x), 1)", [2], 2), ("relu(-x) + abs(-x)", [4], 4), ("ln(e)", [], 1), (" sqrt( 16 ) ", [], 4),
      ("sigmoid(0) + cosh(0) - tanh(0)", [], 1.5),
    ] as [(String, [Double], Double)])
  func values(_ text: String, _ point: [Double], _ expected: Double) throws {
    let expression = try RealExpression(parsing: text)
    #expect((expression(point.isEmpty ? [0] : point) - expected).magnitude < 1e-14, "\(text)")
  }

  @Test(
    arguments: [
      ("", "column 1: nothing there; expected a formula such as sin(3*x)"),
      ("sin(3x)", "column 6: found \"x\"; expected an operator (write a product as 3*x)"),
      ("2*(x", "column 5: expected ) for the ( in column 3"),
      ("2 x", "column 3: found \"x\"; expected an operator (write a product as 3*x)"),
      ("x +* 2", "column 4: found \"*\"; expected a number, a variable or ("),
      ("max(x)", "column 1: max has 1 argument; expected 2"),
      ("x)", "column 2: found \")\"; expected an operator or the end"),
      ("sin 3", "column 5: expected ( after the function sin"), ("1..2", "column 1: \"1..2\" is not a number"),
      ("3*", "column 3: the formula ends here; expected a number, a variable or ("),
    ])
  func errors(_ text: String, _ message: String) {
    #expect { try RealExpression(parsing: text) } throws: { ($0 as? ExpressionError)?.description == message }
  }

  @Test func deepNestingIsAnErrorAndNotACrash() {
    for text in [String(repeating: "(", count: 100_000), String(repeating: "-", count: 100_000) + "1"] {
      #expect(throws: ExpressionError.self) { try RealExpression(parsing: text) }
    }
  }

  /// Values lie in enclosures, and difference quotients in those of derivatives.
  @Test(
    arguments: [
      "sin(3*x)*cos(x)", "exp(x)/(1 + x^2)", "tanh(2*x) - atan(x)", "sqrt(2 + x) + log(3 + x)", "abs(x)*x",
      "x^5 - x^-2",
      "sigmoid(x)*sinh(x)", "max(x, x^2) - min(1, cosh(x))", "(2 + x)^1.5", "tan(x/4)", "relu(x)^2", "2^x",
    ])
  func enclosuresHold(_ text: String) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let expression = try RealExpression(parsing: text)
    for _ in 0..<400 {
      let center = Double.random(in: -1.5...1.5, using: &generator)
      let width = Double(sign: .plus, exponent: Int.random(in: -30 ... -1, using: &generator), significand: 1)
      let jet = expression.jet(over: [Interval(center, center + width)])
      guard jet.value.isBounded, !jet.value.isPartial else { continue }
      let points = (0...8).map { center + width * Double($0) / 8 }
      let values = points.map { expression([$0]) }
      // Values in floating point may be off by a few units in the last place.
      let tolerance = 1e-14 * (1 + jet.value.magnitude)
      for value in values {
        #expect(jet.value.lower - tolerance <= value && value <= jet.value.upper + tolerance, "\(text) at \(center)")
      }
      guard width > 1e-4 else { continue }
      let slopes = zip(points, values).dropFirst().map { ($1 - values[0]) / ($0 - points[0]) }
      for slope in slopes {
        let noise = 1e-11 * (1 + slope.magnitude) / width
        #expect(jet.first.0.lower - noise <= slope && slope <= jet.first.0.upper + noise, "\(text) at \(center)")
      }
      let bend = (values[0] - 2 * values[4] + values[8]) / (width * width / 4)
      let noise = 1e-13 * (1 + jet.value.magnitude) / (width * width)
      #expect(jet.second.0.lower - noise <= bend && bend <= jet.second.0.upper + noise, "\(text) at \(center)")
    }
  }
}
