/// Units that feed one another without a cycle: what a graph of operators is lowered to before it becomes layers.
///
/// Unknowns 0 ..< `inputCount` are the inputs; every block adds units, whose pre-activations are affine forms over the
/// unknowns before. The depth of an input is 0, that of a block is one more than the deepest unknown it reads.
struct Circuit {
  /// Units that were made together.
  struct Block {
    /// The number of the first unit.
    let first: Int
    /// Pre-activations, one row per unit.
    let rows: AffineForms
    /// The factor on z ≤ 0, one per unit.
    let inactiveSlopes: [Double]
    let depth: Int

    var units: Range<Int> { first..<first + rows.count }
  }

  let inputCount: Int
  private(set) var blocks: [Block] = []
  /// Number of stored numbers, for limits.
  private(set) var size = 0
  /// The depth of every unknown.
  private(set) var depths: [Int32]

  init(inputCount: Int) {
    self.inputCount = inputCount
    depths = [Int32](repeating: 0, count: inputCount)
  }

  /// Number of inputs and units.
  var unknownCount: Int { depths.count }

  /// The pre-activation of a unit, and its factor on z ≤ 0.
  func unit(_ unknown: Int) -> (LinearForm, Double) {
    let (block, row) = place(of: unknown)
    return (LinearForm(blocks[block].rows, row: row), blocks[block].inactiveSlopes[row])
  }

  /// A form without linear units: what they carry stands in their place. Nil where it becomes too long.
  func unfolded(_ form: LinearForm) -> LinearForm? {
    var form = form
    for _ in 0..<64 {
      let carried = form.columns.filter { isLinear(Int($0)) }
      guard !carried.isEmpty else { return form }
      guard carried.count * form.columns.count <= 1 << 20 else { return nil }
      for column in carried {
        let factor = form.coefficient(of: column)
        let (row, _) = unit(Int(column))
        form = form.adding(LinearForm(columns: [column], values: [1], constant: 0), times: -factor)
          .adding(row, times: factor)
        guard form.columns.count <= 1 << 14 else { return nil }
      }
    }
    return nil
  }

  /// Whether an unknown is a unit that only carries a form on.
  private func isLinear(_ unknown: Int) -> Bool {
    guard unknown >= inputCount else { return false }
    let (block, row) = place(of: unknown)
    return blocks[block].inactiveSlopes[row] == 1
  }

  /// The block of a unit, and its row there.
  private func place(of unknown: Int) -> (block: Int, row: Int) {
    var (low, high) = (0, blocks.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if blocks[middle].first <= unknown { low = middle } else { high = middle }
    }
    return (low, unknown - blocks[low].first)
  }

  /// z where z > 0 and slope · z elsewhere, for every row; a constant row stays one, a row with slope 1 stays as it is.
  mutating func activated(_ rows: AffineForms, inactiveSlopes: [Double]) -> AffineForms {
    let bends = (0..<rows.count).map { inactiveSlopes[$0] != 1 && !rows.isConstant($0) }
    guard bends.contains(false) else { return addBlock(rows, inactiveSlopes) }
    var kept = rows
    for row in 0..<rows.count where rows.isConstant(row) && !(rows.constants[row] > 0) {
      let slope = inactiveSlopes[row]
      kept.constants[row] = slope == 0 ? 0 : slope * rows.constants[row]
    }
    let bending = bends.indices.filter { bends[$0] }
    guard !bending.isEmpty else { return kept }
    let units = addBlock(rows.selecting(bending), bending.map { inactiveSlopes[$0] })
    // The rows that bend come from the units, the others stay.
    var order = Array(bends.indices)
    for (position, row) in bending.enumerated() { order[row] = rows.count + position }
    return AffineForms.concatenating([kept, units]).selecting(order)
  }

  /// The same forms, each as at most one unknown plus a constant: a form of several becomes a linear unit.
  ///
  /// What skips layers is carried through every layer on its way, and one unit is cheaper to carry than all that it is
  /// made of.
  mutating func held(_ rows: AffineForms) -> AffineForms {
    let wide = (0..<rows.count).filter { rows.termCount(of: $0) > 1 }
    guard !wide.isEmpty else { return rows }
    let units = addBlock(rows.selecting(wide), [Double](repeating: 1, count: wide.count))
    var order = Array(0..<rows.count)
    for (position, row) in wide.enumerated() { order[row] = rows.count + position }
    return AffineForms.concatenating([rows, units]).selecting(order)
  }

  /// The sum of two groups of forms, and `sign` times the second; where one is shallow and wide, it is held first.
  mutating func sum(_ left: AffineForms, _ right: AffineForms, sign: Double) -> AffineForms {
    let (leftDepth, rightDepth) = (depth(of: left), depth(of: right))
    // A form over the inputs of the deeper one's last layer is carried without this, at no cost.
    if leftDepth + 1 < rightDepth, unknownCount(in: left) > left.count {
      return held(left).adding(right, sign: sign)
    }
    if rightDepth + 1 < leftDepth, unknownCount(in: right) > right.count {
      return left.adding(held(right), sign: sign)
    }
    return left.adding(right, sign: sign)
  }

  /// The greater of two forms, row by row: b + max(0, a − b).
  mutating func maximum(_ a: AffineForms, _ b: AffineForms) -> AffineForms {
    let difference = a.adding(b, sign: -1)
    let positive = activated(difference, inactiveSlopes: [Double](repeating: 0, count: a.count))
    return held(b).adding(positive)
  }

  /// The smaller of two forms, row by row: b − max(0, b − a).
  mutating func minimum(_ a: AffineForms, _ b: AffineForms) -> AffineForms {
    let difference = b.adding(a, sign: -1)
    let positive = activated(difference, inactiveSlopes: [Double](repeating: 0, count: a.count))
    return held(b).adding(positive, sign: -1)
  }

  /// The greater and the smaller of two forms, row by row, with one unit: b + max(0, a − b) and a − max(0, a − b).
  mutating func ordered(_ a: AffineForms, _ b: AffineForms) -> (greater: AffineForms, smaller: AffineForms) {
    let difference = a.adding(b, sign: -1)
    let positive = activated(difference, inactiveSlopes: [Double](repeating: 0, count: a.count))
    return (held(b).adding(positive), held(a).adding(positive, sign: -1))
  }

  /// The depth of the deepest unknown that occurs.
  func depth(of rows: AffineForms) -> Int {
    var depth = 0
    switch rows.coefficients {
    case .dense(let range, _): for unknown in range { depth = max(depth, Int(depths[unknown])) }
    case .sparse(let rows): for column in rows.columns { depth = max(depth, Int(depths[Int(column)])) }
    }
    return depth
  }

  private func unknownCount(in rows: AffineForms) -> Int {
    switch rows.coefficients {
    case .dense(let range, _): range.count
    case .sparse(let rows): Set(rows.columns).count
    }
  }

  private mutating func addBlock(_ rows: AffineForms, _ slopes: [Double]) -> AffineForms {
    let first = unknownCount
    let depth = depth(of: rows) + 1
    size += rows.size
    blocks.append(Block(first: first, rows: rows, inactiveSlopes: slopes, depth: depth))
    depths.append(contentsOf: repeatElement(Int32(truncatingIfNeeded: depth), count: rows.count))
    return AffineForms(unknowns: first..<first + rows.count)
  }
}
