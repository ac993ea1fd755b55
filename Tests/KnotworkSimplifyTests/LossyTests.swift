import Knotwork
import KnotworkExplain
import KnotworkGeometry
import KnotworkSimplify
import Testing
import _KnotworkTestSupport

@Suite(.timed) struct LossyTests {
  /// Every error of the curve is that of an independent dissection of the difference, and the smallest network keeps the error.
  @Test func errorsAreProved() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<Seed.cases(3, soak: 40) {
      let network = try RandomNetworks.network(
        inputs: 2, hidden: [8, 6], weights: .he, hasBias: true, leaky: false, using: &generator)
      let domain = Domain.box(try Box(-1...1, dimension: 2))
      let lossless = try LosslessSimplification(of: network, over: domain)
      let spread = try OutputSpread(of: network, over: domain).least
      guard spread > 0 else { continue }
      let found = try LossySimplification(of: network, from: lossless, over: domain, within: 0.05 * spread)
      #expect(found.best.difference.bound <= 0.05 * spread)
      for step in found.curve {
        let difference = try NetworkComparison(network, step.network, over: domain).outputs[0]
        #expect(difference.largest <= step.difference.bound)
        #expect(step.difference.bound <= difference.largest * (1 + 1e-12) + 1e-12 * spread)
      }
      // Smaller networks have larger errors.
      for (step, next) in zip(found.curve, found.curve.dropFirst()) {
        #expect(step.difference.bound > next.difference.bound)
        #expect(step.size.bendingUnits <= next.size.bendingUnits)
      }
    }
  }

  /// In four inputs nothing but a proof may be called a bound.
  @Test func boundsHoldInMoreInputs() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: 4, hidden: [8, 8], weights: .he, hasBias: true, leaky: false, using: &generator)
    let box = try Box(-1...1, dimension: 4)
    let lossless = try LosslessSimplification(of: network, over: .box(box))
    let spread = try OutputSpread(of: network, over: .box(box)).least
    let found = try LossySimplification(
      of: network, from: lossless, over: .box(box), within: 0.1 * spread,
      budget: Budget(limits: Limits(duration: .seconds(6))))
    #expect(found.best.difference.bound <= 0.1 * spread)
    for step in found.curve {
      let difference = network.combined(with: step.network, sign: -1)
      for _ in 0..<2000 {
        let point = (0..<4).map { _ in Double.random(in: -1...1, using: &generator) }
        #expect(difference.exactly(point.map { Dyadic($0) })[0].magnitude <= Dyadic(step.difference.bound))
      }
    }
  }

  @Test(arguments: [WeightFormat.digits(3), .float32, .bfloat16, .integers(bits: 8)])
  func roundedWeightsAreProved(_ format: WeightFormat) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [6, 4], weights: .he, hasBias: true, leaky: true, using: &generator)
    let domain = Domain.box(try Box(-1...1, dimension: 2))
    let lossless = try LosslessSimplification(of: network, over: domain)
    let rounded = try RoundedSimplification(
      LossySimplification.Step(lossless), of: network, over: domain, to: format)
    let difference = try NetworkComparison(network, rounded.network, over: domain).outputs[0]
    #expect(difference.largest <= rounded.difference.bound)
    for layer in rounded.network.layers {
      for row in 0..<layer.unitCount {
        for weight in layer.weights[row: row] where weight != 0 {
          switch format {
          case .float32: #expect(Double(Float(weight)) == weight)
          case .bfloat16: #expect(Float(weight).bitPattern & 0xFFFF == 0)
          case .digits(let count):
            #expect(Double(DecimalText.significant(weight, digits: count)) == weight)
          case .integers:
            // All weights of a unit are whole numbers of 7 bits and a sign times one power of two.
            let largest = layer.weights[row: row].map(\.magnitude).max() ?? 0
            let unit = Double(sign: .plus, exponent: Int(largest.exponent) - 6, significand: 1)
            #expect((weight / unit).rounded() == weight / unit && (weight / unit).magnitude <= 254)
          }
        }
      }
    }
  }
}
