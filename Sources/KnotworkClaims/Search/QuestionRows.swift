import Knotwork

/// The constraints of a claim as rows of numbers, each once: coefficients on outputs, coefficients on inputs, offset.
struct QuestionRows: Sendable {
  let inputCount: Int
  let outputCount: Int
  private(set) var rows: [[Double]] = []
  /// For each row, whether it speaks of inputs alone.
  private(set) var isOfInputs: [Bool] = []
  private var numbers: [[Double]: Int] = [:]

  init(inputCount: Int, outputCount: Int) {
    self.inputCount = inputCount
    self.outputCount = outputCount
  }

  /// The number of a constraint's row.
  mutating func number(of constraint: LinearConstraint) -> Int {
    var row = [Double](repeating: 0, count: outputCount + inputCount + 1)
    for term in constraint.terms {
      switch term.variable {
      case .input(let number): row[outputCount + number] = term.factor
      case .output(let number): row[number] = term.factor
      }
    }
    row[outputCount + inputCount] = constraint.offset
    if let number = numbers[row] { return number }
    numbers[row] = rows.count
    rows.append(row)
    isOfInputs.append(row[..<outputCount].allSatisfy { $0 == 0 })
    return rows.count - 1
  }

  /// A condition with numbers of rows in place of constraints.
  mutating func question(_ condition: Condition) -> Question {
    switch condition {
    case .constraint(let constraint): .row(number(of: constraint))
    case .all(let parts): .all(parts.map { question($0) })
    case .any(let parts): .any(parts.map { question($0) })
    }
  }

  /// The same rows, of which the second half of outputs is what others have more than the first half, as rows about both themselves.
  func ofOutputsSideBySide() -> QuestionRows {
    var made = self
    made.rows = rows.map { row in
      var row = row
      for output in 0..<outputCount / 2 { row[output] -= row[outputCount / 2 + output] }
      return row
    }
    return made
  }

  /// Whether a question bounds inputs alone somewhere.
  func narrows(_ question: Question) -> Bool {
    switch question {
    case .row(let number): isOfInputs[number]
    case .all(let parts), .any(let parts): parts.contains { narrows($0) }
    }
  }

  /// The row's value, in floating point.
  func value(_ row: Int, inputs: [Double], outputs: [Double]) -> Double {
    let numbers = rows[row]
    var sum = -numbers[outputCount + inputCount]
    for index in 0..<outputCount where numbers[index] != 0 { sum += numbers[index] * outputs[index] }
    for index in 0..<inputCount where numbers[outputCount + index] != 0 {
      sum += numbers[outputCount + index] * inputs[index]
    }
    return sum
  }
}

/// What is asked of points: rows that must be at most 0, joined by "all of" and "any of".
indirect enum Question: Sendable {
  case row(Int)
  case all([Question])
  case any([Question])

  /// The numbers of all rows, each once, in rising order.
  var rows: [Int] {
    var found: Set<Int> = []
    collect(into: &found)
    return found.sorted()
  }

  private func collect(into found: inout Set<Int>) {
    switch self {
    case .row(let number): found.insert(number)
    case .all(let parts), .any(let parts): for part in parts { part.collect(into: &found) }
    }
  }

  /// The parts that must all hold.
  var conjuncts: [Question] {
    if case .all(let parts) = self { parts } else { [self] }
  }

  /// All of some questions, without conjunctions in it.
  static func conjunction(_ parts: [Question]) -> Question {
    let flat = parts.flatMap(\.conjuncts)
    return flat.count == 1 ? flat[0] : .all(flat)
  }

  /// How far from being met it is, from the values of its rows, and the row that says so: positive where it is not met. Of bounds
  /// from below it is a bound from below.
  func value(_ values: (Int) -> Double) -> (value: Double, row: Int?) {
    switch self {
    case .row(let number): return (values(number), number)
    case .all(let parts):
      var worst: (value: Double, row: Int?) = (-.infinity, nil)
      for part in parts {
        let inner = part.value(values)
        if inner.value > worst.value || worst.row == nil { worst = inner }
      }
      return worst
    case .any(let parts):
      var best: (value: Double, row: Int?) = (.infinity, nil)
      for part in parts {
        let inner = part.value(values)
        if inner.value < best.value { best = inner }
      }
      return best
    }
  }

  /// Without alternatives whose bounds are above 0; nil where nothing is left.
  func pruned(_ bounds: (Int) -> Double) -> Question? {
    switch self {
    case .row(let number): return bounds(number) > 0 ? nil : self
    case .all(let parts):
      var kept: [Question] = []
      for part in parts {
        guard let inner = part.pruned(bounds) else { return nil }
        kept += inner.conjuncts
      }
      return kept.count == 1 ? kept[0] : .all(kept)
    case .any(let parts):
      let kept = parts.compactMap { $0.pruned(bounds) }
      return kept.isEmpty ? nil : kept.count == 1 ? kept[0] : .any(kept)
    }
  }

  /// The rows of the alternatives that are nearest to being met at a point.
  func nearest(_ values: (Int) -> Double) -> [Int] {
    switch self {
    case .row(let number): return [number]
    case .all(let parts): return parts.flatMap { $0.nearest(values) }
    case .any(let parts):
      guard let best = parts.min(by: { $0.value(values).value < $1.value(values).value }) else { return [] }
      return best.nearest(values)
    }
  }

  /// The rows, where it is a conjunction of them.
  var conjunctionRows: [Int]? {
    var rows: [Int] = []
    for part in conjuncts {
      guard case .row(let number) = part else { return nil }
      if !rows.contains(number) { rows.append(number) }
    }
    return rows
  }

  /// One question for each alternative of the first "any of" that satisfies a condition, with everything beside it.
  func alternatives(where isIncluded: (Question) -> Bool = { _ in true }) -> [Question]? {
    var rest = conjuncts
    guard
      let index = rest.firstIndex(where: { if case .any = $0 { isIncluded($0) } else { false } }),
      case .any(let parts) = rest.remove(at: index)
    else { return nil }
    return parts.map { .conjunction(rest + [$0]) }
  }
}
