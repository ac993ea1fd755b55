import CKnotworkKernels

/// Inner loops in C, for the vector instructions of the processor at hand; extensions give each family a Swift face.
package struct Kernels: Sendable {
  /// Which variant runs: 0 plain, 1 AVX2 with FMA, 2 AVX-512.
  package let level: Int32

  /// A variant of this processor.
  package init(level: Int32) { self.level = level }

  /// The fastest variant of this processor.
  package static let best = Kernels(level: kw_best_level())
  /// The variant in plain C that the others are compared with.
  package static let plain = Kernels(level: 0)

  /// out := input + Σₖ columnₖ ⊗ factorsₖ, for maps of `rows` coefficients and `stride` units; see the C header.
  @inline(__always)
  func accumulate(
    into out: Buffer<Double>, from input: Buffer<Double>, weights: Buffer<Double>, stride: Int, rows: Int,
    columns: Buffer<Int32>, factors: Buffer<Double>, count: Int
  ) {
    kw_accumulate(
      level, out.base, input.base, weights.base, Int64(stride), Int64(rows), columns.base, factors.base, Int64(count))
  }

  /// Packs the signs of all units over some points into words; see the C header.
  @inline(__always)
  func classify(
    maps: Buffer<Double>, stride: Int, rows: Int, points: Buffer<Double>, step: Int, indices: Buffer<Int32>, count: Int,
    constants: Buffer<Double>, perRadius: Buffer<Double>, radius: Double, positive: Buffer<UInt64>,
    negative: Buffer<UInt64>,
    crossing: Buffer<UInt64>
  ) {
    kw_classify(
      level, maps.base, Int64(stride), Int64(rows), points.base, Int64(step), indices.base, Int64(count),
      constants.base,
      perRadius.base, radius, positive.base, negative.base, crossing.base)
  }
}
