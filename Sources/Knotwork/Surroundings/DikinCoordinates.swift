import KnotworkGeometry

/// Coordinates around a point inside a polyhedron in which its hyperplanes lie about equally far in all directions.
///
/// With forms aⱼ and slacks sⱼ at the point, the ellipsoid of all x with Σ (aⱼ · x / sⱼ)² ≤ 1 around it lies inside (Dikin 1967).
/// Where that is the unit ball, a steepest descent meets few hyperplanes before it has come to one that it looks for.
struct DikinCoordinates {
  /// Forms over their slacks, so that all slacks are 1.
  private let forms: FormTable
  private let slacks: [Double]
  /// Inner products of the forms.
  private let gram: FormTable
  /// Row k is coordinate k's direction among the old coordinates.
  private let directions: FormTable
  private let kernels: Kernels

  /// Nil where the forms do not determine a point, as far as rounding lets see.
  ///
  /// - Complexity: O(count · dimension²).
  init?(_ forms: FormTable, slacks: [Double], kernels: Kernels) {
    let all = Array(0..<Int32(forms.count))
    var metric: [Double] = []
    for column in 0..<forms.width {
      var line = [Double](repeating: 0, count: forms.width)
      kernels.add(all.indices.map { forms[$0, column] / (slacks[$0] * slacks[$0]) }, times: forms, all, to: &line)
      metric += line
    }
    guard let directions = CholeskyFactor(of: metric, size: forms.width)?.inverse else { return nil }
    var table = FormTable(count: forms.count, width: forms.width)
    for form in all.indices {
      let products = kernels.dots(Array(forms[form: form]), directions)
      guard products.allSatisfy(\.isFinite) else { return nil }
      table.set(form: form, to: products.lazy.map { $0 / slacks[form] })
    }
    self.forms = table
    self.slacks = [Double](repeating: 1, count: forms.count)
    self.kernels = kernels
    self.directions = directions
    gram = kernels.gram(table)
  }

  /// See ``Kernels/escape(through:of:gram:slacks:others:)``; the displacement is one of the old coordinates.
  func escape(through form: Int, others: [Int32]) -> Kernels.Escape {
    let escape = kernels.escape(through: form, of: forms, gram: gram, slacks: slacks, others: others)
    guard case .reached(let displacement) = escape else { return escape }
    var old = [Double](repeating: 0, count: forms.width)
    kernels.add(displacement, times: directions, Array(0..<Int32(forms.width)), to: &old)
    return .reached(displacement: old)
  }
}
