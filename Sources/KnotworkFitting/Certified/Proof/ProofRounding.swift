import KnotworkGeometry

/// Directions as doubles that follow the exact ones on the rows.
///
/// Where columns are nearly dependent, the nearest doubles of large weights that cancel give other outputs altogether. Among all
/// doubles of the same size those are looked for whose outputs differ least: a closest vector of a lattice in at most four
/// dimensions, by pairwise reduction and Babai's rounding (1986), in exact arithmetic.
struct ProofRounding {
  /// What a change of the direction changes: Σ w x xᵀ over the rows that count, with an intercept less what that takes up, times
  /// `factor`.
  private let gram: [[Dyadic]]
  private let factor: Double

  /// Every row counts, whether the unit is active there or not.
  init(_ rows: ProofRows) {
    let d = rows.dimension
    gram = (0..<d).map { j in (0..<d).map { k in rows.moments.reduce(Dyadic.zero) { $0 + $1[j * d + k] } } }
    factor = 1
  }

  /// Rows count on which the unit is active, less what an intercept takes up; others only so much that they stay inactive.
  ///
  /// - Parameters:
  ///   - direction: the unit's.
  ///   - room: a sum of squared differences below which no row may become active.
  init(_ rows: ProofRows, near direction: [Dyadic], room: Double) {
    let d = rows.dimension
    var (sums, heads) = ([[Dyadic]](repeating: [Dyadic](repeating: .zero, count: d), count: d), [Dyadic]())
    heads = [Dyadic](repeating: .zero, count: d)
    var weight = Dyadic.zero
    for row in 0..<rows.count {
      let moments = rows.moments[row]
      let z = exactProduct(direction, rows.points[row])
      var share = 1.0
      if z.signum <= 0 {
        let margin = z.nearest
        let weighted = rows.weights[row].nearest * margin * margin
        share = weighted > room ? Double(sign: .plus, exponent: (room / weighted).exponent, significand: 1) : 1
      }
      for j in 0..<d {
        for k in 0..<d { sums[j][k] += Dyadic(share) * moments[j * d + k] }
        if z.signum > 0 { heads[j] += moments[d * d + d + j] }
      }
      weight += rows.weights[row]
    }
    guard rows.hasIntercept, !weight.isZero else {
      (gram, factor) = (sums, 1)
      return
    }
    gram = (0..<d).map { j in (0..<d).map { k in weight * sums[j][k] - heads[j] * heads[k] } }
    factor = 1 / weight.nearest
  }

  private func product(_ u: [Dyadic], _ v: [Dyadic]) -> Dyadic { exactProduct(u, gram.map { exactProduct($0, v) }) }

  /// A unit whose output is `output` · relu(weights · x).
  struct Unit {
    let weights: [Double]
    let output: Double
    /// The weighted sum of squared differences to what was wanted.
    let difference: Double
  }

  /// The unit for a direction. Where the nearest doubles are not good enough, multiples of it are tried, which lie differently to
  /// the doubles, with an output weight that makes up for them.
  ///
  /// - Parameters:
  ///   - enough: a weighted sum of squared differences that needs no search.
  ///   - fair: one with which the search ends.
  func rounded(_ direction: [Dyadic], enough: Double, fair: Double) -> Unit {
    var best = unit(nearest(direction), direction, factor: 1)
    guard best.difference > enough else { return best }
    var bases: [[Double]: [[Dyadic]]] = [:]
    for attempt in 0..<ProofRounding.attempts {
      let factor = attempt == 0 ? 1 : 1 + (Double(attempt) * 0.6180339887498949).truncatingRemainder(dividingBy: 1)
      let wanted = direction.map { Dyadic(factor) * $0 }
      var found = unit(closest(to: wanted, &bases), direction, factor: factor)
      // With the best weight of the output other doubles may be nearer.
      for _ in 0..<10 where found.difference < 4 * best.difference {
        let other = unit(
          closest(to: direction.map { Dyadic(1 / found.output) * $0 }, &bases), direction, factor: 1 / found.output)
        guard other.difference < found.difference else { break }
        found = other
      }
      if found.difference < best.difference { best = found }
      if best.difference <= fair { break }
      // Ten times as many attempts would not be enough.
      if attempt == 100, best.difference > 1e3 * fair { break }
    }
    return best
  }

