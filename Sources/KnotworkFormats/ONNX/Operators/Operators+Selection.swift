/// Parts of tensors, and tensors from parts.
extension Operators {
  static func concat(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    var parts: [Value] = []
    for index in node.inputs.indices { parts.append(try node.input(index)) }
    guard let first = parts.first else { throw node.error("has no inputs") }
    let axis = try node.axis(node.int("axis", default: 1), rank: first.shape.count)
    var shape = first.shape
    shape[axis] = 0
    for part in parts {
      var other = part.shape
      guard other.count == shape.count else { throw node.error("the inputs have different numbers of axes") }
      let size = other[axis]
      other[axis] = shape[axis]
      guard other == shape else {
        throw node.error("\(Shape.text(part.shape)) does not fit \(Shape.text(first.shape)) beside axis \(axis)")
      }
      shape[axis] += size
    }
    return [try joined(parts, along: axis, shape: shape, node, &lowering)]
  }

  static func joined(
    _ parts: [Value], along axis: Int, shape: [Int], _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    let count = try lowering.claim(shape, at: node)
    // Where each element of the result stands among the parts one after the other.
    let outer = shape.prefix(axis).reduce(1, *)
    let inner = shape.dropFirst(axis + 1).reduce(1, *)
    var indices: [Int] = []
    indices.reserveCapacity(count)
    for block in 0..<outer {
      var first = 0
      for part in parts {
        let size = part.shape[axis] * inner
        indices.append(contentsOf: first + block * size..<first + (block + 1) * size)
        first += part.count
      }
    }
    if let origin = parts.lazy.compactMap(\.origin).first {
      let all = Value.pieces(PieceTensor(shape: [count], elements: parts.flatMap(\.pieces), origin: origin))
      return try lowering.select(all, indices, shape: shape, at: node)
    }
    let tensors = parts.compactMap(\.tensor)
    if tensors.count == parts.count {
      if tensors.allSatisfy(\.isInteger) {
        let all = GraphTensor(
          shape: [count],
          integers: tensors.flatMap { tensor in
            if case .integers(let integers) = tensor.elements { return integers }
            return []
          })
        return .constant(all.selecting(indices, shape: shape))
      }
      return .constant(GraphTensor(shape: [count], reals: tensors.flatMap(\.reals)).selecting(indices, shape: shape))
    }
    for tensor in tensors { try node.requireFinite(tensor, "an input") }
    let all = AffineForms.concatenating(parts.map(\.rows))
    try lowering.spend(all.size, at: node)
    return try lowering.select(.forms(shape: [count], all), indices, shape: shape, at: node)
  }

  /// Parts by an attribute up to opset 12, then by an input; equal ones where neither is given.
  static func split(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let axis = try node.axis(node.int("axis", default: 0), rank: input.shape.count)
    let size = input.shape[axis]
    let given = try node.opset < 13 ? node.ints("split") : node.integers(1, "the parts")
    let parts: [Int]
    if let given {
      parts = given
    } else {
      let count = node.int("num_outputs", default: node.proto.output.count)
      guard count >= 1, count <= node.proto.output.count else {
        throw node.error("splits into \(count.counted("part")) and has \(node.proto.output.count.counted("output"))")
      }
      let part = (size + count - 1) / count
      parts = (0..<count).map { max(0, min(part, size - $0 * part)) }
    }
    guard parts.allSatisfy({ $0 >= 0 && $0 <= size }), parts.reduce(0, +) == size else {
      throw node.error("the parts \(parts) do not sum to \(size), the size of axis \(axis)")
    }
    var results: [Value] = []
    var first = 0
    for part in parts {
      results.append(try picked(input, axis: axis, Array(first..<first + part), node, &lowering))
      first += part
    }
    return results
  }

  /// The slices at the given places of one axis; −1 is no place.
  static func picked(
    _ value: Value, axis: Int, _ places: [Int], _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    var shape = value.shape
    shape[axis] = places.count
    _ = try lowering.claim(shape, at: node)
    let outer = shape.prefix(axis).reduce(1, *)
    let inner = shape.dropFirst(axis + 1).reduce(1, *)
    var indices: [Int] = []
    for block in 0..<outer {
      for place in places {
        let start = (block * value.shape[axis] + place) * inner
        indices.append(contentsOf: start..<start + inner)
      }
    }
    return try lowering.select(value, indices, shape: shape, at: node)
  }

  static func slice(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    var value = try node.input(0)
    for (axis, places) in try slices(node, value.shape) {
      value = try picked(value, axis: axis, places, node, &lowering)
    }
    return [value]
  }

  /// The places that a slice keeps of each axis that it cuts. Bounds are attributes up to opset 9, then inputs.
  static func slices(_ node: Node, _ given: [Int]) throws(FormatError) -> [(axis: Int, places: [Int])] {
    var shape = given
    let isOld = node.opset < 10
    guard let starts = try isOld ? node.ints("starts") : node.integers(1, "starts"),
      let ends = try isOld ? node.ints("ends") : node.integers(2, "ends")
    else { throw node.error("starts or ends are missing") }
    let listed = try isOld ? node.ints("axes") : node.integers(3, "axes")
    let steps = try (isOld ? nil : node.integers(4, "steps")) ?? [Int](repeating: 1, count: starts.count)
    let axes = listed ?? Array(0..<starts.count)
    guard ends.count == starts.count, axes.count == starts.count, steps.count == starts.count else {
      throw node.error("\(starts.count) starts, \(ends.count) ends, \(axes.count) axes and \(steps.count) steps")
    }
    var slices: [(axis: Int, places: [Int])] = []
    for (index, givenAxis) in axes.enumerated() {
      let axis = try node.axis(givenAxis, rank: shape.count)
      guard steps[index] != 0 else { throw node.error("a step is 0") }
      slices.append((axis, places(from: starts[index], to: ends[index], by: steps[index], size: shape[axis])))
      shape[axis] = slices[slices.count - 1].places.count
    }
    return slices
  }

