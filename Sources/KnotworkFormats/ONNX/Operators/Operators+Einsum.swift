/// Sums of products in Einstein's notation, where all operands but one are known.
extension Operators {
  static func einsum(_ node: Node, _ lowering: inout Lowering) throws(FormatError) -> [Value] {
    var operands: [Value] = []
    for index in node.inputs.indices { operands.append(try node.input(index)) }
    let equation = try EinsumEquation(node, shapes: operands.map(\.shape))
    let open = operands.indices.filter { operands[$0].tensor == nil }
    guard open.count <= 1, !operands.isEmpty else {
      throw node.error(
        "multiplies \(open.count) values that depend on the input, which is not piecewise linear; read the network up "
          + "to it by making its inputs outputs of the model")
    }
    let read = open.first ?? 0
    for index in operands.indices where index != read {
      if case .constant(let tensor) = operands[index] { try node.requireFinite(tensor, "operand \(index + 1)") }
    }
    let count = try lowering.claim(equation.outputShape, at: node)
    guard let terms = Shape.count(equation.sizes, limit: 2 * lowering.maximumTerms) else {
      throw node.error("multiplies more than \(2 * lowering.maximumTerms) numbers, the limit")
    }
    try lowering.spend(terms * operands.count, at: node)
    let others = operands.indices.filter { $0 != read }
    let map = try equation.map(
      of: read, factors: others.map { ($0, operands[$0].tensor?.reals ?? []) }, outputCount: count, node, &lowering)
    return [try lowering.apply(map, to: operands[read], shape: equation.outputShape, at: node)]
  }
}

/// What an equation like "bij,jk->bik" says: which index of the sum runs along which axis.
struct EinsumEquation {
  /// The axes of each operand, by the numbers of their indices; an index that occurs twice takes the diagonal.
  private var operands: [[Int]] = []
  private var output: [Int] = []
  /// The size of every index.
  private(set) var sizes: [Int] = []
  private let shapes: [[Int]]

  var outputShape: [Int] { output.map { sizes[$0] } }

  init(_ node: Node, shapes: [[Int]]) throws(FormatError) {
    self.shapes = shapes
    let text = node.string("equation", default: "").filter { $0 != " " }
    guard text.utf8.count <= 1000 else { throw node.error("the equation has more than 1000 characters") }
    let halves = text.split(separator: ">", omittingEmptySubsequences: false)
    var left = String(halves[0])
    if halves.count == 2 {
      guard left.hasSuffix("-") else { throw EinsumEquation.malformed(node, text) }
      left.removeLast()
    }
    let terms = left.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard halves.count <= 2, terms.count == shapes.count else { throw EinsumEquation.malformed(node, text) }
    // What "..." stands for: axes counted from the last.
    var numbers: [String: Int] = [:]
    var broadcastRank = 0
    for (term, shape) in zip(terms, shapes) {
      guard let labels = EinsumEquation.labels(term, rank: shape.count) else {
        throw EinsumEquation.malformed(node, text)
      }
      broadcastRank = max(broadcastRank, labels.count(where: { $0.first == "." }))
      var axes: [Int] = []
      for (label, size) in zip(labels, shape) {
        if let known = numbers[label] {
          guard sizes[known] == size || size == 1 || sizes[known] == 1 else {
            throw node.error("the index \(label) is \(sizes[known]) in one place and \(size) in another")
          }
          sizes[known] = sizes[known] == 1 ? size : sizes[known]
          axes.append(known)
        } else {
          numbers[label] = sizes.count
          axes.append(sizes.count)
          sizes.append(size)
        }
      }
      operands.append(axes)
    }
    let wanted: [String]
    if halves.count == 2 {
      guard let given = EinsumEquation.labels(String(halves[1]), ellipsis: broadcastRank) else {
        throw EinsumEquation.malformed(node, text)
      }
      wanted = given
    } else {
      // The indices that occur once, in alphabetical order, after what "..." stands for.
      let letters = left.filter { $0.isLetter }
      let once = letters.filter { letter in letters.count(where: { $0 == letter }) == 1 }
      wanted = (0..<broadcastRank).reversed().map { ".\($0)" } + once.sorted().map { String($0) }
    }
    for label in wanted {
      guard let number = numbers[label], !output.contains(number) else {
        throw EinsumEquation.malformed(node, text)
      }
      output.append(number)
    }
  }

