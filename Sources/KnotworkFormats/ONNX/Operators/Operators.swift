/// The operators that keep a network piecewise linear.
enum Operators {
  /// The operator of a set, or nil.
  static func find(_ domain: String, _ type: String) -> Lowering.Operator? {
    switch domain {
    case "", "ai.onnx": standard[type] ?? known[type]
    case "ai.onnx.ml": machineLearning[type]
    default: nil
    }
  }

  /// The types that are known, of all sets.
  static var names: [String] { Array(standard.keys) + Array(known.keys) + Array(machineLearning.keys) }

  private static let standard: [String: Lowering.Operator] = [
    // Affine, element by element
    "Add": add, "Sub": subtract, "Mul": multiply, "Div": divide, "Neg": negate, "Sum": sum, "Mean": mean,
    "BatchNormalization": batchNormalization, "Pow": power,
    // Affine
    "Gemm": gemm, "MatMul": matMul, "Conv": convolution, "AveragePool": averagePool,
    "GlobalAveragePool": globalAveragePool, "ReduceSum": reduceSum, "ReduceMean": reduceMean,
    // Piecewise linear
    "Relu": relu, "LeakyRelu": leakyRelu, "PRelu": pRelu, "Abs": absolute, "Clip": clip, "HardSigmoid": hardSigmoid,
    "Max": maximum, "Min": minimum, "MaxPool": maxPool, "GlobalMaxPool": globalMaxPool, "ReduceMax": reduceMax,
    "ReduceMin": reduceMin,
    // Arrangement
    "Identity": identity, "Dropout": dropout, "Cast": cast, "CastLike": castLike, "Flatten": flatten,
    "Reshape": reshape, "Squeeze": squeeze, "Unsqueeze": unsqueeze, "Transpose": transpose, "Concat": concat,
    "Split": split, "Slice": slice, "Gather": gather, "Pad": pad, "Expand": expand, "Tile": tile,
    // Of shapes and constants
    "Constant": constant, "ConstantOfShape": constantOfShape, "Shape": shape, "Size": size, "Range": range,
    "Where": choose,
  ]

  private static let machineLearning: [String: Lowering.Operator] = [
    "Scaler": scaler, "Imputer": imputer, "ArrayFeatureExtractor": arrayFeatureExtractor,
    "LinearRegressor": linearRegressor, "FeatureVectorizer": featureVectorizer,
  ]
}
