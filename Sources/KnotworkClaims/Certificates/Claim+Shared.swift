import Knotwork
import KnotworkGeometry

/// What was found of a claim in one cell of its tree of bisections.
public struct SharedProof: Equatable, Sendable {
  /// The tree of the cell as in ``ClaimCertificate/tree``, with `?` for each cell in it that is left, and `!` for each box that is not
  /// proved, and too small to be bisected.
  public let tree: String
  /// Inputs at which the claim fails, checked without rounding; nil where none were found.
  public let counterexample: [Double]?

  /// What was found by its parts.
  public init(tree: String, counterexample: [Double]?) { (self.tree, self.counterexample) = (tree, counterexample) }

  /// Trees put together from those of cells: the one of the whole box, and for each cell that is left one of its own, in order.
  ///
  /// - Parameter cells: the trees in the order of the whole tree: each before those of the cells that it leaves.
  /// - Returns: nil where there are not as many as are left.
  public static func spliced(_ cells: some Sequence<String>) -> String? {
    var next = cells.makeIterator()
    guard let first = next.next() else { return nil }
    var stack = [Array(first.utf8)[...]]
    var whole: [UInt8] = []
    while var tree = stack.popLast() {
      guard let place = tree.firstIndex(of: ClaimCertificate.rest) else {
        whole += tree
        continue
      }
      whole += tree[..<place]
      tree = tree[(place + 1)...]
      guard let inner = next.next() else { return nil }
      stack += [tree, Array(inner.utf8)[...]]
    }
    return next.next() == nil ? String(decoding: whole, as: UTF8.self) : nil
  }

  /// How many boxes of a tree are not proved and too small to be bisected.
  public static func openCount(of tree: String) -> Int { tree.utf8.count { $0 == ClaimCertificate.stuck } }
}

extension Claim {
  /// Whether the proof of the claim can be shared out: it is about one network of at most 36 inputs, and its numbers are small enough.
  public func canBeShared(for network: Network) -> Bool { violation == nil || prover(for: network) != nil }

  /// A proof by its tree of bisections; nil where the claim cannot be shared out.
  public func certificate(for network: Network, tree: String) -> ClaimCertificate? {
    guard let violation, let prover = prover(for: network) else { return nil }
    return ClaimCertificate(digest: network.digest, violation: violation, scale: prover.network.scale, tree: tree)
  }

  /// About how many steps of an enumeration of regions (`WorkedCell` of Knotwork) it takes to bound one box.
  public static func steps(ofBoxIn network: Network) -> Int {
    let weights = network.layers.reduce(0) { $0 + $1.unitCount * $1.inputCount }
    let units = network.layers.reduce(network.inputCount) { $0 + $1.unitCount }
    return max(1, weights * units / 256)
  }

