import KnotworkFitting
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// Checkpoints of training read back, and nothing else does.
@Suite struct TrainingCheckpointFileTests {
  private let runs = [
    "all/plan 0": TrainingRecord(
      parameters: [1, -0.5, .ulpOfOne], moments: [0, 1, 2, 3, 4, 5], best: [3, 2, 1], steps: 17, epoch: 3,
      losses: [0.5, 0.25, .infinity], trainingLoss: 0.125),
    "fold 1/restart 0": TrainingRecord(
      parameters: [], moments: [], best: [], steps: 0, epoch: 0, losses: [], trainingLoss: .infinity),
  ]

  @Test func readsBack() throws {
    let bytes = TrainingCheckpointFile.encode(runs, fingerprint: 42)
    #expect(try TrainingCheckpointFile.decode(bytes, fingerprint: 42) == runs)
    #expect(
      throws: FormatError("a checkpoint of other data or other options; start without --resume, or give the same ones")
    ) {
      try TrainingCheckpointFile.decode(bytes, fingerprint: 43)
    }
    #expect(throws: FormatError("not a checkpoint of knotwork fit")) {
      try TrainingCheckpointFile.decode([1, 2, 3], fingerprint: 42)
    }
  }

  @Test func damagedBytesNeverTrap() {
    let bytes = TrainingCheckpointFile.encode(runs, fingerprint: 42)
    for length in 0..<bytes.count { _ = try? TrainingCheckpointFile.decode(Array(bytes[..<length]), fingerprint: 42) }
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<20_000 {
      var damaged = bytes
      for _ in 0..<3 {
        damaged[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      _ = try? TrainingCheckpointFile.decode(damaged, fingerprint: 42)
    }
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
