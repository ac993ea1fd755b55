/// For one column: which knots it may get, and how much each would explain beside the columns that are there.
///
/// A hinge h(k) = relu(x − k) explains (r · h)² / (h · h − Σ (q · h)²) of the residual sum of squares, for the residual r and an
/// orthonormal basis q. In the order of x all inner products with hinges are suffix sums, so that a column that joins the basis
/// costs O(n) for all knots together.
/// - SeeAlso: Friedman 1991 in Documentation/References.md.
struct KnotCandidates {
  /// x.
  private let column: [Double]
  /// The rows in the order of x.
  private let order: [Int32]
  /// The places in that order at which a knot may lie: the last of those with one value.
  private let places: [Int32]
  private let knots: [Double]
  /// h · h for each knot.
  private let squares: [Double]
  /// What of it lies outside of the basis.
  private var rest: [Double]
  /// Places that are too near to a knot that is there.
  private var isClosed: [Bool]
  private let minRows: Int

  /// Among more rows than this knots are tried at this many places, evenly spread; they are refined later.
  static let mostPlaces = 2000

  /// - Parameters:
  ///   - column: x, row by row.
  ///   - factors: the roots of the weights.
  ///   - minRows: rows between two knots at least.
  ///   - endRows: rows on either side of all knots at least.
  /// - Complexity: O(n log n).
  init(_ column: [Double], factors: [Double], minRows: Int, endRows: Int) {
    let n = column.count
    let order = (0..<Int32(n)).sorted { (column[Int($0)], $0) < (column[Int($1)], $1) }
    let least = max(1, endRows)
    var places = (0..<Int32(max(0, n - 1))).filter { place in
      let row = Int(place)
      return column[Int(order[row])] < column[Int(order[row + 1])] && row + 1 >= least && n - 1 - row >= least
    }
    if places.count > KnotCandidates.mostPlaces {
      let all = places
      places = (0..<KnotCandidates.mostPlaces).map { all[$0 * all.count / KnotCandidates.mostPlaces] }
    }
    self.init(
      column, factors, minRows, order: order, places: places, knots: places.map { column[Int(order[Int($0)])] })
  }

  /// - Parameters:
  ///   - column: x, row by row.
  ///   - factors: the roots of the weights.
  ///   - minRows: rows between two knots at least.
  ///   - knots: those to choose from, ascending, each at or above the least x.
  /// - Complexity: O(n log n).
  init(_ column: [Double], factors: [Double], minRows: Int, at knots: [Double]) {
    let order = (0..<Int32(column.count)).sorted { (column[Int($0)], $0) < (column[Int($1)], $1) }
    let places = knots.map { knot in Int32(order.partitioningIndex { column[Int($0)] > knot } - 1) }
    self.init(column, factors, minRows, order: order, places: places, knots: knots)
  }

  private init(
    _ column: [Double], _ factors: [Double], _ minRows: Int, order: [Int32], places: [Int32], knots: [Double]
  ) {
    let n = column.count
    (self.column, self.order, self.places, self.knots) = (column, order, places, knots)
    self.minRows = max(1, minRows)
    isClosed = [Bool](repeating: false, count: places.count)
    // Suffix sums of w, w x, w x².
    var (s0, s1, s2) = (0.0, 0.0, 0.0)
    var squares = [Double](repeating: 0, count: places.count)
    var next = n - 1
    for index in places.indices.reversed() {
      let place = Int(places[index])
      while next > place {
        let row = Int(order[next])
        let weight = factors[row] * factors[row]
        s0 += weight
        s1 += weight * column[row]
        s2 += weight * column[row] * column[row]
        next -= 1
      }
      squares[index] = s2 - 2 * knots[index] * s1 + knots[index] * knots[index] * s0
    }
    self.squares = squares
    rest = squares
  }

  /// h · v for each knot, where v holds the roots of the weights twice.
  private func products(with vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: places.count)
    var (s0, s1) = (0.0, 0.0)
    var next = order.count - 1
    for index in places.indices.reversed() {
      let place = Int(places[index])
      while next > place {
        let row = Int(order[next])
        s0 += vector[row]
        s1 += vector[row] * column[row]
        next -= 1
      }
      result[index] = s1 - knots[index] * s0
    }
    return result
  }

  /// Takes notice of a column that joined the basis, given times the roots of the weights once more.
  mutating func exclude(_ direction: [Double]) {
    guard !places.isEmpty else { return }
    let products = products(with: direction)
    for index in rest.indices { rest[index] -= products[index] * products[index] }
  }

  /// Knots keep a distance of `minRows` rows from one that is there.
  mutating func close(around knot: Double) {
    // Rows up to the knot.
    let count = order.partitioningIndex { column[Int($0)] > knot }
    for (index, place) in places.enumerated() where abs(Int(place) + 1 - count) < minRows { isClosed[index] = true }
  }

  /// A direction that would join the basis with the knot.
  struct Line {
    /// Times the roots of the weights once more.
    let direction: [Double]
    /// Its inner product with the residual.
    let share: Double
  }

  /// The knot that explains most of a residual, and how much; beside a direction that is not in the basis where one is given.
  ///
  /// - Parameters:
  ///   - residual: times the roots of the weights once more.
  ///   - line: the direction beside it.
  ///   - sign: > 0 for knots that bend up only, < 0 for those that bend down.
  func best(for residual: [Double], beside line: Line?, sign: Double) -> (knot: Double, gain: Double)? {
    var best: (index: Int, gain: Double)?
    for (index, gain) in gains(for: residual, beside: line, sign: sign).enumerated() where gain > best?.gain ?? 0 {
      best = (index, gain)
    }
    return best.map { (knots[$0.index], $0.gain) }
  }

  /// How much each knot explains of a residual; 0 for those that are closed.
  ///
  /// - Parameters: as those of ``best(for:beside:sign:)``.
  func gains(for residual: [Double], beside line: Line?, sign: Double) -> [Double] {
    var gains = [Double](repeating: 0, count: places.count)
    guard !places.isEmpty else { return gains }
    let toResidual = products(with: residual)
    let toLine = line.map { products(with: $0.direction) }
    for index in places.indices where !isClosed[index] {
      var (product, length) = (toResidual[index], rest[index])
      if let line, let toLine {
        product -= line.share * toLine[index]
        length -= toLine[index] * toLine[index]
      }
      guard length > 1e-7 * squares[index], product * sign >= 0 else { continue }
      gains[index] = product * product / length
    }
    return gains
  }

  /// Places at which a knot is not too near to one that is there.
  var open: [Bool] { isClosed.map { !$0 } }
}

extension Array {
  /// The first index from which on a condition holds, in an array where it holds from some index on.
  func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
