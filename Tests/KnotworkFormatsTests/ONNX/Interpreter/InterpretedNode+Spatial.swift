@testable import KnotworkFormats

extension InterpretedNode {
  /// Convolution and pooling.
  func spatial() throws -> [NDArray]? {
    switch proto.opType {
    case "Conv": return [convolution()]
    case "AveragePool":
      let countsPadding = int("count_include_pad", 0) != 0
      return [pool { inside, padded in inside.reduce(0, +) / Double(countsPadding ? padded : inside.count) }]
    case "MaxPool": return [pool { inside, _ in inside.max() ?? -.infinity }]
    case "GlobalAveragePool": return [global { $0.reduce(0, +) / Double($0.count) }]
    case "GlobalMaxPool": return [global { $0.max() ?? .nan }]
    default: return nil
    }
  }

  /// Strides, dilations, pads before, pads after, and the sizes that come out.
  private func geometry(_ kernel: [Int]) -> (strides: [Int], dilations: [Int], before: [Int], after: [Int], out: [Int])
  {
    let image = Array(self[0].shape.dropFirst(2))
    let ones = image.map { _ in 1 }
    let (strides, dilations) = (ints("strides") ?? ones, ints("dilations") ?? ones)
    let pads = ints("pads") ?? image.map { _ in 0 } + image.map { _ in 0 }
    var (before, after) = (Array(pads.prefix(image.count)), Array(pads.suffix(image.count)))
    let mode = string("auto_pad", "NOTSET")
    var out: [Int] = []
    for axis in image.indices {
      let extent = dilations[axis] * (kernel[axis] - 1) + 1
      if mode == "VALID" { (before[axis], after[axis]) = (0, 0) }
      if mode.hasPrefix("SAME") {
        let wanted = Int((Double(image[axis]) / Double(strides[axis])).rounded(.up))
        let total = max(0, (wanted - 1) * strides[axis] + extent - image[axis])
        before[axis] = mode == "SAME_UPPER" ? total / 2 : (total + 1) / 2
        after[axis] = total - before[axis]
      }
      let room = Double(image[axis] + before[axis] + after[axis] - extent) / Double(strides[axis])
      var count = Int(room.rounded(int("ceil_mode", 0) != 0 ? .up : .down)) + 1
      // A window that would start beyond the image and the padding before it is left out.
      if int("ceil_mode", 0) != 0, (count - 1) * strides[axis] >= image[axis] + before[axis] { count -= 1 }
      out.append(count)
    }
    return (strides, dilations, before, after, out)
  }

  private func convolution() -> NDArray {
    let (input, weights) = (self[0], self[1])
    let kernel = Array(weights.shape.dropFirst(2))
    let (strides, dilations, before, _, out) = geometry(kernel)
    let groups = int("group", 1)
    let perGroup = weights.shape[0] / groups
    return NDArray([input.shape[0], weights.shape[0]] + out) { index in
      let (sample, channel) = (index[0], index[1])
      var sum = has(2) ? self[2].values[channel] : 0
      for inner in 0..<weights.shape[1] {
        for tap in NDArray.indices(kernel) {
          let place = tap.indices.map { index[$0 + 2] * strides[$0] + tap[$0] * dilations[$0] - before[$0] }
          guard zip(place, input.shape.dropFirst(2)).allSatisfy({ $0 >= 0 && $0 < $1 }) else { continue }
          let source = channel / perGroup * weights.shape[1] + inner
          sum += weights[[channel, inner] + tap] * input[[sample, source] + place]
        }
      }
      return sum
    }
  }

  private func pool(_ function: ([Double], Int) -> Double) -> NDArray {
    let input = self[0]
    let kernel = ints("kernel_shape") ?? []
    let (strides, dilations, before, after, out) = geometry(kernel)
    let image = Array(input.shape.dropFirst(2))
    return NDArray(Array(input.shape.prefix(2)) + out) { index in
      var inside: [Double] = []
      var padded = 0
      for tap in NDArray.indices(kernel) {
        let place = tap.indices.map { index[$0 + 2] * strides[$0] + tap[$0] * dilations[$0] - before[$0] }
        if place.indices.allSatisfy({ place[$0] < image[$0] + after[$0] }) { padded += 1 }
        guard zip(place, image).allSatisfy({ $0 >= 0 && $0 < $1 }) else { continue }
        inside.append(input[Array(index.prefix(2)) + place])
      }
      return function(inside, padded)
    }
  }

  private func global(_ function: ([Double]) -> Double) -> NDArray {
    let input = self[0]
    let image = NDArray.indices(Array(input.shape.dropFirst(2)))
    return NDArray(Array(input.shape.prefix(2)) + input.shape.dropFirst(2).map { _ in 1 }) { index in
      function(image.map { input[Array(index.prefix(2)) + $0] })
    }
  }
}
