import Knotwork
import KnotworkFormats
import KnotworkSimplify

/// A smaller network, and what was proved of it.
public struct SimplifyAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.simplification")

  /// Where.
  public let place: Place
  /// The network that was simplified.
  public let original: Network
  /// What is the same function.
  public let lossless: LosslessSimplification

  /// The simplified network.
  public var network: Network { lossless.network }

  /// Writes sizes, steps and proofs.
  public func write(to json: inout JSONWriter) throws {
    json.key("original")
    json.object { $0.members(NetworkSize(original)) }
    json.key("lossless")
    writeLossless(to: &json)
    json.key("result")
    json.object { json in
      json.members(NetworkSize(network))
      json.key("difference")
      json.value(lossless.rounding)
    }
    json.member(place)
  }

  /// Writes what was removed, and what proves it.
  public func write(to text: inout TextWriter) throws {
    try writeLossless(to: &text)
  }
}
