import KnotworkGeometry

extension KnotFit {
  /// The broken line of least squares with given knots.
  ///
  /// - Parameters:
  ///   - rows: points of one coordinate.
  ///   - knots: their positions, in any order.
  ///   - model: what else is known of the line.
  /// - Throws: ``InvalidRows`` as ``init(_:knots:minRows:model:proof:until:)``, and where knots coincide, lie outside the rows,
  ///   or leave a piece that the rows do not determine.
  /// - Complexity: O(n log n + k³).
  public init(_ rows: WeightedRows, at knots: [Double], model: KnotModel = KnotModel()) throws(InvalidRows) {
    let sorted = try KnotFit.sorted(rows)
    let ascending = knots.sorted()
    let (low, high) = (sorted.positions[0], sorted.positions[sorted.count - 1])
    for (number, knot) in ascending.enumerated() {
      guard knot > low, knot < high else {
        throw InvalidRows("a knot at \(knot) is not between the least and the largest position, \(low) and \(high)")
      }
      guard number == 0 || sorted.standardised(ascending[number - 1]) < sorted.standardised(knot) else {
        throw InvalidRows("two knots at \(knot); expected each once")
      }
    }
    try self.init(rows, sorted, ascending.map(sorted.standardised), model, .given, named: ascending)
  }

  /// The broken line with `knots` knots at rows, for rows with so few different positions that they do not determine where
  /// between two rows a knot is; nil where there are fewer positions than that.
  ///
  /// - Throws: as ``init(_:knots:minRows:model:proof:until:)``.
  /// - Complexity: O(C(m, k) k³) for m different positions, which should be few.
  public init?(_ rows: WeightedRows, atRows knots: Int, model: KnotModel = KnotModel()) throws(InvalidRows) {
    let sorted = try KnotFit.sorted(rows)
    guard knots > 0, sorted.count >= knots + 2, sorted.count <= 12 else { return nil }
    var best: (knots: [Double], cost: Double)?
    func choose(_ chosen: [Double], from first: Int) {
      guard chosen.count < knots else {
        guard let cost = ConditionalFit(sorted, chosen, model)?.cost else { return }
        if cost < (best?.cost ?? .infinity) { best = (chosen, cost) }
        return
      }
      for index in first..<max(first, sorted.count - 1) { choose(chosen + [sorted.u[index]], from: index + 1) }
    }
    choose([], from: 1)
    guard let best else { return nil }
    try self.init(rows, sorted, best.knots, model, .undetermined)
  }
}
