import Knotwork
import KnotworkGeometry

/// A network from named arrays: weights and biases without anything that says how they belong together but their names and
/// shapes. Where these leave a choice, it is the user's: nothing is guessed.
struct TensorNetwork {
  let network: Network
  /// What was assumed, for the user.
  let notes: [String]

  /// - Throws: ``FormatError`` naming the arrays: for names that say nothing, other than matrices and vectors, sizes that do
  ///   not fit together, and layers whose order or orientation neither the file nor the options tell.
  init(
    _ tensors: [(name: String, tensor: NumberArray)], inputs: [String]? = nil, outputs: [String]? = nil,
    options: TensorOptions = TensorOptions()
  ) throws(FormatError) {
    let hasSlopes = tensors.contains { TensorKey($0.name)?.part == .slopes }
    var collection = try TensorCollection(tensors, isSelected: options.layers != nil)
    var notes: [String] = []
    if let names = options.layers {
      let left = try collection.select(names)
      if !left.isEmpty {
        notes.append(
          "left out, as --layers says: \(left.prefix(12).joined(separator: ", "))\(left.count > 12 ? ", …" : "")")
      }
    }
    // Knotwork's own files have slopes, and matrices of units × inputs.
    if hasSlopes {
      for index in collection.layers.indices where collection.layers[index].unitsFirst == nil {
        collection.layers[index].unitsFirst = true
      }
    }
    let ordered = try TensorNetwork.arranged(collection, options, notes: &notes)
    if !hasSlopes, ordered.count > 1 {
      notes.append(
        "the file says nothing of activations: ReLU between the layers, and none after the last, are assumed")
    }
    var layers: [Layer] = []
    for (index, part) in ordered.enumerated() {
      let isLast = index == ordered.count - 1
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

  /// The layers in the order of the forward pass, with matrices of units × inputs.
  private static func arranged(
    _ collection: TensorCollection, _ options: TensorOptions, notes: inout [String]
  ) throws(FormatError) -> [StoredLayer] {
    let stated = collection.layers.allSatisfy { $0.unitsFirst != nil }
    let choices: [Bool?] =
      if let isTransposed = options.isTransposed { [!isTransposed] } else { stated ? [nil] : [true, false] }
    var fitting: [(unitsFirst: Bool?, chain: LayerChain)] = []
    var offence: FormatError?
    for choice in choices {
      do {
        let chain = try chain(collection, unitsFirst: choice, overriding: options.isTransposed != nil)
        fitting.append((choice, chain))
      } catch {
        offence = offence ?? error
      }
    }
    guard let (unitsFirst, chain) = fitting.first else {
      throw refusal(collection, offence, isStated: stated, isGiven: options.isTransposed != nil)
    }
    guard fitting.count == 1 else {
      throw FormatError(
        "the matrices (\(collection.layers.list())) could be units × inputs or inputs × units, and nothing in the file says "
          + "which: say --transposed where outputs are x @ W, and --no-transposed where they are W @ x")
    }
    if unitsFirst == false, options.isTransposed == nil {
      notes.append("the matrices are inputs × units, as x @ W takes them: only so do they fit together")
    }
    let layers = try chain.resolved()
    if chain.isByShapes {
      notes.append("the order of the layers is the only one in which they fit together: \(layers.list())")
    }
    return layers
  }

  private static func chain(
    _ collection: TensorCollection, unitsFirst: Bool?, overriding: Bool
  ) throws(FormatError) -> LayerChain {
    let layers = collection.layers.map {
      $0.oriented(unitsFirst: overriding ? unitsFirst ?? true : $0.unitsFirst ?? unitsFirst ?? true)
    }
    if let offence = layers.lazy.compactMap(\.offence).first { throw offence }
    return try LayerChain(layers, isOrdered: collection.isOrdered)
  }

  /// Why no way of reading the matrices fits.
  private static func refusal(
    _ collection: TensorCollection, _ offence: FormatError?, isStated: Bool, isGiven: Bool
  ) -> FormatError {
    let sizes = collection.layers.list { layer in
      "\(layer.name) is \(layer.weights.size)\(layer.bias.map { " with \($0.elements.count) biases" } ?? "")"
    }
    let misfit = FormatError("the arrays do not fit together: \(sizes)")
    guard isStated || isGiven else { return misfit }
    // Names or options say how the matrices lie; perhaps they were stored the other way.
    let turned = collection.layers.map { $0.oriented(unitsFirst: $0.unitsFirst == false) }
    guard !isGiven, turned.allSatisfy({ $0.offence == nil }),
      (try? LayerChain(turned, isOrdered: collection.isOrdered)) != nil
    else { return offence ?? misfit }
    let flag = collection.layers[0].unitsFirst == true ? "--transposed" : "--no-transposed"
    return FormatError(
      "\((offence ?? misfit).description); the other way round they fit: say \(flag) where that is right")
  }
}
