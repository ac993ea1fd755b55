/// Convolution and pooling over images with any number of spatial dimensions.
extension Operators {
  /// The matrix of the convolution, sparse.
  static func convolution(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try node.input(0, "X")
    let kernel = try node.weights(1, "the kernel")
    let (shape, sizes) = (input.shape, kernel.shape)
    let groups = node.int("group", default: 1)
    guard shape.count >= 3, sizes.count == shape.count, groups >= 1, sizes[1] >= 1, sizes[0] % groups == 0,
      shape[1] % groups == 0, shape[1] / groups == sizes[1]
    else {
      throw node.error(
        "a kernel of \(Shape.text(sizes)) in \(groups) groups does not fit an input of \(Shape.text(shape))")
    }
    let given = node.ints("kernel_shape") ?? Array(sizes.dropFirst(2))
    guard given == Array(sizes.dropFirst(2)) else {
      throw node.error("kernel_shape is \(Shape.text(given)), the kernel is \(Shape.text(sizes))")
    }
    let bias = try node.optional(2) == nil ? nil : node.weights(2, "the bias")
    guard bias?.count ?? sizes[0] == sizes[0] else {
      throw node.error("the bias has \(bias?.count ?? 0) numbers, expected \(sizes[0]), one for each channel")
    }
    let image = Array(shape.dropFirst(2))
    let window = try Window(node, image: image, kernel: given, &lowering)
    let result = [shape[0], sizes[0]] + window.output
    _ = try lowering.claim(result, at: node)
    _ = try lowering.claimTerms([shape[0], sizes[0], sizes[1], window.kernelIndex.count], at: node)
    let map = convolutionMap(
      weights: kernel.reals, bias: bias?.reals, sizes: sizes, batch: shape[0], channels: shape[1],
      imageSize: image.reduce(1, *), groups: groups, window)
    return [try lowering.apply(map, to: input, shape: result, at: node)]
  }

  private static func convolutionMap(
    weights: [Double], bias: [Double]?, sizes: [Int], batch: Int, channels: Int, imageSize: Int, groups: Int,
    _ window: Window
  ) -> AffineForms {
    let perGroup = sizes[0] / groups
    var rows = SparseRows()
    var constants: [Double] = []
    for sample in 0..<batch {
      for output in 0..<sizes[0] {
        let firstChannel = output / perGroup * sizes[1]
        for position in 0..<window.starts.count - 1 {
          for channel in 0..<sizes[1] {
            let image = (sample * channels + firstChannel + channel) * imageSize
            let kernel = (output * sizes[1] + channel) * window.kernelCount
            for tap in window.taps(position) {
              rows.append(image + Int(window.inputIndex[tap]), weights[kernel + Int(window.kernelIndex[tap])])
            }
          }
          rows.endRow()
          constants.append(bias?[output] ?? 0)
        }
      }
    }
    return AffineForms(.sparse(rows), constants: constants)
  }

  static func averagePool(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let pool = try Pool(node, &lowering)
    let countsPadding = node.flag("count_include_pad")
    var map = SparseRows()
    var divisors: [Double] = []
    try pool.forEachWindow(node, &lowering) { indices, padded in
      for index in indices { map.append(index, 1) }
      map.endRow()
      divisors.append(Double(countsPadding ? padded : indices.count))
    }
    // Sums first, then one division: the fewest roundings.
    let sums = try lowering.apply(
      AffineForms(.sparse(map), constants: [Double](repeating: 0, count: divisors.count)), to: pool.input,
      shape: pool.shape,
      at: node)
    return [.forms(shape: pool.shape, sums.rows.divided(by: divisors))]
  }

  static func maxPool(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let pool = try Pool(node, &lowering)
    var groups: [[Int]] = []
    try pool.forEachWindow(node, &lowering) { indices, _ in groups.append(indices) }
    return [try extremes(of: pool.input, groups: groups, shape: pool.shape, node, &lowering, isMaximum: true)]
  }

  static func globalAveragePool(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try imageInput(node)
    return [try mean(of: input, axes: Array(2..<input.shape.count), keepsAxes: true, node, &lowering)]
  }

  static func globalMaxPool(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    let input = try imageInput(node)
    let axes = Array(2..<input.shape.count)
    return [try extreme(of: input, axes: axes, keepsAxes: true, node, &lowering, isMaximum: true)]
  }

  private static func imageInput(_ node: Node) throws(FormatError) -> Value {
    let input = try node.input(0, "X")
    guard input.shape.count >= 3 else {
      throw node.error("needs an image with a batch and channels, found \(Shape.text(input.shape))")
    }
    return input
  }

  /// A pooling node: its window, moved over every channel.
  private struct Pool {
    let input: Value
    let shape: [Int]
    private let window: Window

    init(_ node: Node, _ lowering: inout Lowering) throws(FormatError) {
      input = try imageInput(node)
      guard let kernel = node.ints("kernel_shape") else { throw node.error("kernel_shape is missing") }
      window = try Window(node, image: Array(input.shape.dropFirst(2)), kernel: kernel, &lowering)
      shape = Array(input.shape.prefix(2)) + window.output
      _ = try lowering.claim(shape, at: node)
    }

    /// Calls `body` with the elements under each window, and with how many places of it lie on the image or its
    /// padding.
    func forEachWindow(
      _ node: Node, _ lowering: inout Lowering, _ body: ([Int], Int) -> Void
    ) throws(FormatError) {
      let planes = input.shape[0] * input.shape[1]
      _ = try lowering.claimTerms([planes, window.kernelIndex.count], at: node)
      let size = input.shape.dropFirst(2).reduce(1, *)
      for plane in 0..<planes {
        for position in 0..<window.starts.count - 1 {
          let taps = window.taps(position)
          guard !taps.isEmpty else { throw node.error("a window lies on padding only") }
          body(taps.map { plane * size + Int(window.inputIndex[$0]) }, window.paddedCount[position])
        }
      }
    }
  }
}
