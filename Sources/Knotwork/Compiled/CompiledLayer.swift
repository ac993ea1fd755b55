/// One layer of units, with what the filters need to know about it.
struct CompiledLayer: Sendable {
  let unitCount: Int
  /// `unitCount` rounded up to whole vectors.
  let stride: Int
  /// Words of 64 bits for one bit per unit, and where this layer's words start in a whole pattern.
  let wordCount: Int
  let firstWord: Int
  /// The number of the first unit, counted through all layers.
  let firstUnit: Int
  /// Column j holds the weights of all units for output j of the layer before; `stride` per column.
  let weights: Buffer<Double>
  /// The maps before any input is added: 0 but for the bias.
  let biasMaps: Buffer<Double>
  /// Bounds on the errors of the computed coefficients of each unit, in any region; `stride` per coefficient.
  let errors: Buffer<Double>
  /// The ``ErrorBound`` of each unit's pre-activation, in the whole domain.
  let errorConstants: Buffer<Double>
  let errorsPerRadius: Buffer<Double>
  /// The slope of each unit where it is inactive.
  let inactiveSlope: Buffer<Double>
  /// One bit for each unit that bends.
  let bending: Buffer<UInt64>
  /// One bit for each unit whose output is not identically zero where it is inactive.
  let passing: Buffer<UInt64>
}
