/// What the name of a stored array says that it is.
///
/// - `W1`, `b1`, `slope1`: Knotwork's own keys, with which `W1` is units × inputs; `slope1` has one entry per unit, the factor on
///   z ≤ 0. Without slopes, `W1` may be of any program that computes W @ x or x @ W.
/// - `0.weight`, `fc1.bias`: PyTorch; a weight is units × inputs.
/// - `dense/kernel`, `dense/bias`: Keras; a kernel is inputs × units.
/// - `coefs_0`, `intercepts_0`: scikit-learn; a matrix is inputs × units.
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

  /// Nil for a name that says nothing.
  init?(_ name: String) {
    let name = name.hasSuffix(":0") ? String(name.dropLast(2)) : name
    let numbered: [(String, Part)] = [
      ("W", .weights(unitsFirst: nil)), ("b", .bias), ("slope", .slopes),
      ("coefs_", .weights(unitsFirst: false)), ("intercepts_", .bias), ("arr_", .unnamed),
    ]
    for (prefix, part) in numbered where name.hasPrefix(prefix) {
      let number = name.dropFirst(prefix.count)
      if !number.isEmpty, number.allSatisfy({ $0.isASCII && $0.isNumber }) {
        self.init(layer: String(number), part: part)
        return
      }
    }
    let suffixes: [(String, Part)] = [
      ("weight", .weights(unitsFirst: true)), ("kernel", .weights(unitsFirst: false)), ("bias", .bias),
    ]
    for (suffix, part) in suffixes where name.hasSuffix(suffix) {
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
