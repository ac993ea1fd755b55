import Knotwork

/// The limited-memory quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno for the penalised least-squares problem of
/// a network that is too large for ``LevenbergMarquardt``, in single precision, with all rows in every step.
///
/// Steps are found by bisection until the loss falls and its slope rises enough (the weak Wolfe conditions), which needs no
/// second derivative and so also goes well across creases of the loss.
/// - SeeAlso: Liu and Nocedal 1989, Lewis and Overton 2013 in Documentation/References.md.
struct QuasiNewton {
  typealias Vector = [SIMD16<Float>]

  let layout: ParameterLayout
  let data: TrainingData
  let l2: Float
  /// 1 for each weight, 0 for each bias and for padding.
  private let isWeight: Vector
  private let scale: Float
  /// How many of the last steps shape the next one.
  private static let memory = 12

  init(_ layout: ParameterLayout, _ data: TrainingData, l2: Double) {
    self.layout = layout
    self.data = data
    self.l2 = Float(l2)
    var isWeight = [Float](repeating: 0, count: layout.count)
    layout.forEach { _, _, input, place in if input >= 0 { isWeight[place] = 1 } }
    self.isWeight = QuasiNewton.packed(isWeight)
    scale = Float(1 / (data.weights?.reduce(0) { $0 + Double($1) } ?? Double(data.rowCount)))
  }

  private struct Point {
    var place: Vector
    var gradient: Vector
    var value: Double
  }

  /// One step that was made.
  private struct Step {
    let move: Vector
    let turn: Vector
    /// 1 / (move · turn).
    let inverse: Float
  }

  /// Lowers Σ w r² / Σ w + l2 · Σ weights² from `start`, until it falls no more.
  ///
  /// - Returns: padded parameters that are no worse than `start`.
  /// - Complexity: O(rows · parameters) per iteration.
  func minimise(from start: [Float], iterations: Int, progress: TrainingProgress) -> [Float] {
    Kernels.flushingSubnormals { descend(from: start, iterations: iterations, progress: progress) }
  }

  private func descend(from start: [Float], iterations: Int, progress: TrainingProgress) -> [Float] {
    var point = point(at: QuasiNewton.packed(start))
    guard point.value.isFinite else { return start }
    var steps: [Step] = []
    var (flat, done) = (0, 0)
    while done < iterations {
      if progress.isCancelled { break }
      var direction = QuasiNewton.direction(point.gradient, steps)
      var slope = QuasiNewton.dot(direction, point.gradient)
      if slope >= 0 {
        steps = []
        direction = point.gradient.map { -$0 }
        slope = QuasiNewton.dot(direction, point.gradient)
      }
      // The first step has no measure yet.
      let first = steps.isEmpty ? min(1, 0.1 / (-slope).squareRoot()) : 1
      guard slope < 0, let next = search(from: point, direction, slope, first: first) else {
        if steps.isEmpty { break }
        steps = []
        continue
      }
      progress.advance(data.rowCount)
      done += 1
      let (move, turn) = (
        QuasiNewton.difference(next.place, point.place), QuasiNewton.difference(next.gradient, point.gradient)
      )
      let curvature = QuasiNewton.dot(move, turn)
      if curvature > 0 {
        if steps.count == QuasiNewton.memory { steps.removeFirst() }
        steps.append(Step(move: move, turn: turn, inverse: 1 / curvature))
      }
      flat = point.value - next.value <= 1e-7 * point.value ? flat + 1 : 0
      point = next
      if flat == 3 { break }
    }
    progress.advance((iterations - done) * data.rowCount)
    return QuasiNewton.unpacked(point.place)
  }

  /// A point where the loss has fallen by a share of what its slope promised and where it is flatter; nil where none is found.
  private func search(from point: Point, _ direction: Vector, _ slope: Float, first: Float) -> Point? {
    var (low, high, length): (Float, Float, Float) = (0, .infinity, first)
    var best: Point?
    for _ in 0..<20 {
      let next = self.point(at: QuasiNewton.sum(point.place, direction, length))
      if !(next.value <= point.value + 1e-4 * Double(length * slope)) {
        high = length
      } else {
        best = next
        if QuasiNewton.dot(next.gradient, direction) >= 0.9 * slope { return next }
        low = length
      }
      length = high < .infinity ? (low + high) / 2 : 2 * low
    }
    return best
  }

  private func point(at place: Vector) -> Point {
    let parameters = QuasiNewton.unpacked(place)
    var numbers = [Float](repeating: 0, count: layout.count)
    let loss = Kernels.best.gradient(
      layout, parameters, on: data, rows: 0..<data.rowCount, scale: scale, into: &numbers)
    var gradient = QuasiNewton.packed(numbers)
    var penalty = 0.0
    for index in place.indices {
      let weights = isWeight[index] * place[index]
      gradient[index] += 2 * l2 * weights
      penalty += Double((weights * weights).sum())
    }
    return Point(place: place, gradient: gradient, value: loss * Double(scale) + Double(l2) * penalty)
  }

  /// −H g for the inverse Hessian H that the last steps show (the two loops of Nocedal).
  private static func direction(_ gradient: Vector, _ steps: [Step]) -> Vector {
    var result = gradient.map { -$0 }
    var factors: [Float] = []
    for step in steps.reversed() {
      let factor = step.inverse * dot(step.move, result)
      factors.append(factor)
      add(&result, step.turn, -factor)
    }
    if let last = steps.last {
      let scale = 1 / (last.inverse * dot(last.turn, last.turn))
      for index in result.indices { result[index] *= scale }
    }
    for (step, factor) in zip(steps, factors.reversed()) {
      add(&result, step.move, factor - step.inverse * dot(step.turn, result))
    }
    return result
  }

  private static func dot(_ a: Vector, _ b: Vector) -> Float {
    var sum = SIMD16<Float>()
    for index in a.indices { sum += a[index] * b[index] }
    return sum.sum()
  }

  private static func add(_ a: inout Vector, _ b: Vector, _ factor: Float) {
    for index in a.indices { a[index] += factor * b[index] }
  }

  private static func sum(_ a: Vector, _ b: Vector, _ factor: Float) -> Vector {
    var result = a
    add(&result, b, factor)
    return result
  }

  private static func difference(_ a: Vector, _ b: Vector) -> Vector { sum(a, b, -1) }

  /// Padded parameters in vectors; their number is a multiple of 16.
  private static func packed(_ numbers: [Float]) -> Vector {
    (0..<numbers.count / 16).map { block in
      var vector = SIMD16<Float>()
      for lane in 0..<16 { vector[lane] = numbers[16 * block + lane] }
      return vector
    }
  }

  private static func unpacked(_ vectors: Vector) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(16 * vectors.count)
    for vector in vectors {
      for lane in 0..<16 { result.append(vector[lane]) }
    }
    return result
  }
}
