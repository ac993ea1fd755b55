extension MixedIntegerModel {
  /// The model in the LP format of CPLEX, which HiGHS, GLPK, SCIP, CBC and Gurobi read.
  public func lp() -> [UInt8] {
    var text = "\\ The exact mixed-integer model of a network, written by Knotwork.\n"
    for line in legend { text += "\\ \(line)\n" }
    text += "\(isMaximum ? "Maximize" : "Minimize")\n objective: \(variables[objective].name)\nSubject To\n"
    for row in rows {
      text += " \(row.name):"
      // Readers limit the length of lines.
      for (index, term) in row.terms.enumerated() {
        let sign = term.factor < 0 || term.factor.sign == .minus ? "-" : "+"
        let factor = term.factor.magnitude == 1 ? "" : "\(term.factor.magnitude) "
        text += "\(index > 0 && index % 8 == 0 ? "\n  " : "") \(sign) \(factor)\(variables[term.variable].name)"
      }
      text += " \(row.relation.rawValue) \(row.bound)\n"
    }
    text += "Bounds\n"
    for variable in variables where !variable.isBinary {
      text += " \(variable.lower + 0) <= \(variable.name) <= \(variable.upper + 0)\n"
    }
    if binaryCount > 0 {
      text += "Binary\n"
      for variable in variables where variable.isBinary { text += " \(variable.name)\n" }
    }
    return Array((text + "End\n").utf8)
  }
}
