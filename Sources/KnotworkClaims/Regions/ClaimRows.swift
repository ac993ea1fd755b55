import Knotwork
import KnotworkGeometry

/// What rows of data, and the regions in which they lie, say of a claim.
public struct ClaimRows: Equatable, Sendable {
  /// How many rows lie in the claim's box.
  public let rows: Int
  /// The numbers of those at which the claim fails.
  public let violating: [Int]
  /// How many regions hold rows.
  public let regions: Int
  /// In how many of these the claim fails somewhere.
  public let violatingRegions: Int
  /// How many rows those hold.
  public let rowsInViolatingRegions: Int
  /// Of how many regions that is not known.
  public let openRegions: Int

  /// A summary by its numbers.
  public init(
    rows: Int, violating: [Int], regions: Int, violatingRegions: Int, rowsInViolatingRegions: Int, openRegions: Int
  ) {
    (self.rows, self.violating, self.regions) = (rows, violating, regions)
    (self.violatingRegions, self.rowsInViolatingRegions) = (violatingRegions, rowsInViolatingRegions)
    self.openRegions = openRegions
  }
}

extension Claim {
  /// So many regions are decided in rational arithmetic at most, those with most rows first.
  private static let mostRegions = 500

  /// At which rows the claim fails, and in which of the regions that hold rows it fails somewhere, in exact arithmetic.
  ///
  /// - Parameters:
  ///   - rows: inputs, of which those count that lie in the claim's box.
  ///   - network: what the claim is about.
  ///   - budget: what it may cost; regions that are left are open.
  /// - Requires: a claim about one network of the size of this one, and rows with as many numbers as it has inputs.
  /// - Complexity: one exact evaluation for each row where bounds do not decide, and an exact linear program for each region and way in which
  ///   the violation may be met.
  /// - Throws: `FailedGate` where a region's function is not that of the network, a fault of the program.
  public func rows(
    _ rows: [[Double]], of network: Network, within budget: Budget = Budget()
  ) throws(FailedGate) -> ClaimRows {
    guard let violation else {
      return ClaimRows(
        rows: rows.count, violating: [], regions: 0, violatingRegions: 0, rowsInViolatingRegions: 0, openRegions: 0)
    }
    let deadline = Deadline(budget)
    let flat = FlatNetwork([network])
    let relaxation = Relaxation(flat)
    var table = QuestionRows(inputCount: inputCount, outputCount: outputCount)
    let question = table.question(violation.condition)
    let numbers = question.rows
    let flatRows = numbers.flatMap { table.rows[$0] }
    var count = 0
    var violating: [Int] = []
    var regions: [ActivationPattern: Int] = [:]
    for (number, row) in rows.enumerated() {
      guard zip(row, zip(violation.lower, violation.upper)).allSatisfy({ $1.0 <= $0 && $0 <= $1.1 }) else { continue }
      count += 1
      regions[network.pattern(at: row), default: 0] += 1
      // Bounds at the point itself are as close as rounding lets them be.
      if relaxation.relax(lower: row, upper: row, options: []) {
        let bounds = relaxation.bounds(ofRows: flatRows, count: numbers.count).bounds
        let known = Dictionary(zip(numbers, bounds), uniquingKeysWith: { first, _ in first })
        if question.pruned({ known[$0] ?? -.infinity }) == nil { continue }
      }
      if isViolated(at: row, by: [network]) { violating.append(number) }
    }
    let order = regions.sorted { ($0.value, $1.key.description) > ($1.value, $0.key.description) }
    let alternatives = ClaimCertificate.alternatives(of: violation.condition)
    let forms = ExactForms(flat)
    var (found, inFound, open) = (0, 0, 0)
    for (place, (pattern, rowCount)) in order.enumerated() {
      guard place < Claim.mostRegions, let alternatives, (try? deadline.check()) != nil else {
        open += 1
        continue
      }
      let leaf = ExactLeaf(
        forms: forms, lower: violation.lower, upper: violation.upper, phases: flat.phases(pattern))
      switch try leaf.meets(alternatives, inputCount, outputCount, isStopped: { (try? deadline.check()) == nil }) {
      case true?: (found, inFound) = (found + 1, inFound + rowCount)
      case false?: break
      case nil: open += 1
      }
    }
    return ClaimRows(
      rows: count, violating: violating, regions: regions.count, violatingRegions: found,
      rowsInViolatingRegions: inFound, openRegions: open)
  }
}

extension FlatNetwork {
  /// For each unit of a network its phase in a pattern: 1 and −1 where it is held, 2 where it has no other.
  fileprivate func phases(_ pattern: ActivationPattern) -> [Int8] {
    var bits = pattern.layers.joined().makeIterator()
    return slopes.map { $0 == 1 ? 2 : bits.next() == true ? 1 : -1 }
  }
}

extension ExactLeaf {
  /// Whether a point of it meets all constraints of an alternative; nil where that took too long.
  fileprivate func meets(
    _ alternatives: [[LinearConstraint]], _ inputs: Int, _ outputs: Int, isStopped: () -> Bool
  ) throws(FailedGate) -> Bool? {
    var isKnown = true
    for constraints in alternatives {
      var table = QuestionRows(inputCount: inputs, outputCount: outputs)
      let rows = constraints.map { table.number(of: $0) }.map { table.rows[$0] }
      // Without constraints every point does.
      let aim = rows.first ?? [Double](repeating: 0, count: inputs + outputs + 1)
      switch try least(of: aim, where: Array(rows.dropFirst()), isStopped: isStopped) {
      case .least(let optimum): if !(ExactQuotient(.zero, over: .one) < optimum.value) { return true }
      case .empty: break
      case .open: isKnown = false
      }
    }
    return isKnown ? false : nil
  }
}
