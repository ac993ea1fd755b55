/// What operators write to: the circuit of units so far, and the limits.
struct Lowering {
  typealias Operator = @Sendable (Node, inout Lowering) throws(FormatError) -> [Value]

  var circuit: Circuit
  /// The lines that units depend on, as far as they were asked for.
  var lines = LineTable()
  /// The names of the elements of the inputs, for messages.
  var inputNames: [String] = []
  private(set) var notes: [String] = []
  /// The most elements that one value may have, and numbers where elements are repeated.
  let maximumSize: Int
  /// The most numbers that a linear map may have, and what it gives.
  let maximumTerms: Int
  /// The largest value that a linear map gave.
  private(set) var largestResult = 0
  /// Multiplications and stored numbers that there may be, and how many are left.
  private let allowance: Int
  private var work: Int

  /// - Parameter maximumTerms: as `maximumSize` where it is nil.
  init(inputCount: Int, maximumSize: Int, maximumTerms: Int? = nil) {
    circuit = Circuit(inputCount: inputCount)
    self.maximumSize = maximumSize
    self.maximumTerms = maximumTerms ?? maximumSize
    allowance = max(64.multipliedClamped(by: maximumSize), 16.multipliedClamped(by: self.maximumTerms))
    work = allowance
  }

  mutating func note(_ text: String) { if !notes.contains(text) { notes.append(text) } }

  /// Accounts for work that is about to be done, so that a small file cannot ask for hours.
  mutating func spend(_ amount: Int, at node: Node) throws(FormatError) {
    guard amount <= work else {
      throw node.error(
        "reading takes more than \(allowance) multiplications, the limit for a file of this size; the network is too "
          + "large to be written as dense layers")
    }
    work -= max(0, amount)
  }

  /// The number of elements of a tensor that is about to be made.
  mutating func claim(_ shape: [Int], at node: Node) throws(FormatError) -> Int {
    guard let count = Shape.count(shape, limit: maximumSize) else {
      throw node.error("gives a tensor of \(Shape.text(shape)), which is beyond the limit of \(maximumSize) numbers")
    }
    try spend(count, at: node)
    return count
  }

  /// The number of coefficients of a linear map that is about to be made, from the sizes it is the product of.
  mutating func claimTerms(_ sizes: [Int], at node: Node) throws(FormatError) -> Int {
    let count = Shape.count(sizes.map { max(1, $0) }, limit: .max)
    guard let count, count <= maximumTerms else {
      throw node.error(
        "as a linear map it has \(count.map { "\($0)" } ?? "more than 2^63") coefficients, more than "
          + "\(maximumTerms), the limit; the network is too large to be written as dense layers")
    }
    try spend(count, at: node)
    return count
  }

  /// The elements with the given numbers, in another shape; −1 stands for `fill`.
  mutating func select(
    _ value: Value, _ indices: [Int], shape: [Int], fill: Double = 0, at node: Node
  ) throws(FormatError) -> Value {
    switch value {
    case .constant(let tensor): return .constant(tensor.selecting(indices, shape: shape, fill: fill))
    case .forms(_, let rows):
      let size = rows.sizeOfSelecting(indices)
      guard size <= max(maximumSize, rows.size) else {
        throw node.error("repeats so many values that \(size) numbers are needed, more than \(maximumSize), the limit")
      }
      try spend(size, at: node)
      return .forms(shape: shape, rows.selecting(indices, fill: fill))
    case .pieces(let tensor):
      let sizes = tensor.elements.map(\.size)
      let size = indices.reduce(0) { $0 + ($1 < 0 ? 2 : sizes[$1]) }
      guard size <= maximumSize else {
        throw node.error("repeats so many values that \(size) numbers are needed, more than \(maximumSize), the limit")
      }
      try spend(size, at: node)
      return .pieces(tensor.selecting(indices, shape: shape, fill: fill))
    }
  }

  /// An affine map of the elements of a value.
  mutating func apply(
    _ map: AffineForms, to value: Value, shape: [Int], at node: Node
  ) throws(FormatError) -> Value {
    let rows = value.rows
    try spend(map.compositionCost(with: rows), at: node)
    guard let result = map.composed(with: rows, limit: maximumTerms) else {
      throw node.error(
        "its results as sums of the inputs and units before need more than \(maximumTerms) numbers, the limit; the "
          + "network is too large to be written as dense layers")
    }
    largestResult = max(largestResult, result.size)
    if case .constant = value { return .constant(GraphTensor(shape: shape, reals: result.constants)) }
    return .forms(shape: shape, result)
  }

  /// A value spread to a larger shape by NumPy's rule.
  mutating func spread(_ value: Value, to shape: [Int], at node: Node) throws(FormatError) -> Value {
    guard value.shape != shape else { return value }
    return try select(value, Shape.spread(from: value.shape, to: shape), shape: shape, at: node)
  }

  /// The common shape of two values that are combined element by element.
  mutating func common(_ a: Value, _ b: Value, at node: Node) throws(FormatError) -> [Int] {
    guard let shape = Shape.broadcast(a.shape, b.shape) else {
      throw node.error("the shapes \(Shape.text(a.shape)) and \(Shape.text(b.shape)) do not fit together")
    }
    _ = try claim(shape, at: node)
    return shape
  }
}

extension Int {
  /// The product, or the greatest number where it overflows; of positive numbers.
  fileprivate func multipliedClamped(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
