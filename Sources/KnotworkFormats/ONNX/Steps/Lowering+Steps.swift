/// Functions that jump: put together, and made units where they no longer do.
extension Lowering {
  /// Accounts for functions that are about to be made, which take more memory than forms of as many numbers.
  mutating func claimSteps(_ count: Int, size: Int, at node: Node) throws(FormatError) {
    let (needed, limit) = (16 * count + 2 * size, 2 * maximumSize)
    guard needed <= limit else {
      throw node.error("its \(count) steps need about \(needed) numbers, more than \(limit), the limit")
    }
    try spend(needed, at: node)
  }

  /// Functions put together element by element, spread to a common shape; `function` gives nil for forms that cannot be.
  mutating func combine(
    _ a: Value, _ b: Value, origin: String, _ node: Node, _ function: (LinearForm, LinearForm) -> LinearForm?
  ) throws(FormatError) -> Value {
    let shape = try common(a, b, at: node)
    let (first, second) = (try spread(a, to: shape, at: node), try spread(b, to: shape, at: node))
    try claimSteps(first.count, size: first.size + second.size, at: node)
    let (left, right) = (first.pieces, second.pieces)
    var elements: [Piecewise] = []
    elements.reserveCapacity(left.count)
    for (a, b) in zip(left, right) {
      try spend(a.size + b.size, at: node)
      guard let sum = combined(a, b, function) else {
        throw Refusals.steps(origin, readBy: node.label)
      }
      elements.append(sum)
    }
    return try settled(PieceTensor(shape: shape, elements: elements, origin: origin), at: node)
  }

  /// A function of each element.
  mutating func map(
    _ tensor: PieceTensor, _ node: Node, _ function: (LinearForm) -> LinearForm?
  ) throws(FormatError) -> Value {
    var elements: [Piecewise] = []
    for element in tensor.elements {
      try spend(element.size, at: node)
      guard let mapped = element.map(function) else {
        throw refusal(of: tensor, readBy: node.label)
      }
      elements.append(mapped)
    }
    return try settled(PieceTensor(shape: tensor.shape, elements: elements, origin: tensor.origin), at: node)
  }

  /// Two functions put together, where need be over the line that both of their lines are functions of.
  mutating func combined(
    _ a: Piecewise, _ b: Piecewise, _ function: (LinearForm, LinearForm) -> LinearForm?
  ) -> Piecewise? {
    if let result = a.combined(with: b, function) { return result }
    if let first = unfolded(a), let second = unfolded(b), let result = first.combined(with: second, function) {
      return result
    }
    guard let first = deepened(a), let second = deepened(b) else { return nil }
    return first.combined(with: second, function)
  }

  /// The error for functions that jump, read by a node or output that does not make them continuous.
  mutating func refusal(of tensor: PieceTensor, readBy reader: String) -> FormatError {
    for (index, element) in tensor.elements.prefix(256).enumerated() {
      var jump = element.jump(inputNames: inputNames)
      if jump == nil, let deepened = deepened(element) { jump = deepened.jump(inputNames: inputNames) }
      guard let jump else { continue }
      return Refusals.steps(
        tensor.origin, readBy: reader, jump: jump + (tensor.count == 1 ? "" : " in element \(index + 1)"))
    }
    return Refusals.steps(tensor.origin, readBy: reader)
  }

  /// The value as affine forms and units when nothing of it jumps any more; else as it is.
  mutating func settled(_ tensor: PieceTensor, at node: Node) throws(FormatError) -> Value {
    try claimSteps(tensor.count, size: tensor.size, at: node)
    var bases: [LinearForm] = []
    var units: [(row: Int, unit: Piecewise.SignedUnit)] = []
    for (index, element) in tensor.elements.enumerated() {
      try spend(2 * element.size, at: node)
      guard let parts = element.units ?? unfolded(element)?.units ?? deepened(element)?.units else {
        return .pieces(tensor)
      }
      bases.append(parts.base)
      for unit in parts.units { units.append((index, unit)) }
    }
    let rows = AffineForms(bases)
    guard !units.isEmpty else { return Value.forms(shape: tensor.shape, rows).folded }
    let bent = circuit.activated(
      AffineForms(units.map(\.unit.preactivation)), inactiveSlopes: units.map(\.unit.inactiveSlope))
    let held = circuit.held(rows)
    var map = SparseRows(capacity: bases.count, terms: bases.count + units.count)
    var next = 0
    for row in bases.indices {
      map.append(row, 1)
      while next < units.count, units[next].row == row {
        map.append(bases.count + next, units[next].unit.sign)
        next += 1
      }
      map.endRow()
    }
    let sums = AffineForms(.sparse(map), constants: [Double](repeating: 0, count: bases.count))
    return try apply(
      sums, to: .forms(shape: [bases.count + units.count], .concatenating([held, bent])), shape: tensor.shape, at: node)
  }

  /// A function without linear units: what they carry stands in their place, so that equal forms look equal.
  private func unfolded(_ function: Piecewise) -> Piecewise? {
    guard let direction = circuit.unfolded(function.direction) else { return nil }
    let intervals = function.intervals.compactMap { circuit.unfolded($0) }
    let points = function.points.compactMap { circuit.unfolded($0) }
    guard intervals.count == function.intervals.count, points.count == function.points.count else { return nil }
    return Piecewise(
      direction: direction.direction, knots: function.knots.map { $0 - direction.constant }, intervals: intervals,
      points: points
    ).simplified
  }

  /// A function written over the line that its own line is a function of: steps over |x| as steps over x.
  private mutating func deepened(_ given: Piecewise) -> Piecewise? {
    guard let function = unfolded(given), !function.knots.isEmpty,
      let line = lines.line(of: function.direction, in: circuit),
      let (rest, curve) = lines.split(function.direction, along: line, in: circuit), rest.isConstant
    else { return nil }
    let direction = lines.directions[line]
    var places = curve.knots
    func add(_ more: [Double]) {
      for place in more where !places.contains(where: { Piecewise.isSame($0, place) }) { places.append(place) }
    }
    for knot in function.knots { add(curve.places(where: knot)) }
    var parts: [(rest: LinearForm, curve: Curve)] = []
    for form in function.intervals + function.points {
      guard let part = lines.split(form, along: line, in: circuit) else { return nil }
      add(part.curve.knots)
      parts.append(part)
    }
    places.sort()
    guard places.count <= 128 else { return nil }
    func form(_ place: Double) -> LinearForm {
      let t = curve(place)
      var part = parts[function.knots.count]
      for (index, knot) in function.knots.enumerated() {
        if Piecewise.isSame(t, knot) {
          part = parts[function.knots.count + 1 + index]
          break
        }
        if t < knot {
          part = parts[index]
          break
        }
      }
      let (slope, constant) = part.curve.piece(at: place)
      var form = part.rest.adding(direction, times: slope)
      form.constant += constant
      return form
    }
    return Piecewise(
      direction: direction, knots: places, intervals: Piecewise.samples(between: places).map(form),
      points: places.map(form)
    ).simplified
  }
}
