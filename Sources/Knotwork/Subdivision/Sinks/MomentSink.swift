import KnotworkGeometry

/// Integrates an output over all regions: each is cut into simplices, whose volume times the mean value at their vertices is
/// the integral of an affine function.
struct MomentSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }

  private let dimension: Int
  private let outputCount: Int
  private(set) var volume = ExactSum()
  private(set) var integrals: [ExactSum]

  init(_ compiled: CompiledNetwork) {
    dimension = compiled.dimension
    outputCount = compiled.network.outputCount
    integrals = [ExactSum](repeating: ExactSum(), count: compiled.network.outputCount)
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    var volume = 0.0
    var center = [Double](repeating: 0, count: dimension)
    let (dimension, step) = (dimension, dimension + 1)
    Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex, size in
      volume += size
      for axis in 0..<dimension {
        var sum = 0.0
        for vertex in simplex { sum += view.vertices[vertex * step + axis] }
        center[axis] += size * sum / Double(dimension + 1)
      }
    }
    self.volume.add(volume)
    for output in 0..<outputCount {
      var integral = region.maps[dimension * region.stride + output] * volume
      for axis in 0..<dimension { integral += region.maps[axis * region.stride + output] * center[axis] }
      integrals[output].add(integral)
    }
  }

  /// The mean of an output over all regions.
  func mean(of output: Int) -> Double { integrals[output].value / volume.value }

  mutating func merge(_ other: MomentSink) {
    volume.add(other.volume)
    for output in 0..<outputCount { integrals[output].add(other.integrals[output]) }
  }
}
