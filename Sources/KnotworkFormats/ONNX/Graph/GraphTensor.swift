/// A tensor of known numbers, row-major.
struct GraphTensor {
  enum Elements {
    /// Float, double, half and bfloat16, widened exactly.
    case reals([Double])
    /// Whole numbers and booleans (0 and 1).
    case integers([Int64])
  }

  var shape: [Int]
  var elements: Elements

  init(shape: [Int], reals: [Double]) {
    self.shape = shape
    elements = .reals(reals)
  }

  init(shape: [Int], integers: [Int64]) {
    self.shape = shape
    elements = .integers(integers)
  }

  /// A list of whole numbers.
  init(integers: [Int]) { self.init(shape: [integers.count], integers: integers.map(Int64.init)) }

  var count: Int {
    switch elements {
    case .reals(let reals): reals.count
    case .integers(let integers): integers.count
    }
  }

  var isInteger: Bool {
    if case .integers = elements { return true }
    return false
  }

  /// The elements as doubles; whole numbers beyond 2⁵³ are rounded.
  var reals: [Double] {
    switch elements {
    case .reals(let reals): reals
    case .integers(let integers): integers.map(Double.init)
    }
  }

  /// The elements, when they are whole numbers that fit an `Int`.
  var integers: [Int]? {
    guard case .integers(let integers) = elements else { return nil }
    return integers.map { Int($0) }
  }

  /// The elements with the given numbers, in that order; −1 stands for `fill`.
  func selecting(_ indices: [Int], shape: [Int], fill: Double = 0) -> GraphTensor {
    switch elements {
    case .reals(let reals): GraphTensor(shape: shape, reals: indices.map { $0 < 0 ? fill : reals[$0] })
    case .integers(let integers):
      GraphTensor(shape: shape, integers: indices.map { $0 < 0 ? Int64(exactly: fill) ?? 0 : integers[$0] })
    }
  }
}

/// What an edge of the graph carries: numbers that are known, affine forms over the units made so far, or functions that
/// jump, which only the operators of ``Operators/takesSteps(_:)`` read.
enum Value {
  case constant(GraphTensor)
  case forms(shape: [Int], AffineForms)
  case pieces(PieceTensor)

  var shape: [Int] {
    switch self {
    case .constant(let tensor): tensor.shape
    case .forms(let shape, _): shape
    case .pieces(let tensor): tensor.shape
    }
  }

  /// The number of elements.
  var count: Int {
    switch self {
    case .constant(let tensor): tensor.count
    case .forms(_, let rows): rows.count
    case .pieces(let tensor): tensor.count
    }
  }

  /// The numbers, when they are known.
  var tensor: GraphTensor? {
    if case .constant(let tensor) = self { return tensor }
    return nil
  }

  /// One affine form for each element.
  var rows: AffineForms {
    switch self {
    case .constant(let tensor): AffineForms(constants: tensor.reals)
    case .forms(_, let rows): rows
    case .pieces: preconditionFailure("functions that jump are no affine forms")
    }
  }

  /// The same value, as numbers where no element depends on the input.
  var folded: Value {
    guard case .forms(let shape, let rows) = self, let constants = rows.onlyConstants else { return self }
    return .constant(GraphTensor(shape: shape, reals: constants))
  }

  /// Number of stored numbers, for limits.
  var size: Int {
    switch self {
    case .constant(let tensor): tensor.count
    case .forms(_, let rows): rows.size
    case .pieces(let tensor): tensor.size
    }
  }

  /// The same elements in another shape.
  func reshaped(_ shape: [Int]) -> Value {
    switch self {
    case .constant(var tensor):
      tensor.shape = shape
      return .constant(tensor)
    case .forms(_, let rows): return .forms(shape: shape, rows)
    case .pieces(var tensor):
      tensor.shape = shape
      return .pieces(tensor)
    }
  }
}
