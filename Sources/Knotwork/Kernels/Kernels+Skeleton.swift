import CKnotworkKernels

/// Cells kept by their vertices; see the C header.
extension Kernels {
  /// The numbers of points above, below and in between.
  struct Sides {
    var above: Int
    var below: Int
    var unsure: Int
  }

  /// Sorts points by the sign of an affine function.
  @inline(__always)
  func sides(
    dimension: Int, points: Buffer<Double>, indices: Buffer<Int32>, count: Int, row: Buffer<Double>, fixed: Double,
    moved: Double, values: Buffer<Double>, above: Buffer<Int32>, below: Buffer<Int32>, unsure: Buffer<Int32>
  ) -> Sides {
    var counts: (Int64, Int64, Int64) = (0, 0, 0)
    withUnsafeMutableBytes(of: &counts) { counts in
      kw_sides(
        level, Int64(dimension), points.base, indices.base, Int64(count), row.base, fixed, moved, values.base,
        above.base,
        below.base, unsure.base, counts.assumingMemoryBound(to: Int64.self).baseAddress!)
    }
    return Sides(above: Int(counts.0), below: Int(counts.1), unsure: Int(counts.2))
  }

  /// The pairs of vertices above and below whose masks differ in exactly two bits; their number.
  @inline(__always)
  func edges(
    masks: Buffer<UInt64>, above: Buffer<Int32>, _ highs: Int, below: Buffer<Int32>, _ lows: Int, pairs: Buffer<Int32>
  ) -> Int {
    Int(kw_edges(level, masks.base, above.base, Int64(highs), below.base, Int64(lows), pairs.base))
  }

  /// The number of parts into which the hyperplanes of 2 or 3 units cut the convex hull of points; nil where errors hide it.
  ///
  /// - Parameters:
  ///   - rows: for each unit d coefficients, a constant, and the two numbers that bound the error of a value.
  ///   - scratch: room for 18 (count + 8) + 64 numbers.
  @inline(__always)
  func parts(
    dimension: Int, points: Buffer<Double>, indices: Buffer<Int32>, count: Int, units: Int, rows: Buffer<Double>,
    scratch: Buffer<Double>
  ) -> Int? {
    let count = kw_parts(
      level, Int64(dimension), points.base, indices.base, Int64(count), Int64(units), rows.base, scratch.base)
    return count == 0 ? nil : Int(count)
  }

  /// The points where the values on edges are 0.
  @inline(__always)
  func meet(
    dimension: Int, points: Buffer<Double>, indices: Buffer<Int32>, pairs: Buffer<Int32>, count: Int,
    values: Buffer<Double>, fixed: Double, moved: Double, into out: Buffer<Double>
  ) {
    kw_meet(
      level, Int64(dimension), points.base, indices.base, pairs.base, Int64(count), values.base, fixed, moved, out.base)
  }

  /// Solves d independent ones of some equations, with a bound on the error.
  @inline(__always)
  func solve(
    dimension: Int, rows: Buffer<Double>, errors: Buffer<Double>, count: Int, solution: Buffer<Double>,
    scratch: Buffer<Double>
  ) -> Double {
    kw_solve(level, Int64(dimension), rows.base, errors.base, Int64(count), solution.base, scratch.base)
  }
}
