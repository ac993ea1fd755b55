import Knotwork
import KnotworkGeometry

extension Counterexample {
  /// What networks make of inputs that violate a claim exactly.
  init(at inputs: [Double], of networks: [Network]) {
    var start = 0
    var outputs: [Double] = []
    for network in networks {
      let part = inputs[start..<start + network.inputCount].map(Dyadic.init)
      outputs += network.exactly(part).map(\.nearest)
      start += network.inputCount
    }
    self.init(inputs: inputs, outputs: outputs, isExact: true, occursInSinglePrecision: nil)
  }
}
