/// Images made larger or smaller.
extension Operators {
  /// Nearest neighbours, or weighted means of them.
  static func resize(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0, "X")
    let axes = try resizedAxes(node, input.shape)
    let shape = axes.map(\.output)
    let count = try lowering.claim(shape, at: node)
    let isOld = node.opset < 11
    let rule = ResizeAxis.Rule(
      mode: node.string("mode", default: "nearest"),
      coordinates: isOld
        ? "asymmetric" : node.string("coordinate_transformation_mode", default: "half_pixel"),
      nearest: isOld ? "simple" : node.string("nearest_mode", default: "round_prefer_floor"),
      cubic: try node.float("cubic_coeff_a", default: -0.75), excludesOutside: node.flag("exclude_outside"))
    if node.flag("antialias"), rule.mode != "nearest", axes.contains(where: { $0.scale < 1 }) {
      throw node.error("antialias is not read; export the model without it")
    }
    let taps = try axes.map { axis throws(FormatError) in try axis.taps(rule) }
    if taps.allSatisfy({ $0.allSatisfy { $0.count == 1 && $0[0].weight == 1 } }) {
      return [
        try lowering.select(input, places(taps.map { $0.map { $0[0].place } }, input.shape), shape: shape, at: node)
      ]
    }
    let most = taps.reduce(1) { $0 * ($1.map(\.count).max() ?? 1) }
    _ = try lowering.claimTerms([count, most], at: node)
    return [try lowering.apply(weighted(taps, input.shape, count), to: input, shape: shape, at: node)]
  }

  /// The element at each combination of places along the axes.
  private static func places(_ axes: [[Int]], _ shape: [Int]) -> [Int] {
    var result = [0]
    for (axis, stride) in Shape.strides(shape).enumerated() {
      result = result.flatMap { base in axes[axis].map { base + $0 * stride } }
    }
    return result
  }

  /// Products of the axes' weights.
  private static func weighted(
    _ axes: [[[(place: Int, weight: Double)]]], _ shape: [Int], _ count: Int
  ) -> AffineForms {
    let strides = Shape.strides(shape)
    var map = SparseRows(capacity: count)
    var position = [Int](repeating: 0, count: axes.count)
    for _ in 0..<count {
      var taps: [(place: Int, weight: Double)] = [(0, 1)]
      for axis in axes.indices {
        taps = taps.flatMap { tap in
          axes[axis][position[axis]].map { (tap.place + $0.place * strides[axis], tap.weight * $0.weight) }
        }
      }
      for tap in taps { map.append(tap.place, tap.weight) }
      map.endRow()
      for axis in axes.indices.reversed() {
        position[axis] += 1
        if position[axis] < axes[axis].count { break }
        position[axis] = 0
      }
    }
    return AffineForms(.sparse(map), constants: [Double](repeating: 0, count: count))
  }

  /// The sizes and scales of all axes: given as scales (an attribute in opset 7 and 8, else an input) or as sizes.
  static func resizedAxes(_ node: Node, _ shape: [Int]) throws(FormatError) -> [ResizeAxis] {
    let rank = shape.count
    let listed = try node.axes(node.opset < 18 ? nil : node.ints("axes"), unordered: rank)
    var scales: [Double]?
    if node.opset < 9 {
      scales = try node.floats("scales")
    } else {
      let index = node.opset < 11 ? 1 : 2
      if node.optional(index) != nil { scales = try node.weights(index, "the scales").reals }
    }
    if scales?.isEmpty ?? false { scales = nil }
    let sizes = try node.opset < 11 ? nil : node.integers(3, "the sizes")
    var axes = shape.map { ResizeAxis(input: $0, output: $0, scale: 1, node: node) }
    guard let count = scales?.count ?? sizes?.count, count == listed.count else {
      throw node.error("needs a scale or a size for each of \(listed.count) axes")
    }
    if let scales {
      for (axis, scale) in zip(listed, scales) {
        let output = Float(scale) * Float(shape[axis])
        guard scale > 0, output < 0x1p40 else { throw node.error("the scale \(scale) is not above 0, or too large") }
        axes[axis] = ResizeAxis(
          input: shape[axis], output: Int(output.rounded(.down)), scale: scale, node: node)
      }
      return axes
    }
    var wanted = (sizes ?? []).map { Int($0) }
    guard wanted.allSatisfy({ $0 >= 0 && $0 < 1 << 40 }) else { throw node.error("the sizes \(wanted) cannot be") }
    let policy = node.string("keep_aspect_ratio_policy", default: "stretch")
    let ratios = zip(listed, wanted).map { Double($1) / Double(max(1, shape[$0])) }
    var scale: Double?
    if policy != "stretch" {
      scale = policy == "not_larger" ? ratios.min() : ratios.max()
      if let scale { wanted = listed.map { Int((scale * Double(shape[$0]) + 0.5).rounded(.down)) } }
    }
    for (index, axis) in listed.enumerated() {
      axes[axis] = ResizeAxis(
        input: shape[axis], output: wanted[index], scale: scale ?? ratios[index], node: node)
    }
    return axes
  }
}
