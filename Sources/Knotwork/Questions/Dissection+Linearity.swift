import KnotworkGeometry

/// Whether an output is one affine function over a domain, with the evidence.
public enum Linearity: Sendable {
  /// It is: no crease bends it, so that all regions share this map (U has one row).
  case linear(AffineMap)
  /// It is not. The witness is nil only where the regions beside every bent crease are too thin to hold a point whose
  /// coordinates are doubles.
  case notLinear(BendWitness?)

  /// The verdict without its evidence.
  public var isLinear: Bool {
    if case .linear = self { return true }
    return false
  }
}

/// Two points that prove that a function is not affine: its value at their midpoint is not the mean of its values.
public struct BendWitness: Equatable, Sendable {
  /// One point, in plane coordinates.
  public let p: [Double]
  /// The other point.
  public let q: [Double]
  /// The output at p, at q, and at (p + q) / 2, each rounded from its exact value.
  public let values: (p: Double, q: Double, midpoint: Double)
  /// f((p + q) / 2) − (f(p) + f(q)) / 2, rounded from its exact value, which is not 0.
  public let gap: Double

  /// Whether points and values are equal.
  public static func == (left: BendWitness, right: BendWitness) -> Bool {
    left.p == right.p && left.q == right.q && left.values == right.values && left.gap == right.gap
  }
}

extension Dissection {
  /// Decides whether an output is one affine function over the domain; exact either way.
  ///
  /// The domain is convex, so it is linear exactly if no crease bends it. Otherwise two points on both sides of a bent
  /// crease witness it, and the network itself confirms them in exact arithmetic.
  /// - Complexity: O(creases).
  public func linearity(of output: Int = 0) -> Linearity {
    requireOutput(output)
    let query = ExactQuery(complex)
    let bent = complex.creaseCorners.map(Int.init).filter { query.isBent(at: $0, output: output) }
    guard !bent.isEmpty else {
      let map = regions[0].map
      return .linear(
        AffineMap(slope: Matrix([Array(map.slope[row: output])]), intercept: [map.intercept[output]]))
    }
    return .notLinear(witness(among: bent, output: output, query))
  }

  /// Tries the most conspicuous crease first.
  private func witness(among corners: [Int], output: Int, _ query: ExactQuery) -> BendWitness? {
    let ranked = corners.map { corner in
      let (p, q) = (complex.position(corner), complex.position(complex.next(corner)))
      return (corner: corner, weight: query.bend(at: corner, output: output).magnitude * hypot(q.x - p.x, q.y - p.y))
    }.sorted { $0.weight > $1.weight }
    for (corner, _) in ranked {
      if let found = witness(at: corner, output: output) { return found }
    }
    return nil
  }

  /// Steps from the middle of a crease to both sides as far as both regions reach, and halves that until exact
  /// arithmetic confirms it; coordinates are as short as they can be.
  private func witness(at corner: Int, output: Int) -> BendWitness? {
    let (from, to) = (complex.position(corner), complex.position(complex.next(corner)))
    let middle = from + (to - from) / 2
    let length = hypot(to.x - from.x, to.y - from.y)
    let normal = SIMD2(from.y - to.y, to.x - from.x) / length
    guard length > 0, normal.x.isFinite, normal.y.isFinite else { return nil }
    let twin = Int(complex.cornerTwin[corner])
    let reach = min(
      depth(from: middle, along: normal, inRegionOf: corner), depth(from: middle, along: -normal, inRegionOf: twin))
    for digits in 1...17 {
      let step = reach / 2 * normal
      let (p, q) = ((middle + step).rounded(toDigits: digits), (middle - step).rounded(toDigits: digits))
      if let found = confirm(p, q, output: output) { return found }
    }
    return confirm(middle + reach / 2 * normal, middle - reach / 2 * normal, output: output)
  }

  /// How far a region reaches from a point on the edge of a corner.
  private func depth(from point: SIMD2<Double>, along direction: SIMD2<Double>, inRegionOf corner: Int) -> Double {
    complex.corners(of: Int(complex.cornerRegion[corner])).reduce(.infinity) { nearest, other in
      guard other != corner else { return nearest }
      let line = complex.outwardLine(of: other)
      let rate = line.a * direction.x + line.b * direction.y
      return rate > 0 ? min(nearest, max(0, -line(point)) / rate) : nearest
    }
  }

  /// The witness of two points, if they lie in the domain and exact arithmetic confirms them.
  private func confirm(_ p: SIMD2<Double>, _ q: SIMD2<Double>, output: Int) -> BendWitness? {
    guard domain.contains(p), domain.contains(q) else { return nil }
    let half = Dyadic(0.5)
    let (x, y) = ((Dyadic(p.x) + Dyadic(q.x)) * half, (Dyadic(p.y) + Dyadic(q.y)) * half)
    func value(_ x: Dyadic, _ y: Dyadic) -> Dyadic { network.exactly(plane.exactPoint(at: (x, y)))[output] }
    let (first, second) = (value(Dyadic(p.x), Dyadic(p.y)), value(Dyadic(q.x), Dyadic(q.y)))
    let midpoint = value(x, y)
    let gap = midpoint - (first + second) * half
    guard !gap.isZero else { return nil }
    return BendWitness(
      p: dimension == 1 ? [p.x] : [p.x, p.y], q: dimension == 1 ? [q.x] : [q.x, q.y],
      values: (first.nearest, second.nearest, midpoint.nearest), gap: gap.nearest)
  }
}

extension SIMD2<Double> {
  /// Both coordinates rounded to this many decimal digits, counted from the leading digit of the larger one.
  fileprivate func rounded(toDigits digits: Int) -> SIMD2<Double> {
    let size = Swift.max(x.magnitude, y.magnitude)
    guard size > 0x1p-300, size < 0x1p300 else { return self }
    var unit = 1.0
    while unit * 10 <= size { unit *= 10 }
    while unit > size { unit /= 10 }
    // Dividing by a power of ten, not multiplying by its inverse, gives the double nearest to the decimal number.
    var scale = 1.0
    for _ in 1..<digits { scale *= 10 }
    func rounded(_ value: Double) -> Double {
      unit >= 1 ? (value / unit * scale).rounded() / scale * unit : (value * (scale / unit)).rounded() / (scale / unit)
    }
    return SIMD2(rounded(x), rounded(y))
  }
}
