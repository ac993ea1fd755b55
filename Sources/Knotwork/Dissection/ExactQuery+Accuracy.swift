extension ExactQuery {
  /// The line that a corner's edge lies on, negative inside the region; accurate to six digits at least.
  func outwardLine(of corner: Int) -> PlaneMap {
    let computed = complex.outwardLine(of: corner)
    let split = Int(complex.cornerSplit[corner])
    guard split >= 0 else { return computed }
    let (layer, unit) = complex.compiled.place(of: Int(complex.splitUnits[split]))
    let compiledLayer = complex.compiled.compiledLayers[layer]
    if compiledLayer.isAccurate(
      [computed.a, computed.b, computed.c], at: 0, unit: unit, largestCoordinates: complex.compiled.largestCoordinates)
    {
      return computed
    }
    let exact = line(corner).rounded
    let isActiveSide = complex.cornerTwin[corner] > Int32(corner)
    return isActiveSide
      ? PlaneMap(a: 0 - exact[0], b: 0 - exact[1], c: 0 - exact[2]) : PlaneMap(a: exact[0], b: exact[1], c: exact[2])
  }
}
