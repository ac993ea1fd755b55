import Knotwork

/// How it is shown for a part of a box that constraints are not met together: by cases of units, active or inactive.
public struct CaseProof: Equatable, Sendable {
  /// A step of the tree, in preorder.
  public enum Step: Equatable, Sendable {
    /// This unit, counted through all layers from 0, is active, and after all steps about that inactive.
    case split(unit: Int)
    /// Bounds that are taken backward for the sum of the constraints, each times a weight, show that they are not met together; at units with
    /// a factor their pre-activation goes on with it.
    case leaf(weights: [Double], factors: [Factor])
  }

  /// What a unit's pre-activation is multiplied with; of a unit whose slope is not 0 where it is inactive, how much more it is than that
  /// slope makes it.
  public struct Factor: Equatable, Sendable {
    /// The unit's number.
    public let unit: Int
    /// The factor.
    public let value: Double

    /// A factor for a unit.
    public init(unit: Int, _ value: Double) { (self.unit, self.value) = (unit, value) }
  }

  /// The steps; none where lines that do not depend on cases will do.
  public let steps: [Step]

  /// A tree from its steps, which may prove nothing.
  public init(_ steps: [Step]) { self.steps = steps }

  /// A case that was closed: the units that are held, from 1 and negative where they are inactive, and what closes it.
  struct Leaf {
    let path: [Int]
    let step: Step
  }

  /// The tree of leaves that a search by depth has found, each at the end of its path.
  init(_ leaves: [Leaf]) {
    var steps: [Step] = []
    func add(_ leaves: [Leaf], depth: Int) {
      guard let first = leaves.first else { return }
      guard first.path.count > depth else { return steps.append(first.step) }
      steps.append(.split(unit: Int(first.path[depth].magnitude) - 1))
      add(leaves.filter { $0.path[depth] > 0 }, depth: depth + 1)
      add(leaves.filter { $0.path[depth] < 0 }, depth: depth + 1)
    }
    add(leaves, depth: 0)
    self.steps = steps
  }
}

extension ClaimCertificate {
  /// The constraints of each way in which a condition may be met; nil where these are more than 64.
  static func alternatives(of condition: Condition) -> [[LinearConstraint]]? {
    switch condition {
    case .constraint(let constraint): return [[constraint]]
    case .any(let parts):
      var all: [[LinearConstraint]] = []
      for part in parts {
        guard let more = alternatives(of: part) else { return nil }
        all += more
      }
      return all.count <= 64 ? all : nil
    case .all(let parts):
      var all: [[LinearConstraint]] = [[]]
      for part in parts {
        guard let more = alternatives(of: part), all.count * more.count <= 64 else { return nil }
        all = all.flatMap { first in more.map { first + $0 } }
      }
      return all
    }
  }
}
