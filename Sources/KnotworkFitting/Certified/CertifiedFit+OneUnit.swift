import Knotwork
import KnotworkGeometry

extension CertifiedFit {
  /// The best network of one ReLU unit in the sense of least squares: y = v relu(w · x), or with bias
  /// y = v relu(w · x + b) + c, in up to three inputs. The global optimum, with the proof.
  ///
  /// With the constant 1 as a further coordinate the bias is a weight like the others, so both are problems in D ≤ 4
  /// homogeneous coordinates, of which those that depend linearly on others, decided exactly, take no part. Cones of directions
  /// are cut and ruled out in exact arithmetic (``FitProof``).
  ///
  /// - Parameters:
  ///   - rows: points of one to three coordinates, with targets and weights.
  ///   - hasBias: whether the unit and the output have a bias.
  ///   - inputNames: the network's names of its inputs; x1, x2, … unless given.
  ///   - outputName: the network's name of its output; y unless given.
  ///   - timeLimit: when it has passed, the best network so far is returned with the gap that is left.
  ///   - isCancelled: asked often; stops the search as the time limit does.
  /// - Returns: the network, its certificate and the proof. A gap above the certificate's slack is left by a stop only, or
  ///   where columns are so nearly dependent that no doubles are near the best weights.
  /// - Throws: ``InvalidRows`` for more inputs, or when the network would overflow; `FailedGate` never, unless the program is
  ///   wrong.
  /// - Complexity: O(n) for each cone, of which data with a clear optimum need some hundreds, and noise alone some thousands.
  public static func oneUnit(
    _ rows: WeightedRows, hasBias: Bool, inputNames: [String]? = nil, outputName: String? = nil,
    timeLimit: Duration? = nil, isCancelled: () -> Bool = { false }
  ) throws -> CertifiedFit {
    let (inputs, limit) = (rows.inputs.columns, 3)
    guard inputs <= limit else {
      throw InvalidRows(
        "\(inputs) inputs; the certified optimum of one unit \(hasBias ? "with" : "without") bias is for up to \(limit)"
      )
    }
    let deadline = timeLimit.map { ContinuousClock.now.advanced(by: $0) }
    return try proved(
      rows, ScaledRows(rows, hasBias: hasBias), units: 1, start: nil, names: (inputNames, outputName),
      shouldStop: { isCancelled() || deadline.map { ContinuousClock.now > $0 } ?? false })
  }
}
