/// How a file scales inputs and outputs around its network: z = (x − mean) / range goes in, and y = z · range + mean comes
/// out. Where a network is read, this is folded into its weights.
public struct Normalisation: Equatable, Sendable {
  /// The mean and the range of a quantity.
  public struct Scale: Equatable, Sendable {
    /// What is subtracted from an input, or added to an output.
    public let mean: Double
    /// What an input is divided by, or an output multiplied with; not 0.
    public let range: Double
  }

  /// One for each input.
  public let inputs: [Scale]
  /// The same for all outputs.
  public let output: Scale

  /// Whether nothing changes.
  public var isIdentity: Bool { (inputs + [output]).allSatisfy { $0.mean == 0 && $0.range == 1 } }
}
