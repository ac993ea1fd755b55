import Knotwork
import KnotworkClaims
import KnotworkFormats

/// Whether two networks are equal over a domain, but for a difference that is allowed.
public struct EqualityAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.equality")

  /// Where.
  public let place: Place
  /// By how much outputs may differ.
  public let tolerance: Double
  /// The names of the inputs, and of the outputs that are compared.
  public let names: (inputs: [String], outputs: [String])
  /// The numbers of these outputs.
  let numbers: [Int]
  /// The verdict.
  public let verdict: NetworkDifference.Verdict
  /// Where that is undecided: for each output the largest difference that was found, and what it is proved not to exceed.
  public let bounds: [NetworkDifference.Largest]
  /// Whether both have the same units, in some order.
  let isSameUnits: Bool
  /// What both compute at the witness.
  let values: (first: Double, second: Double)?

  /// What the answer comes to.
  public var ending: Ending {
    switch verdict {
    case .holds: Ending()
    case .fails: Ending(.fails(reason: nil))
    case .undecided(let open): Ending(.undecided(reason: "whether they are equal is open; \(open.reasonInWords)"))
    }
  }

  private var question: String {
    let outputs = names.outputs.prefix(6).joined(separator: ", ") + (names.outputs.count > 6 ? ", …" : "")
    return tolerance == 0 ? "\(outputs): both are the same" : "\(outputs): both are equal within \(tolerance.short)"
  }

  private func name(of output: Int) -> String { zip(numbers, names.outputs).first { $0.0 == output }?.1 ?? "" }

  /// Writes verdict, witness, proof, and bounds where it is open.
  public func write(to json: inout JSONWriter) throws {
    switch verdict {
    case .holds: json.member("verdict", "holds")
    case .fails: json.member("verdict", "fails")
    case .undecided: json.member("verdict", "undecided")
    }
    json.member("within", tolerance)
    json.member("inputs", names.inputs)
    json.member("outputs", names.outputs)
    json.member(place)
    json.key("witness")
    if case .fails(let witness) = verdict, let values {
      json.object { json in
        json.member("input", witness.point)
        json.member("output", name(of: witness.output))
        json.member("first", values.first)
        json.member("second", values.second)
        json.member("difference", witness.difference)
      }
    } else {
      json.null()
    }
    json.key("proof")
    if case .holds(let proof) = verdict {
      json.object { json in
        json.member("method", isSameUnits ? "units" : proof.method.rawValue)
        json.member("parts", proof.parts)
        json.member("programs", proof.programs)
      }
    } else {
      json.null()
    }
    json.key("reason")
    guard case .undecided(let open) = verdict else {
      json.null()
      return
    }
    json.value(open.reasonInWords)
    json.member("proved_share", open.provedShare)
    json.key("bounds")
    json.array(lines: true) { json in
      for bound in bounds {
        json.object { json in
          json.member("output", name(of: bound.output))
          json.member("attained", bound.value)
          json.member("at", bound.point)
          json.member("bound", orNull: bound.bound.isFinite ? bound.bound : nil)
        }
      }
    }
  }

  /// Writes the verdict in a sentence, and what shows it.
  public func write(to text: inout TextWriter) throws {
    let style = text.style
    switch verdict {
    case .holds(let proof):
      try text.line(style.bold("holds: \(question) over \(place.description)"))
      try text.line("  Proof: \(isSameUnits ? "they have the same units, in some order" : proof.inWords).")
    case .fails(let witness):
      try text.line(style.bold("fails: \(question) over \(place.description)"))
      let shown = zip(names.inputs, witness.point).prefix(20).map { "\($0) = \($1.short)" }.joined(separator: ", ")
      try text.line("  at  \(shown)\(witness.point.count > 20 ? ", … (--json has all)" : "")")
      if let values {
        try text.line(
          "  \(name(of: witness.output)) is \(values.first.short) in the first and \(values.second.short) in the second: "
            + "they differ by \(witness.difference.magnitude.short)\(tolerance > 0 ? ", more than \(tolerance.short)" : "")."
        )
      }
    case .undecided(let open):
      try text.line(style.bold("undecided: \(question) over \(place.description)"))
      let share =
        open.provedShare > 0 ? "; proved for \((100 * open.provedShare).brief) % of the domain's volume" : ""
      try text.line("  \(open.reasonInWords)\(share).")
      for bound in bounds {
        try text.line(
          "  \(name(of: bound.output)) differs by \(bound.value.short)\(bound.value > 0 ? " at \(bound.point.tuple)" : ""), "
            + (bound.bound.isFinite ? "and nowhere by more than \(bound.bound.short)." : "and no bound is known."))
      }
    }
  }
}
