import KnotworkClaims
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Checkpoints of claims read back, and nothing else does.
@Suite(.timed) struct ClaimCheckpointFileTests {
  private let record = ClaimCheckpointJSON.Record(
    checkpoint: ClaimCheckpoint(
      open: [
        .init(lower: [-0.0, 0.1], upper: [.leastNonzeroMagnitude, .greatestFiniteMagnitude]),
        .init(lower: [1, -2.5e-7], upper: [1, 3], phases: [1, 0, -1, 0]), .init(lower: [], upper: [], phases: []),
      ], parts: 12, programs: 345), fingerprint: "f00d", tool: "test")

  @Test func readsBack() throws {
    let empty = ClaimCheckpointJSON.Record(
      checkpoint: ClaimCheckpoint(open: [], parts: 0, programs: 0), fingerprint: "", tool: "")
    for record in [record, empty] {
      #expect(try ClaimCheckpointJSON.decode(ClaimCheckpointJSON.encode(record)) == record)
    }
  }

  @Test func anyChangeIsRefused() throws {
    let bytes = ClaimCheckpointJSON.encode(record)
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        #expect(throws: FormatError.self, "byte \(index), bit \(bit)") { try ClaimCheckpointJSON.decode(damaged) }
      }
      #expect(throws: FormatError.self, "\(index) bytes") { try ClaimCheckpointJSON.decode(Array(bytes[..<index])) }
    }
  }
}
