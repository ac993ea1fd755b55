import Foundation

/// The seed of the random cases of a run: printed, and set again by KNOTWORK_SEED.
package enum Seed {
  package static let current: UInt64 = {
    let given = ProcessInfo.processInfo.environment["KNOTWORK_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0..<1_000_000)
    print("random cases: KNOTWORK_SEED=\(seed)")
    return seed
  }()
}
