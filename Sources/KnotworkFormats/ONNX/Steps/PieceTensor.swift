/// A tensor of functions that may jump, which later steps may make continuous again.
struct PieceTensor {
  var shape: [Int]
  var elements: [Piecewise]
  /// The node that made the first jump, for messages.
  let origin: String

  var count: Int { elements.count }

  /// Number of stored numbers, for limits.
  var size: Int { elements.reduce(0) { $0 + $1.size } }

  /// The elements with the given numbers, in that order; −1 stands for `fill`.
  func selecting(_ indices: [Int], shape: [Int], fill: Double) -> PieceTensor {
    let fill = Piecewise(LinearForm(constant: fill))
    return PieceTensor(shape: shape, elements: indices.map { $0 < 0 ? fill : elements[$0] }, origin: origin)
  }
}

extension Value {
  /// The elements as functions along lines.
  var pieces: [Piecewise] {
    switch self {
    case .constant(let tensor): return tensor.reals.map { Piecewise(LinearForm(constant: $0)) }
    case .forms(_, let rows): return (0..<rows.count).map { Piecewise(LinearForm(rows, row: $0)) }
    case .pieces(let tensor): return tensor.elements
    }
  }

  /// The node whose jumps the value has, if it has any.
  var origin: String? {
    if case .pieces(let tensor) = self { return tensor.origin }
    return nil
  }
}
