import Knotwork
import KnotworkClaims
import KnotworkFormats

extension VerifyAnswer.Result {
  /// Writes claim, verdict, evidence and reason.
  func write(to json: inout JSONWriter) {
    json.member("claim", stated.words)
    if let place = stated.place {
      json.member(place)
    } else {
      json.key("domain")
      json.null()
    }
    switch verdict {
    case .holds: json.member("verdict", "holds")
    case .fails: json.member("verdict", "fails")
    case .undecided: json.member("verdict", "undecided")
    }
    json.key("counterexample")
    if case .fails(let counterexample) = verdict {
      write(counterexample, to: &json)
    } else {
      json.null()
    }
    json.key("proof")
    if case .holds(let proof) = verdict {
      json.object { json in
        json.member("method", proof.method.rawValue)
        json.member("parts", proof.parts)
        json.member("programs", proof.programs)
      }
    } else {
      json.null()
    }
    json.key("reason")
    if case .undecided(let open) = verdict {
      json.value(open.reasonInWords)
      json.member("proved_share", open.provedShare)
      json.member("open_parts", open.openParts)
    } else {
      json.null()
    }
    if let shares {
      json.key("shares")
      json.object { json in
        json.member("proved", shares.proved)
        json.member("refuted", shares.refuted)
        json.member("open", shares.open)
        json.member("boxes", shares.boxes)
      }
    }
    if let rows {
      json.key("rows")
      json.object { json in
        json.member("count", rows.rows)
        json.member("violating", rows.violating.count)
        json.member("first", orNull: rows.violating.first)
        json.member("regions", rows.regions)
        json.member("violating_regions", rows.violatingRegions)
        json.member("rows_in_violating_regions", rows.rowsInViolatingRegions)
        json.member("open_regions", rows.openRegions)
      }
    }
  }

  private func write(_ counterexample: Counterexample, to json: inout JSONWriter) {
    json.object { json in
      json.member("input", counterexample.inputs)
      json.member("output", counterexample.outputs)
      json.member("exact", counterexample.isExact)
      json.member("single_precision", orNull: counterexample.occursInSinglePrecision)
      json.key("violated")
      json.array { json in
        for constraint in violated {
          json.object { json in
            json.member("constraint", constraint.words)
            json.member("by", constraint.excess)
          }
        }
      }
    }
  }

  /// The verdict for people, with what is said of shares and rows.
  func lines(_ style: TextStyle) -> [String] {
    var lines = verdictLines(style)
    if let shares {
      func percent(_ share: Double) -> String { "\((100 * share).brief) %" }
      lines.append(
        "  Of the box's volume \(percent(shares.proved)) is proved, \(percent(shares.refuted)) refuted, and "
          + "\(percent(shares.open)) open (\(shares.boxes.counted("box", "boxes"))).")
    }
    if let rows {
      let first = rows.violating.first.map { ", the first of them row \($0 + 1)" } ?? ""
      lines.append("  It fails at \(rows.violating.count) of \(rows.rows.counted("row"))\(first).")
      let open = rows.openRegions > 0 ? "; of \(rows.openRegions) it is not known" : ""
      lines.append(
        "  It fails somewhere in \(rows.violatingRegions) of the \(rows.regions.counted("region")) that hold rows; these hold "
          + "\(rows.rowsInViolatingRegions.counted("row"))\(open).")
    }
    return lines
  }

  private func verdictLines(_ style: TextStyle) -> [String] {
    let domain = stated.place.map { " over \($0.description)" } ?? ""
    switch verdict {
    case .holds(let proof):
      return [style.bold("holds: \(stated.words)\(domain)"), "  Proof: \(proof.inWords)."]
    case .undecided(let open):
      let share =
        open.provedShare > 0
        ? "; proved for \((100 * open.provedShare).brief) % of the domain's volume" : ""
      return [
        style.bold("undecided: \(stated.words)\(domain)"), "  \(open.reasonInWords)\(share).",
      ]
    case .fails(let counterexample):
      return [style.bold("fails: \(stated.words)\(domain)")] + lines(counterexample)
    }
  }

  private func lines(_ counterexample: Counterexample) -> [String] {
    var lines = [
      "  at  \(names.inputs.values(counterexample.inputs))",
      "  is  \(names.outputs.values(counterexample.outputs))",
    ]
    for constraint in violated where constraint.isOfOutputs {
      lines.append(
        "  so that  \(constraint.words)\(constraint.excess > 0 ? ", by \(constraint.excess.short)" : ", exactly")"
      )
    }
    switch (counterexample.isExact, counterexample.occursInSinglePrecision) {
    case (true, true?): break
    case (true, nil):
      lines.append(
        "  The box holds no numbers of single precision here; the violation is that of exact arithmetic."
      )
    case (true, false?):
      lines.append(
        "  In exact arithmetic only: in single precision, as runtimes compute, it does not occur here."
      )
    case (false, _):
      lines.append(
        "  In single precision only, as runtimes compute; in exact arithmetic it does not occur here."
      )
    }
    return lines
  }
}

extension ClaimProof {
  /// "4 regions, each decided in exact arithmetic".
  var inWords: String {
    switch method {
    case .constraints: "its violation contradicts itself, whatever the network is"
    case .regions: "\(parts.counted("region")), each decided in exact arithmetic"
    case .bounds:
      "bounds on \(parts.counted("box", "boxes"))\(programs > 0 ? " and \(programs.counted("linear program"))" : "")"
    }
  }
}
