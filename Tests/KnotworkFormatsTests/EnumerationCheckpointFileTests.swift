import Knotwork
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Checkpoints of enumerations read back, and nothing else does.
@Suite(.timed) struct EnumerationCheckpointFileTests {
  private func record(_ pending: [String]) throws -> EnumerationCheckpointJSON.Record {
    EnumerationCheckpointJSON.Record(
      checkpoint: try EnumerationCheckpoint(regions: 17, pending: pending), fingerprint: "f00d", tool: "test",
      output: (bytes: 12, checksum: "beef"))
  }

  @Test func readsBack() throws {
    for pending in [[], [""], ["0"], ["01", "1"], ["0110", "010", "1"]] {
      let record = try record(pending)
      let found = try EnumerationCheckpointJSON.decode(EnumerationCheckpointJSON.encode(record))
      #expect(found == record && found.checkpoint == record.checkpoint)
    }
  }

  @Test func anyChangeIsRefused() throws {
    let bytes = EnumerationCheckpointJSON.encode(try record(["0110", "010", "1"]))
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        #expect(throws: FormatError.self, "byte \(index), bit \(bit)") {
          try EnumerationCheckpointJSON.decode(damaged)
        }
      }
      #expect(throws: FormatError.self, "\(index) bytes") {
        try EnumerationCheckpointJSON.decode(Array(bytes[..<index]))
      }
    }
  }

  /// The pending cells and those that are done are the domain, and without any one of them they are not.
  @Test func cellsAreAPartition() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<200 {
      var cells = [""]
      for _ in 0..<Int.random(in: 0..<12, using: &generator) {
        let cell = cells.remove(at: Int.random(in: cells.indices, using: &generator))
        cells += [cell + "0", cell + "1"]
      }
      let pending = cells.filter { _ in Bool.random(using: &generator) }
      let checkpoint = try EnumerationCheckpoint(regions: 0, pending: pending)
      let finished = checkpoint.finished
      try checkpoint.requirePartition(with: finished)
      for index in finished.indices {
        var fewer = finished
        fewer.remove(at: index)
        #expect(throws: InvalidCheckpoint.self) { try checkpoint.requirePartition(with: fewer) }
        #expect(throws: InvalidCheckpoint.self) { try checkpoint.requirePartition(with: finished + [finished[index]]) }
        #expect(throws: InvalidCheckpoint.self) {
          try checkpoint.requirePartition(with: fewer + [finished[index] + "0"])
        }
      }
    }
  }
}
