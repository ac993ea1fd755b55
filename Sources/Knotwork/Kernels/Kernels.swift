import CKnotworkKernels

/// The two inner loops of the subdivision, in C for the vector instructions of the processor at hand.
struct Kernels: Sendable {
  /// Which variant runs: 0 plain, 1 AVX2 with FMA, 2 AVX-512.
  let level: Int32

  /// The fastest variant of this processor.
  static let best = Kernels(level: kw_best_level())
  /// The variant in plain C that the others are compared with.
  static let plain = Kernels(level: 0)

  /// out := input + Σₖ columnₖ ⊗ factorsₖ, for maps of `rows` coefficients and `stride` units; see the C header.
  @inline(__always)
  func accumulate(
    into out: Cells<Double>, from input: Cells<Double>, weights: Cells<Double>, stride: Int, rows: Int,
    columns: Cells<Int32>, factors: Cells<Double>, count: Int
  ) {
    kw_accumulate(
      level, out.base, input.base, weights.base, Int64(stride), Int64(rows), columns.base, factors.base, Int64(count))
  }

  /// Packs the signs of all units over some points into words; see the C header.
  @inline(__always)
  func classify(
    maps: Cells<Double>, stride: Int, rows: Int, points: Cells<Double>, step: Int, indices: Cells<Int32>, count: Int,
    fixed: Cells<Double>, spread: Cells<Double>, radius: Double, positive: Cells<UInt64>, negative: Cells<UInt64>,
    crossing: Cells<UInt64>
  ) {
    kw_classify(
      level, maps.base, Int64(stride), Int64(rows), points.base, Int64(step), indices.base, Int64(count), fixed.base,
      spread.base, radius, positive.base, negative.base, crossing.base)
  }
}
