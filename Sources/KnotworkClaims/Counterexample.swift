import Knotwork
import KnotworkGeometry

/// Inputs that show that a claim fails, for the real network or for the one that computes in single precision.
public struct Counterexample: Equatable, Sendable {
  /// The inputs, those of all networks one after the other. They lie in the box of the claim.
  public let inputs: [Double]
  /// The outputs there, computed exactly and rounded to the nearest doubles.
  public let outputs: [Double]
  /// Whether the violation occurs in exact arithmetic.
  public let isExact: Bool
  /// Whether the violation occurs, at the inputs rounded to single precision within the box, when every product and sum is rounded to
  /// single precision, as runtimes of ONNX compute; nil where a bound of the box lies between two numbers of that precision.
  public let occursInSinglePrecision: Bool?

  /// A counterexample with what was found out about it.
  ///
  /// - Requires: as many inputs and outputs as the claim has.
  public init(inputs: [Double], outputs: [Double], isExact: Bool, occursInSinglePrecision: Bool?) {
    self.inputs = inputs
    self.outputs = outputs
    self.isExact = isExact
    self.occursInSinglePrecision = occursInSinglePrecision
  }
}
