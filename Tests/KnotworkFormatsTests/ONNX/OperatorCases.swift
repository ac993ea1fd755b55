@testable import KnotworkFormats

/// Every operator, with every variant of its attributes.
enum OperatorCases {
  static let all =
    products + elementwise + bending + spatial + layout + selection + reductions + machineLearning + steps + indexing
    + curvedReductions + resampling + fused

  static let products: [OperatorCase] = {
    var cases: [OperatorCase] = []
    for (transA, transB) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      cases.append(
        OperatorCase("Gemm transA \(transA) transB \(transB)", transA == 1 ? [4, 1] : [1, 4]) { m, x, g in
          let w = m.random(transB == 1 ? [3, 4] : [4, 3], &g)
          let c = m.random([3], &g)
          return m.node(
            "Gemm", [x, w, c],
            ["transA": .int(transA), "transB": .int(transB), "alpha": .float(0.5), "beta": .float(-2)])
        })
    }
    return cases + [
      OperatorCase("Gemm without C", [1, 4], opset: 11) { m, x, g in m.node("Gemm", [x, m.random([4, 2], &g)]) },
      OperatorCase("Gemm with a column C", [2, 3], opset: 7) { m, x, g in
        m.node("Gemm", [x, m.random([3, 2], &g), m.random([2, 1], &g)], ["beta": .float(3)])
      },
      OperatorCase("Gemm, beta 0", [1, 3]) { m, x, g in
        m.node("Gemm", [x, m.random([3, 2], &g), m.random([2], &g)], ["beta": .float(0)])
      },
      OperatorCase("Gemm with the weights first", [3, 2]) { m, x, g in
        m.node("Gemm", [m.random([4, 3], &g), x, m.random([1, 2], &g)], ["alpha": .float(2)])
      },
      OperatorCase("Gemm whose C depends on the input", [1, 3]) { m, x, g in
        m.node("Gemm", [x, m.random([3, 3], &g), x])
      },
      OperatorCase("MatMul of a row", [1, 4]) { m, x, g in m.node("MatMul", [x, m.random([4, 3], &g)]) },
      OperatorCase("MatMul of a vector", [4]) { m, x, g in m.node("MatMul", [x, m.random([4, 3], &g)]) },
      OperatorCase("MatMul of vectors", [4]) { m, x, g in m.node("MatMul", [x, m.random([4], &g)]) },
      OperatorCase("MatMul from the left", [4, 1]) { m, x, g in m.node("MatMul", [m.random([3, 4], &g), x]) },
      OperatorCase("MatMul from the left of a matrix", [4, 2]) { m, x, g in
        m.node("MatMul", [m.random([3, 4], &g), x])
      },
      OperatorCase("MatMul of stacks", [2, 1, 2, 3]) { m, x, g in m.node("MatMul", [x, m.random([4, 3, 2], &g)]) },
      OperatorCase("MatMul of stacks from the left", [2, 3, 2]) { m, x, g in
        m.node("MatMul", [m.random([1, 2, 3], &g), x])
      },
      OperatorCase("MatMul after MatMul", [1, 4]) { m, x, g in
        m.node("MatMul", [m.node("MatMul", [x, m.random([4, 6], &g)]), m.random([6, 3], &g)])
      },
    ]
  }()

  static let elementwise: [OperatorCase] = [
    OperatorCase("Add a constant", [1, 3]) { m, x, g in m.node("Add", [x, m.random([3], &g)]) },
    OperatorCase("Add, spread both ways", [3, 1], opset: 7) { m, x, g in m.node("Add", [m.random([1, 2], &g), x]) },
    OperatorCase("Add to itself", [2]) { m, x, _ in m.node("Add", [x, x]) },
    OperatorCase("Sub from a constant", [1, 3], opset: 14) { m, x, g in m.node("Sub", [m.random([1], &g), x]) },
    OperatorCase("Sub of two values", [2, 2]) { m, x, g in
      m.node("Sub", [m.node("MatMul", [x, m.random([2, 2], &g)]), m.node("Relu", [x])])
    },
    OperatorCase("Mul by a constant", [2, 3], opset: 13) { m, x, g in m.node("Mul", [x, m.random([2, 1], &g)]) },
    OperatorCase("Div by a constant", [2, 3]) { m, x, _ in m.node("Div", [x, m.floats([3], [3, -7, 0.1])]) },
    OperatorCase("Neg", [3]) { m, x, _ in m.node("Neg", [x]) },
    OperatorCase("Sum of three", [1, 2]) { m, x, g in m.node("Sum", [x, m.random([2], &g), m.node("Abs", [x])]) },
    OperatorCase("Mean of three", [1, 2]) { m, x, g in m.node("Mean", [x, m.random([2], &g), m.node("Relu", [x])]) },
    OperatorCase("Pow 1", [3]) { m, x, _ in m.node("Pow", [x, m.floats([], [1])]) },
    OperatorCase("Where by constants", [3]) { m, x, g in
      var mask = ProtoTensor()
      mask.dims = [3]
      mask.dataType = GraphElementType.bool.rawValue
      mask.int32Data = [1, 0, 1]
      return m.node("Where", [m.add(mask), x, m.random([3], &g)])
    },
    OperatorCase("BatchNormalization", [1, 2, 3], opset: 15) { m, x, g in
      let variance = m.floats([2], [0.5, 2])
      return m.node(
        "BatchNormalization", [x, m.random([2], &g), m.random([2], &g), m.random([2], &g), variance],
        ["epsilon": .float(0.01)])
    },
    OperatorCase("BatchNormalization of features", [1, 3], opset: 9) { m, x, g in
      let inputs = [x, m.random([3], &g), m.random([3], &g), m.random([3], &g), m.floats([3], [1, 2, 3])]
      return m.node("BatchNormalization", inputs)
    },
  ]

  static let bending: [OperatorCase] = [
    OperatorCase("Relu", [3]) { m, x, _ in m.node("Relu", [x]) },
    OperatorCase("Relu at the end", [1, 2]) { m, x, g in m.node("Relu", [m.node("MatMul", [x, m.random([2, 3], &g)])])
    },
    OperatorCase("LeakyRelu", [3]) { m, x, _ in m.node("LeakyRelu", [x], ["alpha": .float(0.3)]) },
    OperatorCase("LeakyRelu by default", [3]) { m, x, _ in m.node("LeakyRelu", [x]) },
    OperatorCase("PRelu with a slope per channel", [1, 2, 3]) { m, x, _ in
      m.node("PRelu", [x, m.floats([2, 1], [0.25, -0.5])])
    },
    OperatorCase("PRelu with slopes 0 and 1", [1, 3], opset: 9) { m, x, _ in
      m.node("PRelu", [x, m.floats([3], [0, 1, 2])])
    },
    OperatorCase("Abs", [3]) { m, x, _ in m.node("Abs", [x]) },
    OperatorCase("Clip by attributes", [3], opset: 6 + 1) { m, x, _ in
      m.node("Clip", [x], ["min": .float(-0.5), "max": .float(1)])
    },
    OperatorCase("Clip by one attribute", [3], opset: 10) { m, x, _ in m.node("Clip", [x], ["max": .float(1)]) },
    OperatorCase("Clip by the largest float", [3], opset: 8) { m, x, _ in
      m.node("Clip", [x], ["min": .float(-.greatestFiniteMagnitude), "max": .float(1)])
    },
    OperatorCase("ReLU6", [3]) { m, x, _ in
      m.node("Clip", [m.node("Mul", [x, m.floats([], [5])]), m.floats([], [0]), m.floats([], [6])])
    },
    OperatorCase("HardTanh", [3], opset: 12) { m, x, _ in m.node("Clip", [x, m.floats([], [-1]), m.floats([], [1])]) },
    OperatorCase("Clip from below", [3], opset: 13) { m, x, _ in m.node("Clip", [x, m.floats([], [0.5])]) },
    OperatorCase("Clip from above", [3], opset: 13) { m, x, _ in m.node("Clip", [x, "", m.floats([], [0.5])]) },
    OperatorCase("Clip by nothing", [3], opset: 13) { m, x, _ in m.node("Clip", [x]) },
    OperatorCase("HardSigmoid", [3]) { m, x, _ in
      m.node("HardSigmoid", [x], ["alpha": .float(0.4), "beta": .float(0.3)])
    },
    OperatorCase("HardSigmoid by default", [3]) { m, x, _ in
      m.node("HardSigmoid", [m.node("Mul", [x, m.floats([], [3])])])
    },
    OperatorCase("Max of two", [1, 3]) { m, x, g in m.node("Max", [x, m.node("MatMul", [x, m.random([3, 3], &g)])]) },
    OperatorCase("Max of three and a constant", [1, 2], opset: 8) { m, x, g in
      let (a, b) = (m.node("MatMul", [x, m.random([2, 2], &g)]), m.node("MatMul", [x, m.random([2, 2], &g)]))
      return m.node("Max", [x, a, b, m.random([2], &g)])
    },
    OperatorCase("Min of two", [1, 3]) { m, x, g in m.node("Min", [x, m.node("MatMul", [x, m.random([3, 3], &g)])]) },
    OperatorCase("Min of a value and itself", [3]) { m, x, _ in m.node("Min", [x, x]) },
    OperatorCase("Max of one", [3]) { m, x, _ in m.node("Max", [x]) },
    OperatorCase("Max with a spread constant", [2, 1], opset: 8) { m, x, _ in
      m.node("Max", [x, m.floats([2], [-1, 1])])
    },
    OperatorCase("A residual block", [1, 3]) { m, x, g in
      let first = m.node("Relu", [m.node("MatMul", [x, m.random([3, 5], &g)])])
      let second = m.node("Relu", [m.node("MatMul", [first, m.random([5, 4], &g)])])
      let sum = m.node("Add", [m.node("MatMul", [second, m.random([4, 3], &g)]), x])
      return m.node("MatMul", [m.node("Relu", [sum]), m.random([3, 2], &g)])
    },
    OperatorCase("A wide linear branch beside a deep one", [1, 4]) { m, x, g in
      let wide = m.node("MatMul", [x, m.random([4, 1], &g)])
      let first = m.node("Relu", [m.node("MatMul", [x, m.random([4, 3], &g)])])
      let second = m.node("Abs", [m.node("MatMul", [first, m.random([3, 2], &g)])])
      return m.node("Add", [wide, m.node("Relu", [m.node("MatMul", [second, m.random([2, 1], &g)])])])
    },
    OperatorCase("Branches of different depth", [1, 3]) { m, x, g in
      let shallow = m.node("Relu", [m.node("MatMul", [x, m.random([3, 2], &g)])])
      let deep = m.node("Relu", [m.node("MatMul", [m.node("Relu", [m.node("Neg", [x])]), m.random([3, 2], &g)])])
      let joined = m.node("Concat", [shallow, x, deep], ["axis": .int(1)])
      return m.node("MatMul", [m.node("Relu", [joined]), m.random([7, 2], &g)])
    },
    OperatorCase("Units of constants", [1, 2]) { m, x, g in
      let picked = m.node("MatMul", [x, m.floats([2, 3], [1, 0, 0, -1, 0, 0])])
      let units = m.node("LeakyRelu", [m.node("Add", [picked, m.floats([3], [0.1, -2, 3])])], ["alpha": .float(0.5)])
      return m.node("MatMul", [units, m.random([3, 2], &g)])
    },
  ]

  static let reductions: [OperatorCase] = {
    var cases: [OperatorCase] = []
    for type in ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceL1"] {
      let inputFrom = type == "ReduceSum" ? 13 : 18
      cases += [
        OperatorCase("\(type), axes as attribute", [2, 3], opset: 11) { m, x, _ in
          m.node(type, [x], ["axes": .ints([-1]), "keepdims": .int(0)])
        },
        OperatorCase("\(type), axes as input", [2, 3, 2], opset: inputFrom) { m, x, _ in
          m.node(type, [x, m.integers([0, 2])], ["keepdims": .int(1)])
        },
        OperatorCase("\(type) of all", [2, 3], opset: 12) { m, x, _ in m.node(type, [x]) },
        OperatorCase("\(type) of none", [2, 2], opset: inputFrom) { m, x, _ in
          m.node(type, [x], ["noop_with_empty_axes": .int(1)])
        },
      ]
    }
    return cases
  }()

  static let machineLearning: [OperatorCase] = [
    OperatorCase("Scaler", [1, 3], machineLearning: 1) { m, x, _ in
      m.node("Scaler", [x], ["offset": .floats([1, 2, 3]), "scale": .floats([0.5, 2, -1])], domain: "ai.onnx.ml")
    },
    OperatorCase("Scaler with one number for all", [1, 3], machineLearning: 3) { m, x, _ in
      m.node("Scaler", [x], ["offset": .floats([1]), "scale": .floats([0.1])], domain: "ai.onnx.ml")
    },
    OperatorCase("Imputer", [1, 3], machineLearning: 1) { m, x, _ in
      m.node(
        "Imputer", [x], ["imputed_value_floats": .floats([0, 0, 0]), "replaced_value_float": .float(.nan)],
        domain: "ai.onnx.ml")
    },
    OperatorCase("ArrayFeatureExtractor", [1, 4], machineLearning: 1) { m, x, _ in
      m.node("ArrayFeatureExtractor", [x, m.integers([2, 0, 2])], domain: "ai.onnx.ml")
    },
    OperatorCase("LinearRegressor", [1, 3], machineLearning: 1) { m, x, _ in
      m.node(
        "LinearRegressor", [x],
        ["coefficients": .floats([1, 2, 3, -1, -2, -3]), "intercepts": .floats([0.5, -0.5]), "targets": .int(2)],
        domain: "ai.onnx.ml")
    },
    OperatorCase("LinearRegressor without intercepts", [1, 3], machineLearning: 1) { m, x, _ in
      m.node("LinearRegressor", [x], ["coefficients": .floats([1, 2, 3])], domain: "ai.onnx.ml")
    },
    OperatorCase("FeatureVectorizer", [1, 3], machineLearning: 1) { m, x, _ in
      m.node("FeatureVectorizer", [x, m.node("Abs", [x])], ["inputdimensions": .ints([3, 3])], domain: "ai.onnx.ml")
    },
  ]
}
