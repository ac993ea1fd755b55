@testable import KnotworkFormats

extension OperatorCases {
  /// Images made larger and smaller, and convolutions that spread.
  static let resampling: [OperatorCase] = {
    var cases: [OperatorCase] = []
    for (mode, rule) in [
      ("nearest", "asymmetric"), ("linear", "asymmetric"), ("linear", "half_pixel"), ("linear", "align_corners"),
    ] {
      cases += [
        OperatorCase("Resize by scales, \(mode), \(rule)", [1, 2, 3, 4], opset: 13) { m, x, _ in
          m.node(
            "Resize", [x, "", m.floats([4], [1, 1, 2, 1.5])],
            [
              "mode": .string(mode), "coordinate_transformation_mode": .string(rule),
              "nearest_mode": .string("floor"),
            ])
        },
        OperatorCase("Resize to sizes, \(mode), \(rule)", [1, 1, 4, 3], opset: 19) { m, x, _ in
          m.node(
            "Resize", [x, "", "", m.integers([1, 1, 2, 6])],
            [
              "mode": .string(mode), "coordinate_transformation_mode": .string(rule),
              "nearest_mode": .string("floor"),
            ])
        },
      ]
    }
    return cases + [
      OperatorCase("Resize of opset 10", [1, 1, 2, 3], opset: 10) { m, x, _ in
        m.node("Resize", [x, m.floats([4], [1, 1, 2, 2])], ["mode": .string("linear")])
      },
      OperatorCase("Upsample by an attribute", [1, 1, 2, 3], opset: 7) { m, x, _ in
        m.node("Upsample", [x], ["scales": .floats([1, 1, 2, 2])])
      },
      OperatorCase("Upsample by an input", [1, 1, 2, 3], opset: 9) { m, x, _ in
        m.node("Upsample", [x, m.floats([4], [1, 1, 3, 2])], ["mode": .string("linear")])
      },
      OperatorCase("ConvTranspose", [1, 2, 3, 2]) { m, x, g in
        m.node("ConvTranspose", [x, m.random([2, 3, 2, 2], &g), m.random([3], &g)])
      },
      OperatorCase("ConvTranspose, strided, padded, dilated, in groups", [1, 4, 3, 3]) { m, x, g in
        m.node(
          "ConvTranspose", [x, m.random([4, 1, 3, 2], &g)],
          [
            "group": .int(2), "strides": .ints([2, 3]), "pads": .ints([1, 0, 1, 1]), "dilations": .ints([1, 2]),
            "output_padding": .ints([1, 0]),
          ])
      },
    ]
  }()

