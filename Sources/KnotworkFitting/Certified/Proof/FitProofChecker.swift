import KnotworkGeometry

/// Checks a proof about a fit step by step, in exact arithmetic, from the rows alone; it keeps nothing but the cells that wait.
public struct FitProofChecker: Sendable {
  private let rows: ProofRows
  private let units: Int
  /// The bound in the scaled units of the rows.
  private let limit: Dyadic
  private var waiting: [(signs: [Int], cell: ProofCell)]
  /// The number of cells that were ruled out.
  public private(set) var leafCount = 0

  /// A checker before the first step.
  ///
  /// - Throws: ``FitProofFlaw`` for a header that does not fit the rows, or leaves directions out.
  public init(_ header: FitProof.Header, for rows: WeightedRows) throws(FitProofFlaw) {
    let inputs = rows.inputs.columns
    let count = inputs + (header.hasBias ? 1 : 0)
    guard header.units == 1 || header.units == 2 else {
      throw FitProofFlaw("\(header.units.counted("unit")); expected 1 or 2")
    }
    guard header.inputExponents.count == inputs else {
      throw FitProofFlaw("a scale for \(header.inputExponents.count.counted("input")); the rows have \(inputs)")
    }
    guard header.kept == header.kept.sorted(), Set(header.kept).count == header.kept.count,
      header.kept.allSatisfy({ 0..<count ~= $0 }), header.units * header.kept.count <= 4
    else { throw FitProofFlaw("the coordinates that are kept are not ascending numbers up to \(count)") }
    let limit = 4096
    guard
      (header.inputExponents + [header.targetExponent, header.weightExponent]).allSatisfy({ $0.magnitude <= limit })
    else { throw FitProofFlaw("a scale beyond 2^\(limit)") }
    let numbers = (0..<rows.count).filter { rows.weights[$0] > 0 }
    let columns = (0..<count).map { column in
      numbers.map { row in
        column < inputs
          ? Dyadic(rows.inputs[row, column]).scaled(by: header.inputExponents[column]) : Dyadic.one
      }
    }
    let kept = header.kept.map { columns[$0] }
    for column in 0..<count where !header.kept.contains(column) {
      guard ExactRank.isCombination(columns[column], of: kept) else {
        throw FitProofFlaw("coordinate \(column + 1) is left out, and is no combination of those that are kept")
      }
    }
    guard header.axes.count == kept.count, header.axes.allSatisfy({ $0.count == kept.count }),
      header.axes.allSatisfy({ ConeGenerator.isShort(Dyadic.primitive($0)) }),
      !ExactNonNegativeProblem.determinant(header.axes).isZero
    else { throw FitProofFlaw("the axes do not span all directions") }
    self.rows = ProofRows(
      points: numbers.indices.map { row in kept.map { $0[row] } },
      targets: numbers.map { Dyadic(rows.targets[$0]).scaled(by: header.targetExponent) },
      weights: numbers.map { Dyadic(rows.weights[$0]).scaled(by: header.weightExponent) },
      dimension: kept.count, hasIntercept: header.hasBias)
    units = header.units
    self.limit = header.bound.scaled(by: 2 * header.targetExponent + header.weightExponent)
    // A residual sum is not negative: a bound of 0 needs no proof.
    waiting = header.bound.signum > 0 ? ProofRoots.all(units: units, axes: header.axes, self.rows).reversed() : []
  }

  /// Checks the next step.
  public mutating func check(_ step: FitProofStep) throws(FitProofFlaw) {
    guard let (signs, cell) = waiting.popLast() else { throw FitProofFlaw("a step after the last cell") }
    switch step {
    case .split(let unit, let first, let second, let cut):
      guard 0..<units ~= unit, 0..<rows.dimension ~= first, 0..<rows.dimension ~= second, first != second else {
        throw FitProofFlaw("there is no such edge")
      }
      if case .row(let row) = cut, !(0..<rows.count ~= row) { throw FitProofFlaw("there is no row \(row + 1)") }
      guard let middle = cell.generator(unit: unit, first, second, at: cut) else {
        throw FitProofFlaw("the edge is not cut between its ends, or the cut has too many digits")
      }
      let halves = cell.halves(unit: unit, first, second, middle)
      waiting += [(signs, halves.1), (signs, halves.0)]
    case .leaf(let support, let terms):
      guard 0..<1 << cell.generatorCount ~= support else { throw FitProofFlaw("a support of too many generators") }
      var last = -1
      for term in terms {
        guard term.row > last, term.row < rows.count, term.residual.isFinite else {
          throw FitProofFlaw("the terms' rows do not ascend up to \(rows.count)")
        }
        last = term.row
      }
      let open = Set(cell.open)
      guard terms.allSatisfy({ open.contains($0.row) }) else {
        throw FitProofFlaw("a term of a row whose activity is the same on all of the cell")
      }
      guard let bound = cell.bound(signs: signs, cell.problem(signs: signs), support: support, terms: terms) else {
        throw FitProofFlaw("the support does not show the minimum on the cell")
      }
      guard bound.value >= limit * bound.denominator else {
        throw FitProofFlaw("the cell is only bounded by \(Dyadic.quotient(bound.value, bound.denominator)) (scaled)")
      }
      leafCount += 1
    }
  }

  /// Checks that nothing is left.
  public func finish() throws(FitProofFlaw) {
    guard waiting.isEmpty else {
      throw FitProofFlaw("the proof ends while \(waiting.count.counted("cell is", "cells are")) left")
    }
  }
}
