@testable import KnotworkFormats

extension OperatorCases {
  /// Elements picked by indices, sorted, summed along axes, and sums of products.
  static let indexing: [OperatorCase] = {
    var cases: [OperatorCase] = []
    for (count, size) in [(1, 5), (2, 5), (3, 6), (7, 7), (4, 9)] {
      for isLargest in [0, 1] {
        cases.append(
          OperatorCase("TopK \(count) of \(size), largest \(isLargest)", [2, size]) { m, x, _ in
            m.nodes("TopK", [x, m.integers([count])], ["largest": .int(isLargest)], outputs: 2)[0]
          })
      }
    }
    for (isExclusive, isReverse) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      cases.append(
        OperatorCase("CumSum, exclusive \(isExclusive), reverse \(isReverse)", [2, 3, 2], opset: 14) { m, x, _ in
          m.node(
            "CumSum", [x, m.integers([-2], shape: [])], ["exclusive": .int(isExclusive), "reverse": .int(isReverse)])
        })
    }
    for (equation, shape, constant) in EinsumShapes.all {
      for isFirst in [true, false] {
        cases.append(
          OperatorCase("Einsum \(equation), input \(isFirst ? "first" : "last")", shape) { m, x, g in
            let halves = equation.split(separator: "-", maxSplits: 1)
            let terms = halves[0].split(separator: ",").map(String.init)
            let c = m.random(constant, &g)
            let turned = "\(terms[1]),\(terms[0])-\(halves[1])"
            return m.node(
              "Einsum", isFirst ? [x, c] : [c, x], ["equation": .string(isFirst ? equation : turned)])
          })
      }
    }
    return cases + [
      OperatorCase("TopK by an attribute along the first axis", [4, 2], opset: 9) { m, x, _ in
        m.nodes("TopK", [x], ["k": .int(3), "axis": .int(0)], outputs: 2)[0]
      },
      OperatorCase("Einsum of one operand", [3, 3]) { m, x, _ in
        m.node("Einsum", [x], ["equation": .string("ii->i")])
      },
      OperatorCase("Einsum of three operands", [2, 3]) { m, x, g in
        m.node(
          "Einsum", [m.random([2, 4], &g), x, m.random([3, 2], &g)], ["equation": .string("ia,ij,jk->ak")])
      },
      OperatorCase("GatherElements of rows", [3, 2]) { m, x, _ in
        m.node("GatherElements", [x, m.integers([2, -1, 0, 1], shape: [2, 2])])
      },
      OperatorCase("GatherElements of columns", [2, 3]) { m, x, _ in
        m.node("GatherElements", [x, m.integers([0, -1, 2, 1], shape: [2, 2])], ["axis": .int(1)])
      },
      OperatorCase("GatherND of elements", [2, 2, 3]) { m, x, _ in
        m.node("GatherND", [x, m.integers([0, 0, 1, 1, -1, 0], shape: [2, 3])])
      },
      OperatorCase("GatherND of slices in batches", [2, 2, 3]) { m, x, _ in
        m.node("GatherND", [x, m.integers([1, 0], shape: [2, 1])], ["batch_dims": .int(1)])
      },
      OperatorCase("DepthToSpace", [1, 8, 2, 3]) { m, x, _ in m.node("DepthToSpace", [x], ["blocksize": .int(2)]) },
      OperatorCase("DepthToSpace, columns first", [1, 8, 1, 2]) { m, x, _ in
        m.node("DepthToSpace", [x], ["blocksize": .int(2), "mode": .string("CRD")])
      },
      OperatorCase("SpaceToDepth", [1, 2, 4, 2]) { m, x, _ in m.node("SpaceToDepth", [x], ["blocksize": .int(2)]) },
    ]
  }()

  /// Reductions that are piecewise linear for single elements only, and their use on constants.
  static let curvedReductions: [OperatorCase] = {
    var cases: [OperatorCase] = []
    for type in ["ReduceL2", "ReduceProd", "ReduceLogSumExp"] {
      cases.append(
        OperatorCase("\(type) of single elements", [2, 1, 2], opset: 13) { m, x, _ in
          m.node(type, [x], ["axes": .ints([1]), "keepdims": .int(0)])
        })
    }
    for type in ["ReduceL2", "ReduceProd", "ReduceLogSumExp", "ReduceSumSquare", "ReduceLogSum"] {
      cases.append(
        OperatorCase("\(type) of constants", [2], opset: 18) { m, x, _ in
          let c = m.floats([2, 3], [1, 2, 3, 0.5, 0.25, 4])
          return m.node("Mul", [x, m.node(type, [c, m.integers([1])], ["keepdims": .int(0)])])
        })
    }
    return cases
  }()

  /// Equations with the shapes of the input and of the constant.
  private enum EinsumShapes {
    static let all: [(String, [Int], [Int])] = [
      ("bi,io->bo", [1, 3], [3, 4]), ("bi,oi->bo", [1, 3], [4, 3]), ("ij,jk->ki", [2, 3], [3, 2]),
      ("bij,bjk->bik", [2, 2, 3], [2, 3, 2]), ("ij,kl->i", [2, 3], [2, 2]), ("ij,ij->", [2, 3], [2, 3]),
      ("ii,j->ij", [3, 3], [2]), ("abc,cd->bad", [2, 1, 3], [3, 2]), ("i,j->ij", [3], [2]),
    ]
  }
}
