import Knotwork
import KnotworkFormats

/// An answer whose subject is a network that was found: its document has the network too, because whoever asks in JSON has no other way to
/// get it.
struct NetworkAnswer<Inner: Answer>: Answer {
  static var schema: Schema { Inner.schema }

  let inner: Inner
  let network: Network
  let ranges: InputRanges?

  func writeJSON(to json: inout JSONWriter) throws -> Ending {
    let ending = try inner.writeJSON(to: &json)
    json.key("network")
    NetworkJSON.write(network, ranges: ranges, to: &json)
    return ending
  }

  func writeText(to text: inout TextWriter) throws -> Ending { try inner.writeText(to: &text) }
}
