import Foundation
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Intervals and tests from samples drawn anew.
@Suite struct KnotBootstrapTests {
  private func rows(_ count: Int, noise: Double, bend: Double, _ generator: inout SeededGenerator) throws
    -> WeightedRows
  {
    func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0...1, using: &generator) } }
    let x = (0..<count).map { 10 * (Double($0) + 0.5) / Double(count) }
    let y = x.map { 1 + 0.5 * $0 + bend * max(0, $0 - 4) + noise * normal() }
    return try WeightedRows(inputs: Matrix(x.map { [$0] }), targets: y)
  }

  @Test(arguments: KnotBootstrap.Resampling.allCases)
  func equalNumbersForAnyNumberOfThreads(_ resampling: KnotBootstrap.Resampling) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let rows = try rows(40, noise: 0.5, bend: 1, &generator)
    let fit = try KnotFit(rows, knots: 1)
    let drawn = try [1, 3].map {
      try KnotBootstrap(fit, rows, samples: 50, resampling: resampling, seed: 5, threads: $0)
    }
    #expect(drawn[0] == drawn[1] && drawn[0].samples == 50)
    #expect(try KnotBootstrap(fit, rows, samples: 50, resampling: resampling, seed: 6).knots != drawn[0].knots)
  }

  /// Intervals of 80 % hold the truth in about that share of samples.
  @Test func intervalsCover() throws {
    var generator = SeededGenerator(seed: 2026)
    var held: [KnotBootstrap.Resampling: Int] = [:]
    let trials = 120
    for trial in 0..<trials {
      let rows = try rows(60, noise: 0.5, bend: 1.2, &generator)
      let fit = try KnotFit(rows, knots: 1, proof: .never)
      for resampling in KnotBootstrap.Resampling.allCases {
        let drawn = try KnotBootstrap(
          fit, rows, samples: 99, resampling: resampling, seed: UInt64(trial), confidence: 0.8, threads: 2)
        let knot = try (lower: #require(drawn.knots[0].lower), upper: #require(drawn.knots[0].upper))
        if knot.lower <= 4, knot.upper >= 4 { held[resampling, default: 0] += 1 }
      }
    }
    // Four standard deviations of a binomial variable are 15 %.
    for resampling in KnotBootstrap.Resampling.allCases {
      let share = Double(held[resampling] ?? 0) / Double(trials)
      #expect((share - 0.8).magnitude < 0.15, "\(resampling): \(share)")
    }
  }

  /// Where the model of the profile holds, standard errors are those of the linearised model, roughly.
  @Test func standardErrorsAgreeWithTheLinearisedModel() throws {
    var generator = SeededGenerator(seed: 3)
    let rows = try rows(200, noise: 0.3, bend: 2, &generator)
    let fit = try KnotFit(rows, knots: 1, proof: .never)
    let (statistics, drawn) = try (
      KnotStatistics(fit, rows), KnotBootstrap(fit, rows, samples: 400, seed: 1, threads: 2)
    )
    for (found, expected) in zip(drawn.knots + drawn.slopes, statistics.knots + statistics.slopes) {
      let ratio = try #require(found.standardError) / #require(expected.standardError)
      #expect(ratio > 0.75 && ratio < 1.33, "\(ratio)")
      #expect(found.value == expected.value)
    }
  }

  /// Davies' p-value is a bound that is close where it is small; the bootstrap's is about as large, and not larger by more than
  /// chance.
  @Test func agreesWithDavies() throws {
    var generator = SeededGenerator(seed: 17)
    for bend in [0, 0, 0.15, 0.3, 0.4, 0.5] {
      let rows = try rows(60, noise: 1, bend: bend, &generator)
      let davies = try #require(try KnotTest(rows)).pValue
      let drawn = try KnotBootstrap(KnotFit(rows, knots: 0), rows, samples: 999, seed: 1, threads: 2)
      let p = try #require(drawn.pValue)
      let chance = 4 * (p * (1 - p) / 1000).squareRoot() + 0.002
      #expect(p <= davies + chance + 0.05, "\(bend): \(p), Davies \(davies)")
      #expect(p >= davies / 3 - chance - 0.02 || davies > 0.5, "\(bend): \(p), Davies \(davies)")
    }
  }

  @Test func theTestKeepsItsLevel() throws {
    var generator = SeededGenerator(seed: 7)
    var rejected = 0
    for trial in 0..<200 {
      let rows = try rows(40, noise: 1, bend: 0, &generator)
      let drawn = try KnotBootstrap(KnotFit(rows, knots: 0), rows, samples: 99, seed: UInt64(trial), threads: 2)
      if try #require(drawn.pValue) <= 0.1 { rejected += 1 }
    }
    // 20 are expected; four standard deviations are 17.
    #expect((4...37).contains(rejected), "\(rejected)")
  }

  @Test func degenerateRows() throws {
    let few = try WeightedRows(inputs: Matrix([[1], [1], [2]]), targets: [0, 2, 5])
    let drawn = try KnotBootstrap(KnotFit(few, knots: 1), few, samples: 20)
    #expect(drawn.pValue == nil && drawn.knots.isEmpty)
    let perfect = try WeightedRows(
      inputs: Matrix((0..<12).map { [Double($0)] }), targets: (0..<12).map { max(0, Double($0) - 5) })
    let fit = try KnotFit(perfect, knots: 1)
    for resampling in [KnotBootstrap.Resampling.residual, .wild] {
      let drawn = try KnotBootstrap(fit, perfect, samples: 40, resampling: resampling)
      #expect((drawn.knots[0].lower! - 5).magnitude < 1e-4 && (drawn.knots[0].upper! - 5).magnitude < 1e-4)
    }
  }
}
