import CKnotworkKernels
import Knotwork

/// Convex quadratics a h² − 2 b h + c of one variable, in three arrays.
struct QuadraticList: Sendable {
  fileprivate(set) var a: [Double] = []
  fileprivate(set) var b: [Double] = []
  fileprivate(set) var c: [Double] = []

  var count: Int { a.count }

  subscript(index: Int) -> QuadraticCost { QuadraticCost(a: a[index], b: b[index], c: c[index]) }

  mutating func append(_ quadratic: QuadraticCost) {
    a.append(quadratic.a)
    b.append(quadratic.b)
    c.append(quadratic.c)
  }

  /// Room for `count` quadratics, whatever they are.
  fileprivate mutating func resize(_ count: Int) {
    guard a.count < count else { return }
    a = [Double](repeating: 0, count: 2 * count)
    (b, c) = (a, a)
  }
}

/// Quadratics of one variable; see the C header.
extension Kernels {
  /// The least over i in a range, and over h, of quadratic i plus another.
  @inline(__always)
  func least(_ list: QuadraticList, _ range: Range<Int>, plus other: QuadraticCost) -> Double {
    list.a.withUnsafeBufferPointer { a in
      list.b.withUnsafeBufferPointer { b in
        list.c.withUnsafeBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return .infinity }
          return kw_least(
            level, Int64(range.count), a + range.lowerBound, b + range.lowerBound, c + range.lowerBound, other.a,
            other.b, other.c)
        }
      }
    }
  }

  /// Carries quadratics in a range from the far end of a segment to its near end; those that are below `limit` somewhere in
  /// `interval` are the first ones of `out`, whose number is returned.
  func carry(
    _ list: QuadraticList, _ range: Range<Int>, over segment: SegmentCost, in interval: ClosedRange<Double>,
    below limit: Double, into out: inout QuadraticList
  ) -> Int {
    out.resize(range.count + 8)
    let numbers = (segment.a11, segment.a12, segment.a22, segment.b1, segment.b2, segment.v)
    return withUnsafeBytes(of: numbers) { numbers in
      list.a.withUnsafeBufferPointer { a in
        list.b.withUnsafeBufferPointer { b in
          list.c.withUnsafeBufferPointer { c in
            guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress,
              let numbers = numbers.assumingMemoryBound(to: Double.self).baseAddress
            else { return 0 }
            let start = range.lowerBound
            return Int(
              kw_carry(
                level, Int64(range.count), a + start, b + start, c + start, numbers, interval.lowerBound,
                interval.upperBound, limit, &out.a, &out.b, &out.c))
          }
        }
      }
    }
  }

  /// Whether a quadratic is below number i of a list somewhere between edges i and i + 1, for any i.
  func dips(_ quadratic: QuadraticCost, below list: QuadraticList, edges: [Double]) -> Bool {
    kw_dips(level, Int64(list.count), edges, list.a, list.b, list.c, quadratic.a, quadratic.b, quadratic.c) != 0
  }

  /// Carries a quadratic from the near end of each of some segments to its far end; appends the numbers of those for which
  /// its least value there, plus one of `more`, is below `limit`, counted from the first one.
  ///
  /// - Parameter more: one for each of `segments`, from `first` on.
  func reach(
    _ state: QuadraticCost, over segments: ArraySlice<SegmentCost>, plus more: [Double], from first: Int,
    below limit: Double,
    into numbers: inout [Int32]
  ) {
    let count = segments.count
    guard count > 0 else { return }
    let start = numbers.count
    numbers.append(contentsOf: repeatElement(0, count: count + 1))
    let kept = segments.withUnsafeBytes { segments in
      more.withUnsafeBufferPointer { more in
        numbers.withUnsafeMutableBufferPointer { numbers in
          guard let segments = segments.assumingMemoryBound(to: Double.self).baseAddress, let more = more.baseAddress,
            let out = numbers.baseAddress
          else { return 0 }
          return Int(
            kw_reach(level, Int64(count), segments, state.a, state.b, state.c, more + first, limit, out + start))
        }
      }
    }
    numbers.removeLast(numbers.count - start - kept)
  }
}
