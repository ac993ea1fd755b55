import Knotwork
import KnotworkGeometry

extension NNet {
  /// Reads a file.
  ///
  /// - Throws: ``FormatError`` with the line, for missing and surplus numbers, numbers that are not finite, ranges of 0, and
  ///   sizes that do not fit together.
  /// - Complexity: linear in the size of the file; memory never exceeds what the file itself holds.
  public init(decoding bytes: [UInt8]) throws(FormatError) {
    var lines = Lines(bytes)
    let head = try lines.integers(4, "the numbers of layers, inputs and outputs, and the largest layer")
    let sizes = try lines.integers(nil, "the sizes of the layers, beginning with the inputs")
    guard head[0] >= 1, sizes.count == head[0] + 1, sizes.first == head[1], sizes.last == head[2] else {
      throw FormatError(
        "line \(lines.number): the sizes \(sizes.prefix(12)) do not fit \(head[0]) layers from \(head[1]) inputs to "
          + "\(head[2]) outputs; expected \(head[0] + 1) sizes, from the inputs to the outputs")
    }
    guard sizes.allSatisfy({ $0 >= 1 }) else { throw FormatError("line \(lines.number): a layer of size 0") }
    // A flag that no reader uses any more.
    _ = try lines.numbers(nil, "a flag")
    minima = try lines.numbers(head[1], "the smallest value of each input")
    maxima = try lines.numbers(head[1], "the largest value of each input")
    let means = try lines.numbers(head[1] + 1, "the mean of each input, and of the outputs")
    let ranges = try lines.numbers(head[1] + 1, "the range of each input, and of the outputs")
    guard !ranges.contains(0) else {
      throw FormatError("line \(lines.number): a range of 0, which inputs cannot be divided by")
    }
    let scales = zip(means, ranges).map { Normalisation.Scale(mean: $0, range: $1) }
    normalisation = Normalisation(inputs: Array(scales.dropLast()), output: scales[scales.count - 1])
    var layers: [Layer] = []
    for (index, units) in sizes.dropFirst().enumerated() {
      let inputs = sizes[index]
      var weights: [Double] = []
      for row in 1...units {
        weights += try lines.numbers(inputs, "the weights of layer \(index + 1), row \(row)")
      }
      var bias: [Double] = []
      for row in 1...units { bias += try lines.numbers(1, "the bias of layer \(index + 1), unit \(row)") }
      layers.append(
        Layer(
          weights: Matrix(rows: units, columns: inputs, elements: weights), bias: bias,
          activation: index + 2 == sizes.count ? .linear : .relu))
    }
    try lines.end()
    self.layers = layers
  }

  /// Lines of numbers with commas between them.
  private struct Lines {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var number = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next line that is neither a comment nor empty; nil at the end.
    private mutating func next() -> ArraySlice<UInt8>? {
      while position < bytes.count {
        let line = bytes[position...].prefix { $0 != 0x0A }
        position += line.count + 1
        number += 1
        let text = line.drop { $0 == 0x20 || $0 == 0x09 }
        if !text.starts(with: [0x2F, 0x2F]), text.contains(where: { $0 > 0x20 }) { return text }
      }
      return nil
    }

    mutating func numbers(_ expected: Int?, _ what: String) throws(FormatError) -> [Double] {
      guard let line = next() else {
        throw FormatError("the file ends after line \(number); expected \(what)")
      }
      var numbers: [Double] = []
      for field in line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
        let text = field.drop { $0 <= 0x20 }
        if text.isEmpty, field.endIndex == line.endIndex { break }
        var word = String(decoding: text, as: UTF8.self)
        while let last = word.unicodeScalars.last, last.value <= 0x20 { word.unicodeScalars.removeLast() }
        guard let value = Double(word), value.isFinite else {
          throw FormatError(
            "line \(self.number), entry \(numbers.count + 1): \"\(word.prefix(40))\" is not a finite number; expected \(what)"
          )
        }
        numbers.append(value)
      }
      guard numbers.count == expected ?? numbers.count else {
        throw FormatError("line \(number): \(numbers.count) numbers, expected \(expected ?? 0): \(what)")
      }
      return numbers
    }

    mutating func integers(_ expected: Int?, _ what: String) throws(FormatError) -> [Int] {
      let integers = try numbers(expected, what).map { Int(exactly: $0) ?? -1 }
      guard integers.allSatisfy({ (0...1 << 31).contains($0) }) else {
        throw FormatError("line \(number): a size that is no integer from 0 to 2^31; expected \(what)")
      }
      return integers
    }

    mutating func end() throws(FormatError) {
      guard next() == nil else {
        throw FormatError("line \(number): more numbers than the sizes of the layers announce")
      }
    }
  }
}
