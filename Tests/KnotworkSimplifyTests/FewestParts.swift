/// Into how few parts some regions can be put so that an affine function is near to each part, by trying all of them.
///
/// The least largest distance of an affine function from points is that from some four of them (Helly), where it is
/// |Σ λᵢ zᵢ| / Σ |λᵢ| for the λ with Σ λᵢ = Σ λᵢ xᵢ = Σ λᵢ yᵢ = 0.
struct FewestParts {
  let count: Int

  init(of regions: [[SIMD3<Double>]], within error: Double) {
    let all = 1 << regions.count
    var fits = [Bool](repeating: false, count: all)
    for part in 1..<all {
      let members = regions.indices.filter { part >> $0 & 1 == 1 }
      // A part within another one that fits, fits as well; sets grow with their numbers.
      let smaller = members.map { part & ~(1 << $0) }
      guard smaller.allSatisfy({ $0 == 0 || fits[$0] }) else { continue }
      fits[part] = FewestParts.distance(of: members.flatMap { regions[$0] }) <= error
    }
    var fewest = [Int](repeating: regions.count, count: all)
    fewest[0] = 0
    for set in 1..<all {
      for part in 1...set where part & set == part && fits[part] {
        fewest[set] = min(fewest[set], fewest[set & ~part] + 1)
      }
    }
    count = fewest[all - 1]
  }

  private static func distance(of points: [SIMD3<Double>]) -> Double {
    var largest = 0.0
    for i in points.indices {
      for j in 0..<i {
        for k in 0..<j {
          for l in 0..<k {
            let (p, q, r, s) = (points[i], points[j], points[k], points[l])
            let (a, b, c, d) = (cross(q, r, s), -cross(p, r, s), cross(p, q, s), -cross(p, q, r))
            let size = a.magnitude + b.magnitude + c.magnitude + d.magnitude
            guard size > 1e-9 else { continue }
            largest = max(largest, (a * p.z + b * q.z + c * r.z + d * s.z).magnitude / size)
          }
        }
      }
    }
    return largest
  }

  /// Twice the area of a triangle, with a sign.
  private static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>) -> Double {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
  }
}
