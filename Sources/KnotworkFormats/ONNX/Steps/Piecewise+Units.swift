extension Piecewise {
  /// A unit, with the factor on z ≤ 0, that is added or subtracted.
  struct SignedUnit {
    let preactivation: LinearForm
    let inactiveSlope: Double
    let sign: Double
  }

  /// The function as a form and units to be added, when it does not jump at any knot; else nil.
  var units: (base: LinearForm, units: [SignedUnit])? {
    var bends: [Double] = []
    for index in knots.indices {
      let before = intervals[index]
      guard let bend = before.bend(to: intervals[index + 1], along: direction, at: knots[index]),
        before.bend(to: points[index], along: direction, at: knots[index]) != nil
      else { return nil }
      bends.append(bend)
    }
    if let unit = singleUnit { return (LinearForm(constant: 0), unit.map { [$0] } ?? []) }
    var units: [SignedUnit] = []
    for (index, bend) in bends.enumerated() where bend != 0 {
      var rise = intervals[index + 1].adding(intervals[index], times: -1)
      if rise.columns != direction.columns {
        // What should cancel left traces of rounding.
        rise = direction.multiplied(by: bend)
        rise.constant = -bend * knots[index]
      }
      units.append(
        SignedUnit(
          preactivation: bend > 0 ? rise : rise.multiplied(by: -1), inactiveSlope: 0, sign: bend > 0 ? 1 : -1))
    }
    return (intervals[0], units)
  }

  /// The one unit that is the whole function, when both sides of a single knot are 0 there; a unit of nil is 0.
  private var singleUnit: SignedUnit?? {
    let zero = LinearForm(constant: 0)
    guard knots.count == 1, let before = zero.bend(to: intervals[0], along: direction, at: knots[0]),
      let after = zero.bend(to: intervals[1], along: direction, at: knots[0])
    else { return nil }
    if after != 0 {
      let row = after > 0 ? intervals[1] : intervals[1].multiplied(by: -1)
      return SignedUnit(preactivation: row, inactiveSlope: before / after, sign: after > 0 ? 1 : -1)
    }
    guard before != 0 else { return .some(nil) }
    let row = before < 0 ? intervals[0] : intervals[0].multiplied(by: -1)
    return SignedUnit(preactivation: row, inactiveSlope: 0, sign: before < 0 ? 1 : -1)
  }

  /// Where the function jumps for certain, as far as the inputs alone show it: "jumps where x1 = 0.5".
  ///
  /// Nil where units take part, so that nothing is known without looking further.
  func jump(inputNames: [String]) -> String? {
    let inputCount = inputNames.count
    guard direction.columns.allSatisfy({ $0 < inputCount }), !direction.isConstant else { return nil }
    for index in knots.indices {
      let (before, after) = (intervals[index], intervals[index + 1])
      let isKnown = [before, after, points[index]].allSatisfy { $0.columns.allSatisfy { $0 < inputCount } }
      let agrees =
        before.bend(to: after, along: direction, at: knots[index]) != nil
        && before.bend(to: points[index], along: direction, at: knots[index]) != nil
      guard !agrees else { continue }
      guard isKnown else { return nil }
      return "jumps where \(Piecewise.text(direction, inputNames)) = \(Piecewise.text(knots[index]))"
    }
    return nil
  }

  /// "2 · x1 + … ": the first terms, to the precision of floats.
  private static func text(_ form: LinearForm, _ inputNames: [String]) -> String {
    let terms = zip(form.columns, form.values).prefix(3).map { column, value in
      value == 1 ? inputNames[Int(column)] : "\(text(value)) · \(inputNames[Int(column)])"
    }
    return terms.joined(separator: " + ") + (form.columns.count > 3 ? " + …" : "")
  }

  private static func text(_ number: Double) -> String {
    let text = "\(Float(number))"
    return text.hasSuffix(".0") ? (number == 0 ? "0" : String(text.dropLast(2))) : text
  }
}
