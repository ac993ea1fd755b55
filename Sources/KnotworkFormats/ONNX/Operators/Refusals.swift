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
    "ReduceProd", "ReduceSumSquare", "LSTM", "GRU", "RNN", "Attention", "RotaryEmbedding",
  ]
  private static let jumping: Set = [
    "Sign", "Floor", "Ceil", "Round", "ArgMax", "ArgMin", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Not",
    "And",
    "Or", "Xor", "Equal", "TopK", "NonZero", "NonMaxSuppression", "ThresholdedRelu", "Shrink", "Hardmax", "IsNaN",
    "IsInf",
    "OneHot",
    "Mod", "Unique", "Binarizer", "LabelEncoder", "TreeEnsemble", "TreeEnsembleRegressor", "TreeEnsembleClassifier",
  ]
  private static let rounding: Set = [
    "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul", "MatMulInteger",
    "ConvInteger",
  ]
  private static let controlling: Set = ["If", "Loop", "Scan", "SequenceMap"]

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
    if jumping.contains(type) {
      return node.error(
        "jumps, so the network is not continuous; read the network up to it by making its input an output of the model")
    }
    if rounding.contains(type) { return node.error("rounds its values; export the model before it is quantized") }
    if controlling.contains(type) {
      return node.error("runs a graph of its own; export the model for fixed sizes, without loops and branches")
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
}
