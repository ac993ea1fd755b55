import Testing
import _KnotworkTestSupport

@testable import Knotwork

/// The vector variants equal the plain one: exactly on small integers, to rounding elsewhere.
@Suite(.timed) struct KernelTests {
  private var variants: [Kernels] { (0...Kernels.best.level).map { Kernels(level: $0) } }

  private func accumulate(_ kernels: Kernels, _ inputs: AccumulateInputs) -> [Double] {
    let arena = Arena()
    let out = arena.buffer([Double](repeating: 0, count: inputs.rows * inputs.stride), paddedTo: 0, with: 0)
    kernels.accumulate(
      into: out, from: arena.buffer(inputs.start, paddedTo: 0, with: 0),
      weights: arena.buffer(inputs.weights, paddedTo: 0, with: 0), stride: inputs.stride, rows: inputs.rows,
      columns: arena.buffer(inputs.columns, paddedTo: 0, with: 0),
      factors: arena.buffer(inputs.factors, paddedTo: 0, with: 0),
      count: inputs.columns.count)
    return (0..<inputs.rows * inputs.stride).map { out[$0] }
  }

  private struct AccumulateInputs {
    let stride: Int
    let rows: Int
    let start: [Double]
    let weights: [Double]
    let columns: [Int32]
    let factors: [Double]
  }

  @Test(arguments: [8, 16, 24, 40, 64, 136], [0, 1, 2, 7, 33])
  func accumulateAgrees(stride: Int, count: Int) {
    for rows in 2...12 { accumulateAgrees(stride: stride, count: count, rows: rows) }
  }

  private func accumulateAgrees(stride: Int, count: Int, rows: Int) {
    var generator = SeededGenerator(seed: Seed.current)
    for isInteger in [true, false] {
      func number() -> Double {
        isInteger
          ? Double(Int.random(in: -8...8, using: &generator)) : Double.random(in: -1...1, using: &generator)
      }
      let inputs = AccumulateInputs(
        stride: stride, rows: rows, start: (0..<rows * stride).map { _ in number() },
        weights: (0..<40 * stride).map { _ in number() },
        columns: (0..<count).map { _ in Int32.random(in: 0..<40, using: &generator) },
        factors: (0..<rows * count).map { _ in number() })
      let expected = accumulate(.plain, inputs)
      for kernels in variants {
        let found = accumulate(kernels, inputs)
        for (a, b) in zip(found, expected) {
          #expect(isInteger ? a == b : (a - b).magnitude <= 1e-14 * Double(count + 1), "variant \(kernels.level)")
        }
      }
    }
  }

  @Test(arguments: [8, 16, 64, 72, 200], [3, 4, 9])
  func classifyAgrees(stride: Int, vertices: Int) {
    for dimension in 1...8 { classifyAgrees(stride: stride, vertices: vertices, dimension: dimension) }
  }

  private func classifyAgrees(stride: Int, vertices: Int, dimension: Int) {
    var generator = SeededGenerator(seed: Seed.current)
    func numbers(_ count: Int) -> [Double] {
      (0..<count).map { _ in Double(Int.random(in: -3...3, using: &generator)) }
    }
    // Points lie scattered, with something between them.
    let step = dimension + 1
    let (maps, points) = (numbers((dimension + 1) * stride), numbers(2 * vertices * step))
    let indices = (0..<vertices).map { Int32(2 * (vertices - 1 - $0)) }
    let fixed = (0..<stride).map { _ in Double.random(in: 0...2, using: &generator).rounded() }
    let words = (stride + 63) / 64
    let results = variants.map { kernels in
      let arena = Arena()
      let masks = arena.buffer([UInt64](repeating: 0, count: 3 * words), paddedTo: 0, with: 0)
      kernels.classify(
        maps: arena.buffer(maps, paddedTo: 0, with: 0), stride: stride, rows: dimension + 1,
        points: arena.buffer(points, paddedTo: 0, with: 0), step: step,
        indices: arena.buffer(indices, paddedTo: 0, with: 0), count: vertices,
        constants: arena.buffer(fixed, paddedTo: 0, with: 0),
        perRadius: arena.buffer(fixed, paddedTo: 0, with: 0), radius: 0.5, positive: masks,
        negative: masks.advanced(by: words), crossing: masks.advanced(by: 2 * words))
      return (0..<3 * words).map { masks[$0] }
    }
    #expect(results.allSatisfy { $0 == results[0] })
    // The plain variant itself, unit by unit.
    for unit in 0..<stride {
      let values = indices.map { index in
        (0..<dimension).reduce(maps[dimension * stride + unit]) {
          $0 + maps[$1 * stride + unit] * points[Int(index) * step + $1]
        }
      }
      let tolerance = fixed[unit] * 1.5
      func bit(_ mask: Int) -> Bool { results[0][mask * words + unit / 64] >> UInt64(unit % 64) & 1 == 1 }
      #expect(bit(0) == values.allSatisfy { $0 > tolerance })
      #expect(bit(1) == values.allSatisfy { $0 < -tolerance })
      #expect(bit(2) == (values.contains { $0 > tolerance } && values.contains { $0 < -tolerance }))
    }
  }
}
