import KnotworkGeometry

extension Dissection {
  /// The mean of an output over the domain: its integral divided by the domain's ``volume``.
  ///
  /// The integral over each triangle of a region is its area times the value at its centre; the sum is compensated. Corners
  /// are rounded to doubles, which counts twice, in the area and in the value: with ε = 2⁻⁵², slopes up to s and coordinates
  /// up to r, each region adds an error of about s r (ε r)².
  /// - Complexity: O(corners).
  public func mean(of output: Int = 0) -> Double {
    requireOutput(output)
    var sum = CompensatedSum()
    for region in 0..<complex.regionCount {
      let map = complex.map(of: region, output: output)
      for triangle in complex.triangles(of: region) { sum.add(triangle.area * map(triangle.center)) }
    }
    return sum.value / volume
  }

  /// The greatest slope norm ‖U‖₂ of an output over all regions: its Lipschitz constant over the domain, in plane
  /// coordinates.
  ///
  /// - Complexity: O(regions).
  public func lipschitzConstant(of output: Int = 0) -> Double {
    requireOutput(output)
    return (0..<complex.regionCount).reduce(0) { greatest, region in
      let map = complex.map(of: region, output: output)
      return max(greatest, hypot(map.a, map.b))
    }
  }
}

extension Triangle {
  var center: SIMD2<Double> { p + ((q - p) + (r - p)) / 3 }
}
