/// Patterns of all regions, one byte for each unit.
extension DissectionColumns {
  /// The form of bytes.
  package enum PatternBytes: Sendable {
    /// 1 for an active unit, else 0.
    case flags
    /// The same as digits, with a space between layers: "10 011".
    case text
  }

  /// The layers with units that bend.
  private var bendingLayers: [(layer: CompiledLayer, units: [Int])] {
    table.compiled.compiledLayers.dropLast().compactMap { layer in
      let units = (0..<layer.unitCount).filter { layer.bending[bit: $0] }
      return units.isEmpty ? nil : (layer, units)
    }
  }

  /// How many bytes the pattern of a region has.
  package func width(of form: PatternBytes) -> Int {
    let layers = bendingLayers
    return layers.reduce(0) { $0 + $1.units.count } + (form == .text ? max(0, layers.count - 1) : 0)
  }

  /// For each region and bending unit whether it is active, 1 or 0: n × units.
  package var patterns: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: regionCount * width(of: .flags)) { bytes, count in
      count = bytes.count
      if let base = bytes.baseAddress { writePatterns(as: .flags, to: base) }
    }
  }

  /// Writes the patterns, row by row.
  ///
  /// - Parameter target: room for n rows.
  package func writePatterns(as form: PatternBytes, to target: UnsafeMutablePointer<UInt8>) {
    let (layers, width, words) = (bendingLayers, width(of: form), table.words)
    let (regions, wordCount, zero) = (regionCount, table.compiled.wordCount, form == .text ? UInt8(ascii: "0") : 0)
    let target = Buffer(base: target)
    let blocks = threads == 1 ? 1 : 8 * threads
    Parallel.run(ranges: blocks, threads: Parallel.paying(threads, for: regions)) { block in
      for region in regions * block / blocks..<regions * (block + 1) / blocks {
        var place = target.advanced(by: region * width)
        for (number, (layer, units)) in layers.enumerated() {
          if form == .text, number > 0 {
            place[0] = UInt8(ascii: " ")
            place = place.advanced(by: 1)
          }
          let first = region * wordCount + layer.firstWord
          if units.count == layer.unitCount {
            for start in stride(from: 0, to: units.count, by: 64) {
              let count = min(64, units.count - start)
              DissectionColumns.expand(words[first + start >> 6], count, adding: zero, to: place.advanced(by: start))
            }
          } else {
            for (index, unit) in units.enumerated() { place[index] = zero + (words[bit: 64 * first + unit] ? 1 : 0) }
          }
          place = place.advanced(by: units.count)
        }
      }
    }
  }

  /// Writes the first bits of a word as one byte each.
  @inline(__always)
  private static func expand(_ word: UInt64, _ count: Int, adding zero: UInt8, to target: Buffer<UInt8>) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let place = UnsafeMutableRawPointer(target.base)
    for start in stride(from: 0, to: count & ~7, by: 8) {
      // Bit i stays in byte i alone; then it becomes the lowest one of its byte.
      let alone = ((word >> UInt64(start)) & 0xff) &* ones & 0x8040_2010_0804_0201
      let bits = (alone &+ 0x7f7f_7f7f_7f7f_7f7f) >> 7 & ones
      place.storeBytes(of: (bits &+ ones &* UInt64(zero)).littleEndian, toByteOffset: start, as: UInt64.self)
    }
    for bit in count & ~7..<count { target[bit] = zero + UInt8(truncatingIfNeeded: word >> UInt64(bit) & 1) }
  }
}
