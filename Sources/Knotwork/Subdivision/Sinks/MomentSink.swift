import KnotworkGeometry

/// Integrates outputs over all regions: each is cut into simplices, whose volume times the mean value at their vertices is
/// the integral of an affine function.
struct MomentSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }

  private let compiled: CompiledNetwork
  private var dimension: Int { compiled.dimension }
  private(set) var volume = ExactSum()
  private var volumeError = 0.0
  private(set) var integrals: [ExactSum]
  /// How far they may be off.
  private var errors: [Double]
  /// Whether everything was a finite number.
  private(set) var isFinite = true

  init(_ compiled: CompiledNetwork) {
    self.compiled = compiled
    integrals = [ExactSum](repeating: ExactSum(), count: compiled.network.outputCount)
    errors = [Double](repeating: 0, count: compiled.network.outputCount)
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    let (volume, center) = firstMoments(of: view)
    guard volume.error.isFinite, center.allSatisfy(\.isFinite) else {
      isFinite = false
      return
    }
    self.volume.add(volume.value)
    volumeError += volume.error
    let radius = (0..<view.vertexCount).reduce(0) { max($0, view.vertices[$1 * (dimension + 1) + dimension]) }
    let last = compiled.compiledLayers[compiled.depth]
    for output in integrals.indices {
      var integral = region.maps[dimension * region.stride + output] * volume.value
      var size = integral.magnitude
      for axis in 0..<dimension {
        let part = region.maps[axis * region.stride + output] * center[axis]
        integral += part
        size += part.magnitude
      }
      let valueError = last.errorConstants[output] + last.errorsPerRadius[output] * radius
      let largest = size / max(volume.value, .leastNormalMagnitude)
      errors[output] +=
        valueError * (volume.value + volume.error) + 4 * largest * volume.error + size * Double(view.vertexCount + 8)
        * 0x1p-52
      if integral.isFinite { integrals[output].add(integral) } else { isFinite = false }
    }
  }

  /// The volume of a cell, and the integrals of its coordinates.
  private func firstMoments(of view: CellView) -> (Triangulation.Volume, [Double]) {
    var volume = Triangulation.Volume()
    var center = [Double](repeating: 0, count: dimension)
    let (dimension, step) = (dimension, dimension + 1)
    Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex, size in
      volume.value += size.value
      volume.error += size.error
      for axis in 0..<dimension {
        var sum = 0.0
        for vertex in simplex { sum += view.vertices[vertex * step + axis] }
        center[axis] += size.value * sum / Double(dimension + 1)
      }
    }
    return (volume, center)
  }

  /// The mean of an output over all regions; nil where rounding leaves fewer than seven digits of it.
  func mean(of output: Int) -> Double? {
    let (sum, volume) = (integrals[output].value, volume.value)
    guard isFinite, errors[output] <= 0x1p-24 * sum.magnitude, volumeError <= 0x1p-24 * volume else { return nil }
    return sum / volume
  }

  /// The mean as far as floating point tells it.
  func approximateMean(of output: Int) -> Double { integrals[output].value / volume.value }

  mutating func merge(_ other: MomentSink) {
    volume.add(other.volume)
    volumeError += other.volumeError
    isFinite = isFinite && other.isFinite
    for output in integrals.indices {
      integrals[output].add(other.integrals[output])
      errors[output] += other.errors[output]
    }
  }
}
