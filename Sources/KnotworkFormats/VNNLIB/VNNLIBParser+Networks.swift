import Knotwork

extension VNNLIBParser {
  /// Reads a network of VNN-LIB 2.0 after `declare-network`, up to its closing parenthesis.
  mutating func parseNetwork(_ start: Place) throws(FormatError) {
    let (place, name) = (lexer.place, try parseIdentifier())
    var likeness: Claim.Subject.Likeness?
    var inputs: [Claim.Tensor] = []
    var outputs: [Claim.Tensor] = []
    var places: [Place] = []
    while lexer.token == .open {
      try lexer.advance()
      let place = lexer.place
      switch try word("declare-input or declare-output") {
      case "equal-to": likeness = .equal(to: try parseKnownNetwork())
      case "isomorphic-to": likeness = .isomorphic(to: try parseKnownNetwork())
      case "declare-input":
        guard outputs.isEmpty else { throw place.error("an input after an output; expected the inputs first") }
        places.append(lexer.place)
        inputs.append(try parseTensor())
      case "declare-output":
        places.append(lexer.place)
        outputs.append(try parseTensor())
      case "declare-hidden":
        throw place.error("claims about values inside a network are not read; expected inputs and outputs only")
      case let other:
        throw place.error("found \"\(other.prefix(40))\"; expected declare-input or declare-output")
      }
      try expect(.close, "a closing parenthesis")
    }
    guard !inputs.isEmpty, !outputs.isEmpty else {
      throw start.error(
        "the network \(name.prefix(40)) has no \(inputs.isEmpty ? "input" : "output"); expected "
          + (inputs.isEmpty ? "(declare-input X Real [2])" : "(declare-output Y Real [1])"))
    }
    guard !names.networks.contains(where: { $0.name == name }) else {
      throw place.error("the network \(name.prefix(40)) is declared twice")
    }
    let network = Claim.Subject(name: name, inputs: inputs, outputs: outputs, likeness: likeness)
    try expectAlike(network, at: place)
    try names.declare(network, at: places)
  }

  private mutating func parseKnownNetwork() throws(FormatError) -> String {
    let name = try parseName()
    guard names.networks.contains(where: { $0.name == name.text }) else {
      throw name.place.error("the network \(name.text.prefix(40)) is not declared before it is used")
    }
    return name.text
  }

  /// Networks that are alike have inputs and outputs of the same shapes.
  private func expectAlike(_ network: Claim.Subject, at place: Place) throws(FormatError) {
    let other: String
    switch network.likeness {
    case nil: return
    case .equal(let name), .isomorphic(let name): other = name
    }
    guard let twin = names.networks.first(where: { $0.name == other }),
      twin.inputs.map(\.shape) == network.inputs.map(\.shape),
      twin.outputs.map(\.shape) == network.outputs.map(\.shape)
    else {
      throw place.error(
        "\(network.name.prefix(40)) and \(other.prefix(40)) are said to be alike, but have other shapes")
    }
  }

  /// A name of a network or an array: a letter, then letters, digits and underscores.
  private mutating func parseIdentifier() throws(FormatError) -> String {
    let (name, place) = try parseName()
    guard name.utf8.first.map({ UInt8(ascii: "A")...UInt8(ascii: "z") ~= $0 }) == true,
      name.unicodeScalars.allSatisfy({
        $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_")
      })
    else {
      throw place.error("found \"\(name.prefix(40))\"; expected a name of letters, digits and underscores")
    }
    return name
  }

  /// Name, type, shape, and perhaps the name in the ONNX file.
  private mutating func parseTensor() throws(FormatError) -> Claim.Tensor {
    let name = try parseIdentifier()
    let type = lexer.place
    let isReal = ["Real", "real", "float16", "float32", "float64", "bfloat16"].contains(try word("the type Real"))
    guard isReal else { throw type.error("only arrays of the type Real or of floating-point numbers are read") }
    guard case .index(let text) = lexer.token else {
      throw lexer.place.error("found \(lexer.token.description); expected the shape, as in [2]")
    }
    let shape = try VNNLIBNames.integers(text, at: lexer.place)
    var count = 1
    for length in shape {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: length)
      guard length > 0, !isTooLarge, product <= Int(Int32.max) else {
        throw lexer.place.error("\(name.prefix(40)) has the shape [\(text.prefix(40))]; expected 1 to 2^31 elements")
      }
      count = product
    }
    try lexer.advance()
    if case .text = lexer.token { try lexer.advance() }
    return Claim.Tensor(name: name, shape: shape)
  }
}