  private static let attempts = 600

  private func nearest(_ direction: [Dyadic]) -> [Double] { direction.map(\.nearest) }

  /// - Parameter factor: about how many times the direction the weights are.
  private func unit(_ weights: [Double], _ direction: [Dyadic], factor: Double) -> Unit {
    var output = 1 / factor
    guard weights.allSatisfy(\.isFinite) else { return Unit(weights: weights, output: output, difference: .infinity) }
    let exact = weights.map { Dyadic($0) }
    let square = product(exact, exact)
    if !square.isZero {
      let best = Dyadic.quotient(product(direction, exact), square)
      if best > 0.5 * output, best < 2 * output { output = best }
    }
    let rest = zip(direction, weights).map { $0 - Dyadic(output) * Dyadic($1) }
    return Unit(weights: weights, output: output, difference: self.factor * product(rest, rest).nearest)
  }

  /// How often a vector is best taken away from another; nil for never.
  private func multiple(of vector: [Dyadic], in other: [Dyadic]) -> Double? {
    let square = product(vector, vector)
    // What changes nothing, such as the bias of a unit that is active on all rows, is left as it is.
    guard !square.isZero else { return nil }
    let factor = Dyadic.quotient(product(other, vector), square).rounded()
    return factor != 0 && factor.isFinite ? factor : nil
  }

  /// Doubles near a direction with outputs near those of the direction.
  private func closest(to direction: [Dyadic], _ bases: inout [[Double]: [[Dyadic]]]) -> [Double] {
    let nearest = nearest(direction)
    guard nearest.allSatisfy(\.isFinite) else { return nearest }
    let start = nearest.map { Dyadic($0) }
    var rest = zip(direction, start).map { $0 - $1 }
    let steps = nearest.map { $0 == 0 ? 0 : $0.ulp }
    let basis =
      bases[steps]
      ?? reduced(
        steps.indices.filter { steps[$0] != 0 }.map { place in
          steps.indices.map { $0 == place ? Dyadic(steps[place]) : .zero }
        })
    bases[steps] = basis
    for _ in 0..<200 {
      var isChanged = false
      for vector in basis {
        guard let factor = multiple(of: vector, in: rest) else { continue }
        let next = zip(rest, vector).map { $0 - Dyadic(factor) * $1 }
        guard product(next, next) < product(rest, rest) else { continue }
        rest = next
        isChanged = true
      }
      if !isChanged { break }
    }
    rest = best(near: rest, basis)
    let found = zip(direction, rest).map { $0 - $1 }
    let doubles = found.map(\.nearest)
    return zip(found, doubles).allSatisfy { $1.isFinite && Dyadic($1) == $0 } ? doubles : nearest
  }

  /// The least of the differences whose lattice coordinates differ by at most 1.
  private func best(near rest: [Dyadic], _ basis: [[Dyadic]]) -> [Dyadic] {
    var candidates = [rest]
    for vector in basis {
      candidates += candidates.flatMap { candidate in
        [zip(candidate, vector).map { $0 + $1 }, zip(candidate, vector).map { $0 - $1 }]
      }
    }
    return candidates.min { product($0, $0) < product($1, $1) } ?? rest
  }

  /// A basis of the same lattice in which no vector gets shorter by multiples of another.
  private func reduced(_ basis: [[Dyadic]]) -> [[Dyadic]] {
    var basis = basis
    for _ in 0..<2000 {
      var isChanged = false
      for i in basis.indices {
        for j in basis.indices where i != j {
          guard let factor = multiple(of: basis[j], in: basis[i]) else { continue }
          let next = zip(basis[i], basis[j]).map { $0 - Dyadic(factor) * $1 }
          guard product(next, next) < product(basis[i], basis[i]) else { continue }
          basis[i] = next
          isChanged = true
        }
      }
      if !isChanged { break }
    }
    return basis
  }
}
