import Foundation

@testable import KnotworkFormats

extension InterpretedNode {
  /// Operators that pick elements by indices, sort, or sum along axes.
  func indexing() throws -> [NDArray]? {
    switch proto.opType {
    case "GatherElements":
      let (input, indices) = (self[0], self[1])
      let axis = input.axis(int("axis", 0))
      return [
        NDArray(indices.shape) { index in
          var source = index
          let place = Int(indices[index])
          source[axis] = place < 0 ? place + input.shape[axis] : place
          return input[source]
        }
      ]
    case "GatherND": return [gatherND()]
    case "TopK": return topK()
    case "CumSum":
      let input = self[0]
      let axis = input.axis(self[1].integers[0])
      let (isExclusive, isReverse) = (int("exclusive", 0) != 0, int("reverse", 0) != 0)
      return [
        NDArray(input.shape) { index in
          (0..<input.shape[axis]).reduce(0.0) { sum, place in
            let distance = isReverse ? place - index[axis] : index[axis] - place
            guard distance > 0 || (distance == 0 && !isExclusive) else { return sum }
            var source = index
            source[axis] = place
            return sum + input[source]
          }
        }
      ]
    case "ReduceL1": return [reduce(inputFrom: 18) { $0.reduce(0) { $0 + $1.magnitude } }]
    case "ReduceL2": return [reduce(inputFrom: 18) { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }]
    case "ReduceSumSquare": return [reduce(inputFrom: 18) { $0.reduce(0) { $0 + $1 * $1 } }]
    case "ReduceProd": return [reduce(inputFrom: 18) { $0.reduce(1, *) }]
    case "ReduceLogSum": return [reduce(inputFrom: 18) { log($0.reduce(0, +)) }]
    case "ReduceLogSumExp": return [reduce(inputFrom: 18) { log($0.reduce(0) { $0 + exp($1) }) }]
    case "Einsum": return [einsum()]
    case "DepthToSpace", "SpaceToDepth": return [blocks()]
    default: return nil
    }
  }

  private func gatherND() -> NDArray {
    let (input, indices) = (self[0], self[1])
    let batch = int("batch_dims", 0)
    let depth = indices.shape[indices.rank - 1]
    let lists = Array(indices.shape.dropLast())
    return NDArray(lists + input.shape.dropFirst(batch + depth)) { index in
      let list = Array(index.prefix(lists.count))
      let place = (0..<depth).map { axis -> Int in
        let given = Int(indices[list + [axis]])
        return given < 0 ? given + input.shape[batch + axis] : given
      }
      return input[Array(index.prefix(batch)) + place + index.dropFirst(lists.count)]
    }
  }

  private func topK() -> [NDArray] {
    let input = self[0]
    let axis = input.axis(int("axis", -1))
    let count = opset < 10 ? int("k", 0) : self[1].integers[0]
    let isLargest = int("largest", 1) != 0
    var shape = input.shape
    shape[axis] = count
    return [
      NDArray(shape) { index in
        let line = (0..<input.shape[axis]).map { place -> Double in
          var source = index
          source[axis] = place
          return input[source]
        }
        return line.sorted(by: isLargest ? (>) : (<))[index[axis]]
      }
    ]
  }

  /// Letters only: each operand's index is looked up in one assignment of numbers to letters.
  private func einsum() -> NDArray {
    let halves = string("equation", "").components(separatedBy: "->")
    let terms = halves[0].components(separatedBy: ",").map { Array($0) }
    var sizes: [Character: Int] = [:]
    for (operand, term) in terms.enumerated() {
      for (letter, size) in zip(term, self[operand].shape) { sizes[letter] = size }
    }
    let output = Array(halves[1])
    let summed = sizes.keys.filter { !output.contains($0) }.sorted()
    return NDArray(output.map { sizes[$0] ?? 1 }) { index in
      NDArray.indices(summed.map { sizes[$0] ?? 1 }).reduce(0.0) { sum, inner in
        let places = Dictionary(uniqueKeysWithValues: zip(output + summed, index + inner))
        return sum + terms.indices.reduce(1.0) { $0 * self[$1][terms[$1].map { places[$0] ?? 0 }] }
      }
    }
  }

  private func blocks() -> NDArray {
    let input = self[0]
    let b = int("blocksize", 1)
    let isColumnFirst = string("mode", "DCR") == "CRD"
    let (n, c, h, w) = (input.shape[0], input.shape[1], input.shape[2], input.shape[3])
    if proto.opType == "SpaceToDepth" {
      return NDArray([n, c * b * b, h / b, w / b]) { index in
        let (block, channel) = (index[1] / c, index[1] % c)
        return input[[index[0], channel, index[2] * b + block / b, index[3] * b + block % b]]
      }
    }
    let channels = c / (b * b)
    return NDArray([n, channels, h * b, w * b]) { index in
      let block = index[2] % b * b + index[3] % b
      let channel = isColumnFirst ? index[1] * b * b + block : block * channels + index[1]
      return input[[index[0], channel, index[2] / b, index[3] / b]]
    }
  }
}
