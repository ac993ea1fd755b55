import Knotwork
import KnotworkFormats

/// Keeps the accounts of distributed work: every cell that was left is in one unit, every unit has one receipt, and so every part of
/// the domain is counted once.
public struct WorkLedger: Sendable {
  /// The plan.
  public let plan: WorkPlan
  private var units: [String: WorkUnit] = [:]
  private var receipts: [String: WorkReceipt] = [:]
  /// For each cell the units that have it: more than one where a unit did not come to it.
  private var owners: [String: [String]] = [:]

  /// The accounts of a plan, with its first unit.
  public init(_ plan: WorkPlan) throws {
    self.plan = plan
    try add(plan.firstUnit)
  }

  /// How many units there are.
  public var unitCount: Int { units.count }
  /// How many of them have a receipt.
  public var receiptCount: Int { receipts.count }
  /// The number of regions found so far.
  public var regionCount: Int { receipts.values.reduce(0) { $0 + $1.regionCount } }

  /// Adds a unit; one that is there already adds nothing.
  ///
  /// - Throws: ``InvalidData`` where it is none of the plan's.
  public mutating func add(_ unit: WorkUnit) throws {
    guard units[unit.id] == nil else { return }
    guard try WorkUnit(plan.work, cells: unit.cells, steps: unit.steps).id == unit.id else {
      throw InvalidData("the unit \(unit.id) is of another plan: of another network, domain or question")
    }
    for cell in unit.cells { owners[cell, default: []].append(unit.id) }
    units[unit.id] = unit
  }

  /// Adds a receipt; one that is there already adds nothing.
  ///
  /// - Throws: ``InvalidData`` where it is of no unit that is known, is not of its unit's cells, or another receipt of the same unit
  ///   says something else.
  public mutating func add(_ receipt: WorkReceipt) throws {
    guard let unit = units[receipt.unit] else {
      throw InvalidData("a receipt of \(receipt.unit), which is no unit of this plan")
    }
    if let other = receipts[receipt.unit] {
      guard other == receipt else {
        throw InvalidData(
          "two receipts of the unit \(receipt.unit) say different things; one of them is wrong: remove both, and do it again"
        )
      }
      return
    }
    let question = plan.work.question
    guard receipt.cells.map(\.cell) == unit.cells, (receipt.file != nil) == question.hasFiles,
      receipt.findings.isEmpty != question.hasFindings,
      receipt.findings.allSatisfy({ $0.map { $0.question == question } ?? true })
    else {
      throw InvalidData(
        "the receipt of the unit \(receipt.unit) is about other cells than those of the unit, or another question")
    }
    receipts[receipt.unit] = receipt
  }

  /// How far the work has come.
  public struct State: Sendable {
    /// The units that have no receipt, by their names.
    public let missing: [WorkUnit]
    /// The cells that are left and in no unit.
    public let left: [String]
    /// Whether nothing is.
    public var isComplete: Bool { missing.isEmpty && left.isEmpty }
  }

  /// How far the work has come.
  ///
  /// - Throws: ``InvalidData`` where the accounts do not fit: a cell is left twice, or done twice, or a unit has one that nobody has
  ///   left.
  /// - Complexity: O(cells · depth).
  public func state() throws -> State {
    let missing = units.values.filter { receipts[$0.id] == nil }.sorted { $0.id < $1.id }
    let open = Set(missing.flatMap(\.cells))
    // How often each cell was left: by the one unit that found it, and by all that did not come to it.
    var opened = ["": 1]
    var found: Set<String> = [""]
    for receipt in receipts.values {
      for worked in receipt.cells {
        for cell in worked.left {
          opened[cell, default: 0] += 1
          guard cell == worked.cell || found.insert(cell).inserted else {
            throw InvalidData("the cell \(WorkLedger.name(cell)) is left of two units that have found it")
          }
        }
      }
    }
    for (cell, names) in owners {
      let done = names.filter { receipts[$0].map { !WorkLedger.leaves($0, cell) } ?? false }.sorted()
      guard done.count < 2 else {
        throw InvalidData("the cell \(WorkLedger.name(cell)) was done by two units, \(done[0]) and \(done[1])")
      }
      // A unit may be there before the receipt that its cells are from, if that was lost.
      guard names.count > opened[cell] ?? 0,
        !(0...cell.utf8.count).contains(where: { open.contains(String(cell.prefix($0))) })
      else { continue }
      throw InvalidData(
        "the unit \(names.sorted()[0]) has the cell \(WorkLedger.name(cell)), which no receipt leaves; it is of another run, or "
          + "a receipt is wrong")
    }
    return State(missing: missing, left: opened.filter { $1 > owners[$0]?.count ?? 0 }.keys.sorted(by: >))
  }

