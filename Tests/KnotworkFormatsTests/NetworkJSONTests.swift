import Knotwork
import KnotworkFormats
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Network files: what is written reads back the same, and what is wrong is said with its place.
@Suite(.timed) struct NetworkJSONTests {
  static let question = """
    {"format": "knotwork-network", "version": 1,
     "inputs": ["x1", "x2"], "outputs": ["y"],
     "layers": [{"weights": [[1.5, -0.7], [0.4, 2.1]], "bias": [0, 0], "activation": "relu"},
                {"weights": [[1.25, -0.6]], "bias": [0], "activation": "linear"}]}
    """

  @Test func readsTheDocumentedExample() throws {
    let network = try NetworkJSON.decode(Array(NetworkJSONTests.question.utf8))
    #expect(network.layers[0].weights == Matrix([[1.5, -0.7], [0.4, 2.1]]))
    #expect(network.layers[0].activations == [.relu, .relu])
    #expect(network.layers[1].hasBias && network.inputNames == ["x1", "x2"] && network.outputNames == ["y"])
  }

  @Test func roundTrips() throws {
    let extremes: [Double] = [
      0.1, -0.0, 1e308, -1e-308, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1.0 / 3, 9_007_199_254_740_992, 1e22,
      123456789012345680,
    ]
    let network = try Network(
      layers: [
        Layer(
          weights: Matrix([extremes, extremes.map { -$0 / 3 }, extremes]), bias: [1e-300, 2, 3],
          activations: [.relu, .leakyReLU(slope: 0.01), .linear]),
        Layer(weights: Matrix([[1, 2, 3]]), activation: .leakyReLU(slope: -0.5)),
      ], inputNames: extremes.indices.map { "input \"\($0)\" ü \\ \n" })
    let bytes = NetworkJSON.encode(network)
    let read = try NetworkJSON.decode(bytes)
    #expect(read == network)
    #expect(read.layers[0].weights.elements[1].sign == .minus)
    #expect(NetworkJSON.encode(read) == bytes)
    #expect(!read.layers[1].hasBias)
  }

  @Test func numbersAreCorrectlyRounded() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<3000 {
      let digits = (0..<Int.random(in: 1...25, using: &generator)).map { _ in
        String(Int.random(in: 0...9, using: &generator))
      }.joined()
      let text = "0.\(digits)e\(Int.random(in: -330...300, using: &generator))"
      #expect(try JSONValue(parsing: Array(text.utf8)).number == Double(text), "\(text)")
    }
    for text in ["9007199254740993", "0.1e1", "1E+2", "-0", "123456789012345678901234567890", "4.9e-324"] {
      #expect(try JSONValue(parsing: Array(text.utf8)).number == Double(text), "\(text)")
    }
  }

  static let badDocuments: [(String, String)] = [
    ("", "line 1, column 1: the file is empty; expected a JSON document"),
    ("{", "line 1, column 2: found the end of the file; expected a key in double quotes"),
    ("[1, 2", "line 1, column 6: found the end of the file; expected a comma or ]"),
    ("{} x", "line 1, column 4: found \"x\" after the end of the document; expected nothing more"),
    ("{\"a\": 1, \"a\": 2}", "line 1, column 10: the key \"a\" occurs twice in the same object"),
    ("{\"a\" 1}", "line 1, column 6: found \"1\" after the key \"a\"; expected a colon"),
    ("[NaN]", "line 1, column 2: found NaN, which is not a number in JSON; weights must be finite"),
    ("[-Infinity]", "line 1, column 3: found -Infinity, which is not a number in JSON; weights must be finite"),
    ("[1e999]", "line 1, column 2: the number 1e999 is too large for a double"),
    ("[01]", "line 1, column 2: a number starts with 0 and goes on with digits"),
    ("[1.]", "line 1, column 4: found \"]\" after a decimal point; expected a digit"),
    ("[\n1,\n]", "line 3, column 1: found \"]\"; expected a value"),
    ("[\"\\x\"]", "line 1, column 4: found \"x\" after a backslash; expected one of \" \\ / b f n r t u"),
    ("[\"\\ud800\"]", "line 1, column 9: half of a surrogate pair in a text"),
    ("[\"abc", "line 1, column 6: the file ends within a text; expected a double quote"),
    (String(repeating: "[", count: 200), "line 1, column 101: arrays and objects are nested more than 100 levels deep"),
    (
      "[]",
      "the document: found an array, expected an object with the keys format, version, inputs, outputs, ranges, layers"
    ),
    ("{}", "the key \"format\" is missing; expected \"format\": \"knotwork-network\""),
    ("{\"format\": \"x\"}", "\"format\" is the text \"x\"; expected the text \"knotwork-network\""),
  ]

  @Test(arguments: badDocuments)
  func saysWhatIsWrongWithADocument(_ text: String, _ message: String) {
    #expect(throws: FormatError(message)) { try NetworkJSON.decode(Array(text.utf8)) }
  }

  /// Each replaces a part of the example.
  static let badParts: [(String, String, String)] = [
    ("\"version\": 1", "\"version\": 2", "\"version\" is the number 2.0; this program reads version 1"),
    (
      "\"inputs\"", "\"input\"",
      "the document: unknown key \"input\"; expected format, version, inputs, outputs, ranges, layers"
    ),
    ("[0.4, 2.1]", "[0.4]", "layer 1, row 2: 1 weight, expected 2, as many as in row 1"),
    ("[0.4, 2.1]", "[0.4, \"2\"]", "layer 1, row 2, entry 2: found the text \"2\", expected a number"),
    ("[0.4, 2.1]", "7", "layer 1, row 2: found the number 7.0, expected an array of numbers"),
    ("[1.25, -0.6]", "[1.25, -0.6, 3]", "layer 2, row 1: 3 weights, expected 2, one for each unit of the layer before"),
    ("\"bias\": [0, 0]", "\"bias\": [0]", "layer 1, bias: 1 number, expected 2, one for each row of weights"),
    ("\"relu\"", "\"tanh\"", "layer 1, activation: found the text \"tanh\", expected one of relu, linear, leaky_relu"),
    (
      "\"relu\"", "\"leaky_relu\"", "layer 1: leaky_relu needs its \"slope\" where a unit is inactive, for example 0.01"
    ),
    ("\"relu\"", "\"relu\", \"slope\": 1", "layer 1: \"slope\" goes with leaky_relu, and the activation is relu"),
    ("\"relu\"", "[\"relu\"]", "layer 1, activation: 1 name, expected 2, one for each unit"),
    (
      ", \"activation\": \"relu\"", "",
      "layer 1: the key \"activation\" is missing; expected one of relu, linear, leaky_relu"
    ),
    ("\"weights\": [[1.25, -0.6]]", "\"weights\": []", "layer 2, weights: no rows; expected one for each unit"),
    ("[\"y\"]", "[\"y\", \"z\"]", "2 output names, expected 1"),
    ("\"x2\"]", "\"x1\"]", "input name 2, \"x1\", occurs twice"),
    ("\"x2\"]", "2]", "\"inputs\", entry 2: found the number 2.0, expected a name"),
  ]

  @Test(arguments: badParts)
  func saysWhatIsWrongWithAPart(_ part: String, _ replacement: String, _ message: String) throws {
    let range = try #require(NetworkJSONTests.question.range(of: part))
    let text = NetworkJSONTests.question.replacingCharacters(in: range, with: replacement)
    #expect(throws: FormatError(message)) { try NetworkJSON.decode(Array(text.utf8)) }
  }
}
