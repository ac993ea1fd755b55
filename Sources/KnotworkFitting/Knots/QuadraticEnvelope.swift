import Knotwork

/// The least of some quadratics a h² − 2 b h + c over an interval, as the pieces of which it consists.
struct QuadraticEnvelope {
  /// The ends of the pieces, ascending; one more than pieces.
  private(set) var edges: [Double]
  /// The quadratic of each piece.
  private(set) var pieces = QuadraticList()
  private let kernels: Kernels

  /// - Parameter interval: where the least is wanted; as long as nothing is inserted it is infinite.
  init(over interval: ClosedRange<Double>, kernels: Kernels) {
    edges = [interval.lowerBound, interval.upperBound]
    self.kernels = kernels
  }

  /// Takes one more quadratic into account.
  ///
  /// - Complexity: O(pieces); constant time for each in vectors where it is nowhere the least.
  mutating func insert(_ quadratic: QuadraticCost) {
    guard pieces.count > 0 else {
      pieces.append(quadratic)
      return
    }
    guard kernels.dips(quadratic, below: pieces, edges: edges) else { return }
    var result = Builder(start: edges[0])
    for number in 0..<pieces.count {
      let piece = pieces[number]
      let (low, high) = (edges[number], edges[number + 1])
      let difference = QuadraticCost(a: quadratic.a - piece.a, b: quadratic.b - piece.b, c: quadratic.c - piece.c)
      var start = low
      for end in difference.roots(in: low...high) + [high] {
        let isBelow = difference(start / 2 + end / 2) < 0
        result.append(isBelow ? quadratic : piece, upTo: end, isNew: isBelow, piece: number)
        start = end
      }
    }
    (edges, pieces) = (result.edges, result.pieces)
  }

  /// Pieces from left to right; neighbours of the same quadratic are one.
  private struct Builder {
    var edges: [Double]
    var pieces = QuadraticList()
    private var isNew = false

    init(start: Double) { edges = [start] }

    mutating func append(_ quadratic: QuadraticCost, upTo end: Double, isNew: Bool, piece: Int) {
      if isNew, self.isNew {
        edges[edges.count - 1] = end
      } else if edges[edges.count - 1] < end || pieces.count == 0 {
        pieces.append(quadratic)
        edges.append(end)
        self.isNew = isNew
      }
    }
  }
}

extension QuadraticCost {
  init(a: Double, b: Double, c: Double) { (self.a, self.b, self.c) = (a, b, c) }

  /// The value at h.
  @inline(__always)
  func callAsFunction(_ h: Double) -> Double { (a * h - 2 * b) * h + c }

  /// Where the value is 0 strictly inside an interval, ascending; at most two places.
  fileprivate func roots(in interval: ClosedRange<Double>) -> [Double] {
    let discriminant = b * b - a * c
    guard discriminant >= 0 else { return [] }
    // Of the two solutions the one without cancellation, and the other from their product c / a.
    let sum = b + (b < 0 ? -1 : 1) * discriminant.squareRoot()
    let (first, second) = (sum / a, c / sum)
    return [min(first, second), max(first, second)].filter {
      $0 > interval.lowerBound && $0 < interval.upperBound
    }
  }
}
