import Knotwork
import KnotworkFormats
import KnotworkSimplify

extension SimplifyAnswer {
  /// What was removed, without changing the function.
  func writeLossless(to json: inout JSONWriter) {
    let steps = lossless.steps
    json.object { json in
      json.members(NetworkSize(lossless.network))
      json.member("form", lossless.isKnotForm ? "knots" : "layers")
      json.key("steps")
      json.object { json in
        json.member("inactive", steps.inactive)
        json.member("active", steps.active)
        json.member("merged", steps.merged)
        json.member("unused", steps.unused)
        json.member("constant", steps.constant)
        json.member("folded", steps.folded)
        json.member("layers", steps.layers)
      }
      json.key("undecided_units")
      json.array { json in
        for unit in lossless.undecided {
          json.object { json in
            json.member("layer", unit.layer + 1)
            json.member("unit", unit.index + 1)
          }
        }
      }
      json.key("unused_inputs")
      json.array { json in
        for input in lossless.unusedInputs { json.value(original.inputNames[input]) }
      }
      json.member("rounded_weights", lossless.roundedWeights)
      json.key("difference")
      json.value(lossless.rounding)
      switch lossless.check {
      case .regions: json.member("check", "regions")
      case .points: json.member("check", "points")
      }
    }
  }

  /// The same for people, a sentence each; the first one says what it comes to.
  var losslessSentences: [String] {
    let (before, after) = (NetworkSize(original), NetworkSize(lossless.network))
    var found = [
      after.units == before.units && after.parameters == before.parameters
        ? "Nothing can be removed from \(before.words) over \(place.description)."
        : "\(before.words.capitalisedFirst) → \(after.words), the same function over \(place.description)."
    ]
    let sentences = lossless.steps.sentences
    if !sentences.isEmpty { found.append(sentences.joined(separator: ", ") + ".") }
    if lossless.isKnotForm { found.append("It is one hidden layer with a unit for each knot.") }
    found.append(
      lossless.roundedWeights == 0
        ? "No weight was rounded: the functions are equal in exact arithmetic."
        : "Rounding \(lossless.roundedWeights.counted("weight")) to doubles changes it by at most \(lossless.rounding.bound.roundedUp) (proved)."
    )
    switch lossless.check {
    case .regions: found.append("Checked: all regions of the difference, in exact arithmetic.")
    case .points(let count):
      found.append("Checked: equal at \(count.counted("point")), in exact arithmetic; the proof is that of each step.")
    }
    let inputs = lossless.unusedInputs.map { original.inputNames[$0] }
    if !inputs.isEmpty {
      found.append("\(inputs.joined(separator: ", ")) \(inputs.count == 1 ? "does" : "do") not matter there.")
    }
    if !lossless.undecided.isEmpty {
      let shown = lossless.undecided.prefix(6).map(\.description).joined(separator: ", ")
      let rest = lossless.undecided.count > 6 ? " and \(lossless.undecided.count - 6) more" : ""
      found.append(
        "Whether \(lossless.undecided.count.counted("unit")) ever switch\(lossless.undecided.count == 1 ? "es" : "") is open: \(shown)\(rest)."
      )
    }
    return found
  }
}

extension ReductionSteps {
  /// What was done, a part of a sentence each.
  fileprivate var sentences: [String] {
    [
      (inactive, "unit is never active", "units are never active"), (active, "is always active", "are always active"),
      (merged, "was merged with others", "were merged with others"),
      (unused, "had no effect", "had no effect"), (constant, "was constant", "were constant"),
      (folded, "linear unit was written by others", "linear units were written by others"),
      (layers, "layer became linear and was multiplied out", "layers became linear and were multiplied out"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
  }
}

extension NetworkSize {
  /// "16 and 16 hidden units (337 parameters)".
  var words: String {
    guard !hidden.isEmpty else { return "a linear map (\(parameters.counted("parameter")))" }
    let linear = units - bendingUnits
    let note = linear > 0 ? ", \(linear) of them linear" : ""
    return "\(hidden.map(\.grouped).joined(separator: " and ")) hidden \(hidden == [1] ? "unit" : "units")\(note) "
      + "(\(parameters.counted("parameter")))"
  }
}

extension String {
  /// With a capital at the start.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension JSONWriter {
  /// `hidden`, `units`, `bending_units` and `parameters`.
  mutating func members(_ size: NetworkSize) {
    member("hidden", size.hidden)
    member("units", size.units)
    member("bending_units", size.bendingUnits)
    member("parameters", size.parameters)
  }

  /// A difference that was found, and what is proved to be the largest.
  mutating func value(_ difference: ProvedDifference) {
    object { json in
      json.member("found", difference.found)
      json.member("at", difference.place)
      json.member("bound", orNull: difference.bound.isFinite ? difference.bound : nil)
      json.member("proof", difference.method.rawValue)
    }
  }
}
