import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Region counts on which several independent tools agree: TRUTH.csv in the folder Truth lists networks beside it. Networks that are
/// too large for the repository lie in a folder beside it, if anywhere; scripts/soak counts them as well.
@Suite(.timed) struct TruthTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let file: URL
    let regions: Int
    var testDescription: String { file.deletingPathExtension().lastPathComponent }
  }

  private static let here = URL(filePath: #filePath).deletingLastPathComponent()

  private static func rows(in folder: URL) throws -> [Row] {
    let text = try String(contentsOf: folder.appending(path: "TRUTH.csv"), encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let fields = line.split(separator: ",")
      guard fields.count >= 2, let regions = Int(fields[1]) else { return nil }
      return Row(file: folder.appending(path: "\(fields[0]).json"), regions: regions)
    }
  }

  /// Without those that take long, if this is not scripts/soak.
  static let own: [Row] = {
    guard let rows = try? rows(in: here.appending(path: "Truth")) else { return [] }
    return rows.filter { Seed.isSoak || $0.regions <= 600_000 }
  }()

  /// Those of the folder beside the repository that are not in it.
  static let others: [Row] = {
    let folder = here.appending(path: "../../../../shared/nets").standardized
    guard Seed.isSoak else { return [] }
    guard let rows = try? rows(in: folder) else {
      print("skipped: the large networks of known counts; no TRUTH.csv in \(folder.path)")
      return []
    }
    let known = Set(own.map(\.testDescription))
    return rows.filter { !known.contains($0.testDescription) }
  }()

  /// The networks of the repository are all there, and some for every kind of test.
  @Test func networksAreAtHand() throws {
    let all = try TruthTests.rows(in: TruthTests.here.appending(path: "Truth"))
    #expect(all.count >= 17 && TruthTests.own.count >= 16)
    for row in all { #expect(FileManager.default.fileExists(atPath: row.file.path), "\(row.file.path)") }
  }

  @Test(arguments: own + others)
  func counts(_ row: Row) throws {
    let network = try NetworkJSON.decode([UInt8](Data(contentsOf: row.file)))
    if network.inputCount > 2 {
      let box = try Box(-1...1, dimension: network.inputCount)
      #expect(try network.regionCount(over: .box(box), within: Budget(threads: 2)) == row.regions)
      return
    }
    let box = try Box(-1...1, dimension: network.inputCount)
    #expect(try network.regionCount(over: .box(box)) == row.regions)
    let dissection = try Dissection(of: network, over: .box(box), within: Budget(threads: 2))
    #expect(dissection.regions.count == row.regions)
    let report = try dissection.check()
    #expect(report.isSound, "\(report.laws)")
  }
}
