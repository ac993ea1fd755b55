import BigInt
import Knotwork
import KnotworkGeometry

extension ReferenceRegion {
  /// The area, off by less than 2^-250 of itself.
  package var area: Rational {
    triangles.reduce(.zero) { $0 + ReferenceRegion.area(of: $1).rounded(toBits: 256) }
  }

  /// The triangles from the first corner.
  fileprivate var triangles: [[ExactPoint]] {
    (2..<polygon.count).map { [polygon[0], polygon[$0 - 1], polygon[$0]] }
  }

  /// Half the determinant of the corners of a triangle.
  fileprivate static func area(of triangle: [ExactPoint]) -> Rational {
    let (p, q, r) = (triangle[0].homogeneous, triangle[1].homogeneous, triangle[2].homogeneous)
    let determinant =
      p.x * (q.y * r.w - q.w * r.y) - p.y * (q.x * r.w - q.w * r.x) + p.w * (q.x * r.y - q.y * r.x)
    return Rational(determinant, p.w * q.w * r.w, exponent: -1)
  }
}

extension ReferenceDissection {
  package var affineMapCount: Int { Set(regions.map(\.maps)).count }

  /// The least and greatest value of an output.
  package func extremes(of output: Int) -> (minimum: Rational, maximum: Rational) {
    let values = regions.flatMap { region in region.polygon.map { region.maps[output]($0) } }
    return (values.min()!, values.max()!)
  }

  /// The integral of an output, triangle by triangle.
  package func integral(of output: Int) -> Rational {
    integral { region, points in points.reduce(.zero) { $0 + region.maps[output]($1) } / Rational(3) }
  }

  /// The integral of a function whose mean over a triangle is `mean`.
  ///
  /// Each triangle's area and mean are exact before they are rounded to 256 bits: the sum of many fractions without a common
  /// denominator would have thousands of digits. So the integral is off by less than 2^-250 of that of the function's magnitude,
  /// far below what doubles can tell.
  package func integral(_ mean: (ReferenceRegion, [ExactPoint]) -> Rational) -> Rational {
    regions.reduce(.zero) { total, region in
      region.triangles.reduce(total) { sum, triangle in
        sum + ReferenceRegion.area(of: triangle).rounded(toBits: 256) * mean(region, triangle).rounded(toBits: 256)
      }
    }
  }
}
