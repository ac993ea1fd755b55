import Knotwork
import KnotworkGeometry

/// Where a question is asked, and how that is told to people.
public struct Place: Sendable {
  /// The domain.
  public let domain: Domain
  /// The names of its coordinates.
  public let coordinates: [String]
  /// The domain in words.
  public let description: String

  /// A place with words of its own.
  public init(_ domain: Domain, coordinates: [String], description: String) {
    self.domain = domain
    self.coordinates = coordinates
    self.description = description
  }

  /// A place in the input space of a network, told as usual: coordinates are called as the inputs are, s and t in a plane, and
  /// s along a segment.
  public init(_ domain: Domain, of network: Network) {
    self.domain = domain
    coordinates =
      switch domain {
      case .box, .polytope, .polygon, .wholeSpace: network.inputNames
      case .slice: ["s", "t"]
      case .segment: ["s"]
      case .input(let input, _, _):
        network.inputNames.indices.contains(input) ? [network.inputNames[input]] : ["s"]
      }
    description =
      switch domain {
      case .box(let box): box.inWords
      case .polytope(let polytope): polytope.inWords
      default: domain.description
      }
  }
}
