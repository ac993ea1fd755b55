/// The name and version of a kind of JSON document: its first two members.
///
/// The version grows when a key changes its meaning or goes; keys that are added leave it as it is.
public struct Schema: Hashable, Sendable {
  /// The name, such as "knotwork.count".
  public let name: String
  /// The version, from 1.
  public let version: Int

  /// A schema by its name and version.
  public init(_ name: String, version: Int = 1) {
    self.name = name
    self.version = version
  }
}
