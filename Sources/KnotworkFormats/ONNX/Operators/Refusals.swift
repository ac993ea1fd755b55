/// Why an operator is refused, and what the user can do.
enum Refusals {
  private static let curved: Set = [
    "Sigmoid", "Tanh", "Softmax", "LogSoftmax", "Exp", "Log", "Sqrt", "Reciprocal", "Erf", "Gelu", "Elu", "Selu",
    "Celu", "Softplus",
    "Softsign",
    "Mish", "Swish", "Sin", "Cos", "Tan", "Sinh", "Cosh", "Asin", "Acos", "Atan", "Asinh", "Acosh", "Atanh", "LRN",
    "HardSwish", "LpNormalization", "LpPool", "GlobalLpPool", "InstanceNormalization", "LayerNormalization",
    "GroupNormalization", "RMSNormalization", "MeanVarianceNormalization", "ReduceL2", "ReduceLogSum",
    "ReduceLogSumExp",
    "ReduceProd", "ReduceSumSquare", "LSTM", "GRU", "RNN", "Attention", "RotaryEmbedding", "CumProd", "SwiGLU",
    "LinearAttention", "CausalConvWithState", "Normalizer", "GridSample", "Det",
    // Of com.microsoft
    "BiasGelu", "FastGelu", "QuickGelu", "BiasSplitGelu", "BiasSoftmax", "SkipLayerNormalization",
    "SimplifiedLayerNormalization", "SkipSimplifiedLayerNormalization", "EmbedLayerNormalization", "MultiHeadAttention",
    "GroupQueryAttention",
  ]
  private static let jumping: Set = [
    "Floor", "Ceil", "Round", "ArgMax", "ArgMin", "NonZero", "NonMaxSuppression", "Hardmax", "OneHot", "Mod", "Unique",
    "LabelEncoder", "OneHotEncoder", "LinearClassifier", "SVMClassifier",
  ]
  private static let trees: Set = ["TreeEnsemble", "TreeEnsembleRegressor", "TreeEnsembleClassifier"]
  private static let rounding: Set = ["QuantizeLinear", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul"]
  private static let controlling: Set = ["If", "Loop", "Scan", "SequenceMap"]

  /// Whether an operator of a standard set is one that is refused.
  static func knows(_ domain: String, _ type: String) -> Bool {
    ["", "ai.onnx.ml", "com.microsoft"].contains(domain)
      && [curved, jumping, trees, rounding, controlling].contains { $0.contains(type) }
  }

  /// The error for a node whose operator is not among ``Operators``, or is for known numbers only and reads others.
  static func error(for node: Node, isFinal: Bool) -> FormatError {
    let type = node.proto.opType
    if isFinal {
      return node.error(
        "is not piecewise linear; it is the last step, so the network before it can be read: cut it off (--cut-final)")
    }
    if curved.contains(type) {
      return node.error(
        "is not piecewise linear; read the network up to it by making its input an output of the model, or train "
          + "it with Relu, LeakyRelu or HardSigmoid in its place")
    }
    if trees.contains(type) {
      return node.error(
        "is a tree model (a random forest or boosted trees), which jumps at every threshold and is no ReLU network; fit "
          + "a network to its predictions instead (knotwork fit)")
    }
    if jumping.contains(type) {
      return node.error(
        "jumps, so the network is not continuous; read the network up to it by making its input an output of the model")
    }
    if rounding.contains(type) { return node.error("rounds its values; export the model before it is quantized") }
    if controlling.contains(type) {
      return node.error("runs a graph of its own; export the model for fixed sizes, without loops and branches")
    }
    if node.proto.domain == "com.microsoft.nchwc" {
      return node.error(
        "lays images out for one kind of processor; save the model with onnxruntime's optimisation level extended or lower"
      )
    }
    if !["", "ai.onnx", "ai.onnx.ml"].contains(node.proto.domain) {
      return node.error(
        "belongs to a set of operators that is not known; export the model with standard operators only")
    }
    return node.error(
      "the operator is not known to this program; export the model with Gemm, Conv, Relu and the like, or "
        + "without this step"
    )
  }

  /// The error for what `origin`, a node, gives, when it is read where it would not become continuous.
  ///
  /// - Parameter jump: where it jumps for certain, if that is known.
  static func steps(_ origin: String, readBy reader: String, jump: String? = nil) -> FormatError {
    if let jump {
      return FormatError(
        "\(origin): \(jump), and \(reader) reads that, so the network is not continuous; read the network up to "
          + "the jump by making the node's inputs outputs of the model")
    }
    return FormatError(
      "\(origin): jumps, and what \(reader) reads of it is not seen to be continuous; steps are read where products, "
        + "sums and choices of values that agree at the jump make them continuous again, as x where x > 0, else 0; "
        + "read the network up to the jump by making the node's inputs outputs of the model")
  }
}
