import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// How the layers of a file of arrays follow each other, and how their matrices lie: from names and shapes where these leave no
/// choice, else from options; never guessed.
@Suite(.timed) struct LayerOrderTests {
  /// Layers as "name inputs units", stored as units × inputs; the weights of each are its number.
  private func tensors(
    _ layers: String, names: (String) -> (String, String) = { ("\($0).weight", "\($0).bias") },
    transposed: Bool = false,
    hasBias: Bool = true
  ) -> [(name: String, tensor: NumberArray)] {
    layers.split(separator: ",").enumerated().flatMap { index, text -> [(name: String, tensor: NumberArray)] in
      let fields = text.split(separator: " ").map(String.init)
      let (inputs, units) = (Int(fields[1]) ?? 0, Int(fields[2]) ?? 0)
      let (weight, bias) = names(fields[0])
      let matrix = NumberArray(
        shape: [units, inputs], elements: (0..<units * inputs).map { Double(100 * (index + 1) + $0) })
      let vector = NumberArray(shape: [units], elements: [Double](repeating: Double(index + 1), count: units))
      return [(weight, transposed ? matrix.transposed : matrix)] + (hasBias ? [(bias, vector)] : [])
    }.shuffled()
  }

  /// The numbers of the layers in the order in which they were taken.
  private func order(_ layers: String, _ options: TensorOptions = TensorOptions()) throws(FormatError) -> [Int] {
    let network = try TensorNetwork(tensors(layers), options: options).network
    return network.layers.map { Int($0.bias[0]) }
  }

  static let determined: [(String, [Int])] = [
    ("0 3 3,2 3 3,10 3 3", [1, 2, 3]), ("fc2 3 3,fc10 3 3,fc1 3 3", [3, 1, 2]),
    ("net.4.linear 3 1,net.0.linear 3 3", [2, 1]), ("dense 3 3,dense_1 3 3,dense_2 3 3", [1, 2, 3]),
    ("block1.fc 3 3,block2.fc 3 3", [1, 2]), ("layers.0.1 3 3,layers.3.0 3 3", [1, 2]), ("only 3 3", [1]),
    // By their shapes, with a note.
    ("hidden 2 5,a_last 5 1", [1, 2]), ("out 4 1,first 2 3,second 3 4", [2, 3, 1]),
    ("fc1 3 8,fc2 8 8,action 8 2", [1, 2, 3]), ("a 3 4,b 4 5,c 5 6,d 6 5", [1, 2, 3, 4]),
    ("embed 3 8,fc1 8 16,fc2 16 16,out 16 2", [1, 2, 3, 4]),
  ]

  @Test(arguments: determined)
  func namesAndShapesDetermineTheOrder(_ layers: String, _ expected: [Int]) throws {
    #expect(try order(layers) == expected)
  }

  static let ownNames: [(weights: String, bias: String)] = [
    ("weights_#", "biases_#"), ("weight_#", "bias_#"), ("W_#", "b_#"), ("w#", "b#"), ("weights#", "biases#"),
    ("kernel_#", "bias_#"), ("layer#.W", "layer#.b"), ("fc#/weights:0", "fc#/biases:0"), ("l#_w", "l#_b"),
  ]

  /// Names of own programs say the order, and leave open how the matrices lie.
  @Test(arguments: ownNames)
  func namesOfOwnProgramsAreRead(_ weights: String, _ bias: String) throws {
    let names = { (number: String) in
      (weights.replacing("#", with: number), bias.replacing("#", with: number))
    }
    for isTransposed in [false, true] {
      let network = try TensorNetwork(tensors("1 2 4,2 4 3,10 3 1", names: names, transposed: isTransposed)).network
      #expect(network.layers.map { $0.bias[0] } == [1, 2, 3] && network.inputCount == 2 && network.outputCount == 1)
      let square = tensors("0 3 3,1 3 3", names: names, transposed: isTransposed)
      let error = #expect(throws: FormatError.self) { try TensorNetwork(square) }
      #expect(error?.description.contains("say --transposed") == true)
      let options = TensorOptions(isTransposed: isTransposed)
      #expect(try TensorNetwork(square, options: options).network.layers[0].weights[0, 1] == 101)
    }
  }

  /// What is advised works: options name layers only where some are known.
  @Test func arraysOfUnknownNamesAreToldOf() throws {
    let unknown = tensors("1 2 4", names: { ("theta\($0)", "offset\($0)") })
    for options in [TensorOptions(), TensorOptions(layers: ["theta1"])] {
      let error = #expect(throws: FormatError.self) { try TensorNetwork(unknown, options: options) }
      #expect(error?.description.hasSuffix("; rename the arrays, or export as ONNX") == true)
    }
    let error = #expect(throws: FormatError.self) { try TensorNetwork(unknown + tensors("fc1 2 4")) }
    #expect(error?.description.contains("with --layers") == true)
  }

