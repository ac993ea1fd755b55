import _KnotworkTestSupport

@testable import KnotworkFormats

extension OperatorCases {
  /// x · W + c for a first layer.
  private static func dense(_ m: inout ModelBuilder, _ x: String, _ g: inout SeededGenerator) -> String {
    m.node("Gemm", [x, m.random([3, 4], &g), m.random([4], &g)])
  }

  private static func mask(_ m: inout ModelBuilder, _ type: String, _ a: String, _ bound: Double) -> String {
    m.node("Cast", [m.node(type, [a, m.floats([], [bound])])], ["to": .int(1)])
  }

  /// Steps that a product, a sum or a choice makes continuous.
  static let steps: [OperatorCase] = {
    var cases: [OperatorCase] = []
    for (type, isAbove) in [("Greater", true), ("GreaterOrEqual", true), ("Less", false), ("LessOrEqual", false)] {
      cases += [
        OperatorCase("Where by \(type) as Relu", [1, 3]) { m, x, g in
          let a = dense(&m, x, &g)
          let zero = m.floats([], [0])
          return m.node("Where", [m.node(type, [a, zero])] + (isAbove ? [a, zero] : [zero, a]))
        },
        OperatorCase("Where by \(type) as LeakyRelu", [1, 3]) { m, x, g in
          let a = dense(&m, x, &g)
          let (zero, small) = (m.floats([], [0]), m.node("Mul", [a, m.floats([], [0.1])]))
          return m.node("Where", [m.node(type, [a, zero])] + (isAbove ? [a, small] : [small, a]))
        },
        OperatorCase("Where by \(type) as the greater of two", [1, 3]) { m, x, g in
          let (a, b) = (dense(&m, x, &g), dense(&m, x, &g))
          return m.node("Where", [m.node(type, [a, b])] + (isAbove ? [a, b] : [b, a]))
        },
        OperatorCase("Where by \(type) within another as Clip", [1, 3]) { m, x, g in
          let a = dense(&m, x, &g)
          func choose(_ bound: Double, _ above: String, _ below: String) -> String {
            m.node("Where", [m.node(type, [a, m.floats([], [bound])])] + (isAbove ? [above, below] : [below, above]))
          }
          let inner = choose(-0.25, a, m.floats([], [-0.25]))
          return choose(0.5, m.floats([], [0.5]), inner)
        },
        OperatorCase("A mask of \(type) times its argument", [1, 3]) { m, x, g in
          let a = dense(&m, x, &g)
          return m.node("Mul", [mask(&m, type, a, 0), a])
        },
        OperatorCase("A choice by masks of \(type)", [1, 3]) { m, x, g in
          let (a, b) = (dense(&m, x, &g), dense(&m, x, &g))
          let mask = m.node("Cast", [m.node(type, [a, b])], ["to": .int(1)])
          let other = m.node("Sub", [m.floats([], [1]), mask])
          return m.node("Add", [m.node("Mul", [mask, a]), m.node("Mul", [other, b])])
        },
      ]
    }
    return cases + signs + logic + thresholds
  }()

  private static let signs: [OperatorCase] = [
    OperatorCase("Sign times its argument", [1, 3]) { m, x, g in
      let a = dense(&m, x, &g)
      return m.node("Mul", [a, m.node("Sign", [a])])
    },
    OperatorCase("Sign of a multiple", [1, 3]) { m, x, g in
      let a = dense(&m, x, &g)
      return m.node("Mul", [a, m.node("Sign", [m.node("Mul", [a, m.floats([], [-3])])])])
    },
    OperatorCase("(Sign + 1) / 2 times the argument", [1, 3]) { m, x, g in
      let a = dense(&m, x, &g)
      let sum = m.node("Add", [m.node("Sign", [a]), m.floats([], [1])])
      return m.node("Mul", [m.node("Div", [sum, m.floats([], [2])]), a])
    },
    OperatorCase("Sign times a soft threshold of Abs", [1, 3]) { m, x, g in
      let a = dense(&m, x, &g)
      let rest = m.node("Relu", [m.node("Sub", [m.node("Abs", [a]), m.floats([], [0.5])])])
      return m.node("Mul", [m.node("Sign", [a]), rest])
    },
    OperatorCase("Where by Abs as a soft threshold", [1, 3]) { m, x, g in
      let a = dense(&m, x, &g)
      let value = m.node("Sub", [a, m.node("Mul", [m.node("Sign", [a]), m.floats([], [0.5])])])
      let isLarge = m.node("Greater", [m.node("Abs", [a]), m.floats([], [0.5])])
      return m.node("Where", [isLarge, value, m.floats([], [0])])
    },
    OperatorCase("A clipped Sign times the argument", [1, 3]) { m, x, g in
      let a = dense(&m, x, &g)
      let step = m.node("Clip", [m.node("Sign", [a]), m.floats([], [0]), m.floats([], [1])])
      return m.node("Mul", [m.node("Pow", [m.node("Round", [step]), m.floats([], [2])]), a])
    },
    OperatorCase("A mask of Relu times Relu", [1, 3]) { m, x, g in
      let r = m.node("Relu", [dense(&m, x, &g)])
      return m.node("Mul", [r, mask(&m, "Greater", r, 0)])
    },
    OperatorCase("Masks, turned and cut like their arguments", [1, 4]) { m, x, _ in
      func turned(_ value: String) -> String {
        let square = m.node("Transpose", [m.node("Reshape", [value, m.integers([2, 2])])])
        let row = m.node("Gather", [square, m.integers([1, 0, 1])], ["axis": .int(0)])
        return m.node("Slice", [row, m.integers([0]), m.integers([2]), m.integers([0])])
      }
      let step = turned(mask(&m, "Less", x, 0.5))
      let value = turned(m.node("Sub", [x, m.floats([], [0.5])]))
      return m.node("Mul", [step, value])
    },
    OperatorCase("A step of masks over one line", [1, 3]) { m, x, g in
      let a = dense(&m, x, &g)
      let (low, high) = (mask(&m, "Greater", a, 0), mask(&m, "Greater", a, 1))
      let first = m.node("Mul", [a, m.node("Max", [low, high])])
      let second = m.node("Mul", [m.node("Sub", [a, m.floats([], [1])]), m.node("Min", [low, high])])
      return m.node("Sub", [first, second])
    },
    OperatorCase("Binarizer times its argument", [1, 3], machineLearning: 1) { m, x, g in
      let a = dense(&m, x, &g)
      return m.node("Mul", [m.node("Binarizer", [a], ["threshold": .float(0)], domain: "ai.onnx.ml"), a])
    },
  ]

