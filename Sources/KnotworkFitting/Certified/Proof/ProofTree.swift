import KnotworkGeometry

/// The cells of a proof as a tree for each pair of signs and orthants, in the order in which roots are counted.
struct ProofTree {
  /// What became of a cell; the halves of a cell are numbered one after the other.
  enum Node {
    case open
    case split(unit: Int, first: Int, second: Int, at: FitProofStep.Cut, children: Int)
    case leaf(support: Int, terms: [FitProofStep.Term])
  }

  private(set) var nodes: [Node] = []
  private let roots: Int

  init(roots: Int) {
    self.roots = roots
    nodes = [Node](repeating: .open, count: roots)
  }

  mutating func settle(_ node: Int, support: Int, terms: [FitProofStep.Term]) {
    nodes[node] = .leaf(support: support, terms: terms)
  }

  /// - Returns: the number of the first half; the second follows.
  mutating func split(_ node: Int, unit: Int, _ first: Int, _ second: Int, at cut: FitProofStep.Cut) -> Int {
    let children = nodes.count
    nodes[node] = .split(unit: unit, first: first, second: second, at: cut, children: children)
    nodes += [.open, .open]
    return children
  }

  /// The steps, depth first; nil while a cell is open.
  func steps() -> [FitProofStep]? {
    var steps: [FitProofStep] = []
    var stack = Array((0..<roots).reversed())
    while let node = stack.popLast() {
      switch nodes[node] {
      case .open: return nil
      case .leaf(let support, let terms): steps.append(.leaf(support: support, terms: terms))
      case .split(let unit, let first, let second, let cut, let children):
        steps.append(.split(unit: unit, first: first, second: second, at: cut))
        stack += [children + 1, children]
      }
    }
    return steps
  }
}

/// Where a proof begins: every choice of signs, and of an orthant of the axes for each unit.
///
/// Two units may change places, so that the signs −, + need not be looked at, nor, for equal signs, an order of the orthants.
enum ProofRoots {
  /// The signs and cells, in the order of the steps.
  static func all(units: Int, axes: [[Dyadic]], _ rows: ProofRows) -> [(signs: [Int], cell: ProofCell)] {
    let generators = axes.map { axis in
      (ConeGenerator(Dyadic.primitive(axis), rows), ConeGenerator(Dyadic.primitive(axis.map { -$0 }), rows))
    }
    let orthants = (0..<1 << axes.count).map { mask in
      UnitCone(generators.enumerated().map { mask >> $0.offset & 1 == 0 ? $0.element.0 : $0.element.1 })
    }
    if units == 1 {
      return [1, -1].flatMap { sign in orthants.map { ([sign], ProofCell([$0], rows)) } }
    }
    return [[1, 1], [1, -1], [-1, -1]].flatMap { signs in
      orthants.indices.flatMap { first in
        (signs[0] == signs[1] ? first..<orthants.count : 0..<orthants.count).map { second in
          (signs, ProofCell([orthants[first], orthants[second]], rows))
        }
      }
    }
  }
}
