import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// A claim as somebody stated it.
public struct StatedClaim: Sendable {
  /// The claim in the words of whoever stated it, or the name of its file.
  public let words: String
  /// The claim.
  public let claim: Claim
  /// Where, of a claim that does not say so itself.
  public let place: Place?
  /// What was assumed in reading it.
  public let notes: [String]

  /// A claim from a file.
  public init(_ claim: Claim, named name: String, notes: [String] = []) {
    (self.claim, words, self.notes) = (claim, name, notes)
    place = nil
  }

  /// A claim in the language of `ClaimText`, about the inputs in a box that half-spaces may cut.
  ///
  /// - Throws: `ClaimTextError` with the place of the offence, ``InvalidRequest`` for a domain of another kind.
  public init(_ text: String, about network: Network, over place: Place) throws {
    let box: Box
    var halfSpaces: [HalfSpace] = []
    switch place.domain {
    case .box(let given): box = given
    case .polytope(let polytope): (box, halfSpaces) = (polytope.box, polytope.halfSpaces)
    default:
      throw InvalidRequest(
        "claim",
        "is about inputs in a box; found \(place.words). Expected a box, which half-spaces may cut (where)"
      )
    }
    (claim, notes) = try ClaimText.decode(
      text, inputs: network.inputNames, outputs: network.outputNames, over: box, where: halfSpaces)
    words = text
    self.place = place
  }
}
