@testable import KnotworkFormats

extension InterpretedNode {
  /// Operators that pick, repeat and reorder elements.
  func selection() throws -> [NDArray]? {
    let input = inputs.isEmpty ? NDArray([], [0]) : self[0]
    switch proto.opType {
    case "Transpose":
      let order = ints("perm") ?? Array(input.shape.indices.reversed())
      return [
        NDArray(order.map { input.shape[$0] }) { index in
          var source = index
          for (place, axis) in order.enumerated() { source[axis] = index[place] }
          return input[source]
        }
      ]
    case "Concat", "FeatureVectorizer":
      let axis = proto.opType == "Concat" ? input.axis(int("axis", 1)) : 1
      return [
        inputs.indices.dropFirst().reduce(input) { joined, index in
          let next = self[index]
          var shape = joined.shape
          shape[axis] += next.shape[axis]
          return NDArray(shape) { place in
            guard place[axis] >= joined.shape[axis] else { return joined[place] }
            var other = place
            other[axis] -= joined.shape[axis]
            return next[other]
          }
        }
      ]
    case "Split":
      let axis = input.axis(int("axis", 0))
      let given = opset < 13 ? ints("split") : has(1) ? self[1].integers : nil
      let part = (input.shape[axis] + proto.output.count - 1) / proto.output.count
      var left = input.shape[axis]
      let parts =
        given
        ?? proto.output.map { _ in
          defer { left -= min(part, left) }
          return min(part, left)
        }
      var start = 0
      return parts.map { size in
        defer { start += size }
        return along(input, axis, Array(start..<start + size))
      }
    case "Slice": return [slice(input)]
    case "Gather":
      let axis = input.axis(int("axis", 0))
      let places = self[1].integers.map { $0 < 0 ? $0 + input.shape[axis] : $0 }
      let picked = along(input, axis, places)
      let shape = Array(input.shape[..<axis]) + self[1].shape + Array(input.shape[(axis + 1)...])
      return [NDArray(shape, picked.values)]
    case "ArrayFeatureExtractor": return [along(input, input.rank - 1, self[1].integers)]
    case "Expand":
      return [NDArray(NDArray.common(input.shape, self[1].integers)) { input.spread($0) }]
    case "Tile":
      let shape = zip(input.shape, self[1].integers).map(*)
      return [NDArray(shape) { index in input[zip(index, input.shape).map { $0 % $1 }] }]
    case "Pad": return [pad(input)]
    default: return nil
    }
  }

  private func along(_ input: NDArray, _ axis: Int, _ places: [Int]) -> NDArray {
    var shape = input.shape
    shape[axis] = places.count
    return NDArray(shape) { index in
      var source = index
      source[axis] = places[index[axis]]
      return input[source]
    }
  }

  private func slice(_ input: NDArray) -> NDArray {
    let isOld = opset < 10
    let starts = isOld ? ints("starts") ?? [] : self[1].integers
    let ends = isOld ? ints("ends") ?? [] : self[2].values.map { Int(max(-1e9, min(1e9, $0))) }
    let axes = isOld ? ints("axes") ?? Array(starts.indices) : has(3) ? self[3].integers : Array(starts.indices)
    let steps = !isOld && has(4) ? self[4].integers : starts.map { _ in 1 }
    var result = input
    for index in starts.indices {
      let axis = input.axis(axes[index])
      let size = input.shape[axis]
      let start = starts[index] < 0 ? starts[index] + size : starts[index]
      let end = ends[index] < -size ? -1 : ends[index] < 0 ? ends[index] + size : ends[index]
      let places = (0..<size).filter { place in
        let distance = place - (steps[index] > 0 ? max(0, start) : min(size - 1, start))
        let isInside = steps[index] > 0 ? place < end : place > end
        return isInside && distance % steps[index] == 0 && distance / steps[index] >= 0
      }
      result = along(result, axis, steps[index] > 0 ? places : places.reversed())
    }
    return result
  }

  private func pad(_ input: NDArray) -> NDArray {
    let given = opset < 11 ? ints("pads") ?? [] : self[1].integers
    let fill = opset < 11 ? float("value", 0) : has(2) ? self[2].values[0] : 0
    let listed = has(3) ? self[3].integers.map { input.axis($0) } : Array(input.shape.indices)
    var before = input.shape.map { _ in 0 }
    var shape = input.shape
    for (index, axis) in listed.enumerated() {
      before[axis] = given[index]
      shape[axis] += given[index] + given[listed.count + index]
    }
    let mode = string("mode", "constant")
    return NDArray(shape) { index in
      var source = zip(index, before).map(-)
      for axis in source.indices {
        let size = input.shape[axis]
        while source[axis] < 0 || source[axis] >= size {
          switch mode {
          case "edge": source[axis] = source[axis] < 0 ? 0 : size - 1
          case "reflect": source[axis] = source[axis] < 0 ? -source[axis] : 2 * (size - 1) - source[axis]
          case "wrap": source[axis] += source[axis] < 0 ? size : -size
          default: return fill
          }
        }
      }
      return input[source]
    }
  }
}
