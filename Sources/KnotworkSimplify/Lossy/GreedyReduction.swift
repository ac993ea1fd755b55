import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// Makes units of a network linear one after the other, always the one that costs least, and fits what is left to the outputs of the
/// original at samples. All of it is floating point at samples: it proposes networks, and proves nothing.
struct GreedyReduction {
  /// A network that was proposed, with the largest error at the samples, relative to each output's scale.
  struct Proposal: Sendable {
    let network: Network
    let sampledError: Double
  }

  private(set) var model: SampledModel
  private(set) var target: [[Double]]
  private var rows: [Double]
  private let original: Network
  private let deadline: Deadline
  /// The largest error at the samples.
  private(set) var error = 0.0

  /// So many products a step of the fit of all weights may take.
  private static let mostProducts = 2e9

  /// - Parameters:
  ///   - original: what is approximated.
  ///   - start: a network that is the same function, to begin with.
  ///   - rows: the samples, row by row.
  init(_ original: Network, from start: Network, at rows: [Double], until deadline: Deadline) {
    (self.original, self.rows, self.deadline) = (original, rows, deadline)
    model = SampledModel(start, inputs: GreedyReduction.columns(rows, original.inputCount))
    target = GreedyReduction.target(original, rows)
    error = largestError
  }

  private static func columns(_ rows: [Double], _ n: Int) -> [[Double]] {
    (0..<n).map { input in stride(from: input, to: rows.count, by: n).map { rows[$0] } }
  }

  /// The outputs of the original before their activation.
  private static func target(_ original: Network, _ rows: [Double]) -> [[Double]] {
    let last = original.layers[original.layers.count - 1]
    let linear = Layer(weights: last.weights, bias: last.bias, activation: .linear)
    guard let head = try? Network(layers: original.layers.dropLast() + [linear]) else { return [] }
    return columns(head.evaluator(rows: rows), original.outputCount)
  }

  private var residuals: [[Double]] { zip(target, model.outputs).map { zip($0, $1).map { $0 - $1 } } }

  private var largestError: Double {
    residuals.reduce(0) { max($0, $1.reduce(0) { max($0, $1.magnitude) }) }
  }

  /// Makes one more unit linear; false where none is left.
  ///
  /// - Parameter rank: 0 for the unit that costs least, 1 for the next, and so on.
  mutating func step(rank: Int = 0, within error: Double) -> Bool {
    var costs = candidates
    guard costs.count > rank else { return false }
    costs.sort { ($0.cost, $0.layer, $0.unit) < ($1.cost, $1.layer, $1.unit) }
    let (layer, unit) = (costs[rank].layer, costs[rank].unit)
    model.straighten(layer, unit)
    if model.hidden.contains(where: { $0.bending.isEmpty }) { rebuild() }
    // Far below the error the largest one need not be fitted closely.
    fitOutput(rounds: self.error > 0.3 * error ? 10 : 2)
    if self.error > 0.8 * error { fitAll(within: error) }
    return true
  }

  /// What it costs in squares at the samples to make each unit linear, the output fitted again.
  private var candidates: [(layer: Int, unit: Int, cost: Double)] {
    guard let fit = OutputFit(features, weights: nil) else { return [] }
    let residuals = residuals
    var found: [(layer: Int, unit: Int, cost: Double)] = []
    let top = model.lastHidden
    let width = model.hidden[top].post.count
    var losses = [Double](repeating: 0, count: width)
    for output in target.indices {
      let coefficients = fit.coefficients(target[output])
      for (unit, loss) in fit.losses(coefficients, first: width).enumerated() { losses[unit] += loss }
    }
    for unit in model.hidden[top].bending { found.append((top, unit, losses[unit])) }
    let base = residuals.reduce(0) { $0 + fit.rest($1) }
    for layer in 0..<top {
      for unit in model.hidden[layer].bending {
        let change = effect(layer, unit)
        var cost = -base
        for output in target.indices { cost += fit.rest(zip(residuals[output], change[output]).map { $0 - $1 }) }
        found.append((layer, unit, cost))
      }
    }
    return found
  }

  /// What the output sees.
  private var features: [[Double]] { model.hidden[model.lastHidden].post + model.straight }