  /// Looks for a proof of the claim in cells of the tree of bisections, one cell after the other on one thread, until so many boxes
  /// were looked at; or for inputs at which it fails.
  ///
  /// A cell is named by the sides taken at the bisections from the whole box down: 1 for the lower half, which comes first. A box is
  /// bisected along an input that depends on the box alone, so that cells are the same for everybody.
  ///
  /// - Parameters:
  ///   - cells: which; `""` is the whole box.
  ///   - network: that of the claim.
  ///   - boxes: how many boxes are looked at, one at least; those on the way into cells do not count.
  ///   - budget: limits that end the work without a result, and progress.
  ///   - finished: is called behind each cell with what was done of it — its number of regions is that of the boxes that are proved — and
  ///     with what was found.
  /// - Requires: the claim can be shared out.
  /// - Throws: `LimitReached` where time is over or the work was cancelled, `InvalidCheckpoint` for what is no cell, `FailedGate` where a
  ///   tree does not prove what it says, and what `finished` throws.
  /// - Complexity: for each box as ``ClaimCertificate/check(against:)``, twice for those that are proved.
  public func prove(
    cells: [String], of network: Network, boxes: Int, within budget: Budget = Budget(),
    finished: (WorkedCell, SharedProof) throws -> Void
  ) throws {
    guard let violation, let prover = prover(for: network) else {
      preconditionFailure("Claim: cannot be shared out")
    }
    let deadline = Deadline(budget)
    let attack = MiddleAttack(self, violation, network)
    var rest = max(1, boxes)
    var isStopped = false
    for cell in cells {
      if isStopped {
        try finished(WorkedCell(cell, regions: 0, left: [cell]), SharedProof(tree: "?", counterexample: nil))
        continue
      }
      let start = try prover.box(of: cell)
      var open = [(path: cell, box: start)]
      var (tree, left): ([UInt8], [String]) = ([], [])
      var counterexample: [Double]?
      while let (path, box) = open.popLast() {
        guard rest > 0, counterexample == nil else {
          tree.append(ClaimCertificate.rest)
          left.append(path)
          continue
        }
        try deadline.check()
        rest -= 1
        switch prover.step(box) {
        case .refuted: tree.append(UInt8(ascii: "."))
        case .stuck, .tooLarge: tree.append(ClaimCertificate.stuck)
        case .halves(let input, let below, let above):
          tree.append(ClaimCertificate.digits[input])
          open += [(path + "0", above), (path + "1", below)]
          counterexample = attack.counterexample(in: box, scale: prover.network.scale)
        }
      }
      isStopped = rest == 0 || counterexample != nil
      let text = String(decoding: tree, as: UTF8.self)
      do {
        let proved = try ClaimCertificate.check(text, of: start, prover.network, prover.condition, allowsRests: true)
        try finished(
          WorkedCell(cell, regions: proved, left: left), SharedProof(tree: text, counterexample: counterexample))
      } catch let flaw as ClaimCertificate.Flaw {
        throw FailedGate("the part of a proof does not hold: \(flaw)")
      }
    }
  }

  /// At the finest scale that has room for the numbers on the whole box.
  private func prover(for network: Network) -> ClaimProver? {
    guard networks.count == 1, let violation, violation.lower.count <= ClaimCertificate.digits.count else { return nil }
    return ClaimProver.scales.lazy.compactMap { ClaimProver(violation, network, scale: $0) }.first { prover in
      if case .tooLarge = prover.step(prover.box) { false } else { true }
    }
  }
}

extension ClaimProver {
  /// The box of a cell.
  fileprivate func box(of cell: String) throws(InvalidCheckpoint) -> IntegerBox {
    var box = self.box
    for digit in cell.utf8 {
      guard case .halves(_, let below, let above) = step(box) else {
        throw InvalidCheckpoint("\"\(cell.prefix(40))\" is no cell of the claim's tree of bisections")
      }
      box = digit == UInt8(ascii: "1") ? below : above
    }
    return box
  }
}

/// Looks for inputs at which a claim fails at the middles of boxes.
private struct MiddleAttack {
  private let claim: Claim
  private let violation: Violation
  private let network: Network
  private let relaxation: Relaxation
  private let rows: QuestionRows
  private let question: Question

  init(_ claim: Claim, _ violation: Violation, _ network: Network) {
    (self.claim, self.violation, self.network) = (claim, violation, network)
    relaxation = Relaxation(FlatNetwork([network]))
    var rows = QuestionRows(inputCount: claim.inputCount, outputCount: claim.outputCount)
    question = rows.question(violation.condition)
    self.rows = rows
  }

  /// The middle of a box, rounded to single precision and then to a double, where the claim fails there.
  func counterexample(in box: IntegerBox, scale: Int) -> [Double]? {
    let middle = box.lower.indices.map { input in
      let middle =
        (Double(box.lower[input]) / 2 + Double(box.upper[input]) / 2)
        * Double(sign: .plus, exponent: -scale, significand: 1)
      return min(violation.upper[input], max(violation.lower[input], middle))
    }
    let single = SinglePrecision.rounded(middle, lower: violation.lower, upper: violation.upper)
    return [single, middle].lazy.compactMap { $0 }.first {
      isNearlyViolated($0) && claim.isViolated(at: $0, by: [network])
    }
  }

  /// Whether doubles do not speak against it: what is left is decided without rounding.
  private func isNearlyViolated(_ point: [Double]) -> Bool {
    let outputs = relaxation.outputs(at: point)
    let size = outputs.reduce(1) { max($0, $1.magnitude) }
    return question.value { rows.value($0, inputs: point, outputs: outputs) }.value <= 0x1p-20 * size
  }
}
