import Knotwork
import KnotworkGeometry

/// A network from named arrays: weights and biases without anything that says how they belong together but their names and
/// shapes.
struct TensorNetwork {
  /// One dense layer as it was stored.
  private struct Part {
    let name: String
    /// Nil where nothing says whether the matrix is units × inputs.
    var unitsFirst: Bool?
    var weights: NumberArray
    var bias: NumberArray?
    var slopes: NumberArray?

    var units: Int { weights.shape[0] }
    var inputs: Int { weights.shape[1] }
  }

  let network: Network
  /// What was assumed, for the user.
  let notes: [String]

  /// - Throws: ``FormatError`` naming the array: for names that say nothing, other than matrices and vectors, sizes that do
  ///   not fit together, and layers whose order cannot be told.
  init(
    _ tensors: [(name: String, tensor: NumberArray)], inputs: [String]? = nil, outputs: [String]? = nil
  ) throws(FormatError) {
    var notes: [String] = []
    let hasSlopes = tensors.contains { TensorKey($0.name)?.part == .slopes }
    var parts = try TensorNetwork.parts(tensors)
    try TensorNetwork.orient(&parts)
    parts = try TensorNetwork.ordered(parts, notes: &notes)
    if !hasSlopes, parts.count > 1 {
      notes.append(
        "the file says nothing of activations: ReLU between the layers, and none after the last, are assumed")
    }
    var layers: [Layer] = []
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      let activations =
        part.slopes?.elements.map { $0 == 0 ? Activation.relu : $0 == 1 ? .linear : .leakyReLU(slope: $0) }
        ?? [Activation](repeating: isLast ? .linear : .relu, count: part.units)
      layers.append(
        Layer(
          weights: Matrix(rows: part.units, columns: part.inputs, elements: part.weights.elements),
          bias: part.bias?.elements, activations: activations))
    }
    do {
      network = try Network(layers: layers, inputNames: inputs, outputNames: outputs)
    } catch {
      throw FormatError(error.description)
    }
    self.notes = notes
  }

  /// Arrays by layer, in the order of the numbers in their names.
  private static func parts(_ tensors: [(name: String, tensor: NumberArray)]) throws(FormatError) -> [Part] {
    var matrices: [String: Part] = [:]
    var vectors: [(name: String, key: TensorKey, tensor: NumberArray)] = []
    var unnamed: [(name: String, tensor: NumberArray)] = []
    for (name, tensor) in tensors {
      guard let key = TensorKey(name) else {
        throw FormatError(
          "the array \"\(name)\" is neither weights nor a bias: expected names like W1 and b1, 0.weight and 0.bias, "
            + "dense/kernel and dense/bias, or coefs_0 and intercepts_0; export other networks as ONNX")
      }
      guard !tensor.elements.isEmpty else { throw FormatError("the array \"\(name)\" is empty") }
      switch key.part {
      case .unnamed: unnamed.append((name, tensor))
      case .bias, .slopes: vectors.append((name, key, tensor))
      case .weights(let unitsFirst):
        guard tensor.shape.count == 2 else {
          throw FormatError(
            "the array \"\(name)\" has the shape \(tensor.size); expected a matrix, for only dense layers can be told "
              + "from their weights; export other networks as ONNX")
        }
        guard matrices[key.layer] == nil else {
          throw FormatError("the arrays \"\(matrices[key.layer]?.name ?? "")\" and \"\(name)\" are both weights")
        }
        matrices[key.layer] = Part(name: name, unitsFirst: unitsFirst, weights: tensor)
      }
    }
    for (name, key, tensor) in vectors {
      guard tensor.shape.count == 1 || (tensor.shape.count == 2 && tensor.shape[0] == 1) else {
        throw FormatError("the array \"\(name)\" has the shape \(tensor.size); expected one number for each unit")
      }
      guard var part = matrices[key.layer] else { throw FormatError("there are no weights for the array \"\(name)\"") }
      if key.part == .bias { part.bias = tensor } else { part.slopes = tensor }
      matrices[key.layer] = part
    }
    guard unnamed.isEmpty || matrices.isEmpty else {
      throw FormatError("some arrays have names and some, as \"\(unnamed[0].name)\", have none; name all of them")
    }
    guard unnamed.isEmpty else { return try unnamedParts(unnamed) }
    guard !matrices.isEmpty else { throw FormatError("no arrays; expected weights, for example W1 and b1") }
    return matrices.sorted { TensorKey.precedes($0.key, $1.key) }.map(\.value)
  }

  /// Matrices and vectors without names: each vector is the bias of a matrix, in their order.
  private static func unnamedParts(_ tensors: [(name: String, tensor: NumberArray)]) throws(FormatError) -> [Part] {
    let sorted = tensors.sorted { TensorKey.precedes($0.name, $1.name) }
    if let other = sorted.first(where: { !(1...2).contains($0.tensor.shape.count) }) {
      throw FormatError("the array \"\(other.name)\" has the shape \(other.tensor.size); expected matrices and vectors")
    }
    let biases = sorted.filter { $0.tensor.shape.count == 1 }
    var parts = sorted.filter { $0.tensor.shape.count == 2 }.map { Part(name: $0.name, weights: $0.tensor) }
    guard biases.isEmpty || biases.count == parts.count, !parts.isEmpty else {
      throw FormatError(
        "\(parts.count) matrices and \(biases.count) vectors without names; expected a bias for every matrix, or none")
    }
    for (index, bias) in biases.enumerated() { parts[index].bias = bias.tensor }
    return parts
  }

  /// Turns every matrix to units × inputs.
  private static func orient(_ parts: inout [Part]) throws(FormatError) {
    if parts.contains(where: { $0.unitsFirst == nil }) {
      let candidates = [false, true].filter { fits(parts, unitsFirst: $0) }
      guard let unitsFirst = candidates.first else {
        throw FormatError(
          "the arrays do not fit together: "
            + parts.map {
              "\($0.name) is \($0.weights.size)\($0.bias.map { " with \($0.elements.count) biases" } ?? "")"
            }
            .joined(separator: ", "))
      }
      guard candidates.count == 1 else {
        throw FormatError(
          "the matrices could be units × inputs or inputs × units; save them with the names W1, b1, … (units × inputs) "
            + "or coefs_0, intercepts_0, … (inputs × units)")
      }
      for index in parts.indices { parts[index].unitsFirst = unitsFirst }
    }
    for index in parts.indices {
      if parts[index].unitsFirst == false { parts[index].weights = parts[index].weights.transposed }
      let part = parts[index]
      for vector in [part.bias, part.slopes] {
        guard let vector, vector.elements.count != part.units else { continue }
        throw FormatError(
          "the array \"\(part.name)\" has \(part.units) units of \(part.inputs) inputs, but there are "
            + "\(vector.elements.count) numbers in its \(vector == part.bias ? "bias" : "slopes")")
      }
    }
  }

  private static func fits(_ parts: [Part], unitsFirst: Bool) -> Bool {
    var size: Int?
    for part in parts {
      let (units, inputs) =
        unitsFirst
        ? (part.weights.shape[0], part.weights.shape[1]) : (part.weights.shape[1], part.weights.shape[0])
      guard part.bias?.elements.count ?? units == units, size ?? inputs == inputs else { return false }
      size = units
    }
    return true
  }

  /// The order of the names where it fits, otherwise the only one that fits.
  private static func ordered(_ parts: [Part], notes: inout [String]) throws(FormatError) -> [Part] {
    guard let gap = parts.indices.dropFirst().first(where: { parts[$0].inputs != parts[$0 - 1].units }) else {
      return parts
    }
    var chain: [Part] = []
    // Where each number of units feeds one layer only, the chain can be followed from its only beginning.
    let starts = parts.filter { part in !parts.contains { $0.units == part.inputs } }
    if starts.count == 1, Set(parts.map(\.inputs)).count == parts.count {
      var next: Part? = starts[0]
      while let part = next, chain.count < parts.count {
        chain.append(part)
        next = parts.first { $0.inputs == part.units }
      }
    }
    guard chain.count == parts.count else {
      throw FormatError(
        "the array \"\(parts[gap].name)\" takes \(parts[gap].inputs) inputs, but \"\(parts[gap - 1].name)\" before it "
          + "gives \(parts[gap - 1].units), and the shapes allow no other order, or several; number the layers, or "
          + "export as ONNX")
    }
    notes.append(
      "the order of the layers is that in which they fit together: " + chain.map(\.name).joined(separator: ", "))
    return chain
  }
}
