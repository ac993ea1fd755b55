import Foundation
import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Networks in the format of ACAS Xu.
@Suite(.timed) struct NNetTests {
  private let text = """
    // A comment
      // and another
    2,2,1,2,
    2,2,1,
    0,
    -1.0,-2.0,
    1.0,2.0,
    10.0,-3.0,7.5,
    4.0,0.5,373.94992,
    1.0,-1.0,
    0.25,0.75,
    0.5,
    -0.5,
    2.0,-3.0,
    1.25,
    """

  @Test func foldsTheNormalisation() throws {
    let file = try NNet(decoding: Array(text.utf8))
    #expect(file.normalisation.inputs.map(\.range) == [4, 0.5] && file.normalisation.output.mean == 7.5)
    let network = try file.folded()
    #expect(network.layers[0].weights == Matrix([[0.25, -2], [0.0625, 1.5]]))
    #expect(network.layers[0].bias == [0.5 - (2.5 + 6), -0.5 - (0.625 - 4.5)])
    let points = try Box(lower: [-1, -2], upper: [1, 2]).probes(200)
    #expect(SampleNetworks.distance(points.map { network($0) }, points.map { file($0) }) < 1e-14)
    let read = try NetworkFile(Array(text.utf8), name: "net.nnet")
    #expect(try read.network == network && read.box == Box(lower: [-1, -2], upper: [1, 2]))
    #expect(read.notes.count == 2 && read.normalisation == file.normalisation)
  }

  @Test func roundTrips() throws {
    for network in try SampleNetworks.all(24) {
      let file = try NNet(network)
      #expect(try NNet(decoding: file.encoded()) == file)
      #expect(file.box == nil)
      let read = try NNet(decoding: file.encoded()).folded()
      let points = try Box(-2...2, dimension: network.inputCount).probes(50)
      #expect(SampleNetworks.distance(points.map { network($0) }, points.map { read($0) }) < 1e-13)
      let isPlain = network.layers.dropLast().allSatisfy { $0.activations.allSatisfy { $0 == .relu } }
      if isPlain, network.layers[network.layers.count - 1].activations.allSatisfy({ $0 == .linear }) {
        #expect(points.map { network($0) } == points.map { read($0) })
      }
    }
  }

