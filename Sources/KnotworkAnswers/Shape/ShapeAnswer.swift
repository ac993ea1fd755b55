import Knotwork
import KnotworkExplain
import KnotworkFormats

/// The shape of each output over a domain.
public struct ShapeAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.shape")

  /// Where.
  public let place: Place
  /// The outputs by name.
  public let outputs: [(name: String, shape: OutputShape)]
  /// For each output how much it bends, estimated where regions do not tell; nil where they do, and for domains that are no boxes.
  public let estimates: [BendEstimate?]
  /// How many regions the verdicts rest on; nil where they rest on bounds.
  public let regionCount: Int?
  let dissection: Dissection?

  /// What the answer comes to: undecided where bounds leave open what an output does along an input, or how it bends.
  public var ending: Ending {
    guard regionCount == nil else { return Ending() }
    for (name, shape) in outputs {
      for (input, coordinate) in zip(place.coordinates, shape.coordinates) where coordinate.isOpen {
        return Ending(.undecided(reason: "whether \(name) rises or falls along \(input) is open"))
      }
      if [shape.linear, shape.convex, shape.concave].contains(where: { $0.holds == nil }) {
        return Ending(.undecided(reason: "whether \(name) is linear, convex or concave is open"))
      }
    }
    return Ending()
  }

  /// How large the values of a split of the network become over the domain, beside those of the network: a sentence for each output.
  package func growth(of split: ConvexSplit) -> [String] {
    guard let dissection, let box = place.box, let greatest = split.greatestSubtracted(over: box) else { return [] }
    return outputs.enumerated().compactMap { number, output -> String? in
      guard let (low, high) = try? dissection.extremes(of: number), high.value > low.value else { return nil }
      let times = greatest[number] / (high.value - low.value)
      return
        "\(output.name): the subtracted network goes up to \(greatest[number].brief), \(times.brief) times as far as "
        + "\(output.name) goes from \(low.value.brief) to \(high.value.brief)"
    }
  }

  /// Writes `regions`, `domain`, and an element of `outputs` for each.
  public func write(to json: inout JSONWriter) throws {
    json.member("regions", orNull: regionCount)
    json.member(
      "method", regionCount == nil ? ShapeRequest.Method.bounds.rawValue : ShapeRequest.Method.regions.rawValue)
    json.member(place)
    json.key("outputs")
    try json.array(lines: true) { json in
      for (output, estimate) in zip(outputs, estimates) {
        json.object { json in
          json.member("name", output.name)
          write(output.shape, estimate, to: &json)
        }
        try json.passOn()
      }
    }
  }

  private func write(_ shape: OutputShape, _ estimate: BendEstimate?, to json: inout JSONWriter) {
    let coordinates = shape.coordinates
    json.member("linear", orNull: shape.linear.holds)
    json.member("convex", orNull: shape.convex.holds)
    json.member("concave", orNull: shape.concave.holds)
    json.member("rising", orNull: coordinates.map(\.rising.holds))
    json.member("falling", orNull: coordinates.map(\.falling.holds))
    json.member("constant", orNull: coordinates.map(\.constant.holds))
    json.key("interacting_pairs")
    json.array { json in for pair in shape.pairs { json.value([Double(pair.first + 1), Double(pair.second + 1)]) } }
    json.key("groups")
    if let groups = shape.groups {
      json.array { json in for group in groups { json.array { json in for member in group { json.value(member + 1) } } }
      }
    } else {
      json.null()
    }
    json.member("homogeneous", orNull: shape.homogeneous.holds)
    json.member("odd", orNull: shape.odd.verdict.holds)
    json.member("even", orNull: shape.even.verdict.holds)
    json.key("exchangeable")
    json.array { json in
      for pair in shape.exchangeable {
        json.object { json in
          json.member("inputs", [pair.first + 1, pair.second + 1])
          json.member("holds", orNull: pair.symmetry.verdict.holds)
          json.member("seen", pair.symmetry.seen)
        }
      }
    }
    json.key("slopes")
    json.array { json in
      for coordinate in coordinates {
        json.object { json in
          json.member("least", orNull: coordinate.slopes.lowerBound.ifFinite)
          json.member("greatest", orNull: coordinate.slopes.upperBound.ifFinite)
          json.member("least_bound", orNull: coordinate.bounds.lowerBound.ifFinite)
          json.member("greatest_bound", orNull: coordinate.bounds.upperBound.ifFinite)
          json.member("rising_share", orNull: coordinate.shares?.rising)
          json.member("falling_share", orNull: coordinate.shares?.falling)
        }
      }
    }
    json.member("odd_seen", shape.odd.seen)
    json.member("even_seen", shape.even.seen)
    json.key("bends")
    if let bends = shape.bends { write(bends, to: &json) } else { json.null() }
    json.key("bend_estimate")
    if let estimate { write(estimate, to: &json) } else { json.null() }
    json.key("witnesses")
    json.object { json in
      json.member("linear", shape.linear.witness)
      json.member("convex", shape.convex.witness)
      json.member("concave", shape.concave.witness)
      json.member("rising", coordinates.map(\.rising.witness))
      json.member("falling", coordinates.map(\.falling.witness))
      json.member("constant", coordinates.map(\.constant.witness))
      json.member("interacting_pairs", shape.pairs.map(\.witness))
      json.member("homogeneous", shape.homogeneous.witness)
      json.member("odd", shape.odd.verdict.witness)
      json.member("even", shape.even.verdict.witness)
      json.member("exchangeable", shape.exchangeable.map(\.symmetry.verdict.witness))
    }
  }

  private func write(_ estimate: BendEstimate, to json: inout JSONWriter) {
    func sums(_ total: BendEstimate.Total, _ json: inout JSONWriter) {
      json.member("convex", total.convex.value)
      json.member("convex_error", total.convex.error)
      json.member("concave", total.concave.value)
      json.member("concave_error", total.concave.error)
    }
    json.object { json in
      json.member("lines", estimate.lineCount)
      sums(estimate.total, &json)
      write(units: estimate.units, to: &json, sums)
    }
  }

  /// Writes an object for each unit: its place, and what it comes to.
  private func write<Total>(
    units: [(unit: Unit, total: Total)], to json: inout JSONWriter, _ body: (Total, inout JSONWriter) -> Void
  ) {
    json.key("units")
    json.array { json in
      for (unit, total) in units {
        json.object { json in
          json.member("layer", unit.layer + 1)
          json.member("unit", unit.index + 1)
          body(total, &json)
        }
      }
    }
  }

  private func write(_ bends: BendPlaces, to json: inout JSONWriter) {
    func side(_ count: Int, _ sum: Double?, _ largest: BendPlaces.Largest?, _ json: inout JSONWriter) {
      json.object { json in
        json.member("creases", count)
        json.member("sum", orNull: sum)
        json.member("largest", orNull: largest?.bend)
        json.member("layer", orNull: largest.map { $0.unit.layer + 1 })
        json.member("unit", orNull: largest.map { $0.unit.index + 1 })
        json.member("point", orNull: largest?.point)
      }
    }
    json.object { json in
      json.key("convex")
      side(bends.total.convexCount, bends.total.convex, bends.convex, &json)
      json.key("concave")
      side(bends.total.concaveCount, bends.total.concave, bends.concave, &json)
      write(units: bends.units, to: &json) { total, json in
        json.member("convex_creases", total.convexCount)
        json.member("convex_sum", orNull: total.convex)
        json.member("concave_creases", total.concaveCount)
        json.member("concave_sum", orNull: total.concave)
      }
    }
  }
}

extension OutputShape.Coordinate {
  /// Whether it was not found out what the output does.
  var isOpen: Bool {
    rising.holds != true && falling.holds != true && (rising.holds == nil || falling.holds == nil)
  }
}

extension Double {
  /// Nil for infinity.
  fileprivate var ifFinite: Double? { isFinite ? self : nil }
}

extension JSONWriter {
  /// Writes a key and truth values, null where they are open.
  mutating func member(_ name: String, orNull flags: [Bool?]) {
    key(name)
    array { json in for flag in flags { if let flag { json.value(flag) } else { json.null() } } }
  }

  /// Writes a key and a witness, or null.
  mutating func member(_ name: String, _ witness: ShapeWitness?) {
    key(name)
    value(witness)
  }

  /// Writes a key and witnesses, or nulls.
  mutating func member(_ name: String, _ witnesses: [ShapeWitness?]) {
    key(name)
    array { json in for witness in witnesses { json.value(witness) } }
  }

  private mutating func value(_ witness: ShapeWitness?) {
    guard let witness else { return null() }
    object { json in
      json.member("points", witness.points)
      json.member("values", witness.values)
      json.member("gap", witness.gap)
    }
  }
}
