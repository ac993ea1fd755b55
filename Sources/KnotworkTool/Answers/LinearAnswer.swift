import Knotwork

/// Whether one output is linear, and how far from it.
struct LinearAnswer {
  let name: String
  let isLinear: Bool
  let witness: BendWitness?
  let fit: LinearFit
  let regionCount: Int

  init(_ dissection: Dissection, output: Int) {
    name = dissection.network.outputNames[output]
    regionCount = dissection.regions.count
    switch dissection.linearity(of: output) {
    case .linear(let map):
      isLinear = true
      witness = nil
      fit = LinearFit(exact: map)
    case .notLinear(let found):
      isLinear = false
      witness = found
      fit = dissection.linearFit(of: output)
    }
  }
}

/// The verdict on linearity as text.
enum LinearReport {
  static func text(_ answer: LinearAnswer, over domain: String, names: [String]) -> [String] {
    let formula = Formula.affine(answer.fit.slope, answer.fit.intercept, names)
    if answer.isLinear {
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
    return lines + [
      "Best linear approximation: \(answer.name) ≈ \(formula)",
      "off by \(answer.fit.rms.short) (root mean square), and by at most \(answer.fit.largestDeviation.short), "
        + "at \(answer.fit.point.tuple).",
    ]
  }
}
