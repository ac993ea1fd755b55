import KnotworkGeometry

extension CompiledNetwork.Stratum {
  /// Whether the bounds on the errors of computed coefficients are small beside the coefficients themselves, as seen in the
  /// domain. Where large numbers cancel they are not.
  @inline(__always)
  func isAccurate(_ map: PlaneMap, unit: Int, reach: [Double]) -> Bool {
    let size = max(map.a.magnitude * reach[0], map.b.magnitude * reach[1], map.c.magnitude)
    let error = errors[unit] * reach[0] + errors[stride + unit] * reach[1] + errors[2 * stride + unit]
    return error <= 0x1p-20 * size
  }
}

extension ExactQuery {
  /// The line that a corner's edge lies on, negative inside the region; accurate to six digits at least.
  func outwardLine(of corner: Int) -> PlaneMap {
    let computed = complex.outwardLine(of: corner)
    let split = Int(complex.cornerSplit[corner])
    guard split >= 0 else { return computed }
    let (layer, unit) = complex.compiled.place(of: Int(complex.splitUnits[split]))
    let stratum = complex.compiled.strata[layer]
    if stratum.isAccurate(computed, unit: unit, reach: complex.compiled.reach) { return computed }
    let exact = line(corner).rounded
    let isActiveSide = complex.cornerTwin[corner] > Int32(corner)
    return isActiveSide
      ? PlaneMap(a: 0 - exact[0], b: 0 - exact[1], c: 0 - exact[2]) : PlaneMap(a: exact[0], b: exact[1], c: exact[2])
  }

  /// The coefficients of all maps, those that are not accurate to six digits at least replaced by exact ones, rounded.
  ///
  /// - Complexity: O(regions · outputs), and an exact matrix product for each map that cancellation has spoilt.
  func accurateMaps() -> [Double]? {
    let compiled = complex.compiled
    let stratum = compiled.strata[compiled.depth]
    var maps: [Double]?
    for region in 0..<complex.regionCount {
      for output in 0..<compiled.network.outputCount {
        let computed = complex.map(of: region, output: output)
        if stratum.isAccurate(computed, unit: output, reach: compiled.reach) { continue }
        if isConstant(region, output) { continue }
        let exact = map(of: region, output: output).rounded
        let start = 3 * (region * compiled.network.outputCount + output)
        var changed = maps ?? complex.maps
        maps = nil
        for (index, coefficient) in exact.enumerated() { changed[start + index] = coefficient }
        maps = changed
      }
    }
    return maps
  }

  /// Whether no unit of the last hidden layer passes anything on to an output: its map is then the bias, without rounding.
  private func isConstant(_ region: Int, _ output: Int) -> Bool {
    let compiled = complex.compiled
    guard compiled.depth > 0 else { return false }
    let layer = compiled.layers[compiled.depth - 1]
    let stratum = compiled.strata[compiled.depth - 1]
    return layer.activations.indices.allSatisfy { unit in
      compiled.layers[compiled.depth].weights[output, unit] == 0
        || (!complex.isActive(unit, in: stratum, region: region) && layer.activations[unit].inactiveSlope == 0)
    }
  }
}
