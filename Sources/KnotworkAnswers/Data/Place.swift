import Knotwork
import KnotworkGeometry

/// Where a question is asked, and how that is told to people.
public struct Place: Sendable {
  /// The domain.
  public let domain: Domain
  /// The names of its coordinates.
  public let coordinates: [String]
  /// The domain in words.
  public let words: String
  /// Who says so.
  public let source: Source

  /// Who says where a question is asked.
  public enum Source: Equatable, Sendable {
    /// Whoever asks.
    case given
    /// The file of the network, which has the ranges of the data that it was made for.
    case file
    /// The ranges of data, by their name.
    case data(String)
    /// Nobody: [−1, 1] is assumed for each coordinate.
    case assumed
  }

  /// The domain in words, and who says so where whoever asks does not.
  public var description: String { words + source.suffix }

  /// A place with words of its own.
  public init(_ domain: Domain, coordinates: [String], words: String, source: Source = .given) {
    self.domain = domain
    self.coordinates = coordinates
    self.words = words
    self.source = source
  }

  /// A place in the input space of a network, told as usual: coordinates are called as the inputs are, s and t in a plane, and
  /// s along a segment.
  public init(_ domain: Domain, of network: Network, source: Source = .given) {
    self.domain = domain
    self.source = source
    coordinates =
      switch domain {
      case .box, .polytope, .polygon, .wholeSpace: network.inputNames
      case .slice: ["s", "t"]
      case .segment: ["s"]
      case .input(let input, _, _):
        network.inputNames.indices.contains(input) ? [network.inputNames[input]] : ["s"]
      }
    words =
      switch domain {
      case .box(let box): box.inWords
      case .polytope(let polytope): polytope.inWords
      default: domain.description
      }
  }
}

extension Place.Source {
  /// What a text says of it.
  fileprivate var suffix: String {
    switch self {
    case .given: ""
    case .file: " (the range in its file)"
    case .data(let name): " (the range of \(name))"
    case .assumed: " (assumed)"
    }
  }

  /// The word for it in documents.
  package var word: String {
    switch self {
    case .given: "given"
    case .file: "file"
    case .data: "data"
    case .assumed: "assumed"
    }
  }
}
