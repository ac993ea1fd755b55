/// How an ONNX file is read.
public struct ONNXOptions: Sendable {
  /// Whether a Softmax, LogSoftmax or Sigmoid that the outputs end in is left out, so that the network gives its inputs
  /// (the logits); a note says so.
  public var cutsFinalActivation: Bool
  /// The shape of the input, for a model that leaves sizes open beside the batch; nil takes the model's.
  public var inputShape: [Int]?
  /// The names of the outputs to read, for a model with several; nil reads all, one after the other.
  public var outputNames: [String]?
  /// The most weights that the network may have as dense layers; an eighth of it is the most numbers that any step on
  /// the way may need, which bounds memory and time whatever a file claims.
  public var maximumWeights: Int

  /// Options; each has a default that suits most files.
  ///
  /// The default of `maximumWeights`, 2²⁸, is two gigabytes of doubles.
  public init(
    cutsFinalActivation: Bool = false, inputShape: [Int]? = nil, outputNames: [String]? = nil,
    maximumWeights: Int = 1 << 28
  ) {
    self.cutsFinalActivation = cutsFinalActivation
    self.inputShape = inputShape
    self.outputNames = outputNames
    self.maximumWeights = maximumWeights
  }
}
