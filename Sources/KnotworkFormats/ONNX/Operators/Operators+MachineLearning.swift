/// The operators of `ai.onnx.ml` that skl2onnx writes for pipelines of scalers and linear models.
extension Operators {
  /// (x − offset) · scale, for each feature or for all.
  static func scaler(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let features = input.shape.last ?? 1
    var value = input
    for (name, isOffset) in [("offset", true), ("scale", false)] {
      guard let numbers = try node.floats(name) else { continue }
      guard numbers.count == 1 || numbers.count == features else {
        throw node.error(
          "\(name) has \(numbers.count.counted("number")), expected 1 or \(features), one for each feature")
      }
      try lowering.spend(value.size, at: node)
      let spread = (0..<input.count).map { numbers[numbers.count == 1 ? 0 : $0 % features] }
      let rows = isOffset ? value.rows.adding(constants: spread, sign: -1) : value.rows.multiplied(by: spread)
      value = .forms(shape: input.shape, rows)
    }
    return [value]
  }

  /// Replaces missing values, of which there are none.
  static func imputer(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let replaced = node.attribute("replaced_value_float")?.f ?? .nan
    guard replaced.isNaN, node.attribute("replaced_value_int64") == nil else {
      throw node.error("replaces the number \(replaced), so the network is not continuous; impute before the network")
    }
    lowering.note("\(node.label) fills in missing values; the network is for inputs without any")
    return [try node.input(0)]
  }

  /// 1 where a value is above the threshold, else 0.
  static func binarizer(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let threshold = GraphTensor(shape: [], reals: [try node.float("threshold", default: 0)])
    let difference = try combine(input, .constant(threshold), sign: -1, node, &lowering)
    return [try stepped(difference, node, &lowering, 0, 0, 1)]
  }

  /// The chosen features of the last axis.
  static func arrayFeatureExtractor(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let given = try node.input(0)
    let input = given.shape.count < 2 ? given.reshaped([1, given.count]) : given
    guard let indices = try node.integers(1, "the indices") else { throw node.error("the indices are missing") }
    let axis = input.shape.count - 1
    let places = try checked(indices, size: input.shape[axis], node)
    return [try picked(input, axis: axis, places, node, &lowering)]
  }

  /// coefficients · x + intercepts for each row.
  static func linearRegressor(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    guard (1...2).contains(input.shape.count) else {
      throw node.error("needs rows of features, found \(Shape.text(input.shape))")
    }
    let transform = node.string("post_transform", default: "NONE")
    guard transform == "NONE" else {
      throw node.error("applies \(transform) to the result, which is not piecewise linear")
    }
    let features = input.shape[input.shape.count - 1]
    let samples = input.shape.count == 2 ? input.shape[0] : 1
    let targets = node.int("targets", default: 1)
    let coefficients = try node.floats("coefficients") ?? []
    let intercepts = try node.floats("intercepts") ?? []
    guard targets >= 1, Shape.count([targets, max(features, 1)]) == coefficients.count,
      intercepts.isEmpty || intercepts.count == targets
    else {
      throw node.error(
        "\(coefficients.count) coefficients and \(intercepts.count) intercepts do not fit \(features) features "
          + "and \(targets) targets")
    }
    let count = try lowering.claim([samples, targets], at: node)
    try lowering.spend(count * features, at: node)
    var map = SparseRows(capacity: count)
    var constants: [Double] = []
    for sample in 0..<samples {
      for target in 0..<targets {
        for feature in 0..<features {
          map.append(sample * features + feature, coefficients[target * features + feature])
        }
        map.endRow()
        constants.append(intercepts.isEmpty ? 0 : intercepts[target])
      }
    }
    return [
      try lowering.apply(
        AffineForms(.sparse(map), constants: constants), to: input, shape: [samples, targets], at: node)
    ]
  }

  /// The inputs, rows of features, side by side.
  static func featureVectorizer(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    var parts: [Value] = []
    for index in node.inputs.indices {
      let input = try node.input(index)
      parts.append(input.shape.count == 1 ? input.reshaped([1, input.count]) : input)
    }
    guard let first = parts.first, first.shape.count == 2,
      parts.allSatisfy({ $0.shape.count == 2 && $0.shape[0] == first.shape[0] })
    else { throw node.error("needs rows of features") }
    let shape = [first.shape[0], parts.reduce(0) { $0 + $1.shape[1] }]
    return [try joined(parts, along: 1, shape: shape, node, &lowering)]
  }
}
