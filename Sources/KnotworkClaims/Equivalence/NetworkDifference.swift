import Knotwork
import KnotworkGeometry

/// The difference g − f of two networks, output by output, and how large it gets.
///
/// Networks of one shape go side by side unit by unit, with bounds on what each unit of g has more than its partner in f; units that g
/// has in another order are put in that of f before. Others are searched as one network.
public struct NetworkDifference: Sendable {
  /// How two networks are held against each other.
  public enum Method: String, Equatable, Sendable, CaseIterable {
    /// Unit by unit.
    case pairs
    /// As one network.
    case joined
  }

  /// f.
  public let first: Network
  /// g.
  public let second: Network
  /// How they are held against each other.
  public let method: Method
  /// Whether all units of g are those of f, in some order and with weights that make no difference, so that both are the same function.
  public let hasSameUnits: Bool
  let network: FlatNetwork
  private let sideBySide: FlatNetwork

  /// How far weights of partners are apart at most, as a part of their size, for units to be held against each other.
  private static let farthest = 0.7

  /// The difference of two networks.
  ///
  /// - Requires: as many inputs and outputs.
  /// - Complexity: that of finding the partners of units, n³ for layers of n units that are not in the same order.
  public init(_ first: Network, _ second: Network) {
    precondition(
      first.inputCount == second.inputCount && first.outputCount == second.outputCount,
      "NetworkDifference: networks of different sizes")
    (self.first, self.second) = (first, second)
    if let matching = UnitMatching(first, second), matching.distance <= NetworkDifference.farthest {
      method = .pairs
      hasSameUnits = matching.areSame
      network = FlatNetwork(pairing: first, with: matching.scaled, isRescaled: matching.isRounded)
      sideBySide = FlatNetwork([first, matching.permuted], sharesInputs: true)
    } else {
      method = .joined
      hasSameUnits = false
      network = FlatNetwork([first, second], sharesInputs: true)
      sideBySide = network
    }
  }

  /// Whether all units of a network are those of another one, in some order, as ``hasSameUnits`` says.
  ///
  /// - Requires: as many inputs and outputs.
  public static func haveSameUnits(_ first: Network, _ second: Network) -> Bool {
    UnitMatching(first, second)?.areSame ?? false
  }

  /// The difference of two networks that are to be held against each other in a given way, units as they stand.
  ///
  /// - Parameters:
  ///   - first: f.
  ///   - second: g.
  ///   - method: unit by unit, or as one network.
  /// - Requires: as many inputs and outputs; unit by unit also the same shape, with the same activations.
  package init(_ first: Network, _ second: Network, by method: Method) {
    precondition(
      first.inputCount == second.inputCount && first.outputCount == second.outputCount,
      "NetworkDifference: networks of different sizes")
    precondition(
      method == .joined || first.layers.map(\.activations) == second.layers.map(\.activations),
      "NetworkDifference: networks of different shapes")
    (self.first, self.second, self.method) = (first, second, method)
    hasSameUnits = method == .pairs && first.layers == second.layers
    sideBySide = FlatNetwork([first, second], sharesInputs: true)
    network = method == .pairs ? FlatNetwork(pairing: first, with: second) : sideBySide
  }

  /// The difference of an output at a point, without rounding.
  public func value(ofOutput output: Int, at point: [Double]) -> Dyadic { values(at: point)[output] }

  /// The differences of all outputs at a point, without rounding.
  func values(at point: [Double]) -> [Dyadic] {
    let exact = point.map(Dyadic.init)
    return zip(second.exactly(exact), first.exactly(exact)).map { $0 - $1 }
  }

  /// `sign` · (g − f) of an output as a constraint that says that it is at least a number.
  func constraint(_ output: Int, sign: Double, atLeast offset: Double) -> LinearConstraint {
    let count = first.outputCount
    var terms: [LinearConstraint.Term] = method == .pairs ? [] : [.init(sign, .output(output))]
    terms.append(.init(-sign, .output(count + output)))
    return LinearConstraint(terms, atMost: -offset)
  }

  func task(
    _ constraints: [LinearConstraint], over domain: Polytope, isObjective: Bool,
    confirm: @escaping @Sendable ([Double]) -> Bool
  ) -> SearchTask {
    var rows = QuestionRows(inputCount: first.inputCount, outputCount: 2 * first.outputCount)
    let numbers = constraints.map { rows.number(of: $0) }
    let sides = domain.halfSpaces.map { Question.row(rows.number(of: LinearConstraint($0))) }
    let asked = numbers.count == 1 ? Question.row(numbers[0]) : .any(numbers.map { .row($0) })
    return SearchTask(
      network: network, rows: rows,
      sideBySide: method == .pairs ? (sideBySide, rows.ofOutputsSideBySide()) : nil,
      objectives: isObjective ? Set(numbers) : [], gap: 0, lower: domain.box.lower, upper: domain.box.upper,
      question: .conjunction([asked] + sides), confirm: confirm)
  }
}
