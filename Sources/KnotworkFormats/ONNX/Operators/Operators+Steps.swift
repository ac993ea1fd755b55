/// Comparisons, and what is made of them: functions that jump. Where a product, a sum or a choice no longer jumps, it is
/// made of units (``Lowering/settled(_:at:)``); what reaches another operator as a step is refused there.
extension Operators {
  /// Whether an operator reads functions that jump.
  static func takesSteps(_ type: String) -> Bool { stepReaders.contains(type) }

  private static let stepReaders: Set = [
    // Truth values and signs
    "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal", "Not", "And", "Or", "Xor", "Sign", "Where", "Cast",
    "CastLike",
    // Arithmetic
    "Add", "Sub", "Mul", "Div", "Neg", "Sum", "Floor", "Ceil", "Round", "Relu", "Abs", "Clip", "Max", "Min", "Pow",
    // Arrangement
    "Identity", "Dropout", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Concat", "Split", "Slice",
    "Gather", "GatherElements", "GatherND", "Pad", "Expand", "Tile", "Shape", "Size", "DepthToSpace", "SpaceToDepth",
  ]

  static func equal(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try compare(node, &lowering, 0, 1, 0)]
  }

  static func greater(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try compare(node, &lowering, 0, 0, 1)]
  }

  static func greaterOrEqual(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try compare(node, &lowering, 0, 1, 1)]
  }

  static func less(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try compare(node, &lowering, 1, 0, 0)]
  }

  static func lessOrEqual(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try compare(node, &lowering, 1, 1, 0)]
  }

  /// The truth of a comparison where a − b is negative, 0 and positive.
  private static func compare(
    _ node: Node, _ lowering: inout Lowering, _ negative: Int64, _ zero: Int64, _ positive: Int64
  ) throws(FormatError) -> Value {
    let (a, b) = (try node.input(0), try node.input(1))
    let shape = try lowering.common(a, b, at: node)
    let left = try lowering.spread(a, to: shape, at: node)
    let right = try lowering.spread(b, to: shape, at: node)
    func truth(_ a: Double, _ b: Double) -> Int64 { a < b ? negative : a > b ? positive : a == b ? zero : 0 }
    if case .constant(let first) = left, case .constant(let second) = right {
      return .constant(GraphTensor(shape: shape, integers: zip(first.reals, second.reals).map(truth)))
    }
    if a.origin != nil || b.origin != nil {
      return try lowering.combine(left, right, origin: a.origin ?? b.origin ?? node.label, node) { a, b in
        guard a.isConstant, b.isConstant else { return nil }
        return LinearForm(constant: Double(truth(a.constant, b.constant)))
      }
    }
    for case .constant(let tensor) in [left, right] { try node.requireFinite(tensor, "a term") }
    // Not as a sum of values: what skips layers stays in the unknowns that the branches of a choice have.
    let (first, second) = (left.rows, right.rows)
    try lowering.spend(first.size + second.size, at: node)
    let difference = Value.forms(shape: shape, first.adding(second, sign: -1))
    return try stepped(difference, node, &lowering, Double(negative), Double(zero), Double(positive))
  }

  /// The step of each element's sign.
  static func stepped(
    _ value: Value, _ node: Node, _ lowering: inout Lowering, _ negative: Double, _ zero: Double, _ positive: Double
  ) throws(FormatError) -> Value {
    try lowering.claimSteps(value.count, size: value.size, at: node)
    let elements = value.pieces.map {
      Piecewise(signOf: $0.intervals[0], negative: negative, zero: zero, positive: positive)
    }
    return try lowering.settled(PieceTensor(shape: value.shape, elements: elements, origin: node.label), at: node)
  }

  static func sign(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    func sign(_ number: Double) -> Double { number > 0 ? 1 : number < 0 ? -1 : number }
    switch input {
    case .constant(let tensor):
      if case .integers(let integers) = tensor.elements {
        return [.constant(GraphTensor(shape: tensor.shape, integers: integers.map { $0.signum() }))]
      }
      return [.constant(GraphTensor(shape: tensor.shape, reals: tensor.reals.map(sign)))]
    case .pieces(let steps):
      return [try lowering.map(steps, node) { $0.isConstant ? LinearForm(constant: sign($0.constant)) : nil }]
    case .forms: return [try stepped(input, node, &lowering, -1, 0, 1)]
    }
  }

  static func not(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    switch try node.input(0) {
    case .constant(let tensor):
      return [.constant(GraphTensor(shape: tensor.shape, integers: tensor.reals.map { $0 == 0 ? 1 : 0 }))]
    case .pieces(let steps):
      return [try lowering.map(steps, node) { $0.isConstant ? LinearForm(constant: $0.constant == 0 ? 1 : 0) : nil }]
    case .forms: throw node.error("reads numbers that depend on the input as truth values; expected a comparison")
    }
  }

  static func and(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try logic(node, &lowering) { $0 && $1 }]
  }

  static func or(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try logic(node, &lowering) { $0 || $1 }]
  }

  static func xor(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    [try logic(node, &lowering) { $0 != $1 }]
  }

  private static func logic(
    _ node: Node, _ lowering: inout Lowering, _ function: (Bool, Bool) -> Bool
  ) throws(FormatError) -> Value {
    let (a, b) = (try node.input(0), try node.input(1))
    if case .constant(let first) = a, case .constant(let second) = b {
      let shape = try lowering.common(a, b, at: node)
      let left = first.selecting(Shape.spread(from: first.shape, to: shape), shape: shape).reals
      let right = second.selecting(Shape.spread(from: second.shape, to: shape), shape: shape).reals
      let truths = zip(left, right).map { function($0 != 0, $1 != 0) ? Int64(1) : 0 }
      return .constant(GraphTensor(shape: shape, integers: truths))
    }
    return try lowering.combine(a, b, origin: a.origin ?? b.origin ?? node.label, node) { a, b in
      guard a.isConstant, b.isConstant else { return nil }
      return LinearForm(constant: function(a.constant != 0, b.constant != 0) ? 1 : 0)
    }
  }

  /// Whether a value is missing or infinite, which real numbers are not.
  static func isNever(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0)
    let count = try lowering.claim(input.shape, at: node)
    if case .constant(let tensor) = input {
      let isNaN = node.proto.opType == "IsNaN"
      let signs = (node.flag("detect_negative", default: true), node.flag("detect_positive", default: true))
      let truths = tensor.reals.map { real -> Int64 in
        isNaN ? real.isNaN ? 1 : 0 : real.isInfinite && (real < 0 ? signs.0 : signs.1) ? 1 : 0
      }
      return [.constant(GraphTensor(shape: tensor.shape, integers: truths))]
    }
    lowering.note("\(node.label) finds nothing; the network is for inputs that are finite numbers")
    return [.constant(GraphTensor(shape: input.shape, integers: [Int64](repeating: 0, count: count)))]
  }

  /// A choice between two tensors by truth values: known ones, or steps.
  static func choose(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let given = try node.input(0)
    let (a, b) = (try node.input(1), try node.input(2))
    let pair = try lowering.common(a, b, at: node)
    guard let shape = Shape.broadcast(given.shape, pair) else {
      throw node.error("the condition, \(Shape.text(given.shape)), does not fit \(Shape.text(pair))")
    }
    let count = try lowering.claim(shape, at: node)
    let condition = try lowering.spread(given, to: shape, at: node)
    let left = try lowering.spread(a, to: shape, at: node)
    let right = try lowering.spread(b, to: shape, at: node)
    switch condition {
    case .constant(let truths):
      let indices = truths.reals.enumerated().map { $1 != 0 ? $0 : count + $0 }
      return [try lowering.select(try stacked(left, right, node), indices, shape: shape, at: node)]
    case .pieces(let steps): return [try choose(by: steps, left, right, node, &lowering)]
    case .forms: throw node.error("chooses by numbers that depend on the input; expected a comparison")
    }
  }

  /// All elements of two values of one shape, one after the other.
  private static func stacked(_ a: Value, _ b: Value, _ node: Node) throws(FormatError) -> Value {
    let shape = [a.count + b.count]
    if let origin = a.origin ?? b.origin {
      return .pieces(PieceTensor(shape: shape, elements: a.pieces + b.pieces, origin: origin))
    }
    if let first = a.tensor, let second = b.tensor {
      if case .integers(let some) = first.elements, case .integers(let others) = second.elements {
        return .constant(GraphTensor(shape: shape, integers: some + others))
      }
      return .constant(GraphTensor(shape: shape, reals: first.reals + second.reals))
    }
    return .forms(shape: shape, .concatenating([a.rows, b.rows]))
  }

  private static func choose(
    by steps: PieceTensor, _ a: Value, _ b: Value, _ node: Node, _ lowering: inout Lowering
  ) throws(FormatError) -> Value {
    for case .constant(let tensor) in [a, b] { try node.requireFinite(tensor, "a branch") }
    // c · a + (1 − c) · b: one of the two is 0 everywhere.
    try lowering.claimSteps(steps.count, size: steps.size + a.size + b.size, at: node)
    let condition = Value.pieces(steps)
    func kept(_ truth: Bool) -> (LinearForm, LinearForm) -> LinearForm? {
      { step, form in
        guard step.isConstant else { return nil }
        return (step.constant != 0) == truth ? form : LinearForm(constant: 0)
      }
    }
    let origin = steps.origin
    let shape = a.shape
    var elements: [Piecewise] = []
    let (left, right) = (a.pieces, b.pieces)
    for (index, step) in condition.pieces.enumerated() {
      try lowering.spend(2 * (step.size + left[index].size + right[index].size), at: node)
      guard let first = lowering.combined(step, left[index], kept(true)),
        let second = lowering.combined(step, right[index], kept(false)),
        let chosen = lowering.combined(first, second, { $0.adding($1) })
      else { throw lowering.refusal(of: steps, readBy: node.label) }
      elements.append(chosen)
    }
    return try lowering.settled(PieceTensor(shape: shape, elements: elements, origin: origin), at: node)
  }

  /// x where x > α, else 0: Relu with α = 0, which else jumps by α.
  static func thresholdedRelu(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let alpha = try node.float("alpha", default: 1)
    return [
      try mapped(node, &lowering, places: [alpha]) { index, _, form in index == 0 ? LinearForm(constant: 0) : form }
    ]
  }

  /// x + bias where x < −λ, x − bias where x > λ, else 0: the soft threshold where bias and λ are the same.
  static func shrink(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let (bias, lambda) = (try node.float("bias", default: 0), try node.float("lambd", default: 0.5))
    return [
      try mapped(node, &lowering, places: [-lambda, lambda].sorted()) { _, x, form in
        var result = form
        if x < -lambda {
          result.constant += bias
        } else if x > lambda {
          result.constant -= bias
        } else {
          result = LinearForm(constant: 0)
        }
        return result
      }
    ]
  }

  /// A function of each element that is affine between some places of its value. `piece` is given how many places a value
  /// is above, the value and the element's form.
  private static func mapped(
    _ node: Node, _ lowering: inout Lowering, places: [Double],
    _ piece: (Int, Double, LinearForm) -> LinearForm
  ) throws(FormatError) -> Value {
    let input = try node.input(0)
    if case .constant(let tensor) = input { try node.requireFinite(tensor, "the input") }
    try lowering.claimSteps(input.count, size: 2 * input.size, at: node)
    func result(_ value: Double, _ form: LinearForm) -> LinearForm {
      piece(places.count(where: { value > $0 }), value, form)
    }
    let elements = input.pieces.map { element -> Piecewise in
      let form = element.intervals[0]
      guard !form.isConstant else { return Piecewise(result(form.constant, form)) }
      let distinct = places.count == 2 && places[0] == places[1] ? [places[0]] : places
      return Piecewise(
        direction: form.direction, knots: distinct.map { $0 - form.constant },
        intervals: Piecewise.samples(between: distinct).map { result($0, form) },
        points: distinct.map { result($0, form) }
      ).simplified
    }
    return try lowering.settled(PieceTensor(shape: input.shape, elements: elements, origin: node.label), at: node)
  }
}
