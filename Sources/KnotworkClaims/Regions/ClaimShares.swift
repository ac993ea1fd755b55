import CKnotworkKernels
import Dispatch
import Knotwork
import KnotworkGeometry
import Synchronization

/// On which part of a claim's box its violation never occurs, and on which it does everywhere, by volume in any dimension.
public struct ClaimShares: Equatable, Sendable {
  /// The share of the box without a violation; a bound from below.
  public let proved: Double
  /// The share on which every point is one; a bound from below.
  public let refuted: Double
  /// How many boxes were looked at.
  public let boxes: Int

  /// Shares by their numbers.
  public init(proved: Double, refuted: Double, boxes: Int) {
    (self.proved, self.refuted, self.boxes) = (proved, refuted, boxes)
  }

  /// What is left; a bound from above.
  public var open: Double { min(1, max(0, (1 - proved - refuted).nextUp)) }
}

extension Claim {
  /// Splits the box of the claim's violation, the largest parts first, and says which share of its volume is proved and which refuted.
  ///
  /// Both are decided by bounds that hold whatever rounding does; volumes are rounded down. Inputs whose interval is a point do not count.
  /// Parts of the box outside of half-spaces that cut the domain are without a violation.
  /// - Parameters:
  ///   - networks: what the claim is about.
  ///   - most: so many boxes are looked at.
  ///   - budget: what it may cost.
  /// - Requires: networks of the sizes of the claim.
  /// - Throws: `FailedGate` where the middle of a part that was decided says something else, a fault of the program.
  /// - Complexity: for each box that of bounds on all units.
  public func shares(
    on networks: [Network], boxes most: Int = 20_000, within budget: Budget = Budget()
  ) throws(FailedGate) -> ClaimShares {
    guard let violation else { return ClaimShares(proved: 1, refuted: 0, boxes: 0) }
    var rows = QuestionRows(inputCount: inputCount, outputCount: outputCount)
    let question = rows.question(violation.condition)
    let search = ShareSearch(FlatNetwork(networks), rows, violation, question, most: most, within: budget)
    search.run(threads: budget.threads)
    let found = search.found.withLock { $0 }
    for (point, isViolated) in found.samples where self.isViolated(at: point, by: networks) != isViolated {
      throw FailedGate("a part is \(isViolated ? "refuted" : "proved"), and its middle, \(point), says something else")
    }
    return ClaimShares(proved: found.proved, refuted: found.refuted, boxes: found.boxes)
  }
}

/// A part of a box, with its share of the volume, rounded down.
private struct ShareBox: Ordered {
  var box: OpenBox
  let share: Double

  var order: Double { -share }
}

/// What the threads share.
private final class ShareSearch: Sendable {
  struct Found {
    var (proved, refuted) = (0.0, 0.0)
    var boxes = 0
    /// Middles of parts that were decided, and whether they violate the claim.
    var samples: [(point: [Double], isViolated: Bool)] = []
  }

  private static let mostSamples = 100

  let found = Mutex(Found())
  private let network: FlatNetwork
  private let rows: QuestionRows
  private let (lower, upper): ([Double], [Double])
  private let boxes: OpenBoxes<ShareBox>
  private let most: Int
  private let budget: Budget
  private let deadline: ContinuousClock.Instant?

  init(
    _ network: FlatNetwork, _ rows: QuestionRows, _ violation: Violation, _ question: Question, most: Int,
    within budget: Budget
  ) {
    (self.network, self.rows, self.most, self.budget) = (network, rows, most, budget)
    (lower, upper) = (violation.lower, violation.upper)
    deadline = budget.limits.duration.map { ContinuousClock.now.advanced(by: $0) }
    let start = OpenBox(lower: violation.lower, upper: violation.upper, question: question, bound: 0, share: 1)
    boxes = OpenBoxes([ShareBox(box: start, share: 1)])
  }

  func run(threads: Int) {
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      let relaxation = Relaxation(network)
      let number = boxes.join()
      while let part = boxes.take(by: number) {
        guard !isOver() else {
          boxes.finish(by: number, with: [part])
          boxes.stop()
          return
        }
        boxes.finish(by: number, with: process(part, relaxation))
      }
    }
  }

  private func isOver() -> Bool {
    if budget.progress.isCancelled || deadline.map({ ContinuousClock.now >= $0 }) ?? false { return true }
    if let limit = budget.limits.memory, kw_resident_memory() > limit { return true }
    return found.withLock { found in
      found.boxes += 1
      return found.boxes > most
    }
  }

  /// What stays open of a part.
  private func process(_ part: ShareBox, _ relaxation: Relaxation) -> [ShareBox] {
    var box = part.box
    guard relaxation.relax(lower: box.lower, upper: box.upper, options: [.forms, .backward]) else { return [] }
    let numbers = box.question.rows
    let table = numbers.flatMap { rows.rows[$0] }
    let (least, _) = relaxation.bounds(ofRows: table, count: numbers.count)
    let (opposite, _) = relaxation.bounds(ofRows: table.map { -$0 }, count: numbers.count)
    var (low, high): ([Int: Double], [Int: Double]) = ([:], [:])
    for (place, number) in numbers.enumerated() { (low[number], high[number]) = (least[place], -opposite[place]) }
    guard let question = box.question.pruned({ low[$0] ?? -.infinity }) else {
      close(part, isViolated: false)
      return []
    }
    // Where the greatest values of rows meet it, all points do.
    if question.value({ high[$0] ?? .infinity }).value <= 0 {
      close(part, isViolated: true)
      return []
    }
    box.question = question
    guard let critical = question.value({ low[$0] ?? -.infinity }).row else { return [] }
    let scores = relaxation.openUnits > 0 ? relaxation.attribution(ofRow: rows.rows[critical]) : []
    let widths = zip(box.lower, box.upper).map { $1 - $0 }
    let axes =
      scores.indices.filter { scores[$0] > 0 }.sorted { scores[$0] > scores[$1] }
      + widths.indices.sorted { widths[$0] > widths[$1] }
    for axis in axes {
      if let halves = box.halves(along: axis) { return halves.map { ShareBox(box: $0, share: share(of: $0)) } }
    }
    return []
  }

  /// The share of the volume of a box, rounded down.
  private func share(of box: OpenBox) -> Double {
    var share = 1.0
    for input in lower.indices where lower[input] < upper[input] {
      let part = (box.upper[input] - box.lower[input]).nextDown / (upper[input] - lower[input]).nextUp
      share = (share * part.nextDown).nextDown
    }
    return max(0, share)
  }

  private func close(_ part: ShareBox, isViolated: Bool) {
    budget.progress.add(share: part.share * budget.part)
    let middle = zip(part.box.lower, part.box.upper).map { min($1, max($0, $0 + ($1 - $0) / 2)) }
    found.withLock { found in
      if isViolated {
        found.refuted = max(found.refuted, (found.refuted + part.share).nextDown)
      } else {
        found.proved = max(found.proved, (found.proved + part.share).nextDown)
      }
      if found.samples.count < ShareSearch.mostSamples { found.samples.append((middle, isViolated)) }
    }
  }
}
