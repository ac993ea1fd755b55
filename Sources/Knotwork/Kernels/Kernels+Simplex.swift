import CKnotworkKernels

/// Small dense linear programs; see the C header.
extension Kernels {
  /// What a minimisation has found.
  enum Minimum {
    /// Nothing: too many steps, or numbers too close to call.
    case undecided
    /// The minimum is more than asked for.
    case above
    /// The minimum, at the point.
    case found(Double)
  }

  /// The half-spaces of a linear program: number i has its coefficients at `cells[k * stride + i]`.
  struct HalfSpaces {
    let cells: Buffer<Double>
    let stride: Int
    let count: Int
    let lower: Buffer<Double>
    let upper: Buffer<Double>
  }

  /// Minimises an affine function over a box and half-spaces.
  @inline(__always)
  func minimise(
    dimension: Int, _ halfSpaces: HalfSpaces, excluding excluded: Int, objective: Buffer<Double>, enough: Double,
    workspace: Buffer<Double>, point: Buffer<Double>, multipliers: Buffer<Double>, active: Buffer<Int32>
  ) -> Minimum {
    var value = 0.0
    let status = kw_minimise(
      level, Int64(dimension), halfSpaces.lower.base, halfSpaces.upper.base, halfSpaces.cells.base,
      Int64(halfSpaces.stride), Int64(halfSpaces.count),
      Int64(excluded), objective.base, enough, workspace.base, point.base, multipliers.base, active.base, &value)
    return status == KW_ABOVE ? .above : status == KW_MINIMUM ? .found(value) : .undecided
  }

  /// What the multipliers prove.
  @inline(__always)
  func bound(
    dimension: Int, _ halfSpaces: HalfSpaces, errors: Buffer<Double>, objective: Buffer<Double>,
    multipliers: Buffer<Double>,
    active: Buffer<Int32>
  ) -> Double {
    kw_bound(
      level, Int64(dimension), halfSpaces.lower.base, halfSpaces.upper.base, halfSpaces.cells.base,
      Int64(halfSpaces.stride), errors.base,
      objective.base, multipliers.base, active.base)
  }

  /// What a ray from a point inside meets first: a half-space, or −1 − i for bound i of the box; nil where rounding leaves it open.
  /// `witness` is then a point that proves it, strictly inside all others and either behind it or on the bound.
  @inline(__always)
  func shoot(
    dimension: Int, _ halfSpaces: HalfSpaces, errors: Buffer<Double>, from start: Buffer<Double>,
    along direction: Buffer<Double>,
    scratch: Buffer<Double>, witness: Buffer<Double>
  ) -> (hit: Int32?, time: Double) {
    var time = Double.infinity
    let hit = kw_shoot(
      level, Int64(dimension), halfSpaces.lower.base, halfSpaces.upper.base, halfSpaces.cells.base,
      Int64(halfSpaces.stride), Int64(halfSpaces.count),
      errors.base, start.base, direction.base, scratch.base, &time, witness.base)
    return (hit == .min ? nil : hit, time)
  }
}
