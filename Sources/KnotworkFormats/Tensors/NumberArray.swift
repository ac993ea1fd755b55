/// An array of numbers of any dimension, row-major.
struct NumberArray: Equatable, Sendable {
  let shape: [Int]
  let elements: [Double]

  /// How many numbers a shape has; nil where that is more than an `Int` holds.
  static func count(_ shape: [Int]) -> Int? {
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      if overflow { return nil }
      count = product
    }
    return count
  }

  /// The axes in the opposite order.
  var transposed: NumberArray {
    guard shape.count == 2 else { return self }
    let (rows, columns) = (shape[0], shape[1])
    var result: [Double] = []
    result.reserveCapacity(elements.count)
    for column in 0..<columns { for row in 0..<rows { result.append(elements[row * columns + column]) } }
    return NumberArray(shape: [columns, rows], elements: result)
  }

  /// Whether it is one row or one column.
  var isVector: Bool { shape.count == 1 || (shape.count == 2 && shape.contains(1)) }

  /// "64 × 2".
  var size: String { shape.isEmpty ? "a single number" : shape.map(\.description).joined(separator: " × ") }
}

extension ArraySlice<UInt8> {
  /// The little-endian number of `count` bytes that lies `offset` bytes after the start; nil where the bytes end before.
  func unsigned(_ count: Int, at offset: Int) -> UInt64? {
    guard offset >= 0, offset <= self.count - count else { return nil }
    return (0..<count).reversed().reduce(0) { $0 << 8 | UInt64(self[startIndex + offset + $1]) }
  }
}
