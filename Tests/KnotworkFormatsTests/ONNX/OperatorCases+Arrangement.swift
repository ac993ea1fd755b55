@testable import KnotworkFormats

extension OperatorCases {
  static let spatial: [OperatorCase] = {
    var cases: [OperatorCase] = []
    for padding in ["SAME_UPPER", "SAME_LOWER", "VALID"] {
      cases.append(
        OperatorCase("Conv \(padding)", [1, 1, 5, 4]) { m, x, g in
          m.node("Conv", [x, m.random([2, 1, 2, 3], &g)], ["auto_pad": .string(padding), "strides": .ints([2, 1])])
        })
      cases.append(
        OperatorCase("MaxPool \(padding)", [1, 1, 5, 4]) { m, x, _ in
          m.node(
            "MaxPool", [x], ["auto_pad": .string(padding), "kernel_shape": .ints([2, 3]), "strides": .ints([2, 2])])
        })
      cases.append(
        OperatorCase("AveragePool \(padding)", [1, 1, 5, 4]) { m, x, _ in
          m.node(
            "AveragePool", [x],
            ["auto_pad": .string(padding), "kernel_shape": .ints([2, 3]), "strides": .ints([2, 2])])
        })
    }
    for includesPadding in [0, 1] {
      for ceils in [0, 1] {
        cases.append(
          OperatorCase(
            "AveragePool, count_include_pad \(includesPadding), ceil_mode \(ceils)", [1, 2, 6, 5], opset: 19
          ) { m, x, _ in
            m.node(
              "AveragePool", [x],
              [
                "kernel_shape": .ints([3, 2]), "strides": .ints([2, 2]), "pads": .ints([1, 1, 1, 0]),
                "count_include_pad": .int(includesPadding), "ceil_mode": .int(ceils),
              ])
          })
      }
    }
    return cases + [
      OperatorCase("Conv 1-D with groups and bias", [1, 4, 5]) { m, x, g in
        m.node(
          "Conv", [x, m.random([6, 2, 3], &g), m.random([6], &g)], ["group": .int(2), "pads": .ints([1, 0])])
      },
      OperatorCase("Conv 2-D, padded, strided and dilated", [1, 2, 6, 5], opset: 11) { m, x, g in
        m.node(
          "Conv", [x, m.random([3, 2, 2, 2], &g), m.random([3], &g)],
          [
            "pads": .ints([1, 2, 0, 1]), "strides": .ints([2, 1]), "dilations": .ints([1, 2]),
            "kernel_shape": .ints([2, 2]),
          ])
      },
      OperatorCase("Conv of every channel by itself", [1, 3, 4, 4]) { m, x, g in
        m.node("Conv", [x, m.random([3, 1, 3, 3], &g)], ["group": .int(3)])
      },
      OperatorCase("Conv 3-D", [1, 1, 3, 2, 3]) { m, x, g in m.node("Conv", [x, m.random([2, 1, 2, 2, 2], &g)]) },
      OperatorCase("Conv after Conv", [1, 1, 5, 5]) { m, x, g in
        m.node(
          "Conv", [m.node("Conv", [x, m.random([2, 1, 2, 2], &g)]), m.random([2, 2, 3, 3], &g), m.random([2], &g)])
      },
      OperatorCase("A small convolutional network", [1, 1, 6, 6]) { m, x, g in
        let first = m.node(
          "Relu", [m.node("Conv", [x, m.random([2, 1, 3, 3], &g), m.random([2], &g)], ["pads": .ints([1, 1, 1, 1])])])
        let pooled = m.node("MaxPool", [first], ["kernel_shape": .ints([2, 2]), "strides": .ints([2, 2])])
        return m.node("Gemm", [m.node("Flatten", [pooled]), m.random([18, 3], &g), m.random([3], &g)])
      },
      OperatorCase("MaxPool 1-D, dilated", [1, 2, 7], opset: 10) { m, x, _ in
        m.node("MaxPool", [x], ["kernel_shape": .ints([3]), "dilations": .ints([2])])
      },
      OperatorCase("MaxPool, padded, ceil_mode", [1, 1, 6, 6], opset: 12) { m, x, _ in
        m.node(
          "MaxPool", [x],
          [
            "kernel_shape": .ints([3, 3]), "strides": .ints([2, 2]), "pads": .ints([1, 0, 1, 0]), "ceil_mode": .int(1),
          ])
      },
      OperatorCase("GlobalAveragePool", [1, 2, 3, 2]) { m, x, _ in m.node("GlobalAveragePool", [x]) },
      OperatorCase("GlobalMaxPool", [1, 2, 3, 2]) { m, x, _ in m.node("GlobalMaxPool", [x]) },
    ]
  }()

