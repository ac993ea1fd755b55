import Knotwork
import KnotworkExplain
import KnotworkGeometry

/// How a formula is written.
public enum FormulaLanguage: String, CaseIterable, Sendable {
  /// Plain text.
  case text
  /// LaTeX.
  case latex
  /// A line of Markdown with LaTeX between dollar signs, and a table where there are cases.
  case markdown
  /// Desmos, which takes LaTeX with its own names.
  case desmos
  /// A spreadsheet's formula, with inputs in A1, B1, … .
  case spreadsheet
  /// An expression of SQL, with inputs as columns.
  case sql
}

/// Writes formulas.
struct FormulaWriter {
  private let language: FormulaLanguage
  private let names: [String]
  private let output: String

  init(_ language: FormulaLanguage, names: [String], output: String) {
    self.language = language
    self.output = FormulaWriter.name(output, 0, count: 1, language, letter: "y")
    self.names = names.enumerated().map { FormulaWriter.name($1, $0, count: names.count, language, letter: "x") }
  }

  /// A name as the language takes it.
  private static func name(
    _ name: String, _ index: Int, count: Int, _ language: FormulaLanguage, letter: String
  ) -> String {
    switch language {
    case .text: return name
    case .sql: return "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    case .spreadsheet: return letter == "y" ? "" : "\(column(index))1"
    case .desmos:
      // One letter, with an index where there are several.
      return count == 1 ? letter : "\(letter)_{\(index + 1)}"
    case .latex, .markdown:
      let digits = name.reversed().prefix { $0.isNumber }.count
      let stem = name.dropLast(digits)
      guard stem.count == 1, stem.first?.isLetter == true else {
        let escaped = name.map { "_%#&${}".contains($0) ? "\\\($0)" : String($0) }.joined()
        return "\\mathrm{\(escaped)}"
      }
      return digits > 0 ? "\(stem)_{\(name.suffix(digits))}" : name
    }
  }

