/// Where a kernel lies over the positions of an image, in any number of spatial dimensions.
struct Window {
  /// The sizes of what comes out.
  let output: [Int]
  /// Number of positions of the kernel.
  let kernelCount: Int
  /// The taps of position i, from `starts[i]` up to `starts[i + 1]`: only those that fall on the image.
  private(set) var starts: [Int] = [0]
  /// The place in the kernel, row-major.
  private(set) var kernelIndex: [Int32] = []
  /// The place in the image, row-major.
  private(set) var inputIndex: [Int32] = []
  /// The taps that fall on the image or its padding, for each position.
  private(set) var paddedCount: [Int] = []

  private struct Axis {
    let size: Int
    let kernel: Int
    let stride: Int
    let dilation: Int
    let begin: Int
    let end: Int
    let output: Int
  }

  /// The window of a convolution or pooling node over an image of some size.
  init(_ node: Node, image: [Int], kernel: [Int], _ lowering: inout Lowering) throws(FormatError) {
    let axes = try Window.axes(node, image, kernel)
    output = axes.map(\.output)
    let count = try lowering.claim(output, at: node)
    _ = try lowering.claimTerms([count] + kernel, at: node)
    kernelCount = kernel.reduce(1, *)
    let steps = Shape.strides(image)
    let kernelSteps = Shape.strides(kernel)
    var position = [Int](repeating: 0, count: axes.count)
    for _ in 0..<count {
      var taps: [(kernel: Int, input: Int)] = [(0, 0)]
      var padded = 1
      for (axis, geometry) in axes.enumerated() {
        var next: [(kernel: Int, input: Int)] = []
        let (coordinates, inPadding) = Window.coordinates(geometry, at: position[axis])
        padded *= inPadding
        for tap in taps {
          for (place, coordinate) in coordinates {
            next.append((tap.kernel + place * kernelSteps[axis], tap.input + coordinate * steps[axis]))
          }
        }
        taps = next
      }
      for tap in taps {
        kernelIndex.append(Int32(truncatingIfNeeded: tap.kernel))
        inputIndex.append(Int32(truncatingIfNeeded: tap.input))
      }
      starts.append(kernelIndex.count)
      paddedCount.append(padded)
      for axis in axes.indices.reversed() {
        position[axis] += 1
        if position[axis] < output[axis] { break }
        position[axis] = 0
      }
    }
  }

  /// The sizes of what a convolution or pooling node makes of an image.
  static func outputSizes(_ node: Node, _ image: [Int], _ kernel: [Int]) throws(FormatError) -> [Int] {
    try axes(node, image, kernel).map(\.output)
  }

  /// The taps of a position.
  func taps(_ position: Int) -> Range<Int> { starts[position]..<starts[position + 1] }

  /// The taps of one axis that fall on the image, and how many fall on it or its padding.
  private static func coordinates(_ axis: Axis, at position: Int) -> ([(Int, Int)], Int) {
    var coordinates: [(Int, Int)] = []
    var padded = 0
    for place in 0..<axis.kernel {
      let coordinate = position * axis.stride + place * axis.dilation - axis.begin
      if coordinate < axis.size + axis.end { padded += 1 }
      if coordinate >= 0, coordinate < axis.size { coordinates.append((place, coordinate)) }
    }
    return (coordinates, padded)
  }

  private static func axes(_ node: Node, _ image: [Int], _ kernel: [Int]) throws(FormatError) -> [Axis] {
    let rank = image.count
    let strides = node.ints("strides") ?? [Int](repeating: 1, count: rank)
    let dilations = node.ints("dilations") ?? [Int](repeating: 1, count: rank)
    let pads = node.ints("pads") ?? [Int](repeating: 0, count: 2 * rank)
    let padding = node.string("auto_pad", default: "NOTSET")
    guard kernel.count == rank, strides.count == rank, dilations.count == rank, pads.count == 2 * rank else {
      throw node.error("kernel, strides, dilations and pads do not fit an image of \(Shape.text(image))")
    }
    guard (kernel + strides + dilations).allSatisfy({ $0 >= 1 && $0 < 1 << 30 }),
      pads.allSatisfy({ $0 >= 0 && $0 < 1 << 30 })
    else { throw node.error("kernel, strides, dilations and pads must be positive and below 2^30") }
    var axes: [Axis] = []
    for axis in 0..<rank {
      let extent = (kernel[axis] - 1) * dilations[axis] + 1
      var (begin, end) = (pads[axis], pads[rank + axis])
      switch padding {
      case "NOTSET", "": break
      case "VALID": (begin, end) = (0, 0)
      case "SAME_UPPER", "SAME_LOWER":
        let count = (image[axis] + strides[axis] - 1) / strides[axis]
        let total = max(0, (count - 1) * strides[axis] + extent - image[axis])
        begin = padding == "SAME_UPPER" ? total / 2 : total - total / 2
        end = total - begin
      default: throw node.error("auto_pad is \"\(padding)\"; expected NOTSET, SAME_UPPER, SAME_LOWER or VALID")
      }
      let room = image[axis] + begin + end - extent
      guard room >= 0 else {
        throw node.error("the kernel, \(Shape.text(kernel)), is larger than the padded image of \(Shape.text(image))")
      }
      var output = room / strides[axis] + 1
      if node.flag("ceil_mode"), room % strides[axis] != 0, output * strides[axis] < image[axis] + begin { output += 1 }
      axes.append(
        Axis(
          size: image[axis], kernel: kernel[axis], stride: strides[axis], dilation: dilations[axis], begin: begin,
          end: end,
          output: output))
    }
    return axes
  }
}
