/// Values of options that begin with a minus sign, such as --box -1:1.
///
/// No option of the tool is a digit, so what begins with a minus and a digit or a point is the value of the option before it.
enum NegativeValues {
  /// "--box", "-1:1" as "--box=-1:1"; everything after "--" as it is.
  static func attached(to arguments: [String]) -> [String] {
    var result: [String] = []
    for (index, argument) in arguments.enumerated() {
      if argument == "--" { return result + arguments[index...] }
      if let option = result.last, option.hasPrefix("--"), !option.contains("="), isNegative(argument) {
        result[result.count - 1] = "\(option)=\(argument)"
      } else {
        result.append(argument)
      }
    }
    return result
  }

  private static func isNegative(_ argument: String) -> Bool {
    guard argument.first == "-", let second = argument.dropFirst().first else { return false }
    return second == "." || ("0"..."9").contains(second)
  }
}