  private static func column(_ index: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(65 + index % 26)))
    return index < 26 ? letter : column(index / 26 - 1) + letter
  }

  private var isLatex: Bool { language != .text && !isCode }
  private var isCode: Bool { language == .spreadsheet || language == .sql }

  private func number(_ value: Double) -> String {
    let text =
      value.magnitude == value.magnitude.rounded() && value.magnitude < 1e15
      ? String(Int64(value.magnitude)) : value.magnitude.description
    guard isLatex, let exponent = text.firstIndex(of: "e") else { return text }
    return "\(text[..<exponent]) \\cdot 10^{\(text[text.index(after: exponent)...])}"
  }

  /// Factors and what they are factors of, as a sum.
  private func sum(_ terms: [(factor: Double, of: String)]) -> String {
    var text = ""
    for (factor, name) in terms where factor != 0 {
      let times = language == .spreadsheet ? "*" : isCode ? " * " : " "
      let body = name.isEmpty ? number(factor) : factor.magnitude == 1 ? name : "\(number(factor))\(times)\(name)"
      text += text.isEmpty ? (factor < 0 ? "-\(body)" : body) : factor < 0 ? " - \(body)" : " + \(body)"
    }
    return text.isEmpty ? "0" : text
  }

  private func term(_ term: Equation.Term) -> String {
    sum(zip(term.slope, names).map { ($0, $1) } + [(term.intercept, "")])
  }

  private func call(_ function: String, _ parts: [String]) -> String {
    guard parts.count > 1 else { return parts.first ?? "0" }
    switch language {
    case .text: return "\(function)(\(parts.joined(separator: ", ")))"
    case .spreadsheet: return "\(function.uppercased())(\(parts.joined(separator: ", ")))"
    case .sql: return "\(function == "max" ? "GREATEST" : "LEAST")(\(parts.joined(separator: ", ")))"
    case .latex, .markdown, .desmos: return "\\\(function)\\left(\(parts.joined(separator: ", "))\\right)"
    }
  }

  /// max(0, z), with the means that every database has.
  private func positive(_ z: String) -> String {
    language == .sql ? "(CASE WHEN \(z) > 0 THEN \(z) ELSE 0 END)" : call("max", ["0", z])
  }

  /// A slope for each input and bends; as text with a line for each input, and one for bends in several.
  private func parts(_ first: Equation.Term, _ ridges: [Equation.Ridge]) -> String {
    func bends(_ ridges: [Equation.Ridge]) -> [(Double, String)] {
      ridges.map { ridge in
        let terms = zip(ridge.normal, names).map { ($0, $1) }
        let isFalling = ridge.normal.allSatisfy { $0 <= 0 }
        return (ridge.weight, positive(sum(isFalling ? [(ridge.offset, "")] + terms : terms + [(ridge.offset, "")])))
      }
    }
    let own = names.indices.map { input in
      [(first.slope[input], names[input])] + bends(ridges.filter { $0.inputs == [input] })
    }
    let several = bends(ridges.filter { $0.inputs.count > 1 })
    guard language == .text else { return sum([(first.intercept, "")] + own.flatMap { $0 } + several) }
    let lines = (own + several.map { [$0] }).map(sum).filter { $0 != "0" }
    return number(first.intercept).withSign(of: first.intercept)
      + lines.map { "\n  \($0.first == "-" ? "- \($0.dropFirst())" : "+ \($0)")" }.joined()
  }

  /// The whole formula.
  func formula(of equation: Equation) -> String {
    let right: String
    switch equation.form {
    case .hinges(let first, let hinges):
      let hinged = hinges.map { hinge in (hinge.bend, positive(sum([(1, names[0]), (-hinge.knot, "")]))) }
      right = sum([(first.slope[0], names[0]), (first.intercept, "")] + hinged)
    case .sum(let first, let ridges): right = parts(first, ridges)
    case .max(let terms): right = call("max", terms.map(term))
    case .min(let terms): right = call("min", terms.map(term))
    case .maxMin(let terms, let sets):
      right = call("max", sets.map { set in call("min", set.map { term(terms[$0]) }) })
    case .cases(let cases): return table(cases)
    case .rules(let rules):
      guard rules.count > 1 else {
        right = term(rules[0].term)
        break
      }
      return table(rules.map { ($0.term, $0.conditions) }, isOrdered: true)
    }
    switch language {
    case .text, .latex, .desmos: return "\(output) = \(right)"
    case .markdown: return "$\(output) = \(right)$"
    case .spreadsheet: return "=\(right)"
    case .sql: return "\(right) AS \(output)"
    }
  }

  /// A half-space as a condition; a lone input with a negative factor is bounded from below.
  private func condition(_ half: HalfSpace) -> String {
    if let input = half.normal.firstIndex(where: { $0 != 0 }), half.normal[input] == -1,
      half.normal.count(where: { $0 != 0 }) == 1
    {
      return "\(names[input]) \(isLatex ? "\\ge" : ">=") \(half.offset > 0 ? "-" : "")\(number(half.offset))"
    }
    let left = sum(zip(half.normal, names).map { ($0, $1) })
    let sign = isLatex ? "\\le" : "<="
    return "\(left) \(sign) \(half.offset < 0 ? "-" : "")\(number(half.offset))"
  }

  /// - Parameter isOrdered: whether a case is for what no earlier one is for, so that the last needs no conditions.
  private func table(
    _ cases: [(term: Equation.Term, halfSpaces: [HalfSpace])], isOrdered: Bool = false
  ) -> String {
    switch language {
    case .text where isOrdered:
      return cases.enumerated().map { number, part in
        let value = "\(output) = \(term(part.term))"
        guard number + 1 < cases.count else { return "else \(value)" }
        let conditions = part.halfSpaces.map(condition).joined(separator: " and ")
        return "\(number > 0 ? "else " : "")if \(conditions) then \(value)"
      }.joined(separator: "\n")
    case .markdown where isOrdered:
      return "| the first of these | $\(output)$ |\n|---|---|\n"
        + cases.map { part in
          let conditions = part.halfSpaces.map(condition).joined(separator: ",\\ ")
          return "| \(conditions.isEmpty ? "else" : "$\(conditions)$") | $\(term(part.term))$ |"
        }.joined(separator: "\n")
    case .latex where isOrdered:
      return "\(output) = \\begin{cases}\n"
        + cases.enumerated().map { number, part in
          let conditions = part.halfSpaces.map(condition).joined(separator: ",\\ ")
          let word = number == 0 ? "if" : number + 1 < cases.count ? "else if" : "else"
          return "  \(term(part.term)) & \\text{\(word)}\(conditions.isEmpty ? "" : "\\ \(conditions)")"
        }.joined(separator: " \\\\\n") + "\n\\end{cases}"
    case .text:
      return "\(output) =\n"
        + cases.map { part in
          "  \(term(part.term))  where \(part.halfSpaces.map(condition).joined(separator: ", "))"
        }.joined(separator: "\n")
    case .markdown:
      return "| $\(output)$ | where |\n|---|---|\n"
        + cases.map { part in
          "| $\(term(part.term))$ | $\(part.halfSpaces.map(condition).joined(separator: ",\\ "))$ |"
        }.joined(separator: "\n")
    case .latex:
      return "\(output) = \\begin{cases}\n"
        + cases.map { part in
          "  \(term(part.term)) & \(part.halfSpaces.map(condition).joined(separator: ",\\ "))"
        }.joined(separator: " \\\\\n") + "\n\\end{cases}"
    case .desmos:
      return "\(output) = \\left\\{"
        + cases.map { part in
          // Conditions that hold together are nested.
          part.halfSpaces.isEmpty
            ? term(part.term)
            : part.halfSpaces.map { "\(condition($0)):" }.joined(separator: "\\left\\{") + " \(term(part.term))"
              + String(repeating: "\\right\\}", count: part.halfSpaces.count - 1)
        }.joined(separator: ", ") + "\\right\\}"
    case .sql:
      let nested = cases.dropLast().map { part in
        "WHEN \(part.halfSpaces.map(condition).joined(separator: " AND ")) THEN \(term(part.term)) "
      }.joined()
      let rest = cases.last.map { term($0.term) } ?? "0"
      return nested.isEmpty ? rest : "CASE \(nested)ELSE \(rest) END"
    case .spreadsheet:
      let nested = cases.dropLast().map { part in
        "IF(AND(\(part.halfSpaces.map(condition).joined(separator: ", "))), \(term(part.term)), "
      }.joined()
      return "=\(nested)\(cases.last.map { term($0.term) } ?? "0")"
        + String(repeating: ")", count: max(0, cases.count - 1))
    }
  }
}

extension String {
  /// A number without its sign, with that of a number.
  fileprivate func withSign(of value: Double) -> String { value < 0 ? "-\(self)" : self }
}
