import Knotwork
import KnotworkFormats

/// Whether each output of a network is linear on a domain, and how far from it.
public struct LinearAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.linear")

  /// The verdict on one output.
  public struct Output: Sendable {
    /// The name of the output.
    public let name: String
    /// Whether it is linear.
    public let isLinear: Bool
    /// Two points that prove that it is not linear; nil where it is, and where regions are too thin to hold such points.
    public let witness: BendWitness?
    /// The best linear approximation; nil where it takes too long to find, and where doubles cannot hold it.
    public let fit: LinearFit?
  }

  /// Where.
  public let place: Place
  /// The rows over which approximations are the best; nil where they are so over the volume of the domain.
  public let rows: DataRows?
  /// How many regions the proof rests on.
  public let regionCount: Int
  /// The verdicts, one for each output.
  public let outputs: [Output]

  /// What the answer comes to: it fails where an output is not linear.
  public var ending: Ending { Ending(outputs.allSatisfy(\.isLinear) ? .holds : .fails(reason: nil)) }

  /// Writes the members of the first output that is not linear, and an element of `outputs` for each.
  public func write(to json: inout JSONWriter) throws {
    write(outputs.first { !$0.isLinear } ?? outputs[0], to: &json)
    json.member(place)
    json.member("rows", orNull: rows?.count)
    json.key("outputs")
    json.array(lines: true) { json in
      for output in outputs {
        json.object { json in
          json.member("name", output.name)
          write(output, to: &json)
        }
      }
    }
  }

  private func write(_ output: Output, to json: inout JSONWriter) {
    json.member("linear", output.isLinear)
    json.key("witness")
    if let witness = output.witness {
      json.object { json in
        json.member("p", witness.p)
        json.member("q", witness.q)
        json.member("value_p", witness.values.p)
        json.member("value_q", witness.values.q)
        json.member("value_midpoint", witness.values.midpoint)
        json.member("gap", witness.gap)
      }
    } else {
      json.null()
    }
    json.member("rms", orNull: output.fit?.rms)
    json.member("largest_deviation", orNull: output.fit?.largestDeviation)
    json.member("slope", orNull: output.fit?.slope)
    json.member("intercept", orNull: output.fit?.intercept)
  }

  /// Writes the verdict on each output, with its evidence.
  public func write(to text: inout TextWriter) throws {
    for output in outputs { try text.lines(lines(output, text.style)) }
  }

  private func lines(_ output: Output, _ style: TextStyle) -> [String] {
    let (name, names) = (output.name, place.coordinates)
    if output.isLinear, let fit = output.fit {
      return [
        style.bold("\(name) is linear over \(place.description):")
          + " \(name) = \(Formula.affine(fit.slope, fit.intercept, names))",
        "Proof: \(regionCount.counted("region")), and no crease between them bends it.",
      ]
    }
    var lines = [style.bold("\(name) is not linear over \(place.description).")]
    if let witness = output.witness {
      let midpoint = zip(witness.p, witness.q).map { $0 / 2 + $1 / 2 }
      let points = [witness.p, witness.q, midpoint].distinctTuples
      let (own, mean) = (witness.values, witness.values.midpoint - witness.gap)
      let values = [own.p, own.q, own.midpoint, mean].distinctTexts
      lines += [
        "Witness: f\(points[0]) = \(values[0]), f\(points[1]) = \(values[1]),",
        "but at their midpoint f\(points[2]) = \(values[2]), which is not the mean \(values[3])"
          + (own.midpoint == mean ? ": it differs by \(witness.gap.short)." : "."),
      ]
    } else {
      lines.append("Proof: a crease bends it, beside regions too thin to hold a point whose coordinates are doubles.")
    }
    guard let fit = output.fit else { return lines }
    return lines + [
      "Best linear approximation\(rows.map { " over \($0.count.counted("row"))" } ?? ""): \(name) ≈ \(Formula.affine(fit.slope, fit.intercept, names))",
      "off by \(fit.rms.short) (root mean square), and by at most \(fit.largestDeviation.short), "
        + "at \(fit.point.tuple).",
    ]
  }
}
