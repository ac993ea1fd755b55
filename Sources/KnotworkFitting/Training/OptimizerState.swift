/// What training a network changes; see ``ParameterLayout`` for the order of the parameters.
struct OptimizerState: Sendable {
  var parameters: [Float]
  var gradient: [Float]
  /// First moments, then second ones.
  var moments: [Float]
  /// Steps made so far.
  var steps = 0
  var scratch: [Float] = []

  init(parameters: [Float]) {
    self.parameters = parameters
    gradient = [Float](repeating: 0, count: parameters.count)
    moments = [Float](repeating: 0, count: 2 * parameters.count)
  }
}
