/// What the name of a stored array says that it is.
///
/// - `W1`, `b1`, `slope1`: Knotwork's own keys, with which `W1` is units × inputs; `slope1` has one entry per unit, the factor on
///   z ≤ 0. Without slopes, `W1` may be of any program that computes W @ x or x @ W.
/// - `0.weight`, `fc1.bias`: PyTorch; a weight is units × inputs.
/// - `dense/kernel`, `dense/bias`: Keras; a kernel is inputs × units.
/// - `coefs_0`, `intercepts_0`: scikit-learn; a matrix is inputs × units.
/// - `weights_0`, `biases_0`, `w1`, `layer1.W`, `fc1/weights`, `fc1/biases`: of own programs, which use them both ways.
/// - `arr_0`, `arr_1`: arrays that were saved without names; matrices and vectors are told apart by their shape.
struct TensorKey {
  enum Part: Equatable {
    /// Nil where names of this kind are used both ways.
    case weights(unitsFirst: Bool?)
    case bias, slopes
    case unnamed
  }

  /// What the parts of one layer share.
  let layer: String
  let part: Part

  /// Names that end with a number.
  private static let numbered: [(String, Part)] =
    [
      ("coefs_", .weights(unitsFirst: false)), ("intercepts_", .bias), ("arr_", .unnamed), ("slope", .slopes),
    ]
    + ["W", "w", "W_", "w_", "weight", "weights", "weight_", "weights_", "kernel_"].map {
      ($0, .weights(unitsFirst: nil))
    }
    + ["b", "b_", "bias", "biases", "bias_", "biases_"].map { ($0, .bias) }

  /// Names that begin with that of the layer.
  private static let suffixes: [(String, Part)] = [
    ("weight", .weights(unitsFirst: true)), ("kernel", .weights(unitsFirst: false)), ("bias", .bias),
    ("weights", .weights(unitsFirst: nil)), ("biases", .bias), ("W", .weights(unitsFirst: nil)),
    ("w", .weights(unitsFirst: nil)), ("b", .bias),
  ]

  /// Nil for a name that says nothing.
  init?(_ name: String) {
    let name = name.hasSuffix(":0") ? String(name.dropLast(2)) : name
    for (prefix, part) in TensorKey.numbered where name.hasPrefix(prefix) {
      let number = name.dropFirst(prefix.count)
      if !number.isEmpty, number.allSatisfy({ $0.isASCII && $0.isNumber }) {
        self.init(layer: String(number), part: part)
        return
      }
    }
    for (suffix, part) in TensorKey.suffixes where name.hasSuffix(suffix) {
      let stem = name.dropLast(suffix.count)
      if stem.isEmpty || "._/".contains(stem.last ?? " ") {
        self.init(layer: String(stem.dropLast()), part: part)
        return
      }
    }
    return nil
  }

  private init(layer: String, part: Part) {
    self.layer = layer
    self.part = part
  }

  /// Whether a name comes before another when the numbers in both are read as numbers: fc2 before fc10.
  static func precedes(_ left: String, _ right: String) -> Bool {
    var (a, b) = (Substring(left), Substring(right))
    while let x = a.first, let y = b.first {
      if x.isNumber, y.isNumber {
        let (p, q) = (a.prefix { $0.isNumber }.drop { $0 == "0" }, b.prefix { $0.isNumber }.drop { $0 == "0" })
        if p != q { return p.count == q.count ? p < q : p.count < q.count }
        a = a.drop { $0.isNumber }
        b = b.drop { $0.isNumber }
      } else {
        if x != y { return x < y }
        a = a.dropFirst()
        b = b.dropFirst()
      }
    }
    return b.first != nil && a.isEmpty
  }
}
