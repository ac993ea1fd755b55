extension MixedIntegerModel {
  /// The model in free MPS format.
  ///
  /// The format has no common way to ask for a maximum: what is minimised is then −y, and the maximum is minus the answer.
  public func mps() -> [UInt8] {
    let goal = isMaximum ? "-\(variables[objective].name)" : variables[objective].name
    var text = "* The exact mixed-integer model of a network, written by Knotwork. Minimised is \(goal).\n"
    for line in legend { text += "* \(line)\n" }
    text += "NAME network\nROWS\n N objective\n"
    for row in rows {
      let kind =
        switch row.relation {
        case .atMost: "L"
        case .atLeast: "G"
        case .equal: "E"
        }
      text += " \(kind) \(row.name)\n"
    }
    var columns = [[(row: String, factor: Double)]](repeating: [], count: variables.count)
    columns[objective].append(("objective", isMaximum ? -1 : 1))
    for row in rows { for term in row.terms { columns[term.variable].append((row.name, term.factor)) } }
    text += "COLUMNS\n"
    var isInteger = false
    for (variable, column) in zip(variables, columns) {
      if variable.isBinary != isInteger {
        isInteger = variable.isBinary
        text += " MARKER 'MARKER' '\(isInteger ? "INTORG" : "INTEND")'\n"
      }
      // A variable without rows must still be known.
      for entry in column.isEmpty ? [("objective", 0)] : column { text += " \(variable.name) \(entry.0) \(entry.1)\n" }
    }
    if isInteger { text += " MARKER 'MARKER' 'INTEND'\n" }
    text += "RHS\n"
    for row in rows where row.bound != 0 { text += " rhs \(row.name) \(row.bound)\n" }
    text += "BOUNDS\n"
    for variable in variables {
      text += " LO bound \(variable.name) \(variable.lower)\n UP bound \(variable.name) \(variable.upper)\n"
    }
    return Array((text + "ENDATA\n").utf8)
  }
}