  /// What onnxruntime writes, and whole numbers with scales.
  static let fused: [OperatorCase] = {
    var cases: [OperatorCase] = []
    for (activation, numbers) in [("Relu", []), ("LeakyRelu", [Float(0.25)]), ("HardSigmoid", [0.25, 0.5])] {
      var parameters: [String: ModelBuilder.Attribute] = ["activation": .string(activation)]
      for (name, number) in zip(["activation_alpha", "activation_beta"], numbers) { parameters[name] = .float(number) }
      cases.append(
        OperatorCase("FusedGemm, \(activation)", [1, 3], microsoft: true) { [parameters] m, x, g in
          m.node(
            "FusedGemm", [x, m.random([4, 3], &g), m.random([4], &g)],
            parameters.merging(["transB": .int(1), "alpha": .float(0.5)]) { $1 }, domain: "com.microsoft")
        })
      let list: [String: ModelBuilder.Attribute] =
        numbers.isEmpty
        ? ["activation": .string(activation)]
        : ["activation": .string(activation), "activation_params": .floats(numbers)]
      for inputs in [3, 4] {
        cases.append(
          OperatorCase("FusedConv, \(activation), \(inputs) inputs", [1, 2, 3, 3], microsoft: true) { m, x, g in
            let given = [x, m.random([2, 2, 3, 3], &g), m.random([2], &g), x].prefix(inputs)
            return m.node(
              "FusedConv", Array(given), list.merging(["pads": .ints([1, 1, 1, 1])]) { $1 }, domain: "com.microsoft")
          })
      }
    }
    for (a, b) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      cases.append(
        OperatorCase("FusedMatMul, transA \(a), transB \(b)", a == 1 ? [2, 3, 2] : [2, 2, 3], microsoft: true) {
          m, x, g in
          m.node(
            "FusedMatMul", [x, m.random(b == 1 ? [2, 4, 3] : [2, 3, 4], &g)],
            ["transA": .int(a), "transB": .int(b), "alpha": .float(0.5)], domain: "com.microsoft")
        })
    }
    return cases + quantized + [
      OperatorCase("FusedMatMul, batch inside", [3, 2, 2], microsoft: true) { m, x, g in
        m.node(
          "FusedMatMul", [x, m.random([2, 2, 4], &g)], ["transBatchA": .int(1)], domain: "com.microsoft")
      }
    ]
  }()

  private static func whole(
    _ m: inout ModelBuilder, _ type: GraphElementType, _ shape: [Int], _ numbers: [Int32]
  ) -> String {
    var tensor = ProtoTensor()
    tensor.dims = shape.map(Int64.init)
    tensor.dataType = type.rawValue
    tensor.int32Data = numbers
    return m.add(tensor)
  }

  private static let quantized: [OperatorCase] = [
    OperatorCase("DequantizeLinear of int8", [1, 2], opset: 13) { m, x, _ in
      let q = whole(&m, .int8, [2, 3], [-128, 127, 0, 5, -7, 1])
      return m.node("MatMul", [x, m.node("DequantizeLinear", [q, m.floats([], [0.05]), whole(&m, .int8, [], [3])])])
    },
    OperatorCase("DequantizeLinear of uint8 by columns", [1, 2], opset: 13) { m, x, _ in
      let q = whole(&m, .uint8, [2, 3], [255, 0, 128, 5, 7, 1])
      let scale = m.floats([3], [0.5, 0.25, 1])
      return m.node("MatMul", [x, m.node("DequantizeLinear", [q, scale, whole(&m, .uint8, [3], [1, 128, 0])])])
    },
    OperatorCase("DequantizeLinear in blocks of rows", [1, 4], opset: 21) { m, x, _ in
      let q = whole(&m, .int8, [4, 2], [1, 2, 3, 4, 5, 6, 7, 8])
      let scale = m.floats([2, 2], [1, 0.5, 0.25, 2])
      let values = m.node("DequantizeLinear", [q, scale], ["axis": .int(0), "block_size": .int(2)])
      return m.node("MatMul", [x, values])
    },
    OperatorCase("MatMulNBits of bytes", [1, 20], microsoft: true) { m, x, g in
      let q = whole(&m, .uint8, [3, 2, 16], (0..<96).map { _ in Int32.random(in: 0...255, using: &g) })
      return m.node(
        "MatMulNBits", [x, q, m.random([3, 2], &g)],
        ["K": .int(20), "N": .int(3), "bits": .int(8), "block_size": .int(16)], domain: "com.microsoft")
    },
    OperatorCase("MatMulNBits of half bytes with zero points", [1, 20], microsoft: true) { m, x, g in
      let q = whole(&m, .uint8, [3, 2, 8], (0..<48).map { _ in Int32.random(in: 0...255, using: &g) })
      let zeros = whole(&m, .uint8, [3], [0x83, 0x0F, 0x71])
      return m.node(
        "MatMulNBits", [x, q, m.random([6], &g), zeros],
        ["K": .int(20), "N": .int(3), "bits": .int(4), "block_size": .int(16)], domain: "com.microsoft")
    },
    OperatorCase("MatMulInteger of constants", [1, 2], opset: 13) { m, x, _ in
      let (a, b) = (whole(&m, .uint8, [1, 2], [200, 3]), whole(&m, .int8, [2, 2], [-5, 6, 7, 8]))
      let product = m.node("MatMulInteger", [a, b, whole(&m, .uint8, [], [2]), whole(&m, .int8, [], [-1])])
      return m.node("Mul", [x, m.node("Cast", [product], ["to": .int(1)])])
    },
  ]
}
