/// An orthonormal basis of columns over weighted rows, which grows column by column, and the residual of the target.
///
/// The basis is not kept: Q = X R⁻¹ for the columns X, which are made anew from their inputs whenever they are needed, and the triangle R. Columns are
/// made orthogonal twice, which keeps them so to rounding ("twice is enough"); one that is nearly a combination of others is kept
/// itself, once it is orthogonal, so that R stays well conditioned.
/// - SeeAlso: Giraud, Langou and Rozložník 2005 and Björck 1987 in Documentation/References.md.
struct OrthogonalRows {
  /// max(floor, x − offset) for each row's x.
  struct Column {
    let inputs: [Double]
    let offset: Double
    let floor: Double

    /// x less the mean of all x.
    static func line(_ inputs: [Double]) -> Column {
      Column(
        inputs: inputs, offset: inputs.reduce(0) { $0 + $1 / Double(inputs.count) }, floor: -.infinity)
    }

    /// relu(x − knot).
    static func hinge(_ inputs: [Double], _ knot: Double) -> Column { Column(inputs: inputs, offset: knot, floor: 0) }
  }

  /// What is left of a column when the basis is taken out of it.
  struct Direction {
    /// Times the roots of the weights; of length 1.
    let vector: [Double]
    fileprivate let column: Column
    /// Qᵀ times the column, and the length of what is left of it.
    fileprivate let shares: [Double]
    fileprivate let left: Double
    fileprivate let length: Double
  }

  private enum Member {
    /// Times the roots of the weights.
    case column(Column)
    /// As it is.
    case vector([Double])
  }

  /// The roots of the weights.
  let factors: [Double]
  /// What no column explains, times the roots of the weights.
  private(set) var residual: [Double]
  private var members: [Member]
  /// R by columns, each as long as its number.
  private var triangle: [[Double]]

  /// Columns of which less is left, relative to their length, are kept once they are orthogonal.
  private static let least = 1e-5

  init(target: [Double], factors: [Double]) {
    self.factors = factors
    members = [.vector(factors)]
    triangle = [[factors.reduce(0) { $0 + $1 * $1 }.squareRoot()]]
    residual = zip(target, factors).map { $0 * $1 }
    remove(constant, from: &residual)
  }

  /// The first vector of the basis, that of the constant.
  var constant: [Double] { factors.map { $0 / triangle[0][0] } }

  var residualSquares: Double { lanewiseProduct(residual, residual) }

  /// What is left of a column when the basis is taken out of it; nil where that is nothing but rounding.
  ///
  /// - Complexity: O(n · columns).
  func direction(of column: Column) -> Direction? {
    var rest = [Double](repeating: 0, count: factors.count)
    add(column, times: 1, to: &rest)
    for row in rest.indices { rest[row] *= factors[row] }
    let length = lanewiseProduct(rest, rest).squareRoot()
    guard length > 0 else { return nil }
    var shares = [Double](repeating: 0, count: members.count)
    for _ in 0..<2 { takeOut(of: &rest, &shares) }
    let left = lanewiseProduct(rest, rest).squareRoot()
    guard left > 1e-9 * length else { return nil }
    for row in rest.indices { rest[row] /= left }
    return Direction(vector: rest, column: column, shares: shares, left: left, length: length)
  }

  /// Adds a direction, which the basis is orthogonal to.
  mutating func add(_ direction: Direction) {
    if direction.left < OrthogonalRows.least * direction.length {
      members.append(.vector(direction.vector))
      triangle.append([Double](repeating: 0, count: triangle.count) + [1])
    } else {
      members.append(.column(direction.column))
      triangle.append(direction.shares + [direction.left])
    }
    remove(direction.vector, from: &residual)
  }

  /// The vectors of the basis at some rows, times the roots of the weights.
  ///
  /// - Complexity: O(rows · columns²).
  func vectors(at rows: [Int]) -> [[Double]] {
    var vectors = members.map { member in
      switch member {
      case .vector(let vector): rows.map { vector[$0] }
      case .column(let column):
        rows.map { max(column.floor, column.inputs[$0] - column.offset) * factors[$0] }
      }
    }
    for index in vectors.indices {
      for (before, share) in triangle[index].dropLast().enumerated() where share != 0 {
        for place in rows.indices { vectors[index][place] -= share * vectors[before][place] }
      }
      for place in rows.indices { vectors[index][place] /= triangle[index][index] }
    }
    return vectors
  }

