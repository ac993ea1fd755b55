import Knotwork
import KnotworkGeometry

extension CertifiedFit {
  /// The best network of one ReLU unit in the sense of least squares: y = v relu(w · x), or with bias
  /// y = v relu(w · x + b) + c, in up to three inputs. The global optimum, with the proof.
  ///
  /// With the constant 1 as a further coordinate the bias is a weight like the others, so both are problems in D ≤ 4
  /// homogeneous coordinates, of which those that depend linearly on others take no part. With D ≤ 3 every face of the
  /// arrangement of the planes w · xᵢ = 0 is visited (`OneUnitSearch`); with D = 4 cones of directions are ruled out by
  /// bounds (`ConeSearch`).
  ///
  /// - Parameters:
  ///   - rows: points of one to three coordinates, with targets and weights.
  ///   - hasBias: whether the unit and the output have a bias.
  ///   - inputNames: the network's names of its inputs; x1, x2, … unless given.
  ///   - outputName: the network's name of its output; y unless given.
  ///   - timeLimit: when it has passed, the best network so far is returned with a gap that is not 0.
  /// - Returns: the network and its certificate, in which a case is a face (a cell of directions with the same active rows, an
  ///   arc between cells, or a ray) or, with D = 4, a cone. Whether rows are active on a face is decided exactly; bounds have
  ///   margins for rounding, and a face whose least-squares problem is singular within that margin counts as having its
  ///   optimum on its boundary. Where a face is so nearly singular that rounding decides whether its solution lies in it, or a
  ///   cone too small to be cut, a gap is left.
  /// - Throws: ``InvalidRows`` for more inputs, or when the network would overflow.
  /// - Complexity: O(n log n) in one and two coordinates, O(n² log n) in three; in four O(n) for each cone, of which data
  ///   with a clear optimum need some hundreds.
  public static func oneUnit(
    _ rows: WeightedRows, hasBias: Bool, inputNames: [String]? = nil, outputName: String? = nil,
    timeLimit: Duration? = nil
  ) throws(InvalidRows) -> CertifiedFit {
    let (inputs, limit) = (rows.inputs.columns, 3)
    guard inputs <= limit else {
      throw InvalidRows(
        "\(inputs) inputs; the certified optimum of one unit \(hasBias ? "with" : "without") bias is for up to \(limit)"
      )
    }
    let deadline = timeLimit.map { ContinuousClock.now.advanced(by: $0) }
    let scale = PowerScale(of: rows)
    let kept = (0..<rows.count).filter { rows.weights[$0] > 0 }
    let columns =
      (0..<inputs).map { column in kept.map { scale.scaledInput(rows.inputs[$0, column], column: column) } }
      + (hasBias ? [kept.map { _ in 1 }] : [])
    let independent = ExactRank.independentColumns(columns)
    let points = kept.indices.map { row in
      var point = SIMD4<Double>.zero
      for (place, column) in independent.enumerated() { point[place] = columns[column][row] }
      return point
    }
    let found = OneUnitOptimum(
      points: points, targets: kept.map { scale.scaledTarget(rows.targets[$0]) },
      weights: kept.map { scale.scaledWeight(rows.weights[$0]) }, hasIntercept: hasBias, dimension: independent.count,
      deadline: deadline)
    let network = try network(of: found, independent, scale, hasBias, inputs, inputNames, outputName)
    let optimum = rows.residualSum(of: network)
    // Rounding the network may have cost something; the bounds do not know of it.
    let slack = scale.residualSum(found.slack) + max(0, optimum - scale.residualSum(found.value))
    let gap = min(optimum, scale.residualSum(found.gap))
    return CertifiedFit(
      network: network,
      certificate: OptimumCertificate(
        optimum: optimum, lowerBound: max(0, optimum - gap - slack), gap: gap, slack: slack, caseName: found.caseName,
        cases: found.settled.values.reduce(0, +), settled: found.settled, evaluations: found.evaluations))
  }

  private static func network(
    of found: OneUnitOptimum, _ independent: [Int], _ scale: PowerScale, _ hasBias: Bool, _ inputs: Int,
    _ inputNames: [String]?, _ outputName: String?
  ) throws(InvalidRows) -> Network {
    var weights = [Double](repeating: 0, count: inputs)
    var bias = 0.0
    for (place, column) in independent.enumerated() {
      if column < inputs {
        weights[column] = scale.slope(found.unit[place], column: column)
      } else {
        bias = scale.target(found.unit[place])
      }
    }
    do {
      return try Network(
        layers: [
          Layer(weights: Matrix([weights]), bias: hasBias ? [bias] : nil, activation: .relu),
          Layer(
            weights: Matrix([[found.sign]]), bias: hasBias ? [scale.target(found.intercept)] : nil,
            activation: .linear),
        ], inputNames: inputNames, outputNames: outputName.map { [$0] })
    } catch {
      throw InvalidRows("the fitted network cannot be written down: \(error.description)")
    }
  }
}

/// Which columns are independent, without rounding.
enum ExactRank {
  /// The first columns that span all: by fraction-free elimination over the rows.
  ///
  /// - Complexity: O(n d) exact products in the first dependent case, where all rows are looked at.
  static func independentColumns(_ columns: [[Double]]) -> [Int] {
    var chosen: [Int] = []
    for column in columns.indices where isIndependent(columns[column], of: chosen.map { columns[$0] }) {
      chosen.append(column)
    }
    return chosen
  }

  /// Whether some minor of the columns with this one is not zero, given that the others are independent.
  private static func isIndependent(_ column: [Double], of others: [[Double]]) -> Bool {
    // Rows on which the others have full rank, found one after the other.
    var rows: [Int] = []
    for count in 1..<max(1, others.count + 1) {
      guard
        let row = column.indices.first(where: { candidate in
          !ExactNonNegativeProblem.determinant(matrix(rows + [candidate], Array(others[..<count]))).isZero
        })
      else { return false }
      rows.append(row)
    }
    return column.indices.contains { candidate in
      !ExactNonNegativeProblem.determinant(matrix(rows + [candidate], others + [column])).isZero
    }
  }

  private static func matrix(_ rows: [Int], _ columns: [[Double]]) -> [[Dyadic]] {
    rows.map { row in columns.map { Dyadic($0[row]) } }
  }
}
