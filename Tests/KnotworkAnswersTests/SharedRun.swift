import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry
import _KnotworkTestSupport

/// Work that is shared out among units in this process.
struct SharedRun {
  var plan: WorkPlan

  /// Some thousand regions of a network of three inputs, in many short units.
  init(_ question: DistributedWork.Question, steps: Int? = nil, ways: Int = 3, hidden: [Int] = [32, 32]) throws {
    var generator = SeededGenerator(seed: 3)
    let network = try RandomNetworks.network(
      inputs: 3, hidden: hidden, weights: .he, hasBias: true, leaky: false, using: &generator)
    let place = Place(.box(try Box(-1...1, dimension: 3)), of: network)
    let claim = question == .claim ? try SharedRun.claim(about: network, over: place, above: 0.25) : nil
    try self.init(question, about: network, over: place, steps: steps, ways: ways, claim: claim)
  }

  /// Work about any network, in the shortest units unless steps are given.
  init(
    _ question: DistributedWork.Question, about network: Network, over place: Place, steps: Int? = nil, ways: Int = 3,
    claim: String? = nil
  ) throws {
    let least = WorkedCell.leastSteps(for: network)
    plan = try WorkPlan(
      DistributedWork(question, about: network, over: place, claim: claim), steps: steps ?? least, firstSteps: least,
      ways: ways)
  }

  /// That the first output stays below a bound, so much of its range above its greatest value; it fails for less than 0.
  static func claim(about network: Network, over place: Place, above share: Double) throws -> String {
    let (least, greatest) = try Dissection(of: network, over: place.domain).extremes()
    let bound = greatest.value + share * (greatest.value - least.value)
    return "\(network.outputNames[0]) <= \((bound * 1024).rounded() / 1024)"
  }

  /// The first unit is done, and its cells are in units of which all but one are done.
  func begun() throws -> WorkLedger {
    var ledger = try WorkLedger(plan)
    let first = try plan.firstUnit.receipt()
    try ledger.add(first)
    let units = try plan.units(of: first.left)
    for unit in units { try ledger.add(unit) }
    for unit in units.dropFirst() { try ledger.add(unit.receipt()) }
    return ledger
  }

  /// All of it.
  ///
  /// - Parameter each: sees each unit with its receipt and file.
  func finished(
    steps: Int? = nil, ways: Int? = nil, _ each: (WorkUnit, WorkReceipt, [UInt8]) throws -> Void = { _, _, _ in }
  ) throws -> WorkLedger {
    var ledger = try WorkLedger(plan)
    var units = [try plan.firstUnit]
    while let unit = units.popLast() {
      try ledger.add(unit)
      var bytes: [UInt8] = []
      let receipt = try unit.receipt { bytes += $0 }
      try each(unit, receipt, bytes)
      try ledger.add(receipt)
      if receipt.counterexample != nil { return ledger }
      units += try plan.units(of: receipt.left, ways: ways, steps: steps)
    }
    return ledger
  }

  /// Questions in JSON: a plan, its units, one of them done, and what they come to.
  func questions() throws -> [(String, String)] {
    let network = String(decoding: NetworkJSON.encode(plan.work.network), as: UTF8.self)
    func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    let first = try plan.firstUnit
    let receipt = try first.receipt()
    let (told, unit) = (text(plan.bytes), text(first.bytes))
    return [
      (
        "plan, asked",
        "{\"question\": \"plan\", \"network\": \(network), \"options\": {\"for\": \"count\", \"ways\": 2}}"
      ),
      ("deal, first", "{\"question\": \"deal\", \"network\": \(network), \"options\": {\"plan\": \(told)}}"),
      ("work", "{\"question\": \"work\", \"network\": \(network), \"options\": {\"unit\": \(unit)}}"),
      (
        "gather",
        "{\"question\": \"gather\", \"network\": \(network), \"options\": {\"plan\": \(told), \"units\": [\(unit)], "
          + "\"receipts\": [\(text(receipt.bytes))], \"next\": true}}"
      ),
    ]
  }
}
