import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// Which broken line does an output of a network draw along a segment?
public struct ProfileRequest: Sendable {
  /// The line.
  public enum Line: Sendable {
    /// A segment, whose coordinate runs from 0 to 1.
    case segment(from: [Double], to: [Double])
    /// One input over an interval, by its name, which the only input of a network may do without; the others stay at a point.
    /// Unless given they are the range of the input and the middle of the others, or 0 where no ranges are known.
    case input(String?, over: ClosedRange<Double>?, at: [Double]?)
  }

  /// The line.
  public var line: Line
  /// The output by its name; nil for the first.
  public var output: String?
  /// The ranges of the inputs, where they are known.
  public var ranges: InputRanges?

  /// A request for a profile.
  public init(along line: Line, output: String? = nil, ranges: InputRanges? = nil) {
    self.line = line
    self.output = output
    self.ranges = ranges
  }

  /// The profile.
  ///
  /// - Throws: ``InvalidRequest`` for names that the network does not have and points of other lengths, `InvalidGeometry` for a
  ///   segment or an interval without length.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> ProfileAnswer {
    let number = try output.map { try $0.index(among: network.outputNames, "output_name") } ?? 0
    let place = try place(for: network)
    let dissection = try Dissection(of: network, over: place.domain, keeping: .vertices, within: budget)
    return ProfileAnswer(
      profile: Profile(dissection, output: number), output: network.outputNames[number], place: place,
      creases: try dissection.stretches().filter(\.isInsideCrease))
  }

  private func place(for network: Network) throws -> Place {
    switch line {
    case .segment(let start, let end):
      let segment = try Segment(from: start, to: end)
      guard segment.dimension == network.inputCount else {
        throw InvalidRequest(
          nil,
          "from and to have \(segment.dimension.counted("coordinate")), but the network has "
            + network.inputCount.counted("input"))
      }
      return Place(.segment(segment), of: network)
    case .input(let name, let range, let point):
      guard
        let input = try name.map({ try $0.index(among: network.inputNames, "input") })
          ?? (network.inputCount == 1 ? 0 : nil)
      else {
        throw InvalidRequest("input", "say which of \(network.inputNames.joined(separator: ", ")) varies")
      }
      return try place(input, range, point, network)
    }
  }

  /// One input over an interval, with what is not given taken from the ranges.
  private func place(
    _ input: Int, _ given: ClosedRange<Double>?, _ point: [Double]?, _ network: Network
  ) throws -> Place {
    let name = network.inputNames[input]
    let box = try ranges?.box()
    guard let range = given ?? box.map({ $0.lower[input]...$0.upper[input] }) else {
      throw InvalidRequest(
        nil, "say where: from and to, or a range for \(name) (and at); the network's file has no ranges of its inputs")
    }
    let rest = point ?? box?.center ?? [Double](repeating: 0, count: network.inputCount)
    var words = "\(name) from \(range.lowerBound.short) to \(range.upperBound.short)"
    if network.inputCount > 1, rest.count == network.inputCount, network.inputCount <= CostLimits.standard.formulaInputs
    {
      let others = network.inputNames.indices.filter { $0 != input }
      words += ", \(others.map { "\(network.inputNames[$0]) = \(rest[$0].short)" }.joined(separator: ", "))"
    }
    let isAssumed = given == nil || (point == nil && box != nil && network.inputCount > 1)
    return Place(
      .input(input, over: range, at: rest), coordinates: [name], words: words, source: isAssumed ? .file : .given)
  }
}

extension String {
  /// Its number among names.
  fileprivate func index(among names: [String], _ field: String) throws(InvalidRequest) -> Int {
    guard let index = names.firstIndex(of: self) else {
      throw InvalidRequest(field, "\"\(self)\" is not one of \(names.joined(separator: ", "))")
    }
    return index
  }
}