  private static func malformed(_ node: Node, _ text: String) -> FormatError {
    node.error("the equation \"\(text)\" does not fit its inputs; expected letters for each axis, as in \"ij,jk->ik\"")
  }

  /// One label for each axis, where "..." stands for the axes that are left: ".1", ".0".
  private static func labels(_ term: String, rank: Int) -> [String]? {
    let letters = term.count(where: \.isLetter)
    guard let labels = labels(term, ellipsis: term.contains(where: { $0 == "." }) ? rank - letters : 0),
      labels.count == rank
    else {
      return nil
    }
    return labels
  }

  private static func labels(_ term: String, ellipsis rank: Int) -> [String]? {
    guard rank >= 0 else { return nil }
    let parts = term.split(separator: "...", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ $0.allSatisfy { $0.isLetter && $0.isASCII } }) else { return nil }
    let broadcast = parts.count == 2 ? (0..<rank).reversed().map { ".\($0)" } : []
    return parts[0].map { String($0) } + broadcast + (parts.count == 2 ? parts[1].map { String($0) } : [])
  }

  /// How far one step of each index moves within an operand.
  private func steps(of operand: Int) -> [Int] {
    var steps = [Int](repeating: 0, count: sizes.count)
    for (axis, stride) in Shape.strides(shapes[operand]).enumerated() where shapes[operand][axis] > 1 {
      steps[operands[operand][axis]] += stride
    }
    return steps
  }

  /// The map of one operand's elements, when the others are known.
  func map(
    of read: Int, factors: [(operand: Int, numbers: [Double])], outputCount: Int, _ node: Node,
    _ lowering: inout Lowering
  ) throws(FormatError) -> AffineForms {
    // A diagonal over axes of different sizes does not exist.
    for operand in operands.indices {
      for (axis, size) in shapes[operand].enumerated() {
        let others = operands[operand].indices.filter { operands[operand][$0] == operands[operand][axis] }
        guard others.allSatisfy({ shapes[operand][$0] == size }) else {
          throw node.error("an index stands for axes of different sizes in \(Shape.text(shapes[operand]))")
        }
      }
    }
    let own = steps(of: read)
    let summed = sizes.indices.filter { !output.contains($0) }
    // Sums over what the operand does not have are numbers; sums over what it has are terms.
    let terms = summed.filter { own[$0] != 0 }
    let numbers = summed.filter { own[$0] == 0 }
    let termCount = terms.reduce(1) { $0 * sizes[$1] }
    let numberCount = numbers.reduce(1) { $0 * sizes[$1] }
    _ = try lowering.claim([termCount], at: node)
    _ = try lowering.claim([numberCount], at: node)
    let size = try lowering.claimTerms([outputCount, termCount], at: node)
    func offsets(_ indices: [Int], _ steps: [Int]) -> [Int] {
      Shape.offsets(of: indices.map { sizes[$0] }, steps: indices.map { steps[$0] })
    }
    let others = factors.map { steps(of: $0.operand) }
    let (ownOutput, ownTerms) = (offsets(output, own), offsets(terms, own))
    let outputs = others.map { offsets(output, $0) }
    let inTerms = others.map { offsets(terms, $0) }
    let inNumbers = others.map { offsets(numbers, $0) }
    var map = SparseRows(capacity: outputCount, terms: size)
    for place in 0..<outputCount {
      for term in ownTerms.indices {
        var weight = 0.0
        for number in 0..<numberCount {
          var product = 1.0
          for (index, factor) in factors.enumerated() {
            product *= factor.numbers[outputs[index][place] + inTerms[index][term] + inNumbers[index][number]]
          }
          weight += product
        }
        map.append(ownOutput[place] + ownTerms[term], weight)
      }
      map.endRow()
    }
    return AffineForms(.sparse(map), constants: [Double](repeating: 0, count: outputCount))
  }
}
