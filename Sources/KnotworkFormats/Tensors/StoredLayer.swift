/// One dense layer as it was stored.
struct StoredLayer {
  /// The name of its matrix.
  let name: String
  /// What the names of its arrays share.
  let stem: String
  /// Nil where the name does not say whether the matrix is units × inputs.
  var unitsFirst: Bool?
  var weights: NumberArray
  var bias: NumberArray?
  var slopes: NumberArray?

  var units: Int { weights.shape[0] }
  var inputs: Int { weights.shape[1] }

  /// With the matrix as units × inputs.
  func oriented(unitsFirst: Bool) -> StoredLayer {
    var layer = self
    layer.unitsFirst = unitsFirst
    if !unitsFirst { layer.weights = weights.transposed }
    return layer
  }

  /// What is wrong with the vectors of a layer whose matrix is units × inputs; nil where they fit.
  var offence: FormatError? {
    for (vector, kind) in [(bias, "bias"), (slopes, "slopes")] {
      guard let vector, vector.elements.count != units else { continue }
      return FormatError(
        "the array \"\(name)\" has \(units) units of \(inputs) inputs, but there are \(vector.elements.count) numbers in "
          + "its \(kind)")
    }
    return nil
  }

  /// "fc1 (3 → 8)".
  var summary: String { "\(shortName) (\(inputs) → \(units))" }

  /// "3 inputs".
  var inputsInWords: String { inputs.counted("input") }

  /// What the layer is called in --layers: what its arrays share, or the matrix where that is a number only.
  var shortName: String { stem.isEmpty || stem.allSatisfy(\.isNumber) ? name : stem }
}

extension Sequence<StoredLayer> {
  /// The names of the first few, with commas between them.
  func list(_ text: (StoredLayer) -> String = \.shortName, separator: String = ", ") -> String {
    let all = Array(self)
    let shown = all.prefix(12).map(text).joined(separator: separator)
    return all.count > 12 ? "\(shown)\(separator)… (\(all.count))" : shown
  }
}
