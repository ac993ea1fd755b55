/// The layers of a file, each with its arrays.
struct TensorCollection {
  var layers: [StoredLayer]
  /// Whether the layers stand in the order of the forward pass.
  private(set) var isOrdered = false
  /// All arrays of the file.
  private let names: [String]

  /// - Parameter isSelected: whether the layers will be chosen by name, so that other arrays do not matter.
  init(_ tensors: [(name: String, tensor: NumberArray)], isSelected: Bool) throws(FormatError) {
    names = tensors.map(\.name)
    var matrices: [String: StoredLayer] = [:]
    var vectors: [(name: String, key: TensorKey, tensor: NumberArray)] = []
    var unnamed: [(name: String, tensor: NumberArray)] = []
    for (name, tensor) in tensors {
      guard let key = TensorKey(name) else {
        if isSelected { continue }
        throw FormatError(
          "the array \"\(name)\" is neither weights nor a bias: expected names like \(TensorCollection.examples); "
            + TensorCollection.remedy(tensors))
      }
      guard !tensor.elements.isEmpty else {
        if isSelected { continue }
        throw FormatError("the array \"\(name)\" is empty")
      }
      switch key.part {
      case .unnamed: unnamed.append((name, tensor))
      case .bias, .slopes: vectors.append((name, key, tensor))
      case .weights(let unitsFirst):
        guard tensor.shape.count == 2 else {
          if isSelected { continue }
          throw FormatError(
            "the array \"\(name)\" has the shape \(tensor.size); expected a matrix, for only dense layers can be told "
              + "from their weights; export other networks as ONNX")
        }
        guard matrices[key.layer] == nil else {
          throw FormatError("the arrays \"\(matrices[key.layer]?.name ?? "")\" and \"\(name)\" are both weights")
        }
        matrices[key.layer] = StoredLayer(name: name, stem: key.layer, unitsFirst: unitsFirst, weights: tensor)
      }
    }
    for (name, key, tensor) in vectors {
      guard var layer = matrices[key.layer] else {
        if isSelected { continue }
        throw FormatError("there are no weights for the array \"\(name)\"")
      }
      guard tensor.isVector else {
        throw FormatError("the array \"\(name)\" has the shape \(tensor.size); expected one number for each unit")
      }
      if key.part == .bias { layer.bias = tensor } else { layer.slopes = tensor }
      matrices[key.layer] = layer
    }
    guard unnamed.isEmpty || matrices.isEmpty else {
      throw FormatError("some arrays have names and some, as \"\(unnamed[0].name)\", have none; name all of them")
    }
    guard unnamed.isEmpty else {
      layers = try TensorCollection.unnamedLayers(unnamed)
      isOrdered = true
      return
    }
    guard !matrices.isEmpty else {
      guard let (name, _) = tensors.first else {
        throw FormatError("no arrays; expected weights, for example W1 and b1")
      }
      throw FormatError(
        "no array is weights by its name, neither is \"\(name)\": expected names like \(TensorCollection.examples); "
          + TensorCollection.remedy(tensors))
    }
    layers = matrices.sorted { TensorKey.precedes($0.key, $1.key) }.map(\.value)
  }

  private static let examples =
    "W1 and b1, 0.weight and 0.bias, dense/kernel and dense/bias, or coefs_0 and intercepts_0"

  /// What to do about a name that says nothing: there may be layers without it.
  private static func remedy(_ tensors: [(name: String, tensor: NumberArray)]) -> String {
    let hasLayers = tensors.contains { name, tensor in
      if case .weights = TensorKey(name)?.part { tensor.shape.count == 2 } else { false }
    }
    return hasLayers
      ? "say which layers make up the network with --layers, or export as ONNX" : "rename the arrays, or export as ONNX"
  }

  /// Matrices and vectors without names: each vector is the bias of a matrix, in their order.
  private static func unnamedLayers(
    _ tensors: [(name: String, tensor: NumberArray)]
  ) throws(FormatError) -> [StoredLayer] {
    let sorted = tensors.sorted { TensorKey.precedes($0.name, $1.name) }
    if let other = sorted.first(where: { !(1...2).contains($0.tensor.shape.count) }) {
      throw FormatError("the array \"\(other.name)\" has the shape \(other.tensor.size); expected matrices and vectors")
    }
    let biases = sorted.filter { $0.tensor.shape.count == 1 }
    var layers = sorted.filter { $0.tensor.shape.count == 2 }
      .map { StoredLayer(name: $0.name, stem: $0.name, weights: $0.tensor) }
    guard biases.isEmpty || biases.count == layers.count, !layers.isEmpty else {
      throw FormatError(
        "\(layers.count) matrices and \(biases.count) vectors without names; expected a bias for every matrix, or none")
    }
    for (index, bias) in biases.enumerated() { layers[index].bias = bias.tensor }
    return layers
  }

  /// Keeps the layers of these names, in their order; the names of the arrays that are left out.
  mutating func select(_ wanted: [String]) throws(FormatError) -> [String] {
    var chosen: [StoredLayer] = []
    for name in wanted {
      guard let layer = layers.first(where: { [$0.stem, $0.name, $0.shortName].contains(name) }) else {
        throw FormatError(
          option: "layers", "there is no layer \"\(name)\"; the file has \(layers.list())")
      }
      guard !chosen.contains(where: { $0.name == layer.name }) else {
        throw FormatError(option: "layers", "\"\(name)\" is named twice")
      }
      chosen.append(layer)
    }
    let stems = Set(chosen.map(\.stem))
    // Of arrays without names, the matrices tell.
    let left =
      isOrdered
      ? layers.map(\.name).filter { !stems.contains($0) }
      : names.filter { name in !(TensorKey(name).map { stems.contains($0.layer) } ?? false) }
    layers = chosen
    isOrdered = true
    return left
  }
}