  private static let logic: [OperatorCase] = {
    var cases: [OperatorCase] = []
    for (type, isInside) in [("And", true), ("Or", false), ("Xor", false)] {
      cases.append(
        OperatorCase("Where by \(type) as HardTanh", [1, 3]) { m, x, g in
          let a = dense(&m, x, &g)
          let bounds = [m.floats([], [-1]), m.floats([], [1])]
          let conditions = [
            m.node(isInside ? "Greater" : "LessOrEqual", [a, bounds[0]]),
            m.node(isInside ? "Less" : "GreaterOrEqual", [a, bounds[1]]),
          ]
          let sign = m.node("Sign", [a])
          return m.node("Where", [m.node(type, conditions)] + (isInside ? [a, sign] : [sign, a]))
        })
    }
    return cases + [
      OperatorCase("Where by Not", [1, 3]) { m, x, g in
        let a = dense(&m, x, &g)
        let zero = m.floats([], [0])
        return m.node("Where", [m.node("Not", [m.node("Less", [a, zero])]), a, zero])
      },
      OperatorCase("Where by Equal, which changes nothing", [1, 3]) { m, x, g in
        let a = dense(&m, x, &g)
        let zero = m.floats([], [0])
        return m.node("Where", [m.node("Equal", [a, zero]), zero, a])
      },
      OperatorCase("Where by what is never true", [1, 3]) { m, x, g in
        let a = dense(&m, x, &g)
        let never = m.node("Or", [m.node("IsNaN", [a]), m.node("IsInf", [a])])
        return m.node("Where", [never, m.floats([], [0]), a])
      },
      OperatorCase("Where by a number as a truth value", [1, 3]) { m, x, g in
        let a = dense(&m, x, &g)
        return m.node("Where", [m.node("Cast", [m.node("Relu", [a])], ["to": .int(9)]), a, m.floats([], [0])])
      },
    ]
  }()

  private static let thresholds: [OperatorCase] = [
    OperatorCase("ThresholdedRelu at 0", [3]) { m, x, _ in m.node("ThresholdedRelu", [x], ["alpha": .float(0)]) },
    OperatorCase("ThresholdedRelu, filled below", [3]) { m, x, _ in
      let above = m.node("ThresholdedRelu", [x], ["alpha": .float(1)])
      return m.node("Add", [above, mask(&m, "LessOrEqual", x, 1)])
    },
    OperatorCase("Shrink as a soft threshold", [3]) { m, x, _ in
      m.node("Shrink", [x], ["bias": .float(0.75), "lambd": .float(0.75)])
    },
    OperatorCase("Shrink that does nothing", [3]) { m, x, _ in m.node("Shrink", [x], ["lambd": .float(0)]) },
    OperatorCase("Elu with α 0", [3]) { m, x, _ in m.node("Elu", [x], ["alpha": .float(0)]) },
    OperatorCase("Selu with α 0", [3]) { m, x, _ in
      m.node("Selu", [x], ["alpha": .float(0), "gamma": .float(1.5)])
    },
    OperatorCase("Pow 0 and 1", [2, 3]) { m, x, _ in m.node("Pow", [x, m.floats([3], [0, 1, 0])]) },
    OperatorCase("Pow of constants", [3]) { m, x, _ in
      m.node("Mul", [x, m.node("Pow", [m.floats([3], [2, 3, 0.5]), m.floats([], [2])])])
    },
  ]
}
