/// Regions with their patterns and maps in flat arrays, whatever their shape.
protocol RegionTable: AnyObject, Sendable {
  associatedtype Coefficients: RandomAccessCollection<Double> & Sendable where Coefficients.Index == Int
  associatedtype Words: RandomAccessCollection<UInt64> & Sendable where Words.Index == Int

  var compiled: CompiledNetwork { get }
  /// For each region and output: d + 1 coefficients.
  var maps: Coefficients { get }
  /// For each region one bit per unit, layer by layer.
  var words: Words { get }
  var regionCount: Int { get }
}

extension RegionTable {
  /// Whether a unit, counted within its layer, is active on a region.
  func isActive(_ unit: Int, in compiledLayer: CompiledNetwork.CompiledLayer, region: Int) -> Bool {
    words[region * compiled.wordCount + compiledLayer.firstWord + unit >> 6] >> UInt64(unit & 63) & 1 == 1
  }

  /// Where the coefficients of an output on a region start in `maps`.
  @inline(__always)
  func mapStart(_ region: Int, _ output: Int) -> Int {
    (compiled.dimension + 1) * (region * compiled.network.outputCount + output)
  }
}
