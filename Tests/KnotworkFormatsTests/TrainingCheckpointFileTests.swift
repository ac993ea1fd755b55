import KnotworkFitting
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Checkpoints of training read back, and nothing else does.
@Suite(.timed) struct TrainingCheckpointFileTests {
  private let runs = [
    "all/plan 0": TrainingRecord(
      parameters: [1, -0.5, .ulpOfOne], moments: [0, 1, 2, 3, 4, 5], best: [3, 2, 1], steps: 17, epoch: 3,
      losses: [0.5, 0.25, .infinity], trainingLoss: 0.125),
    "fold 1/restart 0": TrainingRecord(
      parameters: [], moments: [], best: [], steps: 0, epoch: 0, losses: [], trainingLoss: .infinity),
  ]

  @Test func readsBack() throws {
    let bytes = TrainingCheckpointFile.encode(runs, fingerprint: 42, tool: "test")
    #expect(try TrainingCheckpointFile.decode(bytes, fingerprint: 42) == runs)
    #expect(
      throws: FormatError("a checkpoint of other data or other options; give the same ones, or remove it to start anew")
    ) {
      try TrainingCheckpointFile.decode(bytes, fingerprint: 43)
    }
    #expect(throws: FormatError("not a checkpoint of knotwork fit")) {
      try TrainingCheckpointFile.decode([1, 2, 3], fingerprint: 42)
    }
  }

  /// What is cut off is refused, wherever.
  @Test func beginningsAreRefused() {
    let bytes = TrainingCheckpointFile.encode(runs, fingerprint: 42, tool: "test")
    for length in bytes.indices {
      #expect(throws: FormatError.self, "\(length) of \(bytes.count) bytes") {
        try TrainingCheckpointFile.decode(Array(bytes[..<length]), fingerprint: 42)
      }
    }
  }

  /// The checksum covers all that the file says: no change is read.
  @Test func damagedBytesAreRefused() throws {
    let bytes = TrainingCheckpointFile.encode(runs, fingerprint: 42, tool: "test")
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        #expect(throws: FormatError.self, "byte \(index), bit \(bit)") {
          try TrainingCheckpointFile.decode(damaged, fingerprint: 42)
        }
      }
    }
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<Seed.cases(2000, soak: 200_000) {
      var damaged = bytes
      for _ in 0..<3 {
        damaged[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      guard damaged != bytes else { continue }
      #expect(throws: FormatError.self, "seed \(Seed.current)") {
        try TrainingCheckpointFile.decode(damaged, fingerprint: 42)
      }
    }
  }

  @Test func finishedWorkIsTold() {
    #expect(
      TrainingCheckpointFile.isFinished(TrainingCheckpointFile.encode([:], fingerprint: 1, tool: "", isFinished: true)))
    #expect(!TrainingCheckpointFile.isFinished(TrainingCheckpointFile.encode([:], fingerprint: 1, tool: "")))
    #expect(!TrainingCheckpointFile.isFinished([]))
  }

  @Test func fingerprintsTellTablesApart() {
    func fingerprint(_ target: [Double]) -> UInt64 {
      var result = Fingerprint()
      result.add(DataTable(inputNames: ["x"], columns: [[1, 2]], targetName: "y", target: target))
      return result.value
    }
    #expect(fingerprint([1, 2]) == fingerprint([1, 2]) && fingerprint([1, 2]) != fingerprint([2, 1]))
  }
}
