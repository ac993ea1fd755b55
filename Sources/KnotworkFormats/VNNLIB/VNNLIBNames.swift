import Knotwork

/// The inputs and outputs that a file declares: `X_0`, `Y_0`, … one by one, as VNN-LIB 1.0 has it, or networks with arrays, as
/// 2.0 has it.
struct VNNLIBNames {
  /// An array of a declared network, and where its first element stands among all inputs or outputs.
  private struct Declared {
    let tensor: Claim.Tensor
    let isInput: Bool
    let start: Int
    let place: VNNLIBLexer.Place
  }

  /// How many inputs there may be at most: each needs bounds, which take up more than a byte.
  var capacity = 0
  private(set) var networks: [Claim.Subject] = []
  private(set) var inputCount = 0
  private var outputCount = 0
  private var arrays: [String: Declared] = [:]
  private var single: [Claim.Variable: VNNLIBLexer.Place] = [:]

  /// A variable for examples in messages.
  private(set) var sample = "X_0"

  /// Declares `X_3` or `Y_0`.
  mutating func declare(
    _ name: (text: String, place: VNNLIBLexer.Place), type: (text: String, place: VNNLIBLexer.Place)
  ) throws(FormatError) {
    guard networks.isEmpty else {
      throw name.place.error("\(name.text.prefix(40)) is declared beside a network; expected declare-network only")
    }
    guard let variable = VNNLIBNames.variable(name.text) else {
      throw name.place.error(
        "the variable \"\(name.text.prefix(40))\"; expected X_0, X_1, … for inputs and Y_0, … for outputs")
    }
    guard single[variable] == nil else { throw name.place.error("\(name.text) is declared twice") }
    single[variable] = name.place
    guard type.text == "Real" else { throw type.place.error("only variables of the type Real are read") }
  }

  /// Declares a network.
  mutating func declare(_ network: Claim.Subject, at places: [VNNLIBLexer.Place]) throws(FormatError) {
    guard single.isEmpty else {
      throw places[0].error("a network beside variables that are declared one by one; expected one or the other")
    }
    for (isInput, tensors) in [(true, network.inputs), (false, network.outputs)] {
      for (tensor, place) in zip(tensors, isInput ? places[...] : places[network.inputs.count...]) {
        guard arrays[tensor.name] == nil else { throw place.error("\(tensor.name.prefix(40)) is declared twice") }
        arrays[tensor.name] = Declared(
          tensor: tensor, isInput: isInput, start: isInput ? inputCount : outputCount, place: place)
        if isInput { inputCount += tensor.count } else { outputCount += tensor.count }
        guard inputCount <= capacity else {
          throw place.error(
            "\(inputCount.counted("input")), of which every one needs bounds, but the file has \(capacity) bytes; is it complete?"
          )
        }
      }
    }
    if networks.isEmpty { sample = Claim(about: [network], violation: nil).name(of: .input(0)) }
    networks.append(network)
  }

  /// The input or output of a name; nil for other names.
  func variable(_ name: String, index: String?, at place: VNNLIBLexer.Place) throws(FormatError) -> Claim.Variable? {
    if let array = arrays[name] {
      let element = array.start + (try element(of: array.tensor, index, at: place))
      return array.isInput ? .input(element) : .output(element)
    }
    guard index == nil else { throw place.error("\(name.prefix(40)) is not declared before it is used") }
    guard let variable = VNNLIBNames.variable(name) else { return nil }
    guard single[variable] != nil else { throw place.error("\(name) is not declared before it is used") }
    return variable
  }

  private func element(of tensor: Claim.Tensor, _ index: String?, at place: VNNLIBLexer.Place) throws(FormatError)
    -> Int
  {
    let indices = try index.map { (text) throws(FormatError) in try VNNLIBNames.integers(text, at: place) } ?? []
    // A single number may be written with an index or without.
    if tensor.count == 1, indices.allSatisfy({ $0 == 0 }), indices.isEmpty || tensor.shape.isEmpty { return 0 }
    guard indices.count == tensor.shape.count, zip(indices, tensor.shape).allSatisfy({ $0 < $1 }) else {
      let most = tensor.shape.map { "\($0 - 1)" }.joined(separator: ",")
      let least = tensor.shape.map { _ in "0" }.joined(separator: ",")
      throw place.error(
        "\(tensor.name)\(index.map { "[\($0.prefix(40))]" } ?? "") is no element of \(tensor.name); "
          + "expected \(tensor.name)[\(least)] to \(tensor.name)[\(most)]")
    }
    return zip(indices, tensor.shape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// "1, 3" as [1, 3].
  static func integers(_ text: String, at place: VNNLIBLexer.Place) throws(FormatError) -> [Int] {
    var numbers: [Int] = []
    for field in text.split(separator: ",", omittingEmptySubsequences: false) {
      let digits = field.filter { !$0.isWhitespace }
      if digits.isEmpty, numbers.isEmpty, !text.contains(where: { $0 == "," }) { break }
      guard let number = Int(digits), (0...Int(Int32.max)).contains(number) else {
        throw place.error("found \"[\(text.prefix(40))]\"; expected integers with commas between them")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// X_3 is the input 3, Y_0 the output 0.
  private static func variable(_ name: String) -> Claim.Variable? {
    guard name.hasPrefix("X_") || name.hasPrefix("Y_") else { return nil }
    let digits = name.dropFirst(2)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let index = Int(digits),
      index.description == digits
    else { return nil }
    return name.hasPrefix("X") ? .input(index) : .output(index)
  }

  /// Makes the network of variables that are declared one by one.
  ///
  /// - Throws: when the declared inputs or outputs leave a number out.
  mutating func finish() throws(FormatError) {
    guard networks.isEmpty else { return }
    let inputs = single.keys.count { if case .input = $0 { true } else { false } }
    let outputs = single.count - inputs
    for (variable, place) in single.sorted(by: { ($0.value.line, $0.value.column) < ($1.value.line, $1.value.column) })
    {
      switch variable {
      case .input(let index) where index >= inputs:
        throw place.error(
          "X_\(index) is declared, but only \(inputs.counted("input is", "inputs are")); expected X_0 to X_\(inputs - 1)"
        )
      case .output(let index) where index >= outputs:
        throw place.error(
          "Y_\(index) is declared, but only \(outputs.counted("output is", "outputs are")); expected Y_0 to Y_\(outputs - 1)"
        )
      default: continue
      }
    }
    guard inputs > 0 else { throw FormatError("no inputs are declared; expected (declare-const X_0 Real)") }
    guard outputs > 0 else { throw FormatError("no outputs are declared; expected (declare-const Y_0 Real)") }
    inputCount = inputs
    networks = Claim(inputCount: inputs, outputCount: outputs, violation: nil).networks
  }

  /// Where an input is declared.
  func place(ofInput input: Int) -> VNNLIBLexer.Place {
    if let place = single[.input(input)] { return place }
    let array = arrays.values.first { $0.isInput && ($0.start..<$0.start + $0.tensor.count).contains(input) }
    return array?.place ?? VNNLIBLexer.Place(line: 1, column: 1)
  }
}
