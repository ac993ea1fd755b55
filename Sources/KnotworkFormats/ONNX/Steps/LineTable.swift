/// Which units depend on the inputs by a single number only, and by which: a unit of |x|, and a unit of |x| − 1, are
/// functions of x alone.
///
/// Asked only where a step and what it multiplies do not stand over the same unknowns; the units are then gone through
/// once, each after those it reads.
struct LineTable {
  /// What a line's value t is: an affine form without its constant.
  private(set) var directions: [LinearForm] = []
  /// For each unit gone through so far, its line; −1 for a constant.
  private var lineOfUnit: [Int] = []
  private var byShape: [ShapeKey: [Int]] = [:]
  private var curves: [Int: Curve?] = [:]

  /// The most knots that a function of a line may have to be followed, and the most units in a chain.
  private static let maximumKnots = 64
  private static let maximumDepth = 32

  /// What parallel forms have in common.
  private struct ShapeKey: Hashable {
    let first: Int32
    let last: Int32
    let count: Int
    let ratio: Float

    init(_ form: LinearForm) {
      first = form.columns.first ?? -1
      last = form.columns.last ?? -1
      count = form.columns.count
      ratio = Float((form.values.last ?? 0) / (form.values.first ?? 1))
    }
  }

  /// The line that a form is a function of; nil for a constant.
  mutating func line(of form: LinearForm, in circuit: Circuit) -> Int? {
    goThrough(circuit)
    return find(circuit.unfolded(form) ?? form, circuit.inputCount)
  }

  private mutating func goThrough(_ circuit: Circuit) {
    let known = circuit.inputCount + lineOfUnit.count
    for block in circuit.blocks where block.first + block.rows.count > known {
      for row in max(0, known - block.first)..<block.rows.count {
        let form = LinearForm(block.rows, row: row)
        lineOfUnit.append(find(circuit.unfolded(form) ?? form, circuit.inputCount) ?? -1)
      }
    }
  }

  private mutating func find(_ form: LinearForm, _ inputCount: Int) -> Int? {
    guard let last = form.columns.last else { return nil }
    let unit = Int(last) - inputCount
    if unit >= 0 {
      let line = lineOfUnit[unit]
      if line >= 0 {
        let rest = self.rest(of: form, beside: line, inputCount)
        if rest.isConstant || rest.ratio(to: directions[line]) != nil { return line }
      }
    }
    return register(form)
  }

  private mutating func register(_ form: LinearForm) -> Int {
    let direction =
      form.columns.count == 1 ? LinearForm(columns: form.columns, values: [1], constant: 0) : form.direction
    let key = ShapeKey(direction)
    if let line = byShape[key]?.first(where: { direction.ratio(to: directions[$0]) != nil }) { return line }
    directions.append(direction)
    byShape[key, default: []].append(directions.count - 1)
    return directions.count - 1
  }

  /// A form without the units that are functions of the line.
  private func rest(of form: LinearForm, beside line: Int, _ inputCount: Int) -> LinearForm {
    var rest = LinearForm(constant: form.constant)
    for (column, value) in zip(form.columns, form.values) {
      let unit = Int(column) - inputCount
      if unit >= 0, lineOfUnit[unit] == line { continue }
      rest.columns.append(column)
      rest.values.append(value)
    }
    return rest
  }

  /// A form, split into what a line does not tell and a function of the line; nil where that has too many knots.
  mutating func split(_ form: LinearForm, along line: Int, in circuit: Circuit) -> (rest: LinearForm, curve: Curve)? {
    goThrough(circuit)
    return split(circuit.unfolded(form) ?? form, along: line, in: circuit, depth: 0)
  }

  private mutating func split(
    _ form: LinearForm, along line: Int, in circuit: Circuit, depth: Int
  ) -> (rest: LinearForm, curve: Curve)? {
    var curve = Curve(slope: 0, constant: 0)
    for (column, value) in zip(form.columns, form.values) {
      let unit = Int(column) - circuit.inputCount
      guard unit >= 0, lineOfUnit[unit] == line else { continue }
      guard depth < LineTable.maximumDepth, let part = self.curve(of: unit, line, circuit, depth: depth + 1) else {
        return nil
      }
      curve = curve.adding(part, times: value)
      guard curve.knots.count <= LineTable.maximumKnots else { return nil }
    }
    var rest = self.rest(of: form, beside: line, circuit.inputCount)
    if let ratio = rest.ratio(to: directions[line]) {
      curve = curve.adding(Curve(slope: ratio, constant: 0), times: 1)
      rest = LinearForm(constant: rest.constant)
    }
    return (rest, curve)
  }

  private mutating func curve(of unit: Int, _ line: Int, _ circuit: Circuit, depth: Int) -> Curve? {
    if let known = curves[unit] { return known }
    var result: Curve?
    let (row, slope) = circuit.unit(unit + circuit.inputCount)
    if let (rest, curve) = split(circuit.unfolded(row) ?? row, along: line, in: circuit, depth: depth), rest.isConstant
    {
      result = curve.adding(Curve(slope: 0, constant: rest.constant), times: 1).activated(inactiveSlope: slope)
    }
    curves[unit] = .some(result)
    return result
  }
}
