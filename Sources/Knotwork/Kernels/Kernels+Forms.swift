import CKnotworkKernels

/// Affine forms one after the other, each padded to whole vectors.
struct FormTable: Sendable {
  let count: Int
  let width: Int
  let stride: Int
  fileprivate(set) var elements: [Double]

  init(count: Int, width: Int) {
    self.count = count
    self.width = width
    stride = max(8, (width + 7) & ~7)
    elements = [Double](repeating: 0, count: count * stride)
  }

  subscript(form: Int, column: Int) -> Double {
    get { elements[form * stride + column] }
    set { elements[form * stride + column] = newValue }
  }

  /// One form, without what it is padded with.
  subscript(form form: Int) -> ArraySlice<Double> { elements[form * stride..<form * stride + width] }

  /// Forms one after the other.
  mutating func set<Numbers: Sequence<Double>>(form: Int, to numbers: Numbers) {
    var index = form * stride
    for number in numbers {
      elements[index] = number
      index += 1
    }
  }
}

/// Products of many forms in many dimensions; see the C header.
extension Kernels {
  /// table[form] += Σₖ factorsₖ · table[indicesₖ], of other forms.
  func add(_ factors: [Double], times indices: [Int32], to form: Int, of table: inout FormTable) {
    let (stride, width) = (table.stride, table.width)
    table.elements.withUnsafeMutableBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      kw_add_rows(
        level, base + form * stride, Int64(width), base, Int64(stride), indices, factors, Int64(indices.count))
    }
  }

  /// Σₖ factorsₖ · source[indicesₖ] added to a vector.
  func add(_ factors: [Double], times source: FormTable, _ indices: [Int32], to vector: inout [Double]) {
    kw_add_rows(
      level, &vector, Int64(source.width), source.elements, Int64(source.stride), indices, factors,
      Int64(indices.count))
  }

  /// The inner products of a vector with the first forms of a table.
  func dots(_ vector: [Double], _ forms: FormTable, count: Int? = nil) -> [Double] {
    let count = count ?? forms.count
    return [Double](unsafeUninitializedCapacity: count) { out, size in
      if let base = out.baseAddress {
        kw_dots(level, vector, forms.elements, Int64(forms.stride), Int64(forms.width), Int64(count), base)
      }
      size = count
    }
  }

  /// The inner products of all pairs of forms.
  func gram(_ forms: FormTable) -> FormTable {
    var gram = FormTable(count: forms.count, width: forms.count)
    for form in 0..<forms.count {
      let products = dots(Array(forms[form: form]), forms, count: form + 1)
      for (other, product) in products.enumerated() {
        gram[form, other] = product
        gram[other, form] = product
      }
    }
    return gram
  }

  /// What came of the attempt to leave a polyhedron through one of its forms.
  enum Escape {
    case undecided
    /// base + displacement lies beyond it, and on the right side of the others.
    case reached(displacement: [Double])
    /// The form is the sum of multipliers times others, to within rounding error.
    case blocked(by: [Int32], multipliers: [Double])
  }

  /// Leaves a polyhedron through one of its forms if others let it.
  ///
  /// - Parameters:
  ///   - gram: inner products of the forms.
  ///   - slacks: the values of the forms at the base, positive.
  ///   - others: the forms to satisfy.
  func escape(through form: Int, of forms: FormTable, gram: FormTable, slacks: [Double], others: [Int32]) -> Escape {
    let (count, width) = (others.count, forms.width)
    let room = min(count, width) + 1
    var workspace = [Double](repeating: 0, count: 3 * (count + 7) + forms.stride + room * (room + 2))
    var displacement = [Double](repeating: 0, count: width)
    var active = [Int32](repeating: 0, count: room)
    var multipliers = [Double](repeating: 0, count: room)
    var activeCount: Int64 = 0
    let status = kw_escape(
      level, Int64(width), forms.elements, Int64(forms.stride), gram.elements, Int64(gram.stride), slacks, Int64(form),
      others, Int64(count), Int64(room), Int64(16 * width + 100), &workspace, &displacement, &active, &multipliers,
      &activeCount)
    switch status {
    case KW_REACHED: return .reached(displacement: displacement)
    case KW_BLOCKED:
      return .blocked(
        by: Array(active.prefix(Int(activeCount))), multipliers: Array(multipliers.prefix(Int(activeCount))))
    default: return .undecided
    }
  }

  /// An approximate inverse of a square matrix, form by form; nil if a pivot is 0.
  func inverse(of matrix: [Double], size: Int) -> [Double]? {
    var scratch = matrix
    var inverse = [Double](repeating: 0, count: size * size)
    return kw_invert(level, Int64(size), &scratch, &inverse) == 0 ? nil : inverse
  }
}
