import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// Smaller networks that stay within an error of a network over a domain, with proof.
public struct LossySimplification: Sendable {
  /// A network and how far it is from the original.
  public struct Step: Sendable {
    /// The network.
    public let network: Network
    /// How large it is.
    public let size: NetworkSize
    /// The number of linear pieces; nil where they were not counted.
    public internal(set) var pieces: Int?
    /// What was proved.
    public let difference: ProvedDifference

    /// What is the same function but for the rounding of weights.
    public init(_ lossless: LosslessSimplification) {
      self.init(lossless.network, difference: lossless.rounding)
    }

    init(_ network: Network, pieces: Int? = nil, difference: ProvedDifference) {
      (self.network, self.pieces, self.difference) = (network, pieces, difference)
      size = NetworkSize(network)
    }
  }

  /// How the work ended.
  public enum End: Equatable, Sendable {
    /// All was done.
    case complete
    /// Its time was over; what was found by then is proved.
    case timeLimit
    /// It was cancelled; what was found by then is proved.
    case cancelled
  }

  /// The error that is allowed.
  public let error: Double
  /// Networks with proved errors, the smallest first; the last one is the same function.
  public internal(set) var curve: [Step]
  /// A smaller network whose error at samples is small enough, and for which that was neither proved nor refuted.
  public internal(set) var open: Step?
  /// For one input how many pieces are needed at least, and how many suffice.
  public internal(set) var fewestPieces: (atLeast: Int, atMost: Int?)?
  /// How the work ended.
  public internal(set) var end = End.complete

  /// The smallest network that is proved to be within the error.
  public var best: Step {
    curve.first { $0.difference.bound <= error } ?? curve[curve.count - 1]
  }

  /// Looks for the smallest network.
  ///
  /// - Parameters:
  ///   - original: the network.
  ///   - lossless: the same function, made as small as it gets.
  ///   - domain: the domain of `lossless`.
  ///   - error: the largest difference allowed, above 0.
  ///   - rows: inputs at which networks are compared beside those that are drawn, row by row.
  ///   - budget: what it may cost. Without a time limit proofs in four and more dimensions end after a minute.
  /// - Throws: `InvalidNetwork` where weights overflow, `FailedGate` for a fault of the program.
  public init(
    of original: Network, from lossless: LosslessSimplification, over domain: Domain, within error: Double,
    rows: [Double] = [], budget: Budget = Budget()
  ) throws {
    self.error = error
    let start = ContinuousClock.now
    curve = [Step(lossless)]
    if case .box(let box) = domain, box.dimension == 1, original.outputCount == 1 {
      try findPieces(original, over: box.lower[0]...box.upper[0], budget: budget)
    } else {
      var search = LossySearch(
        original, lossless, over: domain, within: error, rows: rows, budget: budget)
      try search.run()
      (curve, open, end) = (search.curve, search.open, search.end)
    }
    countPieces(over: domain, within: budget.after(ContinuousClock.now - start))
  }

  /// Counts the pieces of networks for which that was not done yet.
  private mutating func countPieces(over domain: Domain, within budget: Budget) {
    let start = ContinuousClock.now
    func rest() -> Budget { budget.after(ContinuousClock.now - start) }
    for index in curve.indices where curve[index].pieces == nil {
      curve[index].pieces = curve[index].network.pieceCount(over: domain, within: rest())
    }
    if let open, open.pieces == nil { self.open?.pieces = open.network.pieceCount(over: domain, within: rest()) }
  }

  /// One input: the fewest pieces, and the best error of fewer ones.
  private mutating func findPieces(_ original: Network, over range: ClosedRange<Double>, budget: Budget) throws {
    let deadline = Deadline(after: budget.limits.duration, cancelledWith: budget.progress)
    let line = try ExactBrokenLine(of: original, over: range, within: budget)
    let start = curve[0]
    curve = [Step(start.network, pieces: line.pieces.count, difference: start.difference)]
    let fewest = FewestPieces(line)
    let names = (inputs: original.inputNames, outputs: original.outputNames)
    let (atLeast, atMost) = fewest.count(within: error)
    fewestPieces = (atLeast, atMost)
    guard let atMost, atMost < line.pieces.count else { return }
    var found: [Step] = []
    // Where the error is just where the number of pieces jumps, rounding may need one more.
    for pieces in [atMost, atMost + 1] {
      guard let best = fewest.network(pieces: pieces, within: error, names: names) else { continue }
      found.append(Step(best.network, pieces: best.pieces, difference: best.difference))
      break
    }
    let spread = line.spread
    for pieces in FewestPieces.sizes(below: atMost).reversed() {
      if deadline.hasPassed {
        end = budget.progress.isCancelled ? .cancelled : .timeLimit
        break
      }
      guard let next = fewest.network(pieces: pieces, within: max(spread, error) * 1.001, names: names) else {
        continue
      }
      // Fewer may do as well.
      if let last = found.last?.pieces, next.pieces >= last { continue }
      found.append(Step(next.network, pieces: next.pieces, difference: next.difference))
    }
    curve = found.reversed() + curve
  }
}

extension FewestPieces {
  /// Numbers of pieces for a curve: all small ones, then ever further apart.
  fileprivate static func sizes(below count: Int) -> [Int] {
    var sizes: [Int] = []
    var next = 1
    while next < count {
      sizes.append(next)
      next = max(next + 1, next + next / 6)
    }
    return sizes
  }
}
