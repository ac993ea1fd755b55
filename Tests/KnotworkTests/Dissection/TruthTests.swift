import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry
import Testing

/// Region counts on which several independent tools agree, from a folder beside the repository; skipped where it is missing.
@Suite struct TruthTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let regions: Int
    var testDescription: String { name }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/nets").standardized

  static let rows: [Row] = {
    guard let text = try? String(contentsOf: folder.appending(path: "TRUTH.csv"), encoding: .utf8) else {
      print("skipped: no TRUTH.csv in \(folder.path)")
      return []
    }
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let fields = line.split(separator: ",")
      guard fields.count >= 2, let regions = Int(fields[1]) else { return nil }
      return Row(name: String(fields[0]), regions: regions)
    }
  }()

  @Test(.enabled(if: !rows.isEmpty), arguments: rows)
  func counts(_ row: Row) throws {
    let file = TruthTests.folder.appending(path: row.name.hasSuffix(".json") ? row.name : "\(row.name).json")
    let network = try NetworkJSON.decode([UInt8](Data(contentsOf: file)))
    if network.inputCount > 2 {
      // scripts/soak counts the largest.
      let isSoak = ProcessInfo.processInfo.environment["KNOTWORK_SOAK"] != nil
      guard row.regions <= 600_000 || isSoak else { return }
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
