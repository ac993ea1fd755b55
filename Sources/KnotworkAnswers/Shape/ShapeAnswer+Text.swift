import Knotwork
import KnotworkExplain
import KnotworkFormats

extension ShapeAnswer {
  /// Writes for each output a table of properties, with the evidence against those that it has not, and where it bends.
  public func write(to text: inout TextWriter) throws {
    for (number, (output, estimate)) in zip(outputs, estimates).enumerated() {
      if number > 0 { try text.line() }
      try write(output.name, output.shape, to: &text)
      if let estimate { try write(estimate, to: &text) }
    }
  }

  private func write(_ name: String, _ shape: OutputShape, to text: inout TextWriter) throws {
    try text.line(
      text.style.bold("\(name) over \(place.description)")
        + (regionCount.map { ": \($0.counted("region")), decided without rounding" }
          ?? ": by bounds and branching, which hold whatever rounding does"))
    try text.line()
    let names = place.coordinates
    var table = TextTable(["property", "", "evidence"])
    func add(_ property: String, _ verdict: ShapeVerdict, _ evidence: String) {
      switch verdict {
      case .holds: table.append([property, "yes", ""])
      case .fails: table.append([property, "no", evidence])
      case .open(let reason): table.append([property, "open", reason])
      }
    }
    add("linear", shape.linear, midpoint(shape.linear.witness))
    add("convex", shape.convex, midpoint(shape.convex.witness))
    add("concave", shape.concave, midpoint(shape.concave.witness))
    for (name, coordinate) in zip(names, shape.coordinates) {
      let (property, verdict): (String, ShapeVerdict) =
        switch (coordinate.constant, coordinate.rising, coordinate.falling) {
        case (.holds, _, _): ("constant in \(name)", .holds)
        case (_, .holds, _): ("rising in \(name)", .holds)
        case (_, _, .holds): ("falling in \(name)", .holds)
        default: ("rising or falling in \(name)", coordinate.constant)
        }
      let word = verdict == .holds ? "yes" : coordinate.isOpen ? "open" : "no"
      table.append([property, word, slopes(coordinate, isDecided: verdict == .holds)])
    }
    if names.count > 1 {
      table.append(["additive"] + additivity(shape, names))
    }
    add("positively homogeneous", shape.homogeneous, values(shape.homogeneous.witness))
    add("odd", shape.odd.verdict, values(shape.odd.verdict.witness))
    add("even", shape.even.verdict, values(shape.even.verdict.witness))
    for pair in shape.exchangeable where names.count <= 6 || pair.symmetry.verdict == .holds {
      add(
        "symmetric in \(names[pair.first]) and \(names[pair.second])", pair.symmetry.verdict,
        values(pair.symmetry.verdict.witness))
    }
    try text.table(table, leftAligned: [0, 1, 2])
    if let bends = shape.bends { try write(bends, to: &text) }
  }

  /// Slopes along a coordinate, with what bounds leave open, and how much of the domain they have each sign on.
  private func slopes(_ coordinate: OutputShape.Coordinate, isDecided: Bool) -> String {
    let (slopes, bounds) = (coordinate.slopes, coordinate.bounds)
    var row = "slope \(slopes.lowerBound.short) to \(slopes.upperBound.short)"
    if bounds != slopes { row += ", within \(bounds.lowerBound.short) to \(bounds.upperBound.short)" }
    if let shares = coordinate.shares, !isDecided {
      row += "; rises on \(percent(shares.rising)), falls on \(percent(shares.falling))"
    }
    return row
  }

  private func additivity(_ shape: OutputShape, _ names: [String]) -> [String] {
    let pair = shape.pairs.first.map { "\(names[$0.first]) and \(names[$0.second]) interact\(rectangle($0.witness))" }
    guard let groups = shape.groups else { return ["open", pair ?? "no points show that inputs interact"] }
    guard groups.count > 1 else { return ["no", pair ?? ""] }
    let words = groups.map { "{" + $0.map { names[$0] }.joined(separator: ", ") + "}" }.joined(separator: " + ")
    return ["yes", "a sum of functions of \(words)"]
  }

  private func write(_ bends: BendPlaces, to text: inout TextWriter) throws {
    guard bends.total.convexCount + bends.total.concaveCount > 0 else { return }
    try text.line()
    try text.line("Where it bends")
    var table = TextTable(["", "creases", "sum", "largest", "by", "at"])
    func add(_ name: String, _ count: Int, _ sum: Double?, _ largest: BendPlaces.Largest?) {
      guard let largest else { return }
      table.append([
        name, String(count), sum?.short ?? "", largest.bend.short, largest.unit.description, largest.point?.tuple ?? "",
      ])
    }
    add("up (convex)", bends.total.convexCount, bends.total.convex, bends.convex)
    add("down (concave)", bends.total.concaveCount, bends.total.concave, bends.concave)
    try text.table(table, leftAligned: [0, 4, 5])
  }

  private func write(_ estimate: BendEstimate, to text: inout TextWriter) throws {
    try text.line()
    try text.line(
      "How much it bends: estimates along \(estimate.lineCount.grouped) random lines, with 95 % intervals")
    var table = TextTable(["", "sum", "most by"])
    func add(_ name: String, _ of: (BendEstimate.Total) -> DrawnEstimate) {
      func words(_ estimate: DrawnEstimate) -> String { "\(estimate.value.short) ± \(estimate.error.brief)" }
      let most = estimate.units.max { of($0.total).value.magnitude < of($1.total).value.magnitude }
      let unit = most.flatMap { of($0.total).value == 0 ? nil : "\($0.unit): \(words(of($0.total)))" }
      table.append([name, words(of(estimate.total)), unit ?? ""])
    }
    add("up (convex)") { $0.convex }
    add("down (concave)") { $0.concave }
    try text.table(table, leftAligned: [0, 2])
  }

  private func percent(_ share: Double) -> String { "\((share * 100).brief) %" }

  private func midpoint(_ witness: ShapeWitness?) -> String {
    guard let witness, witness.points.count == 3 else { return values(witness) }
    let points = witness.points.distinctTuples
    let mean = witness.values[2] - witness.gap
    let values = (witness.values + [mean]).distinctTexts
    return
      "f\(points[0]) = \(values[0]), f\(points[1]) = \(values[1]), and between them f\(points[2]) = \(values[2]), not \(values[3])"
  }

  private func rectangle(_ witness: ShapeWitness?) -> String {
    guard let witness, witness.points.count == 4 else { return "" }
    let values = witness.values.distinctTexts
    let points = witness.points.distinctTuples
    return
      ": f\(points[0]) + f\(points[1]) − f\(points[2]) − f\(points[3]) = \(values[0]) + \(values[1]) − \(values[2]) − \(values[3]), not 0"
      .replacingMinus
  }

  private func values(_ witness: ShapeWitness?) -> String {
    guard let witness else { return "" }
    let (points, values) = (witness.points.distinctTuples, witness.values.distinctTexts)
    return zip(points, values).map { "f\($0) = \($1)" }.joined(separator: ", ")
  }
}

extension String {
  /// With the signs of other numbers.
  fileprivate var replacingMinus: String { String(map { $0 == "−" ? "-" : $0 }) }
}
