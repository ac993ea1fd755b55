import Knotwork
import KnotworkGeometry

/// Claims as people write them: `y <= 5 and y >= 0`, `0 <= y1 - 2*y2 < 3`, `x1 >= 0 => y <= 3`.
///
/// A text says what holds. It compares linear expressions of a network's inputs and outputs, by their names, and joins comparisons
/// by
/// `and`, `or`, `not` and `=>`, which bind in this order from the tightest. Numbers are exact: 0.1 is a tenth, and no double.
public enum ClaimText {
  /// Reads a claim about one network.
  ///
  /// The violation is the opposite of what the text says, within the domain. It includes the boundaries of all comparisons, so that
  /// `<=` and `<` are the same: a claim fails where a bound is reached.
  /// - Parameters:
  ///   - text: the text.
  ///   - inputs: the names of the inputs.
  ///   - outputs: the names of the outputs.
  ///   - box: where the inputs lie.
  ///   - halfSpaces: what cuts the box further.
  /// - Returns: the claim, and what was rounded in reading it.
  /// - Throws: ``ClaimTextError`` with the place of the offence.
  /// - Complexity: linear in the length of the text times that of its numbers.
  public static func decode(
    _ text: String, inputs: [String], outputs: [String], over box: Box, where halfSpaces: [HalfSpace] = []
  ) throws(ClaimTextError) -> (claim: Claim, notes: [String]) {
    var parser = try ClaimTextParser(text, ClaimTextNames(inputs: inputs, outputs: outputs))
    let opposite = try parser.parse().opposite
    var isRounded = false
    var parts = domain(box, halfSpaces)
    do {
      parts.append(try opposite.condition(&isRounded))
    } catch let error {
      throw ClaimTextError(text, at: error.place, "a number of this comparison overflows a double")
    }
    let violation: Violation?
    do {
      violation = try Violation.described(by: .conjunction(parts), inputCount: inputs.count)
    } catch {
      preconditionFailure("ClaimText: a box bounds every input")
    }
    let notes = isRounded ? ["\"\(text)\": a comparison whose numbers no doubles are was rounded to doubles"] : []
    return (Claim(inputCount: inputs.count, outputCount: outputs.count, violation: violation), notes)
  }

  /// Reads a linear expression in a network's outputs and inputs, such as `2*y1 - y2 + 3`.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - inputs: the names of the inputs.
  ///   - outputs: the names of the outputs.
  /// - Returns: factors and variables, what is added to them, and what was rounded in reading.
  /// - Throws: ``ClaimTextError`` with the place of the offence.
  public static func expression(
    _ text: String, inputs: [String], outputs: [String]
  ) throws(ClaimTextError) -> (terms: [LinearConstraint.Term], constant: Double, notes: [String]) {
    let expression: ClaimExpression
    do {
      var parser = try ClaimTextParser(text, ClaimTextNames(inputs: inputs, outputs: outputs))
      expression = try parser.parseExpression()
    } catch let error {
      throw error.asExpression
    }
    let order = expression.terms.map { LinearConstraint.Term($0.value.nearest, $0.key) }.sorted {
      ClaimText.place($0.variable) < ClaimText.place($1.variable)
    }
    let constant = expression.constant.nearest
    guard constant.isFinite, order.allSatisfy(\.factor.isFinite) else {
      throw ClaimTextError(text, at: 0, "a number of this expression overflows a double").asExpression
    }
    let isRounded = (expression.terms.values + [expression.constant]).contains { $0.double == nil }
    return (order, constant, isRounded ? ["\"\(text)\": numbers that no doubles are were rounded to doubles"] : [])
  }

  /// Outputs before inputs.
  private static func place(_ variable: Claim.Variable) -> (Int, Int) {
    switch variable {
    case .output(let number): (0, number)
    case .input(let number): (1, number)
    }
  }

  private static func domain(_ box: Box, _ halfSpaces: [HalfSpace]) -> [Condition] {
    var parts: [Condition] = []
    for input in box.lower.indices {
      parts.append(.constraint(LinearConstraint([.init(-1, .input(input))], atMost: -box.lower[input])))
      parts.append(.constraint(LinearConstraint([.init(1, .input(input))], atMost: box.upper[input])))
    }
    for halfSpace in halfSpaces {
      let terms = halfSpace.normal.enumerated().filter { $0.element != 0 }
      parts.append(
        .constraint(
          LinearConstraint(terms.map { .init($0.element, .input($0.offset)) }, atMost: halfSpace.offset)))
    }
    return parts
  }
}

/// A claim that cannot be read: what was found, where, and what was expected.
public struct ClaimTextError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The text.
  public let text: String
  /// The column, from 1, counted in characters.
  public let column: Int
  /// One sentence for people, with the column.
  public let description: String
  /// Whether the text is an expression, and no claim.
  public private(set) var isExpression = false

  init(_ text: String, at offset: Int, _ sentence: String) {
    self.text = text
    column = offset + 1
    description = "column \(offset + 1): \(sentence)"
  }

  /// The same about an expression.
  fileprivate var asExpression: Self {
    var error = self
    error.isExpression = true
    return error
  }

  /// The sentence, the text, and a caret under the place.
  public var lines: [String] {
    // A tab would move the caret.
    let shown = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    return [description, "  \(shown)", "  \(String(repeating: " ", count: column - 1))^"]
  }
}
