import KnotworkGeometry

extension CaseTable {
  /// A law that the slopes obey.
  public struct Identity: Equatable, Sendable {
    /// The law, as in "U11 = U10 + U01".
    public let text: String
    /// Whether it holds for this network; decided in exact arithmetic.
    public let holds: Bool
  }

  /// What the slopes of the cases have to do with each other: with every unit inactive the slope is 0, and the slope of a
  /// pattern is the sum of the slopes of its active units by themselves.
  ///
  /// Empty unless all hidden units are ReLU: leaky and linear units contribute everywhere.
  /// - Complexity: O(cases · weights) in exact arithmetic.
  public var identities: [Identity] {
    let units = network.layers[0].unitCount
    guard network.layers[0].activations.allSatisfy({ $0 == .relu }) else { return [] }
    let none = [Bool](repeating: false, count: units)
    let zeros = exactSlope(of: none)
    var identities = [
      Identity(text: "U\(none.digits) = 0", holds: zeros.allSatisfy(\.isZero))
    ]
    let singles = (0..<units).map { unit in exactSlope(of: none.indices.map { $0 == unit }) }
    func isSum(_ bits: [Bool]) -> Bool {
      let slope = exactSlope(of: bits)
      return slope.indices.allSatisfy { entry in
        let sum = bits.indices.filter { bits[$0] }.reduce(Dyadic.zero) { $0 + singles[$1][entry] }
        return sum == slope[entry]
      }
    }
    if units == 2 {
      identities.append(Identity(text: "U11 = U10 + U01", holds: isSum([true, true])))
    } else {
      identities.append(
        Identity(
          text: "the U of each case is the sum of the U of its active units by themselves",
          holds: cases.allSatisfy { isSum($0.pattern.layers.first ?? []) }))
    }
    return identities
  }

  /// Every entry of U for a pattern of the hidden layer, without rounding.
  private func exactSlope(of bits: [Bool]) -> [Dyadic] {
    let (hidden, output) = (network.layers[0], network.layers[1])
    return (0..<output.unitCount).flatMap { target in
      (0..<hidden.inputCount).map { input in
        bits.indices.filter { bits[$0] }.reduce(Dyadic.zero) { sum, unit in
          sum + Dyadic(output.weights[target, unit]) * Dyadic(hidden.weights[unit, input])
        }
      }
    }
  }
}

extension [Bool] {
  fileprivate var digits: String { map { $0 ? "1" : "0" }.joined() }
}
