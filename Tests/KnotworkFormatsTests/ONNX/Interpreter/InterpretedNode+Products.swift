@testable import KnotworkFormats

extension InterpretedNode {
  /// Products and reductions.
  func products() throws -> [NDArray]? {
    switch proto.opType {
    case "Gemm":
      let (a, b) = (int("transA", 0) != 0, int("transB", 0) != 0)
      let (left, right) = (self[0], self[1])
      let (m, k) = a ? (left.shape[1], left.shape[0]) : (left.shape[0], left.shape[1])
      let n = b ? right.shape[0] : right.shape[1]
      let (alpha, beta) = (float("alpha", 1), float("beta", 1))
      let c = has(2) ? self[2] : NDArray([], [0])
      return [
        NDArray([m, n]) { index in
          let product = (0..<k).reduce(0.0) { sum, inner in
            sum + left[a ? [inner, index[0]] : [index[0], inner]] * right[b ? [index[1], inner] : [inner, index[1]]]
          }
          return alpha * product + beta * c.spread(index)
        }
      ]
    case "MatMul": return [matMul()]
    case "LinearRegressor":
      let targets = int("targets", 1)
      let (coefficients, intercepts) = (floats("coefficients"), floats("intercepts"))
      let features = self[0].shape.last ?? 1
      let rows = NDArray([self[0].values.count / features, features], self[0].values)
      return [
        NDArray([rows.shape[0], targets]) { index in
          (0..<features).reduce(intercepts.isEmpty ? 0 : intercepts[index[1]]) {
            $0 + coefficients[index[1] * features + $1] * rows[[index[0], $1]]
          }
        }
      ]
    case "ReduceSum": return [reduce(inputFrom: 13) { $0.reduce(0, +) }]
    case "ReduceMean": return [reduce(inputFrom: 18) { $0.reduce(0, +) / Double($0.count) }]
    case "ReduceMax": return [reduce(inputFrom: 18) { $0.max() ?? .nan }]
    case "ReduceMin": return [reduce(inputFrom: 18) { $0.min() ?? .nan }]
    default: return nil
    }
  }

  private func matMul() -> NDArray {
    let left = self[0].rank == 1 ? NDArray([1] + self[0].shape, self[0].values) : self[0]
    let right = self[1].rank == 1 ? NDArray(self[1].shape + [1], self[1].values) : self[1]
    let batch = NDArray.common(Array(left.shape.dropLast(2)), Array(right.shape.dropLast(2)))
    let (m, k, n) = (left.shape[left.rank - 2], left.shape[left.rank - 1], right.shape[right.rank - 1])
    func place(_ array: NDArray, _ index: [Int], _ row: Int, _ column: Int) -> Double {
      array.spread(index + [row, column])
    }
    let product = NDArray(batch + [m, n]) { index in
      let outer = Array(index.dropLast(2))
      return (0..<k).reduce(0.0) {
        $0 + place(left, outer, index[index.count - 2], $1) * place(right, outer, $1, index[index.count - 1])
      }
    }
    let shape = batch + (self[0].rank == 1 ? [] : [m]) + (self[1].rank == 1 ? [] : [n])
    return NDArray(shape, product.values)
  }

  func reduce(inputFrom version: Int, _ function: ([Double]) -> Double) -> NDArray {
    let input = self[0]
    let given = opset < version ? ints("axes") : has(1) ? self[1].integers : nil
    if given?.isEmpty ?? true, int("noop_with_empty_axes", 0) != 0 {
      return NDArray(input.shape, input.values.map { function([$0]) })
    }
    let axes =
      given.map { $0.isEmpty ? Array(input.shape.indices) : $0.map { input.axis($0) } } ?? Array(input.shape.indices)
    let kept = NDArray(input.shape.indices.map { axes.contains($0) ? 1 : input.shape[$0] }) { index in
      function(
        NDArray.indices(axes.map { input.shape[$0] }).map { inner in
          var place = index
          for (position, axis) in axes.enumerated() { place[axis] = inner[position] }
          return input[place]
        })
    }
    if int("keepdims", 1) != 0 { return kept }
    return NDArray(input.shape.indices.filter { !axes.contains($0) }.map { input.shape[$0] }, kept.values)
  }
}
