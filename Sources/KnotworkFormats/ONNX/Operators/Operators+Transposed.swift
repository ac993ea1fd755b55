/// Convolutions that spread each element over a window of a larger image.
extension Operators {
  static func transposedConvolution(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0, "X")
    let kernel = try node.weights(1, "the kernel")
    let (shape, sizes) = (input.shape, kernel.shape)
    let groups = node.int("group", default: 1)
    guard shape.count >= 3, sizes.count == shape.count, groups >= 1, sizes[0] == shape[1], shape[1] % groups == 0,
      sizes[1] >= 1, sizes[1] < 1 << 30, groups < 1 << 30
    else {
      throw node.error(
        "a kernel of \(Shape.text(sizes)) in \(groups) groups does not fit an input of \(Shape.text(shape))")
    }
    let channels = sizes[1] * groups
    let bias = try node.optional(2) == nil ? nil : node.weights(2, "the bias").reals
    guard bias?.count ?? channels == channels else {
      throw node.error("the bias has \(bias?.count ?? 0) numbers, expected \(channels), one for each channel")
    }
    let geometry = try transposedGeometry(node, Array(shape.dropFirst(2)), Array(sizes.dropFirst(2)))
    let result = [shape[0], channels] + geometry.map(\.size)
    let count = try lowering.claim(result, at: node)
    for (axis, length) in zip(geometry, sizes.dropFirst(2)) {
      _ = try lowering.claimTerms([axis.size, length], at: node)
    }
    let axes = transposedAxes(geometry, Array(shape.dropFirst(2)), Array(sizes.dropFirst(2)))
    let most = axes.reduce(1) { $0 * ($1.map(\.count).max() ?? 0) }
    let terms = try lowering.claimTerms([count, shape[1] / groups, most], at: node)
    let windows = windows(axes, image: Array(shape.dropFirst(2)), kernel: Array(sizes.dropFirst(2)))
    let weights = kernel.reals
    let (imageSize, kernelSize) = (shape.dropFirst(2).reduce(1, *), sizes.dropFirst(2).reduce(1, *))
    let perGroup = shape[1] / groups
    var map = SparseRows(capacity: count, terms: terms)
    var constants: [Double] = []
    for sample in 0..<shape[0] {
      for channel in 0..<channels {
        let (group, own) = (channel / sizes[1], channel % sizes[1])
        for window in windows {
          for source in group * perGroup..<(group + 1) * perGroup {
            let (image, first) = ((sample * shape[1] + source) * imageSize, (source * sizes[1] + own) * kernelSize)
            for tap in window { map.append(image + tap.input, weights[first + tap.kernel]) }
          }
          map.endRow()
          constants.append(bias?[channel] ?? 0)
        }
      }
    }
    return [try lowering.apply(AffineForms(.sparse(map), constants: constants), to: input, shape: result, at: node)]
  }

  /// For each position of each axis the places of kernel and image that meet there.
  private static func transposedAxes(
    _ geometry: [(size: Int, begin: Int, stride: Int, dilation: Int)], _ image: [Int], _ kernel: [Int]
  ) -> [[[(kernel: Int, input: Int)]]] {
    image.indices.map { axis in
      let (size, begin, stride, dilation) = geometry[axis]
      return (0..<size).map { place in
        (0..<kernel[axis]).compactMap { tap in
          let offset = place + begin - tap * dilation
          guard offset >= 0, offset % stride == 0, offset / stride < image[axis] else { return nil }
          return (tap, offset / stride)
        }
      }
    }
  }

  /// The size of the result, the pad before, the stride and the dilation of each axis.
  static func transposedGeometry(
    _ node: Node, _ image: [Int], _ kernel: [Int]
  ) throws(FormatError) -> [(size: Int, begin: Int, stride: Int, dilation: Int)] {
    let rank = image.count
    let strides = node.ints("strides") ?? [Int](repeating: 1, count: rank)
    let dilations = node.ints("dilations") ?? [Int](repeating: 1, count: rank)
    let pads = node.ints("pads") ?? [Int](repeating: 0, count: 2 * rank)
    let extra = node.ints("output_padding") ?? [Int](repeating: 0, count: rank)
    let wanted = node.ints("output_shape").map { Array($0.suffix(rank)) }
    let padding = node.string("auto_pad", default: "NOTSET")
    guard strides.count == rank, dilations.count == rank, pads.count == 2 * rank, extra.count == rank,
      wanted?.count ?? rank == rank, kernel.count == rank,
      (strides + dilations).allSatisfy({ $0 >= 1 && $0 < 1 << 30 }), kernel.allSatisfy({ $0 >= 1 && $0 < 1 << 30 }),
      (pads + extra + (wanted ?? [])).allSatisfy({ $0 >= 0 && $0 < 1 << 30 }),
      ["NOTSET", "", "VALID", "SAME_UPPER", "SAME_LOWER"].contains(padding)
    else { throw node.error("kernel, strides, dilations and pads do not fit an image of \(Shape.text(image))") }
    var result: [(size: Int, begin: Int, stride: Int, dilation: Int)] = []
    for axis in 0..<rank {
      let full = (image[axis] - 1) * strides[axis] + extra[axis] + (kernel[axis] - 1) * dilations[axis] + 1
      var (begin, end) = padding == "VALID" ? (0, 0) : (pads[axis], pads[rank + axis])
      let isSame = padding.hasPrefix("SAME")
      if let size = wanted?[axis] ?? (isSame ? image[axis] * strides[axis] : nil) {
        let total = max(0, full - size)
        begin = padding == "SAME_UPPER" ? total / 2 : total - total / 2
        end = full - size - begin
      }
      let size = full - begin - end
      guard size >= 1, image[axis] >= 1 else {
        throw node.error("pads more off axis \(axis + 2) than its size, \(full)")
      }
      result.append((size, begin, strides[axis], dilations[axis]))
    }
    return result
  }

  private static func windows(
    _ axes: [[[(kernel: Int, input: Int)]]], image: [Int], kernel: [Int]
  ) -> [[(kernel: Int, input: Int)]] {
    var windows: [[(kernel: Int, input: Int)]] = [[(0, 0)]]
    let (imageSteps, kernelSteps) = (Shape.strides(image), Shape.strides(kernel))
    for axis in axes.indices {
      windows = windows.flatMap { window in
        axes[axis].map { taps in
          window.flatMap { old in
            taps.map { (old.kernel + $0.kernel * kernelSteps[axis], old.input + $0.input * imageSteps[axis]) }
          }
        }
      }
    }
    return windows
  }
}
