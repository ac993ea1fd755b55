import KnotworkClaims
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Checkpoints of searches read back, and nothing else does.
@Suite(.timed) struct SearchCheckpointFileTests {
  private let record = SearchCheckpointJSON.Record(
    searches: [
      0: SearchCheckpoint(
        open: [
          .init(lower: [-0.0, 0.1], upper: [.leastNonzeroMagnitude, .greatestFiniteMagnitude]),
          .init(lower: [1, -2.5e-7], upper: [1, 3], bound: -0.1, phases: [1, 0, -1, 0]),
          .init(lower: [], upper: [], phases: []),
        ], parts: 12, programs: 345),
      2: SearchCheckpoint(
        open: [.init(lower: [0], upper: [1], bound: 1e300)], parts: 1, programs: 0,
        least: .init(bound: 3, slope: -0.5, points: [[0.25], [0.5]])),
      7: SearchCheckpoint(open: [], parts: 0, programs: 0, least: .init(bound: .infinity)),
    ], fingerprint: "f00d", tool: "test")

  @Test func readsBack() throws {
    let empty = SearchCheckpointJSON.Record(searches: [:], fingerprint: "", tool: "")
    for record in [record, empty] {
      #expect(try SearchCheckpointJSON.decode(SearchCheckpointJSON.encode(record)) == record)
    }
  }

  @Test func anyChangeIsRefused() throws {
    let bytes = SearchCheckpointJSON.encode(record)
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        #expect(throws: FormatError.self, "byte \(index), bit \(bit)") { try SearchCheckpointJSON.decode(damaged) }
      }
      #expect(throws: FormatError.self, "\(index) bytes") { try SearchCheckpointJSON.decode(Array(bytes[..<index])) }
    }
  }
}