  /// How the outputs change where a unit of an earlier layer becomes linear and nothing else changes.
  private func effect(_ layer: Int, _ unit: Int) -> [[Double]] {
    let (slope, constant) = model.line(layer, unit)
    let own = model.hidden[layer]
    var changes: [Int: [Double]] = [
      unit: zip(own.pre[unit], own.post[unit]).map { slope * $0 + constant - $1 }
    ]
    for later in layer + 1...model.lastHidden {
      let hidden = model.hidden[later]
      var next: [Int: [Double]] = [:]
      for row in hidden.weights.indices {
        var change = [Double](repeating: 0, count: model.sampleCount)
        for (source, column) in changes {
          let weight = hidden.weights[row][source]
          if weight != 0 { for k in change.indices { change[k] += weight * column[k] } }
        }
        let (pre, post, slope) = (hidden.pre[row], hidden.post[row], hidden.slopes[row])
        for k in change.indices {
          let z = pre[k] + change[k]
          change[k] = (z > 0 ? z : slope * z) - post[k]
        }
        next[row] = change
      }
      if later == model.lastHidden {
        return target.indices.map { output in
          var sum = [Double](repeating: 0, count: model.sampleCount)
          for row in 0..<hidden.weights.count {
            guard let change = next[row] else { continue }
            let weight = model.outputWeights[output][row]
            for k in sum.indices { sum[k] += weight * change[k] }
          }
          for (source, column) in changes {
            let weight = model.straightWeights[output][source]
            if weight != 0 { for k in sum.indices { sum[k] += weight * column[k] } }
          }
          return sum
        }
      }
      changes = next
    }
    return []
  }

  /// Fits the output: least squares, then weights of rows that grow with their error (Lawson 1961), of which the best is kept.
  private mutating func fitOutput(rounds: Int = 10) {
    var best = (error: largestError, model: model)
    var weights = [Double](repeating: 1, count: model.sampleCount)
    let features = features
    let width = model.hidden[model.lastHidden].post.count
    for _ in 0..<rounds {
      guard let fit = OutputFit(features, weights: weights) else { break }
      let all = target.map { fit.coefficients($0) }
      guard all.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { break }
      model.setOutput(
        all.map { Array($0[..<width]) }, straight: all.map { Array($0[width..<$0.count - 1]) },
        bias: all.map { $0[$0.count - 1] })
      let residuals = residuals
      let largest = residuals.reduce(0) { max($0, $1.reduce(0) { max($0, $1.magnitude) }) }
      if largest < best.error { best = (largest, model) }
      guard largest > 0 else { break }
      var sum = 0.0
      for row in weights.indices {
        let size = residuals.reduce(0) { max($0, $1[row].magnitude) } / largest
        weights[row] *= size + 1e-3
        sum += weights[row]
      }
      let scale = Double(weights.count) / sum
      for row in weights.indices { weights[row] *= scale }
    }
    (error, model) = (best.error, best.model)
  }

  /// Fits all weights, rows with larger errors counting more; kept where the largest error falls.
  private mutating func fitAll(within error: Double, rounds: Int = 3) {
    guard target.count == 1, original.inputCount * model.sampleCount > 0 else { return }
    guard var network = try? model.network() else { return }
    let parameters = Double(network.layers.reduce(0) { $0 + $1.weights.elements.count + $1.bias.count })
    guard parameters * parameters * Double(model.sampleCount) < GreedyReduction.mostProducts,
      network.layers.allSatisfy({ layer in
        layer.activations.allSatisfy { Double(Float($0.inactiveSlope)) == $0.inactiveSlope && $0.inactiveSlope >= 0 }
      }), network.layers[network.layers.count - 1].activations.allSatisfy({ !$0.bends })
    else { return }
    for round in 0..<rounds {
      if deadline.hasPassed { return }
      let values = network.evaluator(rows: rows)
      let residuals = zip(target[0], values).map { ($0 - $1).magnitude }
      let largest = residuals.max() ?? 0
      guard largest > 0 else { return }
      let power = round == 0 ? 1.0 : 2
      let weights = residuals.map { power == 1 ? 0.1 + $0 / largest : 0.03 + $0 / largest * $0 / largest }
      guard
        let next = network.refitted(
          to: target[0], at: rows, weights: weights, iterations: 6, until: deadline)
      else { return }
      network = next
      var trial = self
      trial.model = SampledModel(next, inputs: model.inputs)
      trial.fitOutput()
      if trial.error < self.error { self = trial }
      if self.error < 0.7 * error { return }
    }
  }

  /// Writes the model anew where a layer has no unit left that bends.
  private mutating func rebuild() {
    guard let network = try? model.network(),
      let smaller = try? ReducedNetwork(ExactNetwork(network)).network.rounded(), smaller.layers.count > 1
    else { return }
    model = SampledModel(smaller, inputs: model.inputs)
    error = largestError
  }

  /// Whether there are hidden units left to remove.
  var canContinue: Bool { model.bendingCount > 0 && model.hidden.allSatisfy { !$0.bending.isEmpty } }

  /// The model as the smallest network that is the same function, weights rounded once.
  func proposal() -> Proposal? {
    guard let network = try? model.network(),
      let small = try? ReducedNetwork(ExactNetwork(network)).network.rounded()
    else { return nil }
    return Proposal(network: small, sampledError: error)
  }

  /// Takes more samples, and fits again.
  mutating func add(_ points: [[Double]], within error: Double) {
    rows += points.flatMap(\.self)
    guard let network = try? model.network() else { return }
    target = GreedyReduction.target(original, rows)
    model = SampledModel(network, inputs: GreedyReduction.columns(rows, original.inputCount))
    self.error = largestError
    fitOutput()
    if self.error > 0.9 * error { fitAll(within: 0.9 * error) }
  }
}
