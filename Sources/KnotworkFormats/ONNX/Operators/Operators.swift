/// The operators that keep a network piecewise linear.
enum Operators {
  /// The operator of a set, or nil.
  static func find(_ domain: String, _ type: String) -> Lowering.Operator? {
    switch domain {
    case "", "ai.onnx": standard[type] ?? known[type]
    case "ai.onnx.ml": machineLearning[type]
    case "com.microsoft": microsoft[type]
    default: nil
    }
  }

  /// The types that are known, of all sets.
  static var names: [String] {
    Array(standard.keys) + Array(known.keys) + Array(machineLearning.keys) + Array(microsoft.keys)
  }

  private static let standard: [String: Lowering.Operator] = [
    // Affine, element by element
    "Add": add, "Sub": subtract, "Mul": multiply, "Div": divide, "Neg": negate, "Sum": sum, "Mean": mean,
    "BatchNormalization": batchNormalization, "Pow": power,
    // Affine
    "Gemm": gemm, "MatMul": matMul, "Conv": convolution, "AveragePool": averagePool,
    "GlobalAveragePool": globalAveragePool, "ReduceSum": reduceSum, "ReduceMean": reduceMean, "Einsum": einsum,
    "CumSum": cumulativeSum, "ConvTranspose": transposedConvolution, "Resize": resize, "Upsample": resize,
    "DequantizeLinear": dequantizeLinear, "MatMulInteger": matMulInteger,
    // Piecewise linear
    "Relu": relu, "LeakyRelu": leakyRelu, "PRelu": pRelu, "Abs": absolute, "Clip": clip, "HardSigmoid": hardSigmoid,
    "Max": maximum, "Min": minimum, "MaxPool": maxPool, "GlobalMaxPool": globalMaxPool, "ReduceMax": reduceMax,
    "ReduceMin": reduceMin, "ReduceL1": reduceL1, "TopK": topK,
    // Piecewise linear in special cases only
    "Elu": elu, "Selu": elu, "ReduceL2": reduceCurved, "ReduceProd": reduceCurved, "ReduceSumSquare": reduceCurved,
    "ReduceLogSum": reduceCurved, "ReduceLogSumExp": reduceCurved,
    // Arrangement
    "Identity": identity, "Dropout": dropout, "Cast": cast, "CastLike": castLike, "Flatten": reshape,
    "Reshape": reshape, "Squeeze": reshape, "Unsqueeze": reshape, "Transpose": transpose, "Concat": concat,
    "Split": split, "Slice": slice, "Gather": gather, "GatherElements": gatherElements, "GatherND": gatherND,
    "DepthToSpace": depthToSpace, "SpaceToDepth": spaceToDepth, "Pad": pad, "Expand": expand, "Tile": tile,
    // Of shapes and constants
    "Constant": constant, "ConstantOfShape": constantOfShape, "Shape": shape, "Size": size, "Range": range,
    "Where": choose,
    // Steps, which are read where a product, a sum or a choice makes them continuous
    "Greater": greater, "GreaterOrEqual": greaterOrEqual, "Less": less, "LessOrEqual": lessOrEqual, "Equal": equal,
    "Not": not, "And": and, "Or": or, "Xor": xor, "Sign": sign, "IsNaN": isNever, "IsInf": isNever,
    "ThresholdedRelu": thresholdedRelu, "Shrink": shrink,
  ]

  private static let machineLearning: [String: Lowering.Operator] = [
    "Scaler": scaler, "Imputer": imputer, "ArrayFeatureExtractor": arrayFeatureExtractor,
    "LinearRegressor": linearRegressor, "Binarizer": binarizer, "FeatureVectorizer": featureVectorizer,
  ]
}
