import KnotworkGeometry

/// Integrates outputs over all regions: each is cut into simplices, whose volume times the mean value at their vertices is
/// the integral of an affine function.
struct MomentSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }

  private let compiled: CompiledNetwork
  private var dimension: Int { compiled.dimension }
  private(set) var volume = ExactSum()
  private(set) var volumeError = ExactSum()
  private(set) var integrals: [ExactSum]
  /// How far they may be off.
  private(set) var errors: [ExactSum]
  /// Whether everything was a finite number.
  private(set) var isFinite = true

  /// Whether vertices are computed anew where the bounds that are kept say little; up to four dimensions that is seldom needed.
  let isRefined: Bool

  init(_ compiled: CompiledNetwork, isRefined: Bool? = nil) {
    self.isRefined = isRefined ?? (compiled.dimension > 4)
    self.compiled = compiled
    integrals = [ExactSum](repeating: ExactSum(), count: compiled.network.outputCount)
    errors = integrals
  }

  mutating func add(_ region: FoundCell) {
    let negligible = isRefined ? 0x1p-42 * compiled.volume : .infinity
    if let moments = region.firstMoments(compiled, negligible: negligible) { add(region, moments) }
  }

  /// - Parameter moments: of this region.
  mutating func add(_ region: FoundCell, _ moments: FirstMoments) {
    let (volume, center) = (moments.volume, moments.coordinates)
    guard volume.error.isFinite, center.allSatisfy(\.isFinite) else {
      isFinite = false
      return
    }
    self.volume.add(volume.value)
    volumeError.add(volume.error)
    let last = compiled.compiledLayers[compiled.depth]
    for output in integrals.indices {
      var integral = region.maps[dimension * region.stride + output] * volume.value
      var size = integral.magnitude
      for axis in 0..<dimension {
        let part = region.maps[axis * region.stride + output] * center[axis]
        integral += part
        size += part.magnitude
      }
      let valueError = last.errorConstants[output] + last.errorsPerRadius[output] * moments.radius
      let largest = size / max(volume.value, .leastNormalMagnitude)
      let error =
        valueError * (volume.value + volume.error) + 4 * largest * volume.error + size * Double(moments.vertexCount + 8)
        * 0x1p-52 + .smallestError
      if integral.isFinite, error.isFinite {
        integrals[output].add(integral)
        errors[output].add(error)
      } else {
        isFinite = false
      }
    }
  }

  /// The mean of an output over all regions; nil where rounding leaves fewer than seven digits of it.
  func mean(of output: Int) -> Double? {
    let (sum, volume) = (integrals[output].value, volume.value)
    guard isFinite, errors[output].value <= 0x1p-24 * sum.magnitude, volumeError.value <= 0x1p-24 * volume else {
      return nil
    }
    return sum / volume
  }

  /// The mean as far as floating point tells it.
  func approximateMean(of output: Int) -> Double { integrals[output].value / volume.value }

  mutating func merge(_ other: MomentSink) {
    volume.add(other.volume)
    volumeError.add(other.volumeError)
    isFinite = isFinite && other.isFinite
    for output in integrals.indices {
      integrals[output].add(other.integrals[output])
      errors[output].add(other.errors[output])
    }
  }
}
