import Knotwork

/// Where a unit lies among blocks of four.
struct UnitPlace: Comparable {
  let block: Int
  let lane: Int

  static func < (a: UnitPlace, b: UnitPlace) -> Bool { (a.block, a.lane) < (b.block, b.lane) }
}

/// A layer as lines are traced through it: its units in blocks of four, of which the last is filled up with units that always give 0.
final class TracedLayer: Sendable {
  typealias Block = SIMD4<Double>

  /// Number of units, and of inputs.
  let (count, width): (Int, Int)
  /// Number of blocks of units.
  let blockCount: Int
  /// The weights of each input, by blocks of units.
  let columns: [Block]
  /// One row of weights for each unit, filled up to blocks.
  let rows: [Block]
  /// Blocks in a row.
  let rowBlockCount: Int
  let bias: [Block]
  /// The factor of each unit where it is inactive.
  let slopes: [Block]
  /// 0 for a unit that never bends, else 1.
  let bending: [Block]
  /// Where the layer's blocks start among those of all layers.
  let start: Int
  /// The number of the layer's first unit among those of all layers.
  let firstUnit: Int

  /// Some units of a layer.
  init(_ layer: Layer, units: Range<Int>, start: Int, firstUnit: Int) {
    (count, width) = (units.count, layer.inputCount)
    let inactive = layer.activations[units].map(\.inactiveSlope)
    columns = (0..<layer.inputCount).flatMap { input in Self.blocks(units.map { layer.weights[$0, input] }) }
    rows = units.flatMap { Self.blocks(layer.weights[row: $0]) }
    bias = Self.blocks(layer.bias[units])
    slopes = Self.blocks(inactive)
    bending = Self.blocks(inactive.map { $0 == 1 ? 0 : 1 })
    blockCount = bias.count
    rowBlockCount = (width + 3) / 4
    self.start = start
    self.firstUnit = firstUnit
  }

  /// The weight of a unit for an input.
  func weight(_ unit: Int, _ input: Int) -> Double { rows[unit * rowBlockCount + input / 4][input % 4] }

  /// The blocks of a unit's row.
  func row(_ unit: Int) -> Range<Int> { unit * rowBlockCount..<(unit + 1) * rowBlockCount }

  /// Where a unit lies among the blocks of all layers.
  func place(_ unit: Int) -> UnitPlace { UnitPlace(block: start + unit / 4, lane: unit % 4) }

  /// The unit at a place of this layer.
  func unit(_ place: UnitPlace) -> Int { 4 * (place.block - start) + place.lane }

  /// Numbers in blocks, filled up with 0.
  static func blocks(_ values: some RandomAccessCollection<Double>) -> [Block] {
    var (blocks, place) = ([Block](repeating: .zero, count: (values.count + 3) / 4), 0)
    for value in values {
      blocks[place / 4][place % 4] = value
      place += 1
    }
    return blocks
  }
}
