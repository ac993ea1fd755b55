import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Work that is shared out: nothing is lost and nothing counted twice, and what does not fit is refused.
@Suite(.timed) struct DistributedTests {
  private func count(_ ledger: WorkLedger) throws -> [UInt8] {
    guard case .complete(let answer) = try GatherRequest().answer(ledger) else { return [] }
    return try answer.document().bytes
  }

  private func single(_ run: SharedRun) throws -> [UInt8] {
    try CountRequest(over: run.plan.work.place).answer(about: run.plan.work.network).document().bytes
  }

  @Test(arguments: [(1, 1), (2, 1), (3, 3), (20, 8)])
  func theAnswerIsThatOfASingleRun(_ ways: Int, _ factor: Int) throws {
    let run = try SharedRun(.count)
    let expected = try single(run)
    var units = 0
    let ledger = try run.finished(steps: run.plan.steps * factor, ways: ways) { _, _, _ in units += 1 }
    #expect(units > 3)
    #expect(try count(ledger) == expected)
  }

  @Test(arguments: [1, 2, 4, 6])
  func everyGeometryAndDomain(_ inputs: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: inputs, hidden: inputs > 4 ? [9, 5] : [14, 10], weights: .he, hasBias: true, leaky: false,
      using: &generator)
    let box = try Box(-1...1, dimension: inputs)
    let half = HalfSpace(normal: [Double](repeating: 1, count: inputs), offset: 0.5)
    for domain in [Domain.box(box), .polytope(try Polytope(box, halfSpaces: [half])), .wholeSpace] {
      let least = WorkedCell.leastSteps(for: network)
      let work = try DistributedWork(.count, about: network, over: Place(domain, of: network))
      var run = try SharedRun(.count)
      run.plan = try WorkPlan(work, steps: least, firstSteps: least, ways: 2)
      #expect(try run.finished().regionCount == network.regionCount(over: domain), "\(inputs) \(domain)")
    }
  }

  @Test func aUnitGivesTheSameReceiptAlways() throws {
    let run = try SharedRun(.count)
    var done: [(unit: WorkUnit, receipt: WorkReceipt)] = []
    _ = try run.finished { unit, receipt, _ in done.append((unit, receipt)) }
    for (unit, receipt) in done {
      #expect(try unit.receipt().bytes == receipt.bytes)
      // As it is kept in files.
      #expect(try WorkUnit(JSONValue(parsing: unit.bytes), about: run.plan.work.network).id == unit.id)
      #expect(try WorkReceipt(JSONValue(parsing: receipt.bytes)) == receipt)
    }
    #expect(try WorkPlan(JSONValue(parsing: run.plan.bytes), about: run.plan.work.network).bytes == run.plan.bytes)
  }

  @Test func receiptsDeliveredTwiceChangeNothing() throws {
    let run = try SharedRun(.count)
    var receipts: [WorkReceipt] = []
    var ledger = try run.finished { _, receipt, _ in receipts.append(receipt) }
    for receipt in receipts { try ledger.add(receipt) }
    #expect(try count(ledger) == single(run))
  }

  @Test func whatIsLeftIsTold() throws {
    let ledger = try SharedRun(.count).begun()
    guard case .open(let open) = try GatherRequest().answer(ledger) else {
      Issue.record("the work is not complete")
      return
    }
    #expect(open.missing.count == 1 && !open.left.isEmpty && open.next.isEmpty)
    guard case .undecided = open.ending.outcome else {
      Issue.record("nothing is decided")
      return
    }
  }

  /// What is changed in a receipt as text, with its checksum as it was.
  @Test(arguments: ["regions", "left", "finished", "unit"])
  func damagedReceiptsAreRefused(_ key: String) throws {
    let text = String(decoding: try SharedRun(.count).plan.firstUnit.receipt().bytes, as: UTF8.self)
    let place = try #require(text.range(of: "\"\(key)\": "))
    let digit = try #require(text[place.upperBound...].firstIndex { "01".contains($0) })
    let damaged = text.replacingCharacters(in: digit...digit, with: text[digit] == "0" ? "1" : "0")
    #expect(throws: FormatError.self) { try WorkReceipt(JSONValue(parsing: Array(damaged.utf8))) }
  }

  /// Accounts that do not fit, although each receipt by itself is as it should be.
  @Test func whatDoesNotFitIsRefused() throws {
    let run = try SharedRun(.count)
    var units: [WorkUnit] = []
    var receipts: [WorkReceipt] = []
    _ = try run.finished { unit, receipt, _ in
      units.append(unit)
      receipts.append(receipt)
    }
    func ledger(_ units: [WorkUnit], _ receipts: [WorkReceipt]) throws -> WorkLedger {
      var ledger = try WorkLedger(run.plan)
      for unit in units { try ledger.add(unit) }
      for receipt in receipts { try ledger.add(receipt) }
      return ledger
    }
    #expect(try ledger(units, receipts).state().isComplete)
    // A receipt is lost: its unit is to be done again.
    for index in receipts.indices {
      var rest = receipts
      let lost = rest.remove(at: index)
      #expect(try ledger(units, rest).state().missing.map(\.id) == [lost.unit])
    }
    // A unit is lost, and with it its receipt: its cells are left, and nobody has dealt those that it left in turn.
    let leaf = try #require(receipts.lastIndex { $0.left.isEmpty })
    var (fewUnits, fewReceipts) = (units, receipts)
    let gone = fewUnits.remove(at: leaf)
    fewReceipts.remove(at: leaf)
    #expect(try ledger(fewUnits, fewReceipts).state().left == gone.cells)
    let middle = try #require(receipts.indices.dropFirst().first { !receipts[$0].left.isEmpty })
    (fewUnits, fewReceipts) = (units, receipts)
    fewUnits.remove(at: middle)
    fewReceipts.remove(at: middle)
    #expect(throws: InvalidData.self) { try ledger(fewUnits, fewReceipts).state() }
    // A cell is done twice, in another unit.
    let again = try WorkUnit(run.plan.work, cells: [gone.cells[0]], steps: run.plan.steps * 64)
    #expect(throws: InvalidData.self) { try ledger(units + [again], receipts + [again.receipt()]).state() }
    // A receipt of nobody, and one of another plan.
    #expect(throws: InvalidData.self) { try ledger([], [receipts[1]]) }
    let other = try SharedRun(.count, hidden: [33, 33])
    #expect(throws: InvalidData.self) { try ledger([other.plan.firstUnit], []) }
    // A unit about a cell that is none.
    let wild = try WorkUnit(run.plan.work, cells: [String(repeating: "01", count: 300)], steps: run.plan.steps)
    #expect(throws: InvalidData.self) { try wild.receipt() }
  }

  @Test func unitsThatCannotBeAreRefused() throws {
    let plan = try SharedRun(.count).plan
    #expect(throws: InvalidRequest.self) { try WorkUnit(plan.work, cells: [""], steps: 10) }
    for cells in [["01", "0"], ["0", "1"], ["1", "1"], ["2"]] {
      #expect(throws: InvalidCheckpoint.self) { try WorkUnit(plan.work, cells: cells, steps: plan.steps) }
    }
    #expect(throws: InvalidRequest.self) { try WorkPlan(plan.work, steps: 10) }
    let text = String(decoding: try plan.firstUnit.bytes, as: UTF8.self)
    func read(_ text: String) throws {
      _ = try WorkUnit(JSONValue(parsing: Array(text.utf8)), about: plan.work.network)
    }
    try read(text)
    for (old, new) in [
      ("\"tree\": 1", "\"tree\": 2"), ("[-1.0, 1.0]", "[-1.0, 2.0]"), ("\"count\"", "\"regions\""),
      ("\"steps\": ", "\"steps\": 1"), ("\"network\": \"", "\"network\": \"0"),
    ] {
      #expect(throws: FormatError.self, "\(old)") { try read(text.replacing(old, with: new, maxReplacements: 1)) }
    }
  }

  private func files(_ run: SharedRun, ways: Int) throws -> (PartFiles, WorkLedger, [String: [UInt8]]) {
    var files: [String: [UInt8]] = [:]
    let ledger = try run.finished(ways: ways) { unit, _, bytes in files[unit.id] = bytes }
    let kept = files
    return (try PartFiles(ledger) { Array(kept[$0, default: []][$1]) }, ledger, files)
  }

  @Test(arguments: [1, 3, 8])
  func tablesInPartsAreThatOfASingleRun(_ ways: Int) throws {
    let run = try SharedRun(.regions)
    let (parts, _, _) = try files(run, ways: ways)
    var (table, expected): ([UInt8], [UInt8]) = ([], [])
    try parts.writeTable { table += $0 }
    try RegionTableRequest(over: run.plan.work.place).write(about: run.plan.work.network) { expected += $0 }
    #expect(table == expected)
  }

  @Test(arguments: [1, 3])
  func certificatesInPartsAreThatOfASingleRun(_ ways: Int) throws {
    let run = try SharedRun(.certificate, hidden: [8, 6])
    let (parts, ledger, files) = try files(run, ways: ways)
    var (proof, expected): ([UInt8], [UInt8]) = ([], [])
    try parts.writeCertificate { proof += $0 }
    _ = try CountRequest(over: run.plan.work.place).certifiedAnswer(about: run.plan.work.network) { expected += $0 }
    #expect(proof == expected)
    // Each file is checked alone, and then what they prove together.
    var proved: [CertifiedPart] = []
    for bytes in files.values {
      var reader = CertificateReader(run.plan.work.network)
      try reader.read(bytes)
      try reader.finish()
      proved += reader.parts
    }
    #expect(proved.count > 2)
    #expect(try CertifiedPart.regionCount(of: proved) == ledger.regionCount)
    for index in proved.indices {
      var rest = proved
      rest.remove(at: index)
      #expect(throws: RegionProofFlaw.self) { try CertifiedPart.regionCount(of: rest) }
      #expect(throws: RegionProofFlaw.self) { try CertifiedPart.regionCount(of: proved + [proved[index]]) }
    }
  }

  @Test func filesThatHaveChangedAreRefused() throws {
    let run = try SharedRun(.regions)
    var files: [String: [UInt8]] = [:]
    let ledger = try run.finished { unit, _, bytes in files[unit.id] = bytes }
    let name = try #require(files.first { !$0.value.isEmpty }).key
    files[name]?[5] ^= 1
    let changed = files
    #expect(throws: InvalidData.self) { try PartFiles(ledger) { Array(changed[$0, default: []][$1]) } }
  }
}
