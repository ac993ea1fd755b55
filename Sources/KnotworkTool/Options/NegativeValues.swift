/// Values of options that begin with a minus sign, such as --box -1:1.
///
/// No option of the tool is a digit, so what begins with a minus and a digit or a point is the value of the option before it.
enum NegativeValues {
  /// "--box", "-1:1" as "--box=-1:1"; a formula that begins with a minus behind "--"; everything after "--" as it is.
  static func attached(to arguments: [String]) -> [String] {
    var result: [String] = []
    for (index, argument) in arguments.enumerated() {
      if argument == "--" { return result + arguments[index...] }
      // A formula may begin with a minus; -h and -o are options.
      if arguments.first == "approximate", isFormula(argument), !arguments.contains("--"), result.last != "-o",
        result.last.map({ !isNegative(argument) || !$0.hasPrefix("--") || $0.firstIndex(of: "=") != nil }) ?? true
      {
        return attached(to: Array(arguments[..<index] + arguments[(index + 1)...])) + ["--", argument]
      }
      // A claim may begin with a minus before a name.
      if let option = result.last, option.hasPrefix("--"), option.firstIndex(of: "=") == nil,
        isNegative(argument) || option == "--claim" && isFormula(argument)
      {
        result[result.count - 1] = "\(option)=\(argument)"
      } else {
        result.append(argument)
      }
    }
    return result
  }

  private static func isFormula(_ argument: String) -> Bool {
    argument.hasPrefix("-") && !argument.hasPrefix("--") && argument.count > 1 && argument != "-h" && argument != "-o"
  }

  private static func isNegative(_ argument: String) -> Bool {
    guard argument.first == "-", let second = argument.dropFirst().first else { return false }
    return second == "." || ("0"..."9").contains(second)
  }
}
