import KnotworkGeometry
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Small tables of the kinds for which certificates were false, or not reached.
enum HardTable: CaseIterable, Sendable {
  /// A column that is a multiple of another, or of it and the constant, up to the rounding of its own.
  case multiples, shares, units
  /// A third column beside two such, with few values.
  case threeWithGroups
  /// A column that is constant; equal columns.
  case constant, equalColumns
  /// Far from 0, and of very different sizes.
  case offset, scaled
  /// Few values, and rows that repeat.
  case tied
  /// Two rows of which one is nearly a multiple of the other.
  case twoRows
  case noise

  /// Whether columns are dependent but for rounding: the best weights may then not be near any doubles.
  var isNearlyDependent: Bool {
    switch self {
    case .multiples, .shares, .units, .threeWithGroups, .twoRows: true
    default: false
    }
  }

  /// - Parameters:
  ///   - inputs: number of inputs, where the kind leaves it open.
  ///   - isExact: whether the targets are those of a unit of the first input.
  func rows(_ count: Int, inputs: Int, isExact: Bool, using generator: inout SeededGenerator) throws -> WeightedRows {
    func uniform() -> Double { Double.random(in: -1...1, using: &generator) }
    func small() -> Double { Double(Int.random(in: -2...2, using: &generator)) }
    let tenths = (0..<count).map { _ in Double(Int.random(in: -30...30, using: &generator)) / 10 }
    var points: [[Double]]
    switch self {
    case .multiples: points = tenths.map { [$0, 3 * $0] }
    case .shares: points = tenths.map { [$0 / 3, 1 - $0 / 3] }
    case .units: points = tenths.map { [$0, 1.8 * $0 + 32] }
    case .threeWithGroups: points = tenths.enumerated().map { [$1, 3 * $1, Double($0 % 2) / 3] }
    case .constant: points = tenths.map { [1, $0] }
    case .equalColumns: points = tenths.map { [$0, $0] }
    case .offset: points = (0..<count).map { _ in (0..<inputs).map { _ in 1e6 + uniform() } }
    case .scaled: points = (0..<count).map { _ in (0..<inputs).map { uniform() * [1e-9, 1, 1e12][$0 % 3] } }
    case .tied: points = (0..<count).map { _ in (0..<inputs).map { _ in small() } }
    case .twoRows:
      let first = (0..<inputs).map { _ in uniform() }
      points = (0..<count).map { row in row == 0 ? first : first.map { $0 / -3 * Double(row) } }
    case .noise: points = (0..<count).map { _ in (0..<inputs).map { _ in uniform() } }
    }
    let targets = points.map { point in isExact ? 2 * max(0, point[0]) : small() + (self == .tied ? 0 : uniform()) }
    let weights = (0..<count).map { _ in Double(Int.random(in: 1...3, using: &generator)) }
    return try WeightedRows(inputs: Matrix(points), targets: targets, weights: weights)
  }
}