  @Test func anOrderByShapesIsTold() throws {
    let notes = try TensorNetwork(tensors("fc1 3 8,fc2 8 8,action 8 2")).notes
    #expect(notes.first == "the order of the layers is the only one in which they fit together: fc1, fc2, action")
    #expect(try TensorNetwork(tensors("fc1 3 8,fc2 8 8,fc3 8 2")).notes.count == 1)
  }

  static let open: [(String, String)] = [
    // Several orders.
    ("input_layer 3 3,hidden 3 3,output 3 3", "hidden and input_layer both take 3 inputs; name those of one network"),
    ("fc1 3 3,fc2 3 3,action 3 3", "action and fc1 both take 3 inputs"),
    ("encoder 4 2,decoder 2 4", "they fit together in a circle"),
    ("first 2 3,second 3 4,third 4 2", "they fit together in a circle"),
    // Parallel networks, even where they chain by chance.
    ("actor.0 4 6,actor.2 6 4,critic.0 4 6,critic.2 6 1", "for example --layers actor.0,actor.2"),
    ("actor.0 4 6,actor.2 6 2,critic.0 4 6,critic.2 6 1", "actor.0, actor.2 beside critic.0, critic.2"),
    ("encoder.0 4 3,encoder.1 3 2,decoder.0 2 3,decoder.1 3 4", "the file may hold several networks"),
    ("actor_fc1 2 2,actor_fc2 2 2,critic_fc1 2 2,critic_fc2 2 2", "for example --layers actor_fc1,actor_fc2"),
    ("q1.0 1 4,q1.2 4 1,q2.0 1 4,q2.2 4 1", "the file may hold several networks: q1.0, q1.2, q2.0, q2.2"),
    ("actor.0 4 6,actor.2 6 4,critic 4 1", "actor.0 and critic both take 4 inputs"),
    // Heads on one body.
    ("body 3 1,head_mu 1 1,head_sigma 1 1", "head_mu and head_sigma both take 1 input;"),
    ("body 3 4,head_mu 4 4,head_sigma 4 2", "head_mu and head_sigma both take 4 inputs"),
    ("body 3 4,policy 4 2,value 4 1", "policy and value both take 4 inputs"),
    ("body 3 4,head1 4 4,head2 4 2", "head1 and head2 both take 4 inputs"),
    ("fc1 3 8,fc2 8 8,advantage 8 8,value 8 1", "advantage and value both take 8 inputs"),
    ("fc1 3 3,fc21 3 3,fc22 3 3,fc3 3 3,fc4 3 3", "the file may hold several networks"),
    // No order at all.
    ("0 3 4,2 5 1", "the array \"2.weight\" takes 5 inputs, but \"0.weight\" before it gives 4; name the layers"),
    ("a 3 4,b 5 1", "the layers do not fit together as one network: a and b both begin one; name the layers"),
    (
      "a 3 4,b 5 6,c 6 5",
      "the layers do not fit together as one network; name the layers of one network with --layers"
    ),
  ]

  @Test(arguments: open)
  func whatIsOpenIsRefusedWithWhatToDo(_ layers: String, _ message: String) throws {
    let error = #expect(throws: FormatError.self) { try order(layers) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("--layers") == true && error?.option == nil)
  }

