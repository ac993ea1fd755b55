/// An answer that was to be called certified or proved contradicts an independent computation: a fault of the program.
public struct FailedGate: Error, Equatable, CustomStringConvertible {
  /// What contradicts what.
  public let description: String

  /// A contradiction in words.
  public init(_ description: String) { self.description = description }
}
