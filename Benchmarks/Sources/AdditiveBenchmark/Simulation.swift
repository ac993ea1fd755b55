import Foundation
import KnotworkFitting

/// Rows of a sum of broken lines that is known: five inputs, uniform on 0 to 1, of which two do nothing, 500 rows, and normal noise of a
/// third of the spread of the values.
struct Simulation {
  private var (exact, included, knots, inside, counts, runs) = (0, 0, 0, 0, 0, 0)
  private var seconds = 0.0

  private static let knots: [Int: [Double]] = [0: [0.3, 0.7], 1: [0.5]]

  /// Two knots in the first input, one in the second, a slope in the third.
  private static func truth(_ x: [Double]) -> Double {
    5 * max(0, x[0] - 0.3) - 6 * max(0, x[0] - 0.7) - 2 * x[0] + 4 * abs(x[1] - 0.5) + 2 * x[2] - 1
  }

  init(runs: Int, threads: Int) throws {
    self.runs = runs
    var generator = Noise(state: 2026)
    for run in 0..<runs {
      let columns = (0..<5).map { _ in (0..<500).map { _ in generator.uniform() } }
      let values = (0..<500).map { row in Simulation.truth(columns.map { $0[row] }) }
      let mean = values.reduce(0, +) / 500
      let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 500).squareRoot()
      let table = DataTable(
        inputNames: (1...5).map { "x\($0)" }, columns: columns, targetName: "y",
        target: values.map { $0 + spread / 3 * generator.normal() })
      var options = AdditiveOptions()
      (options.seed, options.threads) = (UInt64(run + 1), threads)
      let start = ContinuousClock.now
      let fit = try AdditiveFit(table, options)
      seconds += (ContinuousClock.now - start) / .seconds(1)
      let chosen = Set(fit.curves.map(\.input))
      if chosen == [0, 1, 2] { exact += 1 }
      if chosen.isSuperset(of: [0, 1, 2]) { included += 1 }
      for (input, places) in Simulation.knots {
        let found = fit.curves.first { $0.input == input }?.knots ?? []
        guard found.count == places.count else { continue }
        counts += 1
        for (estimate, place) in zip(found, places) {
          knots += 1
          if let lower = estimate.lower, let upper = estimate.upper, lower <= place, place <= upper { inside += 1 }
        }
      }
    }
  }

  func print() {
    func share(_ part: Int, _ whole: Int) -> String { String(format: "%.1f %%", 100 * Double(part) / Double(whole)) }
    Swift.print("\(runs) runs, \(String(format: "%.3g", seconds / Double(runs))) s each")
    Swift.print("the three true inputs are chosen: \(share(included, runs)); they and no others: \(share(exact, runs))")
    Swift.print("curves with the true number of knots: \(share(counts, 2 * runs))")
    Swift.print("of their knots within their intervals of 95 %: \(share(inside, knots)) of \(knots)")
  }
}

/// Random numbers that are the same everywhere.
struct Noise {
  var state: UInt64

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  /// Box and Muller's.
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }
}
