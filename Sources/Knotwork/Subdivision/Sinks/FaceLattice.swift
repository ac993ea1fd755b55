/// Which vertices of a cell lie on which of its facets, and the faces that follow from that.
struct FaceLattice {
  /// The vertices on each facet.
  let facets: [VertexSet]
  /// Whether every vertex lies on exactly d facets.
  let isSimple: Bool

  init(_ view: CellView, dimension: Int) {
    var sets = [VertexSet](repeating: VertexSet(0..<0), count: view.facetCount)
    var isSimple = true
    for vertex in 0..<view.vertexCount {
      var count = 0
      for word in 0..<view.maskWords {
        var bits = view.masks[vertex * view.maskWords + word]
        count += bits.nonzeroBitCount
        while bits != 0 {
          sets[64 * word + bits.trailingZeroBitCount].insert(vertex)
          bits &= bits - 1
        }
      }
      isSimple = isSimple && count == dimension
    }
    facets = sets
    self.isSimple = isSimple
  }

  /// The faces one dimension below a face: the largest sets that facets cut out of it.
  func facets(of face: VertexSet) -> [VertexSet] {
    var parts: [VertexSet] = []
    for facet in facets {
      let part = face.intersection(facet)
      guard part.count > 0, part.count < face.count, !parts.contains(part) else { continue }
      parts.append(part)
    }
    // In a simple polytope every facet that meets a face cuts a facet out of it.
    return isSimple ? parts : parts.filter { part in !parts.contains { $0 != part && $0.intersection(part) == part } }
  }

  /// The dimension of a face: the longest chain of faces below it.
  func rank(of face: VertexSet) -> Int {
    if face.count <= 2 { return face.count - 1 }
    guard let first = facets(of: face).first else { return 0 }
    return 1 + rank(of: first)
  }

  /// The number of faces of each dimension from 0 to that of the cell, the cell itself included.
  func faceCounts(of cell: VertexSet, dimension: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: dimension + 1)
    var level: Set<VertexSet> = [cell]
    for rank in (0...dimension).reversed() {
      counts[rank] = level.count
      level = level.reduce(into: []) { $0.formUnion(facets(of: $1)) }
    }
    return counts
  }
}

extension Triangulation {
  /// The number of faces of a cell of each dimension from 0 to d.
  ///
  /// - Complexity: exponential in d.
  static func faceCounts(of view: CellView, dimension: Int) -> [Int] {
    FaceLattice(view, dimension: dimension).faceCounts(of: VertexSet(0..<view.vertexCount), dimension: dimension)
  }
}

/// A set of small numbers: one word where that is enough.
struct VertexSet: Hashable {
  private var low: UInt64 = 0
  /// The numbers from 64 on, without trailing zeros.
  private var high: [UInt64] = []

  init(_ range: Range<Int>) {
    if range.count <= 64, range.lowerBound == 0 {
      low = range.count == 64 ? .max : 1 << UInt64(range.count) - 1
    } else {
      for number in range { insert(number) }
    }
  }

  @inline(__always)
  mutating func insert(_ number: Int) {
    if number < 64 {
      low |= 1 << UInt64(number)
    } else {
      let word = number >> 6 - 1
      while high.count <= word { high.append(0) }
      high[word] |= 1 << UInt64(number & 63)
    }
  }

  @inline(__always)
  func contains(_ number: Int) -> Bool {
    if number < 64 { return low >> UInt64(number) & 1 == 1 }
    let word = number >> 6 - 1
    return word < high.count && high[word] >> UInt64(number & 63) & 1 == 1
  }

  var count: Int { high.isEmpty ? low.nonzeroBitCount : high.reduce(low.nonzeroBitCount) { $0 + $1.nonzeroBitCount } }

  /// The least number.
  var first: Int? {
    if low != 0 { return low.trailingZeroBitCount }
    guard let word = high.firstIndex(where: { $0 != 0 }) else { return nil }
    return 64 * (word + 1) + high[word].trailingZeroBitCount
  }

  @inline(__always)
  func intersection(_ other: VertexSet) -> VertexSet {
    var common = VertexSet(0..<0)
    common.low = low & other.low
    if !high.isEmpty, !other.high.isEmpty {
      common.high = zip(high, other.high).map { $0 & $1 }
      while common.high.last == 0 { common.high.removeLast() }
    }
    return common
  }

  func removing(_ number: Int) -> VertexSet {
    var rest = self
    if number < 64 {
      rest.low &= ~(1 << UInt64(number))
    } else if contains(number) {
      rest.high[number >> 6 - 1] &= ~(1 << UInt64(number & 63))
      while rest.high.last == 0 { rest.high.removeLast() }
    }
    return rest
  }

  /// Visits the numbers, ascending.
  @inline(__always)
  func forEach(_ body: (Int) -> Void) {
    var bits = low
    while bits != 0 {
      body(bits.trailingZeroBitCount)
      bits &= bits - 1
    }
    for (index, word) in high.enumerated() {
      var bits = word
      while bits != 0 {
        body(64 * (index + 1) + bits.trailingZeroBitCount)
        bits &= bits - 1
      }
    }
  }
}
