/// The closed half-space {x : `normal` · x ≤ `offset`}.
///
/// The sign convention is the same in memory, in files and in the documentation.
public struct HalfSpace: Equatable, Codable, Sendable {
  /// The outward normal; its length is not normalised.
  public let normal: [Double]
  /// The bound on `normal` · x.
  public let offset: Double

  /// {x : `normal` · x ≤ `offset`}.
  public init(normal: [Double], offset: Double) {
    self.normal = normal
    self.offset = offset
  }
}
