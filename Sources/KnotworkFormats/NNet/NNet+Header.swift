import Knotwork

extension NNet {
  /// What stands before the weights. Programs wrote these lines in several ways, of which each is read; what had to be assumed
  /// is said in notes.
  ///
  /// - As documented: layers, inputs, outputs, largest layer; sizes; a flag that nobody uses; the least and the largest inputs;
  ///   means and ranges of the inputs and of the outputs.
  /// - The first ACAS Xu files: entries for more inputs than there are.
  /// - Means and ranges of the inputs only: outputs are not scaled.
  /// - A reduced header: sizes, and five lines that say nothing: after the number of layers alone whatever stands there, otherwise
  ///   lines without any number, or empty ones.
  struct Header {
    let sizes: [Int]
    let minima: [Double]
    let maxima: [Double]
    let normalisation: Normalisation
    private(set) var notes: [String] = []

    init(_ lines: inout NNetLines) throws(FormatError) {
      let head = try lines.integers("the numbers of layers, inputs and outputs, and the largest layer")
      sizes = try lines.integers("the sizes of the layers, beginning with the inputs")
      guard let count = head.first, count >= 1, sizes.count == count + 1 else {
        throw FormatError(
          "line \(lines.number): the sizes \(sizes.prefix(12)) do not fit \((head.first ?? 0).counted("layer")); expected "
            + "\((head.first ?? 0) + 1) sizes, from the inputs to the outputs")
      }
      guard sizes.allSatisfy({ $0 >= 1 }) else { throw FormatError("line \(lines.number): a layer of size 0") }
      let inputs = sizes[0]
      guard inputs <= lines.byteCount else {
        throw FormatError(
          "line \(lines.number): \(inputs.counted("input")), but the file has \(lines.byteCount.counted("byte")); is it complete?"
        )
      }
      if head.count >= 3, [head[1], head[2]] != [inputs, sizes[count]] {
        notes.append(
          "the first line announces \(head[1].counted("input")) and \(head[2].counted("output")), the sizes of the layers \(inputs) and "
            + "\(sizes[count]): the sizes are taken")
      }
      let isEmpty = lines.areEmpty(5)
      // A flag that no reader uses any more: anything may stand there.
      if !isEmpty { try lines.skipFlag(linesAfter: 4 + 2 * sizes.dropFirst().reduce(0, +)) }
      let isReduced = isEmpty || head.count == 1 || lines.areWithoutNumbers(4)
      guard !isEmpty else {
        minima = [Double](repeating: -.infinity, count: inputs)
        maxima = [Double](repeating: .infinity, count: inputs)
        normalisation = Normalisation(
          inputs: Array(repeating: Normalisation.Scale(mean: 0, range: 1), count: inputs),
          output: Normalisation.Scale(mean: 0, range: 1))
        notes.append(Header.reduced)
        return
      }
      minima = try Header.bounds(&lines, inputs, isReduced, "the smallest value of each input", -.infinity, &notes)
      maxima = try Header.bounds(&lines, inputs, isReduced, "the largest value of each input", .infinity, &notes)
      let means = try Header.scales(
        &lines, inputs, isReduced, "the mean of each input, and of the outputs", neutral: 0, &notes)
      let ranges = try Header.scales(
        &lines, inputs, isReduced, "the range of each input, and of the outputs", neutral: 1, &notes)
      let scales = zip(means, Header.withoutZeros(ranges, &notes)).map { Normalisation.Scale(mean: $0, range: $1) }
      normalisation = Normalisation(inputs: Array(scales.dropLast()), output: scales[inputs])
      if isReduced { notes.append(Header.reduced) }
    }

    private static let reduced = "the header is a reduced one: inputs and outputs are taken as not scaled"

    /// A line of bounds, which are needed for nothing but what the file says of itself.
    private static func bounds(
      _ lines: inout NNetLines, _ inputs: Int, _ isReduced: Bool, _ what: String, _ none: Double,
      _ notes: inout [String]
    ) throws(FormatError) -> [Double] {
      let missing = [Double](repeating: none, count: inputs)
      if isReduced {
        try lines.skip(what)
        return missing
      }
      let numbers = try lines.numbers(what, allowsInfinity: true)
      if numbers.count < inputs {
        notes.append(
          "line \(lines.number) has \(numbers.count) of \(inputs) bounds: the inputs are taken as not bounded there")
        return missing
      }
      if numbers.count > inputs {
        notes.append(
          "line \(lines.number) has bounds for \(numbers.count.counted("input")), the network \(inputs): the first are taken"
        )
      }
      return Array(numbers.prefix(inputs))
    }

    /// A line of means or ranges, as one for each input and one for the outputs.
    private static func scales(
      _ lines: inout NNetLines, _ inputs: Int, _ isReduced: Bool, _ what: String, neutral: Double,
      _ notes: inout [String]
    ) throws(FormatError) -> [Double] {
      let none = [Double](repeating: neutral, count: inputs + 1)
      if isReduced {
        try lines.skip(what)
        return none
      }
      let numbers = try lines.numbers(what)
      let number = lines.number
      switch numbers.count {
      case inputs + 1: return numbers
      case inputs:
        notes.append(
          "line \(number) has no entry for the outputs: they are taken as not scaled (\(neutral == 0 ? "mean 0" : "range 1"))"
        )
        return numbers + [neutral]
      case ..<inputs where numbers.allSatisfy { $0 == 0 || $0 == neutral }:
        notes.append(
          "line \(number) has \(numbers.count.counted("number")) for \(inputs.counted("input")), all 0 or 1: nothing is taken as scaled by it"
        )
        return none
      case ..<inputs:
        throw FormatError(
          "line \(number): \(numbers.count.counted("number")), expected \(inputs + 1): \(what); write \(neutral == 0 ? "0" : "1") for what "
            + "is not scaled")
      default:
        notes.append(
          "line \(number) has entries for \((numbers.count - 1).counted("input")), the network \(inputs): the first are taken, and the last "
            + "for the outputs")
        return Array(numbers.prefix(inputs)) + numbers.suffix(1)
      }
    }

    /// Ranges that inputs can be divided by: files that were converted without scaling have zeros.
    private static func withoutZeros(_ ranges: [Double], _ notes: inout [String]) -> [Double] {
      let zeros = ranges.indices.filter { ranges[$0] == 0 }
      guard !zeros.isEmpty else { return ranges }
      let places = zeros.prefix(8).map { $0 == ranges.count - 1 ? "the outputs" : "input \($0 + 1)" }
      let whose = zeros.count == ranges.count ? "all" : places.joined(separator: ", ") + (zeros.count > 8 ? ", …" : "")
      notes.append("ranges of 0 (\(whose)) are taken as 1: nothing is divided by them")
      return ranges.map { $0 == 0 ? 1 : $0 }
    }
  }
}
