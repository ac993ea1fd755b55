import Knotwork
import KnotworkFormats

/// What have the units of distributed work come to?
public struct GatherRequest: Sendable {
  /// Whether cells that are left and in no unit are dealt into new ones.
  public var dealsNext = false
  /// Into how many; those of the plan unless given.
  public var ways: Int?
  /// How long these are; those of the plan unless given.
  public var steps: Int?

  /// A request that deals nothing.
  public init() {}

  /// The answer where the work is complete, the same as that of a single run; what is left where it is not. A claim that fails needs
  /// no complete work.
  ///
  /// - Throws: ``InvalidData`` where the accounts do not fit, and where a receipt tells what is not so; `FailedGate` where what the
  ///   receipts come to does not pass its gate.
  public func answer(_ ledger: WorkLedger) throws -> Gathering {
    let state = try ledger.state()
    if let inputs = ledger.counterexample { return .complete(try ledger.refutation(at: inputs)) }
    guard state.isComplete else {
      return .open(
        OpenWork(
          regionCount: ledger.regionCount, unitCount: ledger.unitCount, receiptCount: ledger.receiptCount,
          missing: state.missing, left: state.left,
          next: dealsNext ? try ledger.plan.units(of: state.left, ways: ways, steps: steps) : []))
    }
    var count = 0
    try ledger.forEachCell { cell, _ in count += cell.regions }
    guard count == ledger.regionCount else {
      throw FailedGate("the receipts have other regions than the cells of the tree")
    }
    return .complete(try ledger.answer(regions: count))
  }
}

/// What distributed work has come to.
public enum Gathering: Sendable {
  /// The answer.
  case complete(any Answer)
  /// What is left.
  case open(OpenWork)
}

/// Distributed work that is not complete.
public struct OpenWork: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.open_work")

  /// So many regions were found.
  public let regionCount: Int
  /// So many units there were.
  public let unitCount: Int
  /// So many of them have a receipt.
  public let receiptCount: Int
  /// The units without a receipt.
  public let missing: [WorkUnit]
  /// The cells that were in no unit.
  public let left: [String]
  /// The units that these were dealt into.
  public let next: [WorkUnit]

  /// Nothing is decided yet.
  public var ending: Ending {
    let parts = [
      missing.isEmpty ? nil : "\(missing.count.counted("unit")) \(missing.count == 1 ? "has" : "have") no receipt",
      left.isEmpty
        ? nil
        : next.isEmpty
          ? "\(left.count.counted("cell")) \(left.count == 1 ? "is" : "are") left and in no unit; --next deals them out"
          : "\(left.count.counted("cell")) \(left.count == 1 ? "is" : "are") left, in \(next.count.counted("new unit"))",
    ]
    return Ending(
      .undecided(
        reason: "the work is not complete: at least \(regionCount.counted("region exists", "regions exist")); "
          + parts.compactMap { $0 }.joined(separator: ", and ")))
  }

  /// Writes the members.
  public func write(to json: inout JSONWriter) {
    json.member("complete", false)
    json.member("regions", regionCount)
    json.member("units", unitCount)
    json.member("receipts", receiptCount)
    json.member("missing", missing.map(\.id))
    json.member("left", left)
    json.member("next", next)
  }

  /// Writes the names of the units that are to be done, a line each.
  public func write(to text: inout TextWriter) throws {
    for unit in missing + next { try text.line(unit.id) }
  }
}
