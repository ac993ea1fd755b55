import Foundation

/// What the random cases of a run are, and how many.
package enum Seed {
  /// The seed of the random cases: printed, and set again by KNOTWORK_SEED.
  package static let current: UInt64 = {
    let given = ProcessInfo.processInfo.environment["KNOTWORK_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0..<1_000_000)
    print("random cases: KNOTWORK_SEED=\(seed)")
    return seed
  }()

  /// Whether this is scripts/soak, which sets KNOTWORK_SOAK and has more time than scripts/test.
  package static let isSoak = ProcessInfo.processInfo.environment["KNOTWORK_SOAK"] != nil

  /// How many cases a test takes: `few` in scripts/test, `many` in scripts/soak.
  package static func cases(_ few: Int, soak many: Int) -> Int { isSoak ? many : few }
}
