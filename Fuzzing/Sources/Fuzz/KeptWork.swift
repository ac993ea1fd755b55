import Knotwork
import KnotworkClaims
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// Checkpoints: as files, and with a checksum that is right, so that what lies behind it is reached.
enum KeptWork {
  static func checkEnumeration(_ bytes: [UInt8]) {
    if let record = try? EnumerationCheckpointJSON.decode(bytes) {
      precondition(EnumerationCheckpointJSON.encode(record) == bytes, "a checkpoint changed by writing it")
    }
    // The same from lines: the number of regions, the cells that wait, and those that are done.
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 3, let regions = Int(lines[0]) else { return }
    let cells = lines[1...].map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    guard let checkpoint = try? EnumerationCheckpoint(regions: regions, pending: cells[0]),
      (try? checkpoint.requirePartition(with: cells[1])) != nil
    else { return }
    let record = EnumerationCheckpointJSON.Record(checkpoint: checkpoint, fingerprint: "0", tool: "0", output: nil)
    precondition((try? EnumerationCheckpointJSON.decode(EnumerationCheckpointJSON.encode(record))) != nil)
    let domain = Domain.box(try! Box(-1...1, dimension: 2))
    _ = try? Proofs.network.regionCount(over: domain, checkpoints: Checkpoints(from: checkpoint) { _ in })
    _ = try? Proofs.network.forEachRegion(over: domain, checkpoints: Checkpoints(from: checkpoint) { _ in }) { _ in }
  }

  /// A claim about the network of proofs.
  private static let claim = try! VNNLIB.decode(
    Array(
      """
      (declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)
      (assert (>= X_0 -1))(assert (<= X_0 1))(assert (>= X_1 -1))(assert (<= X_1 1))(assert (>= Y_0 3))
      """.utf8)
  ).claim

  static func checkSearches(_ bytes: [UInt8]) {
    if let record = try? SearchCheckpointJSON.decode(bytes) {
      precondition(SearchCheckpointJSON.encode(record) == bytes, "a checkpoint changed by writing it")
    }
    // The same with a checksum that is right: what is before it, and goes on from there.
    guard let value = try? JSONValue(parsing: bytes), let elements = value["searches"]?.elements else { return }
    let letters = Array("-0+".utf8)
    func numbers(_ value: JSONValue?) -> [Double] { value?.elements?.compactMap(\.number) ?? [] }
    var searches: [Int: SearchCheckpoint] = [:]
    for (number, element) in elements.enumerated() {
      let open = (element["open"]?.elements ?? []).map { part in
        let phases = part["phases"]?.string?.utf8.map { Int8((letters.firstIndex(of: $0) ?? 9) - 1) }
        return SearchCheckpoint.Part(
          lower: numbers(part["lower"]), upper: numbers(part["upper"]), bound: part["bound"]?.number ?? -.infinity,
          phases: phases)
      }
      let least = element["least"].map { least in
        SearchCheckpoint.Least(
          bound: least["bound"]?.number ?? .infinity, slope: least["slope"]?.number ?? .infinity,
          points: (least["points"]?.elements ?? []).map(numbers))
      }
      searches[number] = SearchCheckpoint(open: open, parts: 0, programs: 0, least: least)
    }
    let checkpoints = SearchCheckpoints(from: searches) { _ in }
    let budget = Budget(limits: Limits(regions: 100))
    _ = try? claim.verdict(on: [Proofs.network], within: budget, checkpoints: checkpoints)
    guard let domain = try? Polytope(Box(-1...1, dimension: 2)) else { return }
    // What was changed may contradict what is found, which a gate says.
    let terms = [LinearConstraint.Term(1, .output(0))]
    _ = try? Proofs.network.range(of: terms, over: domain, within: budget, checkpoints: checkpoints)
    _ = try? Proofs.network.slopes(along: [0], over: domain, within: budget, checkpoints: checkpoints)
  }

  static func checkTraining(_ bytes: [UInt8]) {
    _ = TrainingCheckpointFile.isFinished(bytes)
    if let runs = try? TrainingCheckpointFile.decode(bytes, fingerprint: 0) { goOn(with: runs) }
    // The bytes as the runs of a file whose beginning is right.
    var file = TrainingCheckpointFile.encode([:], fingerprint: 0, tool: "0")
    file.removeLast(8)
    file += bytes
    var sum = Fingerprint()
    sum.add(bytes: file[16...])
    for index in 0..<8 { file[8 + index] = UInt8(truncatingIfNeeded: sum.value >> (8 * index)) }
    guard let runs = try? TrainingCheckpointFile.decode(file, fingerprint: 0) else { return }
    let again = TrainingCheckpointFile.encode(runs, fingerprint: 0, tool: "0")
    precondition((try? TrainingCheckpointFile.decode(again, fingerprint: 0))?.keys == runs.keys)
    goOn(with: runs)
  }

  /// Fits a small table with whatever was kept of one of its runs.
  private static func goOn(with runs: [String: TrainingRecord]) {
    guard let record = runs.values.first else { return }
    let table = DataTable(
      inputNames: ["x"], columns: [[0, 1, 2, 3, 4, 5, 6, 7]], targetName: "y", target: [0, 0, 0, 0, 1, 2, 3, 4])
    var options = TrainingOptions()
    options.hidden = [1]
    options.epochs = 4
    options.restarts = 1
    options.l2 = 0
    _ = try? Trainer(options, journal: Journal(kept: record)).fit(table)
  }

  /// Says the same of every run.
  private struct Journal: TrainingJournal {
    let kept: TrainingRecord

    func record(of run: String) -> TrainingRecord? { kept }
    func store(_ record: TrainingRecord, of run: String) {}
  }
}
