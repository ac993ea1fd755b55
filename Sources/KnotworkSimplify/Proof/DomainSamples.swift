import Knotwork
import KnotworkGeometry

/// Inputs of a domain that were drawn, its corners among them where it is a box: they refute, and never prove.
struct DomainSamples: Sendable {
  /// Row by row.
  let rows: [Double]
  let inputCount: Int

  var count: Int { rows.count / inputCount }

  /// - Parameters:
  ///   - count: how many are drawn.
  ///   - grid: whether inputs of a plane lie on a grid, as many as about `count`.
  init(of domain: Domain, count: Int, grid: Bool = false, seed: UInt64 = 7) {
    let box = domain.box
    let n = box.dimension
    var generator = SplitMix64(state: seed)
    var rows: [Double] = []
    func add(_ shares: [Double]) {
      let point = (0..<n).map { axis in
        min(box.upper[axis], box.lower[axis] + shares[axis] * (box.upper[axis] - box.lower[axis]))
      }
      if domain.holds(point) { rows += point }
    }
    let steps = n == 1 ? count - 1 : Int(Double(count).squareRoot()) - 1
    if grid, n <= 2, steps > 1 {
      for i in 0...steps {
        if n == 1 { add([Double(i) / Double(steps)]) }
        for j in 0...steps where n == 2 { add([Double(i) / Double(steps), Double(j) / Double(steps)]) }
      }
    } else {
      if n <= 8 {
        for corner in 0..<(1 << n) { add((0..<n).map { Double(corner >> $0 & 1) }) }
      }
      for trial in 0..<count {
        add(
          (0..<n).map { _ in
            let share = Double.random(in: 0...1, using: &generator)
            // Every fourth lies on faces of the box.
            return trial % 4 == 0 && Bool.random(using: &generator) ? share.rounded() : share
          })
      }
    }
    if rows.isEmpty { add([Double](repeating: 0.5, count: n)) }
    if rows.isEmpty { rows = box.center }
    self.rows = rows
    inputCount = n
  }

  /// Which signs each output of a network has, as far as rounding leaves no doubt.
  func signs(of network: Network) -> [(hasPositive: Bool, hasNegative: Bool)] {
    let m = network.outputCount
    let values = network.evaluator(rows: rows)
    var largest = [Double](repeating: 0, count: m)
    for (index, value) in values.enumerated() { largest[index % m] = max(largest[index % m], value.magnitude) }
    var found = [(hasPositive: Bool, hasNegative: Bool)](repeating: (false, false), count: m)
    for (index, value) in values.enumerated() {
      let unit = index % m
      let margin = 1e-9 * largest[unit]
      if value > margin { found[unit].hasPositive = true }
      if value < -margin { found[unit].hasNegative = true }
    }
    return found
  }
}