  @Test func outputsThatBendGetALayer() throws {
    let network = try Network(layers: [Layer(weights: Matrix([[1], [-1]]), activation: .leakyReLU(slope: 0.5))])
    let rectified = try network.rectified()
    #expect(rectified.layers.count == 2 && rectified.layers[0].unitCount == 4)
    for x in [-2.0, 0, 3] { #expect(rectified([x]) == network([x])) }
    let huge = try Network(layers: [
      Layer(weights: Matrix([[1]]), activation: .leakyReLU(slope: 1e300)),
      Layer(weights: Matrix([[1e300]]), activation: .linear),
    ])
    #expect(throws: FormatError.self) { try NNet(huge) }
  }

  /// The same network with the headers that programs have written: what is read must be what is meant, and assumptions are told.
  static let headers: [(header: String, scale: (means: [Double], ranges: [Double]), notes: [String])] = {
    let given = ([10, -3, 7.5], [4, 0.5, 2.0])
    let none = ([0.0, 0, 0], [1.0, 1, 1])
    let tail = "10,-3,7.5,\n4,0.5,2,"
    let bounds = "-1,-2,\n1,2,"
    return [
      ("2,2,1,2,\n2,2,1,\n0,\n\(bounds)\n\(tail)", given, []),
      // Text, nothing, or a comment for the flag.
      ("2,2,1,2,\n2,2,1,\nThis line extraneous\n\(bounds)\n\(tail)", given, []),
      ("2,2,1,2,\n2,2,1,\n0.0,0,nothing, \n\(bounds)\n\(tail)", given, []),
      ("2,2,1,2,\n2,2,1,\n\n\(bounds)\n\(tail)", given, []),
      ("2,2,1,2,\n2,2,1,\n// unused\n\(bounds)\n\(tail)", given, []),
      ("2,2,1,2,\n2,2,1,\n\n// two\n0,\n\(bounds)\n\(tail)", given, []),
      // No commas at the ends, fewer or more numbers in the first line.
      ("2,2,1\n2,2,1\n0\n-1,-2\n1,2\n10,-3,7.5\n4,0.5,2", given, []),
      ("2,2,1,2,9,9\n2,2,1\n0\n-1,-2\n1,2\n10,-3,7.5\n4,0.5,2", given, []),
      ("2,7,1,2,\n2,2,1,\n0,\n\(bounds)\n\(tail)", given, ["announces 7 inputs and 1 output"]),
      // The first ACAS Xu files.
      (
        "2,2,1,2,\n2,2,1,\n0,\n-1,-2,5,6\n1,2,7,8\n10,-3,99,98,7.5\n4,0.5,97,96,2", given,
        ["line 5 has bounds for 4 inputs", "line 6", "line 7 has entries for 4 inputs, the network 2", "line 8"]
      ),
      // Nothing for the outputs.
      (
        "2,2,1,2,\n2,2,1,\n0,\n\(bounds)\n10,-3\n4,0.5", ([10, -3, 0], [4, 0.5, 1]),
        [
          "line 7 has no entry for the outputs: they are taken as not scaled (mean 0)",
          "line 8 has no entry for the outputs",
        ]
      ),
      // A number of layers alone, and five lines that say nothing.
      ("2\n2,2,1\n0\n0\n0\n0\n0", none, ["the header is a reduced one"]),
      ("2,\n2,2,1,\na\nb\nc\nd\ne", none, ["the header is a reduced one"]),
      // Five lines of text, or empty ones, below a first line as it should be.
      ("2,2,1,2,\n2,2,1,\nflag\nleast\nlargest\nmeans, none\nranges", none, ["the header is a reduced one"]),
      ("2,2,1,2,\n2,2,1,\n\n\n \n\n", none, ["the header is a reduced one"]),
      // Comments of other programs.
      ("# by a script\n2,2,1,2,\n2,2,1,\n0,\n# bounds\n\(bounds)\n\(tail)", given, []),
      // Ranges of 0.
      ("2,2,1,2,\n2,2,1,\n0,\n\(bounds)\n0,0,0\n0,0,0", none, ["ranges of 0 (all) are taken as 1"]),
      ("2,2,1,2,\n2,2,1,\n0,\n0,0,\n0,0,\n0,0,0\n0,0,0", none, ["ranges of 0 (all) are taken as 1"]),
      (
        "2,2,1,2,\n2,2,1,\n0,\n\(bounds)\n10,-3,7.5\n4,0,0", ([10, -3, 7.5], [4, 1, 1]),
        ["ranges of 0 (input 2, the outputs) are taken as 1"]
      ),
      ("2,2,1,2,\n2,2,1,\n0,\n\(bounds)\n0\n1", none, ["line 7 has 1 number for 2 inputs", "line 8"]),
      // Bounds that are none.
      ("2,2,1,2,\n2,2,1,\n0,\n-inf,-inf,\ninf,inf,\n\(tail)", given, []),
      ("2,2,1,2,\n2,2,1,\n0,\n-1e999,-2,\nInfinity,2,\n\(tail)", given, []),
      ("2,2,1,2,\n2,2,1,\n0,\n0,\n0,\n\(tail)", given, ["line 5 has 1 of 2 bounds", "line 6 has 1 of 2 bounds"]),
    ]
  }()

  @Test(arguments: headers)
  func headersOfAllKindsAreRead(
    _ header: String, _ scale: (means: [Double], ranges: [Double]), _ notes: [String]
  ) throws {
    let weights = "1.0,-1.0,\n0.25,0.75,\n0.5,\n-0.5,\n2.0,-3.0,\n1.25,\n"
    let file = try NNet(decoding: Array("// A comment\n\(header)\n\(weights)".utf8))
    #expect(file.normalisation.inputs.map(\.mean) + [file.normalisation.output.mean] == scale.means)
    #expect(file.normalisation.inputs.map(\.range) + [file.normalisation.output.range] == scale.ranges)
    #expect(file.layers[0].weights == Matrix([[1, -1], [0.25, 0.75]]) && file.layers[1].bias == [1.25])
    #expect(file.notes.count == notes.count)
    for (found, expected) in zip(file.notes, notes) { #expect(found.contains(expected), "\(found)") }
    let read = try NetworkFile(Array("// A comment\n\(header)\n\(weights)".utf8))
    #expect(try read.network == file.folded() && Array(read.notes.prefix(notes.count)) == file.notes)
    let box = try Box(lower: [-1, -2], upper: [1, 2])
    #expect(read.box == nil || read.box == box)
  }

  static let bad: [(String, String, String)] = [
    (
      "2,2,1,2,\n2,2,1,", "2,2,1,2,\n2,3,1,1,",
      "line 4: the sizes [2, 3, 1, 1] do not fit 2 layers; expected 3 sizes, from the inputs to the outputs"
    ),
    ("2,2,1,2,\n2,2,1,", "2,2,1,2,\n2,0,1,", "line 4: a layer of size 0"),
    (
      "2,2,1,2,\n2,2,1,", "2,2,1,2,\n2000000000,2,1,",
      "line 4: 2,000,000,000 inputs, but the file has 159 bytes; is it complete?"
    ),
    (
      "2,2,1,2,", "2,2,1e30,2,",
      "line 3: a size that is no integer from 0 to 2^31; expected the numbers of layers, inputs and outputs, and the largest layer"
    ),
    (
      "-1.0,-2.0,", "-1.0,x,",
      "line 6, entry 2: \"x\" is not a finite number; expected the smallest value of each input"
    ),
    (
      "-1.0,-2.0,", "-1.0,nan,",
      "line 6, entry 2: \"nan\" is not a finite number; expected the smallest value of each input"
    ),
    (
      "4.0,0.5,373.94992,", "4.0,",
      "line 9: 1 number, expected 3: the range of each input, and of the outputs; write 1 for what is not scaled"
    ),
    (
      "4.0,0.5,", "4.0,inf,",
      "line 9, entry 2: \"inf\" is not a finite number; expected the range of each input, and of the outputs"
    ),
    ("2.0,-3.0,", "2.0,-3.0,4,", "line 14: 3 numbers, expected 2: the weights of layer 2, row 1"),
    ("\n1.25,", "", "the file ends after line 14; expected the bias of layer 2, unit 1"),
    ("1.25,", "1.25,\n1.25,", "line 16: more numbers than the sizes of the layers announce"),
    ("2,2,1,2,\n2,2,1,", "2,2,1,2,\n2,2000000000,1,", "line 12: 1 number, expected 2: the weights of layer 1, row 3"),
    (
      "4.0,0.5,", "1e-320,0.5,",
      "folding the means and ranges into the weights overflows a double; a range is too close to 0"
    ),
  ]

  @Test(arguments: bad)
  func saysWhatIsWrong(_ part: String, _ replacement: String, _ message: String) throws {
    let changed = text.replacing(part, with: replacement, maxReplacements: 1)
    try #require(changed != text)
    #expect(throws: FormatError(message)) { try NNet(decoding: Array(changed.utf8)).folded() }
  }
}
