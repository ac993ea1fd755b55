import Knotwork
import KnotworkAnswers

/// Whether one output is linear, and how far from it.
struct LinearAnswer {
  let name: String
  let isLinear: Bool
  let witness: BendWitness?
  /// How far from linear; nil where that takes too long to find.
  let fit: LinearFit?
  let regionCount: Int

  /// The fit in three dimensions and more takes a triangulation of every region: worth its time in few dimensions.
  private static let fitLimit = 5

  /// - Parameter fit: is asked for where the output is not linear.
  private init(_ name: String, _ linearity: Linearity, regionCount: Int, fit: () throws -> LinearFit?) rethrows {
    self.name = name
    self.regionCount = regionCount
    switch linearity {
    case .linear(let map):
      isLinear = true
      witness = nil
      self.fit = LinearFit(exact: map)
    case .notLinear(let found):
      isLinear = false
      witness = found
      self.fit = try fit()
    }
  }

  init(_ dissection: Dissection, output: Int) {
    self.init(
      dissection.network.outputNames[output], dissection.linearity(of: output), regionCount: dissection.regions.count
    ) { dissection.linearFit(of: output) }
  }

  init(_ dissection: SpaceDissection, output: Int, threads: Int, limits: Limits) throws {
    try self.init(
      dissection.network.outputNames[output], dissection.linearity(of: output), regionCount: dissection.regions.count
    ) {
      dissection.dimension <= LinearAnswer.fitLimit
        ? try dissection.linearFit(of: output, threads: threads, limits: limits) : nil
    }
  }
}

/// The verdict on linearity as text.
enum LinearReport {
  static func text(_ answer: LinearAnswer, over domain: String, names: [String]) -> [String] {
    if answer.isLinear, let fit = answer.fit {
      let formula = Formula.affine(fit.slope, fit.intercept, names)
      return [
        Style.bold("\(answer.name) is linear over \(domain):") + " \(answer.name) = \(formula)",
        "Proof: \(answer.regionCount.grouped) regions, and no crease between them bends it.",
      ]
    }
    var lines = [Style.bold("\(answer.name) is not linear over \(domain).")]
    if let witness = answer.witness {
      let midpoint = zip(witness.p, witness.q).map { $0 / 2 + $1 / 2 }
      lines += [
        "Witness: f\(witness.p.tuple) = \(witness.values.p.short), f\(witness.q.tuple) = \(witness.values.q.short),",
        "but at their midpoint f\(midpoint.tuple) = \(witness.values.midpoint.short), "
          + "which is not the mean \((witness.values.midpoint - witness.gap).short).",
      ]
    }
    guard let fit = answer.fit else { return lines }
    return lines + [
      "Best linear approximation: \(answer.name) ≈ \(Formula.affine(fit.slope, fit.intercept, names))",
      "off by \(fit.rms.short) (root mean square), and by at most \(fit.largestDeviation.short), "
        + "at \(fit.point.tuple).",
    ]
  }
}