  static let layout: [OperatorCase] = [
    OperatorCase("Flatten", [2, 2, 3]) { m, x, _ in m.node("Flatten", [x], ["axis": .int(2)]) },
    OperatorCase("Flatten from the end", [2, 2, 3], opset: 11) { m, x, _ in m.node("Flatten", [x], ["axis": .int(-1)])
    },
    OperatorCase("Flatten at 0", [2, 3]) { m, x, _ in m.node("Flatten", [x], ["axis": .int(0)]) },
    OperatorCase("Reshape", [2, 3, 2]) { m, x, _ in m.node("Reshape", [x, m.integers([0, -1])]) },
    OperatorCase("Reshape by a computed shape", [1, 6], opset: 14) { m, x, _ in
      let batch = m.node("Gather", [m.node("Shape", [x]), m.integers([0])])
      return m.node("Reshape", [x, m.node("Concat", [batch, m.integers([2, -1])], ["axis": .int(0)])])
    },
    OperatorCase("Squeeze by attribute", [1, 3, 1], opset: 11) { m, x, _ in
      m.node("Squeeze", [x], ["axes": .ints([-1])])
    },
    OperatorCase("Squeeze by input", [1, 3, 1], opset: 13) { m, x, _ in m.node("Squeeze", [x, m.integers([0])]) },
    OperatorCase("Squeeze all", [1, 3, 1], opset: 13) { m, x, _ in m.node("Squeeze", [x]) },
    OperatorCase("Unsqueeze by attribute", [3], opset: 11) { m, x, _ in
      m.node("Unsqueeze", [x], ["axes": .ints([0, 2])])
    },
    OperatorCase("Unsqueeze by input", [3], opset: 13) { m, x, _ in m.node("Unsqueeze", [x, m.integers([-1])]) },
    OperatorCase("Transpose", [2, 3, 2]) { m, x, g in
      m.node("MatMul", [m.node("Transpose", [x], ["perm": .ints([2, 0, 1])]), m.random([3, 2], &g)])
    },
    OperatorCase("Transpose by default", [2, 3]) { m, x, _ in m.node("Transpose", [x]) },
    OperatorCase("Transposed weights", [1, 3]) { m, x, g in
      m.node("MatMul", [x, m.node("Transpose", [m.random([2, 3], &g)])])
    },
    OperatorCase("Identity, Dropout and Cast", [1, 3], opset: 12) { m, x, _ in
      let widened = m.node("Cast", [m.node("Dropout", [m.node("Identity", [x])])], ["to": .int(11)])
      return m.node("Cast", [widened], ["to": .int(1)])
    },
    OperatorCase("Dropout with its mask", [2], opset: 13) { m, x, _ in
      let results = m.nodes("Dropout", [x], outputs: 2)
      return m.node("Mul", [results[0], m.node("Cast", [results[1]], ["to": .int(1)])])
    },
    OperatorCase("CastLike", [3], opset: 15) { m, x, g in m.node("CastLike", [x, m.random([1], &g)]) },
    OperatorCase("Expand", [3, 1], opset: 8) { m, x, _ in m.node("Expand", [x, m.integers([2, 1, 2])]) },
    OperatorCase("Tile", [2, 2], opset: 13) { m, x, _ in m.node("Tile", [x, m.integers([2, 3])]) },
    OperatorCase("Constants of every kind", [2], opset: 13) { m, x, _ in
      var value = ModelBuilder.tensor([2], floats: [1, 2])
      value.name = "inner"
      let a = m.node("Add", [x, m.node("Constant", [], ["value": .tensor(value)])])
      let b = m.node("Mul", [a, m.node("Constant", [], ["value_float": .float(0.3)])])
      let c = m.node("Add", [b, m.node("Constant", [], ["value_floats": .floats([5, 6])])])
      let shape = m.node("Constant", [], ["value_ints": .ints([1, 2])])
      let index = m.node("Constant", [], ["value_int": .int(1)])
      return m.node("Gather", [m.node("Reshape", [c, shape]), index], ["axis": .int(1)])
    },
    OperatorCase("ConstantOfShape and Range", [3], opset: 11) { m, x, _ in
      let threes = m.node(
        "ConstantOfShape", [m.integers([3])], ["value": .tensor(ModelBuilder.tensor([1], floats: [3]))])
      let range = m.node(
        "Range", [m.integers([2], shape: []), m.integers([-1], shape: []), m.integers([-1], shape: [])])
      return m.node("Add", [m.node("Gather", [x, range]), threes])
    },
    OperatorCase("A Range of nothing", [3], opset: 11) { m, x, _ in
      let (two, back) = (m.integers([2], shape: []), m.integers([-1], shape: []))
      let nothing = m.node(
        "Concat", [m.node("Range", [two, two, back]), m.node("Range", [back, two, back])], ["axis": .int(0)])
      return m.node("Concat", [m.node("Gather", [x, nothing]), x], ["axis": .int(0)])
    },
    OperatorCase("Weights that are computed", [1, 2]) { m, x, g in
      let weights = m.node("Clip", [m.node("Abs", [m.random([2, 3], &g)]), m.floats([], [0.2]), m.floats([], [0.7])])
      return m.node("MatMul", [x, m.node("Max", [m.node("Relu", [weights]), m.random([2, 3], &g)])])
    },
    OperatorCase("Arithmetic of shapes", [2, 6], opset: 15) { m, x, _ in
      let last = m.node("Shape", [x], ["start": .int(-1)])
      let half = m.node("Div", [last, m.integers([2])])
      let wanted = m.node("Where", [m.node("Equal", [half, m.integers([3])]), m.integers([-1]), m.integers([1])])
      let shape = m.node("Concat", [m.node("Mul", [m.integers([2]), m.integers([2])]), wanted], ["axis": .int(0)])
      return m.node("Reshape", [x, shape])
    },
    OperatorCase("A size", [2, 3]) { m, x, _ in
      m.node("Reshape", [x, m.node("Unsqueeze", [m.node("Size", [x]), m.integers([0])])])
    },
    OperatorCase("Functions of constants", [2]) { m, x, _ in
      let numbers = m.floats([2], [2.25, 3.5])
      let chain = ["Sqrt", "Reciprocal"].reduce(numbers) { m.node($1, [$0]) }
      let steps = m.node("Add", [m.node("Floor", [numbers]), m.node("Ceil", [numbers])])
      return m.node("Add", [m.node("Mul", [x, chain]), steps])
    },
    OperatorCase("Comparisons of constants", [4]) { m, x, _ in
      let (a, b) = (m.floats([4], [1, 2, 3, 4]), m.floats([4], [4, 2, 0, 4]))
      let more = m.node("And", [m.node("GreaterOrEqual", [a, b]), m.node("Greater", [a, m.floats([], [2])])])
      let less = m.node("Or", [m.node("Less", [a, b]), m.node("LessOrEqual", [a, m.floats([], [1])])])
      let halves = m.node("Where", [more, m.node("Mul", [x, m.floats([], [0.5])]), x])
      return m.node("Where", [less, m.node("Neg", [halves]), halves])
    },
    OperatorCase("Remainders of constants", [2]) { m, x, _ in
      let (a, b) = (m.integers([7, -7]), m.integers([4, 4]))
      let python = m.node("Cast", [m.node("Mod", [a, b])], ["to": .int(1)])
      let c = m.node("Cast", [m.node("Mod", [a, b], ["fmod": .int(1)])], ["to": .int(1)])
      return m.node("Add", [m.node("Mul", [x, python]), c])
    },
  ]

