import Knotwork
import KnotworkGeometry

/// Differences at some points of a domain, in floating point.
struct DifferenceSamples {
  /// For each output the largest of them, and where.
  let largest: [(value: Double, point: [Double]?, isNegative: Bool)]
  /// What rounding may make of outputs, more or less.
  let noise: Double

  /// - Parameter deadline: when to look at no more points.
  init(_ difference: NetworkDifference, over domain: Polytope, until deadline: ContinuousClock.Instant? = nil) {
    let relaxation = Relaxation(difference.network)
    var generator = SplitMix64(state: 6)
    let count = difference.first.outputCount
    var largest = [(value: Double, point: [Double]?, isNegative: Bool)](repeating: (-1, nil, false), count: count)
    var size = 0.0
    for sample in 0..<200 {
      if sample > 0, let deadline, ContinuousClock.now >= deadline { break }
      let point = zip(domain.box.lower, domain.box.upper).map { lower, upper in
        let part =
          sample & 1 == 0 ? Double.random(in: 0...1, using: &generator) : Bool.random(using: &generator) ? 1 : 0
        return min(upper, max(lower, lower + (upper - lower) * part))
      }
      let outputs = relaxation.outputs(at: point)
      for output in 0..<count {
        let second = outputs[count + output]
        let value = difference.method == .pairs ? second : second - outputs[output]
        size = max(size, outputs[output].magnitude, value.magnitude)
        if value.magnitude > largest[output].value { largest[output] = (value.magnitude, point, value < 0) }
      }
    }
    self.largest = largest.map { ($0.value > 0 ? $0.value : 0, $0.point, $0.isNegative) }
    noise = size.isFinite ? size * 0x1p-50 : 0
  }

  /// The points at which some outputs differ most, the largest difference first, where that may be more than a tolerance.
  func points(ofOutputs outputs: [Int], beyond tolerance: Double) -> [[Double]] {
    outputs.filter { largest[$0].value + noise > tolerance }.sorted { largest[$0].value > largest[$1].value }
      .compactMap { largest[$0].point }
  }
}
