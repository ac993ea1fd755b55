import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// Columns are what regions say one by one.
@Suite(.timed) struct ColumnTests {
  private func network(_ hidden: [Int], seed: UInt64, leaky: Bool) throws -> Network {
    var generator = SeededGenerator(seed: Seed.current &+ seed)
    return try RandomNetworks.network(
      inputs: 2, hidden: hidden, outputs: 2, weights: .he, hasBias: true, leaky: leaky, using: &generator)
  }

  @Test(arguments: [[9], [30, 30], [24, 24, 24], [12, 12, 12, 12]], [false, true])
  func areasDoNotDependOnWhatWasKept(hidden: [Int], leaky: Bool) throws {
    let dissection = try Dissection(
      of: network(hidden, seed: UInt64(hidden.count), leaky: leaky), over: .box(Box(-1...1, dimension: 2)))
    let alone = try #require(dissection.regions.map { $0.volume } as? [Double])
    for threads in [1, 3] {
      let columns = DissectionColumns(dissection, threads: threads)
      #expect(columns.volumes == alone)
    }
    // Each in double-doubles, whether it needs that or not: the areas that doubles settle are right to seven digits.
    let record = try #require(dissection.record as? PlanarRecord)
    let maps = PreciseMaps(record.compiled)
    for region in 0..<record.regionCount {
      let precise = record.preciseArea(of: region, using: maps)
      #expect(precise == record.preciseArea(of: region))
      #expect((precise - alone[region]).magnitude <= 0x1p-23 * precise)
    }
  }

  @Test(arguments: [[5], [8, 70], [64, 3, 130]], [false, true])
  func patternsAsBytes(hidden: [Int], leaky: Bool) throws {
    let network = try network(hidden, seed: 9, leaky: leaky)
    let dissection = try Dissection(of: network, over: .box(Box(-0.2...0.2, dimension: 2)))
    let columns = DissectionColumns(dissection, threads: 2)
    let (units, width) = (columns.width(of: .flags), columns.width(of: .text))
    var text = [UInt8](repeating: 0, count: width * dissection.regions.count)
    text.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { columns.writePatterns(as: .text, to: base) }
    }
    let flags = columns.patterns
    for (index, region) in dissection.regions.enumerated() {
      let layers = region.pattern.layers.filter { !$0.isEmpty }
      #expect(flags[index * units..<(index + 1) * units].map { $0 == 1 } == layers.flatMap(\.self))
      #expect(
        String(decoding: text[index * width..<(index + 1) * width], as: UTF8.self)
          == ActivationPattern(layers: layers).description)
    }
  }

  /// The sums of every variant have the same bits, and are off by no more than they say.
  @Test(arguments: [1, 8, 40], [0, 1, 7, 60])
  func preciseSums(width: Int, count: Int) {
    var generator = SeededGenerator(seed: Seed.current)
    func number() -> Double {
      Double.random(in: -1...1, using: &generator) * [1e-9, 1, 1, 1e9].randomElement(using: &generator)!
    }
    let (rows, units) = (3, 64)
    let inputs = (0..<rows * units).map { _ in DoubleDouble.sum(number(), number() * 0x1p-60) }
    let weights = (0..<units * width).map { _ in number() }
    let start = (0..<rows * width).map { _ in number() }
    let chosen = (0..<count).map { _ in Int32.random(in: 0..<Int32(units), using: &generator) }
    let factors = (0..<count).map { _ in Bool.random(using: &generator) ? 1 : number() }
    let roundoff = Double((count + 4) * (count + 4)) * 0x1p-104
    var first: [[Double]]?
    for level in 0...Kernels.best.level {
      let arena = Arena()
      let high = arena.buffer(start, paddedTo: 0, with: 0)
      let low = arena.buffer([], paddedTo: start.count, with: 0.0)
      let errors = arena.buffer(start.map { $0.magnitude * roundoff }, paddedTo: 0, with: 0)
      Kernels(level: level).accumulatePrecisely(
        rows: rows, width: width,
        from: PreciseSums(
          high: arena.buffer(inputs.map(\.high), paddedTo: 0, with: 0),
          low: arena.buffer(inputs.map(\.low), paddedTo: 0, with: 0),
          errors: arena.buffer([], paddedTo: inputs.count, with: 0), stride: units),
        weights: arena.buffer(weights, paddedTo: 0, with: 0), weightStride: width,
        units: arena.buffer(chosen, paddedTo: 1, with: 0), factors: arena.buffer(factors, paddedTo: 1, with: 0),
        count: count, roundoff: roundoff, into: PreciseSums(high: high, low: low, errors: errors, stride: width))
      let found = [high, low, errors].map { part in start.indices.map { part[$0] } }
      #expect(found == first ?? found, "variant \(level)")
      first = found
      for row in 0..<rows {
        for column in 0..<width {
          var exact = Dyadic(start[row * width + column])
          for (unit, factor) in zip(chosen, factors) {
            let input = inputs[row * units + Int(unit)]
            exact +=
              (Dyadic(input.high) + Dyadic(input.low)) * Dyadic(factor) * Dyadic(weights[Int(unit) * width + column])
          }
          let index = row * width + column
          let difference = (Dyadic(high[index]) + Dyadic(low[index]) - exact).nearest.magnitude
          #expect(difference <= errors[index])
        }
      }
      withExtendedLifetime(arena) {}
    }
  }
}
