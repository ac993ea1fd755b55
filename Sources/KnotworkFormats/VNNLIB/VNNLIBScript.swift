import KnotworkGeometry

/// A parsed file: what it declares and what it asserts.
struct VNNLIBScript {
  /// A declared input or output.
  enum Variable: Hashable {
    case input(Int)
    case output(Int)
  }

  /// Where something stands in the file.
  struct Place: Equatable {
    let line: Int
    let column: Int

    func error(_ sentence: String) -> FormatError { FormatError("line \(line), column \(column): \(sentence)") }
  }

  /// Σ factor · variable + constant.
  struct Linear {
    var terms: [Variable: Dyadic] = [:]
    var constant = Dyadic.zero

    mutating func add(_ other: Linear, times factor: Dyadic) {
      for (variable, value) in other.terms {
        let sum = (terms[variable] ?? .zero) + value * factor
        terms[variable] = sum.isZero ? nil : sum
      }
      constant += other.constant * factor
    }

    /// The product with a number, each part rounded to a double; nil where one overflows.
    func multiplied(by factor: Dyadic) -> Linear? {
      var product = Linear()
      for (variable, value) in terms {
        let rounded = (value * factor).nearest
        guard rounded.isFinite else { return nil }
        if rounded != 0 { product.terms[variable] = Dyadic(rounded) }
      }
      let rounded = (constant * factor).nearest
      guard rounded.isFinite else { return nil }
      product.constant = Dyadic(rounded)
      return product
    }
  }

  /// What is asserted.
  indirect enum Formula {
    /// The linear form is ≤ 0.
    case atMostZero(Linear, Place)
    case and([Formula])
    case or([Formula], Place)
  }

  var declared: [Variable: Place] = [:]
  var assertions: [Formula] = []
}