  /// Whether a unit did not come to one of its cells.
  private static func leaves(_ receipt: WorkReceipt, _ cell: String) -> Bool {
    receipt.cells.contains { $0.cell == cell && $0.left == [cell] }
  }

  /// What was done of a cell, and the unit that did it.
  ///
  /// - Requires: the work is complete.
  func done(_ cell: String) throws -> (WorkedCell, unit: String) {
    let done = owners[cell]?.first { receipts[$0].map { !WorkLedger.leaves($0, cell) } ?? false }
    guard let unit = done, let worked = receipts[unit]?.cells.first(where: { $0.cell == cell }) else {
      throw FailedGate("the cell \(WorkLedger.name(cell)) was not done, although nothing is left")
    }
    return (worked, unit)
  }

  /// Calls `body` with what was done of each cell and the name of its unit, in the order of a single run.
  ///
  /// - Requires: the work is complete.
  public func forEachCell(_ body: (WorkedCell, String) throws -> Void) throws {
    var stack = [""]
    var count = 0
    while let cell = stack.popLast() {
      let (worked, unit) = try done(cell)
      try body(worked, unit)
      stack += worked.left.reversed()
      count += 1
    }
    guard count == owners.count else {
      throw FailedGate("\(count) cells lead from the domain down, of \(owners.count)")
    }
  }

  /// What was found in each cell that was done, in the order of a single run.
  ///
  /// - Requires: the work is complete.
  func findings() throws -> [CellFinding] {
    var found: [CellFinding] = []
    try forEachCell { cell, unit in
      guard let receipt = receipts[unit], let index = receipt.cells.firstIndex(where: { $0.cell == cell.cell }),
        let finding = receipt.findings[index]
      else {
        guard cell.regions == 0, plan.work.question == .range else {
          throw InvalidData("the receipt of the unit \(unit) says nothing of a cell; do the unit again")
        }
        return
      }
      found.append(finding)
    }
    return found
  }

  /// Inputs at which the claim fails, of several receipts those of the first cell; nil where none says so.
  var counterexample: [Double]? {
    var first: (cell: String, inputs: [Double])?
    for receipt in receipts.values {
      for (cell, finding) in zip(receipt.cells, receipt.findings) {
        guard case .claim(let proof) = finding, let inputs = proof.counterexample else { continue }
        if first.map({ $0.cell < cell.cell }) ?? true { first = (cell.cell, inputs) }
      }
    }
    return first?.inputs
  }

  /// All receipts, by the names of their units.
  var allReceipts: [WorkReceipt] { receipts.values.sorted { $0.unit < $1.unit } }

  /// Where in the file of a unit the bytes about a cell are.
  func range(of cell: WorkedCell, in unit: String) throws -> Range<Int> {
    guard let receipt = receipts[unit], let file = receipt.file,
      let index = receipt.cells.firstIndex(where: { $0.cell == cell.cell })
    else { throw FailedGate("a unit without a file") }
    let start = file.bytes[..<index].reduce(0, +)
    return start..<start + file.bytes[index]
  }

  private static func name(_ cell: String) -> String { cell.isEmpty ? "of the whole domain" : "\"\(cell.prefix(80))\"" }
}
