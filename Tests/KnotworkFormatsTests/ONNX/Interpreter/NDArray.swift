/// An array of numbers with a shape, as simple as can be: what the interpreter computes with.
struct NDArray: Equatable {
  var shape: [Int]
  var values: [Double]

  init(_ shape: [Int], _ values: [Double]) {
    precondition(shape.reduce(1, *) == values.count, "\(shape) needs other than \(values.count) values")
    self.shape = shape
    self.values = values
  }

  /// The array whose element at each index is given by a function of the index.
  init(_ shape: [Int], _ element: ([Int]) -> Double) {
    self.shape = shape
    values = NDArray.indices(shape).map(element)
  }

  /// All indices, the last axis fastest.
  static func indices(_ shape: [Int]) -> [[Int]] {
    var result: [[Int]] = [[]]
    for size in shape { result = result.flatMap { index in (0..<size).map { index + [$0] } } }
    return result
  }

  subscript(index: [Int]) -> Double {
    var position = 0
    for (axis, place) in index.enumerated() {
      precondition(place >= 0 && place < shape[axis], "\(index) is outside \(shape)")
      position = position * shape[axis] + place
    }
    return values[position]
  }

  /// The element that NumPy's rule spreads to an index of a larger array.
  func spread(_ index: [Int]) -> Double {
    let own = index.suffix(shape.count)
    return self[zip(shape, own).map { $0 == 1 ? 0 : $1 }]
  }

  /// The elements as whole numbers.
  var integers: [Int] { values.map { Int($0) } }

  var rank: Int { shape.count }

  func axis(_ given: Int) -> Int { given < 0 ? given + rank : given }
}
