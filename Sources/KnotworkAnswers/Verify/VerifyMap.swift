import Knotwork
import KnotworkClaims
import KnotworkPlot

/// What part of a rectangle of two inputs shows the violation of a claim, as a picture and as a share of the area.
public struct VerifyMap: Sendable {
  /// Which inputs are drawn, and where the others are.
  public struct Choice: Sendable {
    /// The names of both; the first two that vary unless given.
    public var inputs: [String]?
    /// The values of all inputs; the middle of the box unless given.
    public var point: [Double]?

    /// A choice; by default the usual one.
    public init(inputs: [String]? = nil, at point: [Double]? = nil) { (self.inputs, self.point) = (inputs, point) }
  }

  /// The names of the inputs that are drawn.
  public let inputs: [String]
  /// The values of all inputs.
  public let point: [Double]
  /// The share of the area on which the claim is proved.
  public let provedShare: Double
  /// The share on which it is refuted.
  public let refutedShare: Double
  /// The picture.
  public let drawing: Drawing

  /// - Throws: ``InvalidRequest`` for names that the network does not have and inputs that do not vary, `LimitReached`.
  init(
    _ stated: StatedClaim, _ choice: Choice, _ networks: [Network], _ names: [String], within budget: Budget
  ) throws {
    guard let violation = stated.claim.violation else {
      throw InvalidRequest("map", "there is nothing to draw: the violation contradicts itself")
    }
    let drawn = try VerifyMap.drawn(choice, violation, names)
    if let point = choice.point, point.count != names.count {
      throw InvalidRequest(
        "map_at", "found \(point.count.counted("number")); expected \(names.count), one for each input")
    }
    guard
      let map = try stated.claim.map(over: drawn, at: choice.point, of: networks, within: budget)
    else {
      throw InvalidRequest(
        "map_inputs", "\(names[drawn.0]) and \(names[drawn.1]) do not vary freely in the claim's box")
    }
    inputs = [names[drawn.0], names[drawn.1]]
    point = map.point
    refutedShare = map.violatedShare
    provedShare = 1 - map.violatedShare
    let others = names.indices.filter { $0 != drawn.0 && $0 != drawn.1 && violation.lower[$0] < violation.upper[$0] }
    let at = others.prefix(6).map { "\(names[$0]) = \(map.point[$0].short)" }.joined(separator: ", ")
    var view = VerdictMap(
      map.parts.filter { $0.corners.count > 2 }.map { .init($0.corners, $0.isViolated ? .refuted : .proved) },
      title: "\(stated.words)\(at.isEmpty ? "" : " at \(at)\(others.count > 6 ? ", …" : "")")")
    view.names = (inputs[0], inputs[1])
    if let point = map.counterexample { view.counterexamples = [point] }
    drawing = view.drawing()
  }

  private static func drawn(
    _ choice: Choice, _ violation: Violation, _ names: [String]
  ) throws(InvalidRequest) -> (Int, Int) {
    guard let chosen = choice.inputs else {
      let free = violation.freeInputs
      guard free.count >= 2 else {
        throw InvalidRequest(
          "map", "is drawn over two inputs, and \(free.count.counted("input varies", "inputs vary"))")
      }
      return (free[0], free[1])
    }
    var numbers: [Int] = []
    for name in chosen {
      guard let number = names.firstIndex(of: name) else {
        throw InvalidRequest("map_inputs", "\"\(name)\" is not one of \(names.prefix(20).joined(separator: ", "))")
      }
      numbers.append(number)
    }
    guard numbers.count == 2, numbers[0] != numbers[1] else {
      throw InvalidRequest("map_inputs", "expected two different inputs, as in x1,x2")
    }
    return (numbers[0], numbers[1])
  }
}
