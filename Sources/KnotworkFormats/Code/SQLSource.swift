import Knotwork
import KnotworkGeometry

/// A network as a query in standard SQL, with a `CASE` for each unit, or for each question of its tree of cases.
///
/// A network of one hidden layer and linear outputs becomes a sum with one `CASE` per unit, for all inputs; a deeper one is
/// written for a box, and gives null outside. Inputs are columns of their names. Numbers are approximate (double) literals.
public enum SQLSource {
  /// The query.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - table: the table that has a column for each input, by its name.
  ///   - box: for networks of more than one hidden layer, where they are taken apart.
  /// - Throws: ``FormatError`` when the box is missing or holds more than 1000 regions, or a name has characters that a query
  ///   would hide.
  public static func encode(_ network: Network, table: Identifier = .network, box: Box? = nil) throws -> [UInt8] {
    for name in network.inputNames + network.outputNames where name.unicodeScalars.contains(where: \.isHidden) {
      throw FormatError(
        "the name \"\(name.visible)\" has a character that cannot be seen in a query; rename it in the network, and in the table"
      )
    }
    let columns = network.inputNames.map(quoted)
    var text =
      "-- A piecewise-linear network as a query, written by Knotwork. Columns: \(columns.joined(separator: ", "))\n"
    let outputs: [String]
    if network.isShallow {
      outputs = network.outputNames.indices.map { shallow(network, output: $0, columns) }
    } else {
      guard let box else {
        throw FormatError(
          "SQL for a network of more than one hidden layer is written case by case for a box; give it with --box")
      }
      let tree = try CaseTree(of: network, over: box)
      text +=
        "-- \(tree.leafCount.counted("case")), for the box \(zip(box.lower, box.upper).map { "[\($0), \($1)]" }.joined(separator: " × ")); null outside\n"
      let inside = zip(columns, zip(box.lower, box.upper)).map { column, bounds in
        "\(column) BETWEEN \(number(bounds.0)) AND \(number(bounds.1))"
      }.joined(separator: " AND ")
      outputs = network.outputNames.indices.map { output in
        "CASE WHEN \(inside) THEN\n\(cases(tree, output, columns, indent: "    "))\n  END"
      }
    }
    text += "SELECT *"
    for (name, expression) in zip(network.outputNames, outputs) { text += ",\n  \(expression)\n    AS \(quoted(name))" }
    return Array((text + "\nFROM \(quoted(table.text));\n").utf8)
  }

  private static func shallow(_ network: Network, output: Int, _ columns: [String]) -> String {
    guard network.layers.count == 2 else {
      return affine(network.layers[0].weights[row: output], network.layers[0].bias[output], columns)
    }
    let (hidden, last) = (network.layers[0], network.layers[1])
    var terms: [String] = []
    for (unit, weight) in last.weights[row: output].enumerated() where weight != 0 {
      let z = affine(hidden.weights[row: unit], hidden.bias[unit], columns)
      let slope = hidden.activations[unit].inactiveSlope
      let inactive = slope == 0 ? "0e0" : "\(number(slope)) * (\(z))"
      terms.append(
        slope == 1
          ? "\(number(weight)) * (\(z))" : "\(number(weight)) * CASE WHEN \(z) > 0e0 THEN \(z) ELSE \(inactive) END")
    }
    if last.bias[output] != 0 || terms.isEmpty { terms.append(number(last.bias[output])) }
    return terms.joined(separator: "\n    + ")
  }

  private static func cases(_ tree: CaseTree, _ output: Int, _ columns: [String], indent: String) -> String {
    switch tree {
    case .leaf(let map): return indent + affine(map.slope[row: output], map.intercept[output], columns)
    case .branch(let question, let positive, let other):
      let condition = affine(question.slope[row: 0], question.intercept[0], columns)
      return "\(indent)CASE WHEN \(condition) > 0e0 THEN\n\(cases(positive, output, columns, indent: indent + "  "))\n"
        + "\(indent)ELSE\n\(cases(other, output, columns, indent: indent + "  "))\n\(indent)END"
    }
  }

  private static func affine(_ weights: ArraySlice<Double>, _ constant: Double, _ columns: [String]) -> String {
    var terms = zip(weights, columns).filter { $0.0 != 0 }.map { "\(number($0.0)) * \($0.1)" }
    if constant != 0 || terms.isEmpty { terms.append(number(constant)) }
    return terms.joined(separator: " + ")
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// With an exponent, which makes it a double; negative numbers in parentheses, for two minus signs begin a comment.
  private static func number(_ value: Double) -> String {
    let text = value.description.contains(where: { $0 == "e" }) ? value.description : "\(value)e0"
    return value.sign == .minus ? "(\(text))" : text
  }
}

extension Network {
  /// Whether it has at most one hidden layer, and linear outputs.
  var isShallow: Bool { layers.count <= 2 && layers[layers.count - 1].activations.allSatisfy { !$0.bends } }
}
