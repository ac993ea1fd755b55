import Knotwork
import KnotworkAnswers
import KnotworkFormats

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder of distributed work: `plan.json`, `network.json`, and a file for each unit and receipt, called by the name of the unit.
///
/// Files appear when they are complete, and are never removed or changed; so runs on many machines may share the folder.
struct PlanFolder {
  let path: String

  /// Where parts of tables and certificates are.
  var partsPath: String

  init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    partsPath = "\(self.path)/parts"
  }

  var planPath: String { "\(path)/plan.json" }
  var networkPath: String { "\(path)/network.json" }
  var unitsPath: String { "\(path)/units" }
  var receiptsPath: String { "\(path)/receipts" }
  func unitPath(_ id: String) -> String { "\(unitsPath)/\(id).json" }
  func receiptPath(_ id: String) -> String { "\(receiptsPath)/\(id).json" }

  func partPath(_ id: String, _ ending: String) -> String { "\(partsPath)/\(id).\(ending)" }

  /// Makes the folder, with a plan and its first unit.
  ///
  /// - Throws: ``Failure`` where it has a plan already, or cannot be made.
  func make(_ plan: WorkPlan) throws {
    if FilePlace(planPath).kind != .missing {
      throw Failure(
        .unwritable, "\(path): has a plan already; choose another folder, or go on with knotwork gather \(path)")
    }
    for folder in [path, unitsPath, receiptsPath, partsPath] where FilePlace(folder).kind != .folder {
      guard mkdir(folder, 0o777) == 0 else {
        throw Failure(.unwritable, "\(folder): the folder cannot be made: \(SystemError())")
      }
    }
    try PlanFolder.write(NetworkJSON.encode(plan.work.network), to: networkPath)
    try PlanFolder.write(plan.bytes, to: planPath)
  }

  /// Writes a file whole, down to the disk.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let output = try Output(path)
    try output.write(bytes)
    try output.close(isDurable: true)
  }

  func write(_ units: [WorkUnit]) throws {
    for unit in units { try PlanFolder.write(unit.bytes, to: unitPath(unit.id)) }
  }

  func network() throws -> Network {
    guard FilePlace(networkPath).kind != .missing else {
      throw Failure(.missingInput, "\(networkPath): no such file; expected the folder that knotwork plan has made")
    }
    do {
      return try NetworkJSON.decode(Files.read(networkPath))
    } catch let error as FormatError {
      throw Failure(.badData, "\(networkPath): \(error)")
    }
  }

  func plan(_ network: Network) throws -> WorkPlan {
    try PlanFolder.reading(planPath) { document, _ in try WorkPlan(document, about: network) }
  }

  /// The accounts of all files in the folder.
  func ledger() throws -> WorkLedger {
    let network = try network()
    var ledger = try WorkLedger(plan(network))
    for file in PlanFolder.documents(in: unitsPath) {
      try PlanFolder.reading(file) { document, _ in try ledger.add(WorkUnit(document, about: network)) }
    }
    for file in PlanFolder.documents(in: receiptsPath) {
      try PlanFolder.reading(file) { document, _ in try ledger.add(WorkReceipt(document)) }
    }
    return ledger
  }

  /// The parts that units have written.
  func parts(_ ledger: WorkLedger, _ ending: String) throws -> PartFiles {
    try PartFiles(ledger) { unit, range in
      let path = partPath(unit, ending)
      guard let file = OpenFile(reading: path) else {
        throw Failure(
          .missingInput, "\(path): no such file, and the unit has a receipt; remove that, and do the unit again")
      }
      return try file.read(range)
    }
  }

  /// Does something that only one run at a time does with the folder.
  func alone<Result>(_ body: () throws -> Result) throws -> Result {
    let descriptor = OpenFile.descriptor(planPath, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(.missingInput, "\(planPath): no such file; expected the folder that knotwork plan has made")
    }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    return try body()
  }

  /// Reads a document, and names the file where it is none.
  static func reading<Result>(_ path: String, _ body: (JSONValue, [UInt8]) throws -> Result) throws -> Result {
    let bytes = try Files.read(path)
    do {
      return try body(JSONValue(parsing: bytes), bytes)
    } catch let error as FormatError {
      throw Failure(.badData, "\(path): \(error)")
    } catch let error as InvalidRequest {
      throw Failure(.badData, "\(path): \(error)")
    } catch let error as InvalidCheckpoint {
      throw Failure(.badData, "\(path): \(error)")
    } catch let error as InvalidData {
      throw Failure(.badData, "\(path): \(error)")
    }
  }

  private static func documents(in folder: String) -> [String] {
    System.files(in: folder).filter { $0.hasSuffix(".json") }.sorted().map { "\(folder)/\($0)" }
  }
}
