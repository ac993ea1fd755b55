/// Sums over the sizes of tensors: none of them may overflow, whatever a file says.
enum Shape {
  /// "1×3×32×32", or "a number".
  static func text(_ shape: [Int]) -> String {
    shape.isEmpty ? "a single number" : shape.map(String.init).joined(separator: "×")
  }

  /// The number of elements, or nil where it is beyond `limit`, would be without the sizes 0, or a size is negative.
  static func count(_ shape: [Int], limit: Int = 1 << 40) -> Int? {
    var count = 1
    for size in shape where size != 0 {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, size > 0, product <= limit else { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  /// The steps between neighbours along each axis, row-major.
  static func strides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    return strides
  }

  /// The common shape of two tensors that are combined element by element (NumPy's rule), or nil.
  static func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    var result: [Int] = []
    for axis in 0..<rank {
      let left = axis < rank - a.count ? 1 : a[axis - rank + a.count]
      let right = axis < rank - b.count ? 1 : b[axis - rank + b.count]
      guard left == right || left == 1 || right == 1 else { return nil }
      result.append(left == 1 ? right : left)
    }
    return result
  }

  /// For each element of a tensor of shape `to`, the element of one of shape `from` that is spread over it.
  static func spread(from: [Int], to: [Int]) -> [Int] {
    let own = strides(from)
    let offset = to.count - from.count
    let steps = to.indices.map { $0 < offset || from[$0 - offset] == 1 ? 0 : own[$0 - offset] }
    return offsets(of: to, steps: steps)
  }

  /// Σ index · step for every index of a tensor, row-major.
  static func offsets(of shape: [Int], steps: [Int], start: Int = 0) -> [Int] {
    var result = [start]
    for axis in shape.indices {
      var next: [Int] = []
      next.reserveCapacity(result.count * shape[axis])
      for base in result { for index in 0..<shape[axis] { next.append(base + index * steps[axis]) } }
      result = next
    }
    return result
  }
}