  static let selection: [OperatorCase] = {
    var cases: [OperatorCase] = []
    for mode in ["constant", "reflect", "edge"] {
      cases += [
        OperatorCase("Pad \(mode) by attribute", [1, 3, 3], opset: 10) { m, x, _ in
          m.node("Pad", [x], ["pads": .ints([0, 1, 2, 0, 2, 1]), "mode": .string(mode), "value": .float(0.5)])
        },
        OperatorCase("Pad \(mode) by input", [1, 3, 3], opset: 13) { m, x, _ in
          m.node("Pad", [x, m.integers([0, 1, 2, 0, 2, 1]), m.floats([], [0.5])], ["mode": .string(mode)])
        },
      ]
    }
    return cases + [
      OperatorCase("Pad of some axes", [2, 3], opset: 18) { m, x, _ in
        m.node("Pad", [x, m.integers([1, 2]), "", m.integers([-1])])
      },
      OperatorCase("Pad that wraps", [2, 3], opset: 19) { m, x, _ in
        m.node("Pad", [x, m.integers([0, 2, 1, 1])], ["mode": .string("wrap")])
      },
      OperatorCase("Pad that cuts", [2, 3], opset: 13) { m, x, _ in m.node("Pad", [x, m.integers([0, -1, 1, 0])]) },
      OperatorCase("Concat", [2, 2]) { m, x, g in
        m.node("Concat", [x, m.random([2, 1], &g), m.node("Relu", [x])], ["axis": .int(-1)])
      },
      OperatorCase("Concat along 0", [2, 2], opset: 7) { m, x, g in
        m.node("Concat", [m.node("MatMul", [x, m.random([2, 2], &g)]), x], ["axis": .int(0)])
      },
      OperatorCase("Split by attribute", [2, 5], opset: 11) { m, x, _ in
        let parts = m.nodes("Split", [x], ["axis": .int(1), "split": .ints([2, 1, 2])], outputs: 3)
        return m.node("Sub", [m.node("Mul", [parts[0], m.floats([], [2])]), m.node("Add", [parts[1], parts[2]])])
      },
      OperatorCase("Split by input", [5], opset: 13) { m, x, _ in
        let parts = m.nodes("Split", [x, m.integers([3, 2])], outputs: 2)
        return m.node("Concat", [parts[1], parts[0]], ["axis": .int(0)])
      },
      OperatorCase("Split in equal parts", [4], opset: 11) { m, x, _ in
        let parts = m.nodes("Split", [x], outputs: 2)
        return m.node("Max", [parts[0], parts[1]])
      },
      OperatorCase("Split in uneven parts", [5], opset: 18) { m, x, _ in
        let parts = m.nodes("Split", [x], ["num_outputs": .int(2)], outputs: 2)
        return m.node("Concat", [parts[1], parts[0]], ["axis": .int(0)])
      },
      OperatorCase("Slice by attributes", [3, 4], opset: 9) { m, x, _ in
        m.node("Slice", [x], ["starts": .ints([1, -3]), "ends": .ints([9, -1]), "axes": .ints([0, 1])])
      },
      OperatorCase("Slice by inputs", [3, 4], opset: 10) { m, x, _ in
        m.node("Slice", [x, m.integers([0, 0]), m.integers([2, Int.max]), m.integers([0, 1]), m.integers([1, 2])])
      },
      OperatorCase("Slice backwards", [4], opset: 13) { m, x, _ in
        m.node("Slice", [x, m.integers([-1]), m.integers([Int.min + 1]), m.integers([0]), m.integers([-1])])
      },
      OperatorCase("Slice without axes", [3, 4], opset: 13) { m, x, _ in
        m.node("Slice", [x, m.integers([1, 1]), m.integers([3, 3])])
      },
      OperatorCase("Gather of rows", [3, 2]) { m, x, _ in
        m.node("Gather", [x, m.integers([2, -3, 2, 0], shape: [2, 2])])
      },
      OperatorCase("Gather of one column", [3, 2], opset: 11) { m, x, _ in
        m.node("Gather", [x, m.integers([1], shape: [])], ["axis": .int(-1)])
      },
    ]
  }()
}