  @Test func layersAreNamedInTheirOrder() throws {
    func order(_ layers: String, _ names: String) throws(FormatError) -> [Int] {
      try self.order(layers, TensorOptions(layers: names.split(separator: ",").map(String.init)))
    }
    let words = "input_layer 3 3,hidden 3 3,output 3 3"
    #expect(try order(words, "input_layer,hidden,output") == [1, 2, 3])
    #expect(try order(words, "output.weight,input_layer") == [3, 1])
    let two = "actor.0 4 6,actor.2 6 4,critic.0 4 6,critic.2 6 1"
    #expect(try order(two, "critic.0,critic.2") == [3, 4])
    #expect(try order("body 3 4,policy 4 2,value 4 1", "body,value") == [1, 3])
    let read = try TensorNetwork(
      tensors(two) + [("log_std", NumberArray(shape: [1], elements: [0]))],
      options: TensorOptions(layers: ["critic.0", "critic.2"]))
    #expect(read.notes[0].hasPrefix("left out, as --layers says: ") && read.notes[0].contains("actor.0.weight"))
    #expect(read.notes[0].contains("log_std") && !read.notes[0].contains("critic"))
    let bad: [(String, String)] = [
      ("fc9", "there is no layer \"fc9\"; the file has hidden, input_layer, output"),
      ("hidden,hidden", "\"hidden\" is named twice"),
    ]
    for (names, message) in bad {
      #expect(throws: FormatError(option: "layers", message)) { try order(words, names) }
    }
    #expect(
      throws: FormatError("the array \"actor.2.weight\" takes 6 inputs, but \"critic.2.weight\" before it gives 1")
    ) {
      try order(two, "critic.0,critic.2,actor.2")
    }
  }

  private func numbered(_ name: String) -> (String, String) { ("W\(name)", "b\(name)") }

  @Test func orientationFollowsFromTheShapes() throws {
    let expected = try TensorNetwork(tensors("1 3 4,2 4 1", names: numbered)).network
    let turned = try TensorNetwork(tensors("1 3 4,2 4 1", names: numbered, transposed: true))
    #expect(turned.network == expected)
    #expect(turned.notes[0] == "the matrices are inputs × units, as x @ W takes them: only so do they fit together")
    // One matrix that is not square is enough, and biases where all are.
    let mixed = try TensorNetwork(tensors("1 4 4,2 4 1", names: numbered, transposed: true))
    #expect(try mixed.network == TensorNetwork(tensors("1 4 4,2 4 1", names: numbered)).network)
    #expect(try TensorNetwork(tensors("1 3 4,2 4 1", names: numbered, hasBias: false)).network.inputCount == 3)
    // PyTorch and Keras say it by their names.
    #expect(try TensorNetwork(tensors("0 3 3,2 3 3")).network.layers[0].weights[0, 1] == 101)
    let keras = tensors("dense 3 3,dense_1 3 3", names: { ("\($0)/kernel:0", "\($0)/bias:0") }, transposed: true)
    #expect(try TensorNetwork(keras).network.layers[0].weights[0, 1] == 101)
  }

  @Test func orientationThatIsOpenIsRefused() throws {
    for (layers, hasBias) in [("1 3 3,2 3 3", true), ("1 2 2", true), ("1 3 2", false)] {
      let square = tensors(layers, names: numbered, hasBias: hasBias)
      let error = #expect(throws: FormatError.self) { try TensorNetwork(square) }
      #expect(
        error?.description.contains("say --transposed where outputs are x @ W, and --no-transposed where") == true)
      let plain = try TensorNetwork(square, options: TensorOptions(isTransposed: false))
      let turned = try TensorNetwork(square, options: TensorOptions(isTransposed: true))
      #expect(
        plain.network.layers[0].weights[0, 1] == 101
          && turned.network.layers[0].weights != plain.network.layers[0].weights)
    }
    let words = tensors("a 3 3,b 3 3", transposed: true)
    let told = try TensorNetwork(words, options: TensorOptions(layers: ["b", "a"], isTransposed: true))
    #expect(told.network.layers[0].weights[0, 1] == 201)
  }

  @Test func matricesThatLieTheOtherWayAreToldOf() throws {
    for (suffix, flag) in [("weight", "--transposed"), ("kernel", "--no-transposed")] {
      let names: (String) -> (String, String) = { ("\($0).\(suffix)", "\($0).bias") }
      let odd = tensors("0 3 4,2 4 1", names: names, transposed: suffix == "weight")
      let error = #expect(throws: FormatError.self) { try TensorNetwork(odd) }
      #expect(error?.description.hasSuffix("the other way round they fit: say \(flag) where that is right") == true)
      let told = try TensorNetwork(odd, options: TensorOptions(isTransposed: suffix == "weight"))
      #expect(told.network.inputCount == 3 && told.network.outputCount == 1)
    }
    let lost = #expect(throws: FormatError.self) {
      try TensorNetwork(tensors("0 3 4,2 4 1"), options: TensorOptions(isTransposed: true))
    }
    #expect(lost?.description.contains("numbers in its bias") == true)
  }

  @Test func optionsAreForFilesOfArrays() throws {
    let json = NetworkJSON.encode(try Network(layers: [Layer(weights: Matrix([[1]]), activation: .linear)]))
    for (options, name) in [
      (TensorOptions(layers: ["a"]), "layers"), (TensorOptions(isTransposed: false), "transposed"),
    ] {
      let error = #expect(throws: FormatError.self) { try NetworkFile(json, tensors: options) }
      #expect(error?.option == name && error?.description.contains("is for files of arrays") == true)
    }
  }
}
