import Knotwork
import KnotworkGeometry

/// A network as spreadsheet formulas, one line for each output, with the inputs in the cells A2, B2, ….
///
/// One hidden layer becomes a sum of `MAX`, which every spreadsheet knows; deeper networks name their units with `LET`
/// (Excel 2021, LibreOffice 24.8). Spreadsheets keep 15 to 17 digits of a number.
public enum SpreadsheetFormula {
  /// The longest formula that Excel takes.
  private static let lengthLimit = 8192
  /// The most names in one `LET`.
  private static let nameLimit = 126

  /// The formulas.
  ///
  /// - Throws: ``FormatError`` when one is longer than Excel takes.
  public static func encode(_ network: Network) throws(FormatError) -> [UInt8] {
    var text = ""
    let cells = (0..<network.inputCount).map(cell)
    for (output, name) in network.outputNames.enumerated() {
      let formula = "=" + (network.isShallow ? shallow(network, output, cells) : try deep(network, output, cells))
      guard formula.utf8.count <= lengthLimit else {
        throw FormatError(
          "the formula of \(name) has \(formula.utf8.count) characters, and a spreadsheet takes \(lengthLimit); "
            + "simplify the network, or write C or Python")
      }
      text += formula + "\n"
    }
    return Array(text.utf8)
  }

  /// A2, B2, …, Z2, AA2, ….
  private static func cell(_ index: Int) -> String {
    var name = ""
    var number = index + 1
    while number > 0 {
      number -= 1
      name = String(Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(number % 26)))) + name
      number /= 26
    }
    return name + "2"
  }

  private static func shallow(_ network: Network, _ output: Int, _ cells: [String]) -> String {
    var sources = cells
    if network.layers.count == 2 {
      let hidden = network.layers[0]
      sources = (0..<hidden.unitCount).map { unit in
        applied(hidden.activations[unit], to: sum(hidden.weights[row: unit], hidden.bias[unit], cells))
      }
    }
    let last = network.layers[network.layers.count - 1]
    return sum(last.weights[row: output], last.bias[output], sources)
  }

  private static func deep(_ network: Network, _ output: Int, _ cells: [String]) throws(FormatError) -> String {
    var definitions: [String] = []
    var sources = cells
    for (index, layer) in network.layers.enumerated() {
      let isLast = index == network.layers.count - 1
      sources = (isLast ? output..<output + 1 : 0..<layer.unitCount).map { unit in
        let value = applied(layer.activations[unit], to: sum(layer.weights[row: unit], layer.bias[unit], sources))
        if isLast { return value }
        definitions.append("unit_\(index + 1)_\(unit + 1),\(value)")
        return "unit_\(index + 1)_\(unit + 1)"
      }
    }
    guard definitions.count <= nameLimit else {
      throw FormatError(
        "the network has \(definitions.count) hidden units in several layers, and a spreadsheet formula takes "
          + "\(nameLimit) names; write C or Python")
    }
    return "LET(\(definitions.joined(separator: ",")),\(sources[0]))"
  }

  /// MAX where the two halves make a valley, MIN where they make a ridge.
  private static func applied(_ activation: Activation, to z: String) -> String {
    let slope = activation.inactiveSlope
    if slope == 1 { return "(\(z))" }
    if slope == 0 { return "MAX(0,\(z))" }
    return "\(slope < 1 ? "MAX" : "MIN")(\(z),\(slope)*(\(z)))"
  }

  private static func sum(_ weights: ArraySlice<Double>, _ constant: Double, _ sources: [String]) -> String {
    var text = ""
    func append(_ term: String) { text += text.isEmpty || term.hasPrefix("-") ? term : "+\(term)" }
    for (weight, source) in zip(weights, sources) where weight != 0 { append("\(number(weight))*\(source)") }
    if constant != 0 || text.isEmpty { append(number(constant)) }
    return text
  }

  private static func number(_ value: Double) -> String {
    let text = value.description
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text).uppercased()
  }
}
