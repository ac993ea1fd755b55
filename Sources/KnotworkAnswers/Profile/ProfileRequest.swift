import Knotwork
import KnotworkGeometry

/// Which broken line does an output of a network draw along a segment?
public struct ProfileRequest: Sendable {
  /// The line.
  public enum Line: Sendable {
    /// A segment, whose coordinate runs from 0 to 1.
    case segment(from: [Double], to: [Double])
    /// One input over an interval, by its name, which the only input of a network may do without; the others stay at a point,
    /// 0 unless given.
    case input(String?, over: ClosedRange<Double>, at: [Double]?)
  }

  /// The line.
  public var line: Line
  /// The output by its name; nil for the first.
  public var output: String?

  /// A request for a profile.
  public init(along line: Line, output: String? = nil) {
    self.line = line
    self.output = output
  }

  /// The profile.
  ///
  /// - Throws: ``InvalidRequest`` for names that the network does not have and points of other lengths, `InvalidGeometry` for a
  ///   segment or an interval without length.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> ProfileAnswer {
    let number = try output.map { try $0.index(among: network.outputNames, "output_name") } ?? 0
    let domain = try domain(for: network)
    let coordinate = Place(domain, of: network).coordinates[0]
    return ProfileAnswer(
      profile: try Profile(of: network, output: number, over: domain, within: budget),
      output: network.outputNames[number], coordinate: coordinate)
  }

  private func domain(for network: Network) throws -> Domain {
    switch line {
    case .segment(let start, let end):
      let segment = try Segment(from: start, to: end)
      guard segment.dimension == network.inputCount else {
        throw InvalidRequest(
          nil,
          "from and to have \(segment.dimension.counted("coordinate")), but the network has "
            + network.inputCount.counted("input"))
      }
      return .segment(segment)
    case .input(let name, let range, let point):
      guard
        let input = try name.map({ try $0.index(among: network.inputNames, "input") })
          ?? (network.inputCount == 1 ? 0 : nil)
      else {
        throw InvalidRequest("input", "say which of \(network.inputNames.joined(separator: ", ")) varies")
      }
      return .input(input, over: range, at: point ?? [Double](repeating: 0, count: network.inputCount))
    }
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
