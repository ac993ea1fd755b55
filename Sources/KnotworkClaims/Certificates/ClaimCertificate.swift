import Knotwork

/// A proof that a network never shows a violation: the box, bisected until bounds in whole numbers show for each part that the
/// violation
/// is impossible there.
///
/// No bounds are kept: whoever checks the proof finds them again. The tree is in preorder: a digit (0 … 9, a … z) is the input that
/// is
/// bisected, its lower half first, a point a part, and a star a part on which the violation is impossible by cases of units
/// (``CaseProof``).
public struct ClaimCertificate: Equatable, Sendable {
  /// The hash of the network (`Network.digest`).
  public let digest: String
  /// What never occurs.
  public let violation: Violation
  /// Bounds are multiples of 2^−scale.
  public let scale: Int
  /// The bisections.
  public let tree: String
  /// For each part with a star, for each way in which the violation may be met, the cases that show that it is not.
  public let cases: [[CaseProof]]
  /// Inputs that show how near the violation is.
  public var points: [[Double]]

  /// A proof by its parts, which may prove nothing.
  public init(
    digest: String, violation: Violation, scale: Int, tree: String, cases: [[CaseProof]] = [], points: [[Double]] = []
  ) {
    (self.digest, self.violation, self.scale, self.tree) = (digest, violation, scale, tree)
    (self.cases, self.points) = (cases, points)
  }

  /// What is wrong with a proof.
  public struct Flaw: Error, Equatable, CustomStringConvertible, Sendable {
    /// A clause for people: "leaf 12 is not proved".
    public let description: String

    init(_ description: String) { self.description = description }
  }

  /// The digits of inputs.
  static let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

  /// Checks the proof, in whole numbers only.
  ///
  /// - Returns: the number of parts.
  /// - Throws: ``Flaw`` where it does not prove what it says.
  /// - Complexity: for each part about that of one product of the weights with as many vectors as there are inputs and unsettled
  /// units.
  public func check(against network: Network) throws(Flaw) -> Int {
    guard digest == network.digest else { throw Flaw("the proof is about another network") }
    guard violation.lower.count == network.inputCount else {
      throw Flaw("the box has another number of inputs than the network")
    }
    guard IntegerNetwork.scales.contains(scale) else { throw Flaw("the scale is not from 1 to 52") }
    guard let integers = IntegerNetwork(network, scale: scale),
      let condition = IntegerCondition(violation.condition, scale: scale),
      let box = IntegerBox(violation, scale: scale)
    else { throw Flaw("numbers are too large for the scale") }
    guard points.allSatisfy({ $0.count == network.inputCount && violation.isInBox($0) }) else {
      throw Flaw("a point is not in the box")
    }
    let alternatives = cases.isEmpty ? [] : ClaimCertificate.alternatives(of: violation.condition)
    return try ClaimCertificate.check(tree, of: box, integers, condition, cases: cases, of: alternatives)
  }

  /// Checks the tree of a box.
  ///
  /// - Parameters:
  ///   - cases: those of the parts that are proved by cases, in their order.
  ///   - alternatives: the constraints that each case is about.
  ///   - allowsRests: whether parts may be left to others (``rest``), and parts may be too small to be proved (``stuck``).
  /// - Returns: the number of parts that are proved.
  static func check(
    _ tree: String, of box: IntegerBox, _ network: IntegerNetwork, _ condition: IntegerCondition,
    cases: [[CaseProof]] = [], of alternatives: [[LinearConstraint]]? = [], allowsRests: Bool = false
  ) throws(Flaw) -> Int {
    var open = [box]
    var leaves = 0
    var following = cases[...]
    for token in tree.utf8 {
      guard let box = open.popLast() else { throw Flaw("the tree goes on after its end") }
      if allowsRests, token == rest || token == stuck { continue }
      if token == UInt8(ascii: ".") {
        leaves += 1
        guard let bounds = IntegerBounds(network, lower: box.lower, upper: box.upper),
          let isRefuted = bounds.refutes(condition)
        else { throw Flaw("numbers are too large for the scale") }
        guard isRefuted else { throw Flaw("part \(leaves) is not proved") }
        continue
      }
      if token == UInt8(ascii: "*") {
        leaves += 1
        guard let trees = following.popFirst(), let alternatives, trees.count == alternatives.count else {
          throw Flaw("part \(leaves) has no cases, or not as many as the violation has alternatives")
        }
        guard let bounds = IntegerBounds(network, lower: box.lower, upper: box.upper) else {
          throw Flaw("numbers are too large for the scale")
        }
        for (constraints, tree) in zip(alternatives, trees) {
          guard let isRefuted = try bounds.refutes(constraints, by: tree) else {
            throw Flaw("numbers are too large for the scale")
          }
          guard isRefuted else { throw Flaw("part \(leaves) is not proved") }
        }
        continue
      }
      guard let input = ClaimCertificate.digits.firstIndex(of: token), input < box.lower.count
      else {
        throw Flaw("\"\(Unicode.Scalar(token))\" is no input")
      }
      let (below, above) = box.halves(input)
      open += [above, below]
    }
    guard open.isEmpty else {
      throw Flaw("the tree ends before its end, after \(leaves.counted("part"))")
    }
    guard following.isEmpty else { throw Flaw("there are cases of no part") }
    return leaves
  }

  /// In a part of a proof: what is left to others.
  static let rest = UInt8(ascii: "?")
  /// In a part of a proof: what is too small to be bisected, and not proved.
  static let stuck = UInt8(ascii: "!")
}

extension Violation {
  /// Whether inputs lie in the box.
  fileprivate func isInBox(_ point: [Double]) -> Bool {
    zip(point, zip(lower, upper)).allSatisfy { $1.0 <= $0 && $0 <= $1.1 }
  }
}

/// A box with sides in whole multiples of 2^−scale.
struct IntegerBox {
  var lower: [Int64]
  var upper: [Int64]

  /// The least such box around that of a violation; nil where numbers are too large for the scale.
  init?(_ violation: Violation, scale: Int) {
    let lower = violation.lower.compactMap { Fixed($0, scale: scale)?.floor }
    let upper = violation.upper.compactMap { Fixed($0, scale: scale)?.ceiling }
    guard lower.count == violation.lower.count, upper.count == lower.count,
      (lower + upper).allSatisfy({ $0.magnitude < IntegerNetwork.largestValue })
    else { return nil }
    (self.lower, self.upper) = (lower, upper)
  }

  /// Both halves, which share their middle.
  func halves(_ input: Int) -> (IntegerBox, IntegerBox) {
    let middle = (lower[input] + upper[input]) >> 1
    var (below, above) = (self, self)
    below.upper[input] = middle
    above.lower[input] = middle
    return (below, above)
  }
}
