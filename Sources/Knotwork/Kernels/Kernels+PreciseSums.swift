import CKnotworkKernels

/// Rows of sums in double-doubles, with bounds on how far they may be off; `stride` numbers per row.
struct PreciseSums {
  let high: Buffer<Double>
  let low: Buffer<Double>
  let errors: Buffer<Double>
  let stride: Int
}

extension Kernels {
  /// Adds to `width` sums in each row what units of rows before them pass on; see the C header.
  @inline(__always)
  func accumulatePrecisely(
    rows: Int, width: Int, from inputs: PreciseSums, weights: Buffer<Double>, weightStride: Int, units: Buffer<Int32>,
    factors: Buffer<Double>, count: Int, roundoff: Double, into sums: PreciseSums
  ) {
    kw_accumulate_precisely(
      level, Int64(rows), Int64(width), inputs.high.base, inputs.low.base, inputs.errors.base, Int64(inputs.stride),
      weights.base, Int64(weightStride), units.base, factors.base, Int64(count), roundoff, sums.high.base,
      sums.low.base, sums.errors.base, Int64(sums.stride))
  }
}
