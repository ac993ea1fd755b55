@testable import KnotworkFormats

extension InterpretedNode {
  /// Images made larger, and the operators that onnxruntime fuses.
  func resampling() throws -> [NDArray]? {
    switch proto.opType {
    case "Resize", "Upsample": return [resized()]
    case "ConvTranspose": return [spreadConvolution()]
    default: return nil
    }
  }

  func fused() throws -> [NDArray]? {
    switch proto.opType {
    case "FusedGemm": return [activated(try renamed("Gemm"))]
    case "FusedConv":
      var image = try renamed("Conv")
      if has(3) { image = NDArray(image.shape) { image[$0] + self[3][$0] } }
      return [activated(image)]
    case "FusedMatMul":
      var node = proto
      node.opType = "MatMul"
      let sides = ["A", "B"].enumerated().map { side, name -> NDArray in
        let input = self[side]
        var axes = Array(0..<input.rank)
        if int("transBatch\(name)", 0) != 0 { axes = Array(1..<input.rank - 1) + [0, input.rank - 1] }
        if int("trans\(name)", 0) != 0 { axes.swapAt(input.rank - 2, input.rank - 1) }
        return NDArray(axes.map { input.shape[$0] }) { index in
          var source = index
          for (place, axis) in axes.enumerated() { source[axis] = index[place] }
          return input[source]
        }
      }
      let product = try InterpretedNode(proto: node, inputs: sides, opset: opset).evaluate()[0]
      return [NDArray(product.shape, product.values.map { $0 * float("alpha", 1) })]
    case "MatMulNBits": return [packedProduct()]
    case "MatMulInteger":
      var node = proto
      node.opType = "MatMul"
      let sides = (0..<2).map { side in
        let zero = has(side + 2) ? self[side + 2].values[0] : 0
        return NDArray(self[side].shape, self[side].values.map { $0 - zero })
      }
      return try InterpretedNode(proto: node, inputs: sides, opset: opset).evaluate()
    default: return nil
    }
  }

  /// Each number of a few bits, less its block's zero point and times its scale.
  private func packedProduct() -> NDArray {
    let (k, n, bits, block) = (int("K", 0), int("N", 0), int("bits", 4), int("block_size", 0))
    let blocks = Int((Double(k) / Double(block)).rounded(.up))
    func number(_ bytes: NDArray, _ row: Int, _ place: Int) -> Double {
      let perRow = bytes.values.count / n
      let byte = Int(bytes.values[row * perRow + place * bits / 8])
      return Double(byte >> (place * bits % 8) & ((1 << bits) - 1))
    }
    return NDArray(Array(self[0].shape.dropLast()) + [n]) { index in
      let row = index[index.count - 1]
      return (0..<k).reduce(0.0) { sum, place in
        let zero = has(3) ? number(self[3], row, place / block) : Double(1 << (bits - 1))
        let weight = (number(self[1], row, place) - zero) * self[2].values[row * blocks + place / block]
        return sum + weight * self[0][index.dropLast() + [place]]
      }
    }
  }

  private func renamed(_ type: String) throws -> NDArray {
    var node = proto
    node.opType = type
    return try InterpretedNode(proto: node, inputs: Array(inputs.prefix(3)), opset: opset).evaluate()[0]
  }

  private func activated(_ array: NDArray) -> NDArray {
    let given = floats("activation_params")
    let first = given.first ?? float("activation_alpha", 0.01)
    let second = given.count > 1 ? given[1] : float("activation_beta", 0.5)
    return NDArray(
      array.shape,
      array.values.map { x in
        switch string("activation", "") {
        case "Relu": max(x, 0)
        case "LeakyRelu": x < 0 ? first * x : x
        case "Clip": min(max(x, first), second)
        case "HardSigmoid": max(0, min(1, first * x + second))
        default: x
        }
      })
  }

  private func resized() -> NDArray {
    let input = self[0]
    let isOld = opset < 11
    var scales = opset < 9 ? floats("scales") : has(isOld ? 1 : 2) ? self[isOld ? 1 : 2].values : []
    if scales.isEmpty { scales = zip(self[3].values, input.shape).map { $0 / Double($1) } }
    let shape = zip(input.shape, scales).map { Int(Double($0) * $1 + 1e-6) }
    let rule = isOld ? "asymmetric" : string("coordinate_transformation_mode", "half_pixel")
    func source(_ place: Int, _ axis: Int) -> Double {
      let (x, size, before) = (Double(place), Double(shape[axis]), Double(input.shape[axis]))
      switch rule {
      case "half_pixel": return (x + 0.5) / scales[axis] - 0.5
      case "align_corners": return size > 1 ? x * (before - 1) / (size - 1) : 0
      default: return x / scales[axis]
      }
    }
    func clamped(_ x: Double, _ axis: Int) -> Double { min(max(x, 0), Double(input.shape[axis] - 1)) }
    if string("mode", "nearest") == "nearest" {
      return NDArray(shape) { index in
        input[index.indices.map { Int(clamped(source(index[$0], $0).rounded(.down), $0)) }]
      }
    }
    return NDArray(shape) { index in
      NDArray.indices(shape.map { _ in 2 }).reduce(0.0) { sum, corner in
        var weight = 1.0
        var place: [Int] = []
        for axis in shape.indices {
          let x = clamped(source(index[axis], axis), axis)
          let low = x.rounded(.down)
          weight *= corner[axis] == 0 ? 1 - (x - low) : x - low
          place.append(min(Int(low) + corner[axis], input.shape[axis] - 1))
        }
        return sum + weight * input[place]
      }
    }
  }

  /// Every element times the kernel, added to the places it falls on.
  private func spreadConvolution() -> NDArray {
    let (input, kernel) = (self[0], self[1])
    let image = Array(input.shape.dropFirst(2))
    let sizes = Array(kernel.shape.dropFirst(2))
    let ones = image.map { _ in 1 }
    let (strides, dilations) = (ints("strides") ?? ones, ints("dilations") ?? ones)
    let pads = ints("pads") ?? image.map { _ in 0 } + image.map { _ in 0 }
    let extra = ints("output_padding") ?? image.map { _ in 0 }
    let groups = int("group", 1)
    let out = image.indices.map { axis in
      (image[axis] - 1) * strides[axis] + (sizes[axis] - 1) * dilations[axis] + 1 + extra[axis] - pads[axis]
        - pads[image.count + axis]
    }
    let perGroup = input.shape[1] / groups
    var result = NDArray([input.shape[0], kernel.shape[1] * groups] + out) { has(2) ? self[2].values[$0[1]] : 0 }
    for index in NDArray.indices(input.shape) {
      for own in 0..<kernel.shape[1] {
        for tap in NDArray.indices(sizes) {
          let place = tap.indices.map { index[$0 + 2] * strides[$0] + tap[$0] * dilations[$0] - pads[$0] }
          guard zip(place, out).allSatisfy({ $0 >= 0 && $0 < $1 }) else { continue }
          let target = [index[0], index[1] / perGroup * kernel.shape[1] + own] + place
          let position = zip(target, result.shape).reduce(0) { $0 * $1.1 + $1.0 }
          result.values[position] += input[index] * kernel[[index[1], own] + tap]
        }
      }
    }
    return result
  }
}