  /// The places of Python's `start:end:step`; numbers far beyond the size are usual.
  private static func places(from start: Int, to end: Int, by step: Int, size: Int) -> [Int] {
    func clamped(_ place: Int, _ range: ClosedRange<Int>) -> Int {
      let counted = place < 0 ? place + size : place
      return min(max(counted, range.lowerBound), range.upperBound)
    }
    guard size > 0 else { return [] }
    // A step beyond the size takes one place, like one of exactly the size.
    let stride = min(max(step, -size), size)
    if stride > 0 {
      return Array(Swift.stride(from: clamped(start, 0...size), to: clamped(end, 0...size), by: stride))
    }
    return Array(Swift.stride(from: clamped(start, -1...size - 1), to: clamped(end, -1...size - 1), by: stride))
  }

  static func gather(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let axis = try node.axis(node.int("axis", default: 0), rank: input.shape.count)
    let indices = try node.constant(1, "the indices")
    guard let given = indices.integers else { throw node.error("the indices must be whole numbers") }
    let size = input.shape[axis]
    let places = try checked(given, size: size, node)
    let value = try picked(input, axis: axis, places, node, &lowering)
    return [value.reshaped(Array(input.shape.prefix(axis)) + indices.shape + Array(input.shape.dropFirst(axis + 1)))]
  }

  /// Indices into an axis, from the end where negative.
  static func checked(_ indices: [Int], size: Int, _ node: Node) throws(FormatError) -> [Int] {
    if let wrong = indices.first(where: { $0 < -size || $0 >= size }) {
      throw node.error("the index \(wrong) is outside the axis, whose size is \(size)")
    }
    return indices.map { $0 < 0 ? $0 + size : $0 }
  }

  /// Pads are attributes up to opset 10, then inputs; negative ones cut off.
  static func pad(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    var value = try node.input(0)
    let rank = value.shape.count
    let given = try node.opset < 11 ? node.ints("pads") : node.integers(1, "pads")
    let fill = try padding(node)
    let mode = node.string("mode", default: "constant")
    let listed = try node.integers(3, "axes") ?? Array(0..<rank)
    guard let pads = given, pads.count == 2 * listed.count, pads.allSatisfy({ $0.magnitude < 1 << 30 }) else {
      throw node.error("needs two pads for each of \(listed.count) axes, found \(given?.count ?? 0)")
    }
    for (index, givenAxis) in listed.enumerated() {
      let axis = try node.axis(givenAxis, rank: rank)
      let size = value.shape[axis]
      let (before, after) = (pads[index], pads[listed.count + index])
      guard before != 0 || after != 0 else { continue }
      var shape = value.shape
      shape[axis] = size + before + after
      guard shape[axis] >= 0 else { throw node.error("cuts more off axis \(axis) than its size, \(size)") }
      _ = try lowering.claim(shape, at: node)
      var places: [Int] = []
      for place in -before..<size + after { places.append(try source(place, size, mode, node)) }
      value = try padded(value, axis: axis, places, shape: shape, fill: fill, node, &lowering)
    }
    return [value]
  }

  private static func padding(_ node: Node) throws(FormatError) -> Double {
    if node.opset < 11 { return try node.float("value", default: 0) }
    guard node.optional(2) != nil else { return 0 }
    let constant = try node.weights(2, "the constant")
    guard constant.count == 1 else {
      throw node.error("the constant has \(constant.count.counted("number")), expected 1")
    }
    return constant.reals[0]
  }

  /// The place that padding at a place repeats, or −1 for the constant.
  private static func source(_ place: Int, _ size: Int, _ mode: String, _ node: Node) throws(FormatError) -> Int {
    if place >= 0, place < size { return place }
    guard mode != "constant" else { return -1 }
    guard size > 0 else { throw node.error("cannot repeat an empty axis") }
    switch mode {
    case "edge": return min(max(place, 0), size - 1)
    case "wrap": return ((place % size) + size) % size
    case "reflect":
      guard size > 1 else { return 0 }
      let period = 2 * (size - 1)
      let phase = ((place % period) + period) % period
      return min(phase, period - phase)
    default: throw node.error("the mode is \"\(mode)\"; expected constant, edge, reflect or wrap")
    }
  }

  private static func padded(
    _ value: Value, axis: Int, _ places: [Int], shape: [Int], fill: Double, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    let outer = shape.prefix(axis).reduce(1, *)
    let inner = shape.dropFirst(axis + 1).reduce(1, *)
    var indices: [Int] = []
    for block in 0..<outer {
      for place in places {
        let start = (block * value.shape[axis] + place) * inner
        for offset in 0..<inner { indices.append(place < 0 ? -1 : start + offset) }
      }
    }
    return try lowering.select(value, indices, shape: shape, fill: fill, at: node)
  }

  static func tile(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    var value = try node.input(0)
    guard let repeats = try node.integers(1, "the repeats"), repeats.count == value.shape.count,
      repeats.allSatisfy({ $0 >= 0 && $0 < 1 << 30 })
    else { throw node.error("needs one repeat for each of \(value.shape.count) axes") }
    for (axis, count) in repeats.enumerated() where count != 1 {
      let size = value.shape[axis]
      var shape = value.shape
      shape[axis] = size * count
      _ = try lowering.claim(shape, at: node)
      value = try picked(value, axis: axis, (0..<count).flatMap { _ in Array(0..<size) }, node, &lowering)
    }
    return [value]
  }
}