  /// Takes what the basis explains out of a vector, and adds the shares to those that are known.
  private func takeOut(of rest: inout [Double], _ shares: inout [Double]) {
    // R⁻ᵀ Xᵀ v, then R⁻¹ times that.
    var own = products(with: rest)
    for index in own.indices {
      for before in 0..<index { own[index] -= triangle[index][before] * own[before] }
      own[index] /= triangle[index][index]
      shares[index] += own[index]
    }
    for index in own.indices.reversed() {
      own[index] /= triangle[index][index]
      for before in 0..<index { own[before] -= triangle[index][before] * own[index] }
    }
    var sum = [Double](repeating: 0, count: rest.count)
    for (member, factor) in zip(members, own) {
      switch member {
      case .vector(let vector): for row in rest.indices { rest[row] -= factor * vector[row] }
      case .column(let column): add(column, times: factor, to: &sum)
      }
    }
    for row in rest.indices { rest[row] -= factors[row] * sum[row] }
  }

  private func products(with vector: [Double]) -> [Double] {
    let weighted = zip(vector, factors).map { $0 * $1 }
    return members.map { member in
      switch member {
      case .vector(let own): lanewiseProduct(own, vector)
      case .column(let column): product(column, weighted)
      }
    }
  }

  private func add(_ column: Column, times factor: Double, to sum: inout [Double]) {
    let (inputs, offset, floor) = (column.inputs, column.offset, column.floor)
    for row in sum.indices {
      let value = inputs[row] - offset
      sum[row] += factor * (value < floor ? floor : value)
    }
  }

  /// The inner product with a vector, in eight partial sums.
  private func product(_ column: Column, _ vector: [Double]) -> Double {
    let (inputs, offset, floor) = (column.inputs, column.offset, column.floor)
    precondition(inputs.count == vector.count, "OrthogonalRows: \(inputs.count) and \(vector.count) numbers")
    var sums = SIMD8<Double>.zero
    let whole = inputs.count & ~7
    var row = 0
    while row < whole {
      var (x, y) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
      for lane in 0..<8 {
        x[lane] = inputs[row + lane]
        y[lane] = vector[row + lane]
      }
      x -= offset
      x.replace(with: floor, where: x .< floor)
      sums += x * y
      row += 8
    }
    var sum = sums.sum()
    while row < inputs.count {
      sum += max(floor, inputs[row] - offset) * vector[row]
      row += 1
    }
    return sum
  }
}

extension OrthogonalRows.Column {
  /// The column of a form; one that falls is its opposite's, relu(−x − (−k)).
  init(_ column: AdditiveForm.Column, _ rows: AdditiveRows) {
    let inputs = rows.columns[column.input]
    switch column.shape {
    case .line: self = .line(inputs)
    case .rising(let knot): self = .hinge(inputs, knot)
    case .falling(let knot): self = .hinge(inputs.map { -$0 }, -knot)
    }
  }
}

/// Takes the share of a vector of length 1 out of another; the share.
@discardableResult
func remove(_ vector: [Double], from rest: inout [Double]) -> Double {
  let share = lanewiseProduct(vector, rest)
  for row in vector.indices { rest[row] -= share * vector[row] }
  return share
}

/// The inner product, in eight partial sums.
func lanewiseProduct(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "lanewiseProduct: \(a.count) and \(b.count) numbers")
  var sums = SIMD8<Double>.zero
  let whole = a.count & ~7
  var row = 0
  while row < whole {
    var (x, y) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    for lane in 0..<8 {
      x[lane] = a[row + lane]
      y[lane] = b[row + lane]
    }
    sums += x * y
    row += 8
  }
  var sum = sums.sum()
  while row < a.count {
    sum += a[row] * b[row]
    row += 1
  }
  return sum
}
