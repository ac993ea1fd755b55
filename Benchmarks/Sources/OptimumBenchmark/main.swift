import Foundation
import Knotwork
import KnotworkFitting
import KnotworkGeometry

// Measures certified optima beside restarts of Adam, and knots beside pwlf where KNOTWORK_PEER_PYTHON names a Python that
// has it. Arguments choose parts: optimum, knots100, knots1000, large, proof; all without.

func seconds(_ work: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try work()
  let elapsed = (ContinuousClock.now - start).components
  return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
}

func text(_ value: Double, _ format: String = "%.4g") -> String { String(format: format, value) }

let chosen = Set(CommandLine.arguments.dropFirst())
let parts: Set = chosen.isEmpty ? ["optimum", "knots100", "knots1000", "large", "proof"] : chosen

if parts.contains("optimum") {
  print("| rows | noise | optimum s | residual sum | evaluations | best of 200 Adam | above it by 0.1 % |")
  print("|---|---|---|---|---|---|---|")
  for (count, noise) in [(200, 0.05), (200, 0.5), (1000, 0.05), (1000, 0.5), (1000, 3.0), (1000, 100)] {
    var random = Random(seed: UInt64(count) + UInt64(noise * 100))
    let teacher = (0..<6).map { _ in random.normal() }
    let points = (0..<count).map { _ in SIMD2(random.normal(), random.normal()) }
    let targets = points.map { point in
      teacher[4] * max(0, teacher[0] * point.x + teacher[1] * point.y)
        + teacher[5] * max(0, teacher[2] * point.x + teacher[3] * point.y) + noise * random.normal()
    }
    let rows = try WeightedRows(
      inputs: Matrix(rows: count, columns: 2, elements: points.flatMap { [$0.x, $0.y] }), targets: targets)
    var fit: CertifiedFit?
    let time = try seconds { fit = try CertifiedFit.twoUnits(rows) }
    guard let certificate = fit?.certificate else { continue }
    let adam = Adam(points: points, targets: targets)
    let ends = (1...200).map { adam.train(seed: $0) * Double(count) }
    let above = ends.count { $0 > certificate.optimum * 1.001 }
    guard (ends.min() ?? .infinity) >= certificate.lowerBound else {
      fatalError("a restart went below the certified bound")
    }
    print(
      "| \(count) | \(noise) | \(text(time)) | \(text(certificate.optimum, "%.8g")) | \(certificate.evaluations) | "
        + "\(text(ends.min() ?? .nan, "%.8g")) | \(above) of 200 |")
  }
}

let sizes = [(100, Array(1...8)), (1000, [1, 2, 4, 6, 8])].filter { parts.contains("knots\($0.0)") }
if !sizes.isEmpty {
  print("\n| rows | knots | s | residual sum | pwlf s | pwlf residual sum | times as fast | residual sum / pwlf's |")
  print("|---|---|---|---|---|---|---|---|")
  var random = Random(seed: 7)
  let truth = BrokenLine(nodes: [0, 2, 3.5, 6, 8, 10], values: [0, 2, -1, 0.25, 6.25, 4.25])
  for (count, numbers) in sizes {
    let x = (0..<count).map { _ in 10 * random.uniform() }.sorted()
    let y = x.map { truth($0) + 0.3 * random.normal() }
    let rows = try WeightedRows(inputs: Matrix(x.map { [$0] }), targets: y)
    for knots in numbers {
      var fit: KnotFit?
      let time = try seconds { fit = try KnotFit(rows, knots: knots, proof: .never) }
      guard let sum = fit?.residualSum else { continue }
      var row = ["\(count)", "\(knots)", text(time), text(sum, "%.8g")]
      if let peer = try Peer.fit(x, y, knots: knots) {
        row += [
          text(peer.seconds), text(peer.residualSum, "%.8g"), text(peer.seconds / time, "%.0f"),
          text(sum / peer.residualSum, "%.7f"),
        ]
      } else {
        row += ["-", "-", "-", "-"]
      }
      print("| \(row.joined(separator: " | ")) |")
    }
  }
}

if parts.contains("large") {
  var random = Random(seed: 9)
  let x = (0..<1_000_000).map { _ in 10 * random.uniform() }
  let y = x.map { sin($0) + random.normal() }
  let rows = try WeightedRows(inputs: Matrix(rows: x.count, columns: 1, elements: x), targets: y)
  let time = try seconds { _ = try KnotFit(rows, knots: 6) }
  print("\n1,000,000 rows, 6 knots: \(text(time)) s")
}

/// Certified knots on rows with noise: from bends that are plain to see, to noise alone.
func proof() throws {
  print("\n| rows | true knots | noise | knots | proof s | placements | bounds | gap |")
  print("|---|---|---|---|---|---|---|---|")
  let three = BrokenLine(nodes: [0, 2.5, 5, 7, 10], values: [0, 2.5, -1, 3, 2])
  let four = BrokenLine(nodes: [0, 2, 3.5, 6, 8, 10], values: [0, 2, -1, 0.25, 6.25, 4.25])
  for (count, truth, noise, knots) in [
    (500, three, 0.1, 3), (500, three, 0.3, 3), (500, three, 1, 3), (500, three, 3, 3), (500, three, 100, 3),
    (500, four, 0.3, 3), (1000, three, 0.3, 3), (1000, three, 3, 3), (1000, four, 0.3, 3), (1000, four, 0.3, 4),
    (2000, three, 0.3, 3), (500, four, 0.3, 4), (500, four, 0.3, 6),
  ] {
    var random = Random(seed: UInt64(count) + UInt64(noise * 10))
    let x = (0..<count).map { _ in 10 * random.uniform() }
    let y = x.map { truth($0) + noise * random.normal() }
    let rows = try WeightedRows(inputs: Matrix(rows: count, columns: 1, elements: x), targets: y)
    let found = try KnotFit(rows, knots: knots, proof: .never)
    var fit = found
    let time = try seconds { fit = try found.proved(rows, .within(.seconds(60))) }
    guard case .certified(let certificate) = fit.optimality else { continue }
    print(
      "| \(count) | \(truth.knots.count) | \(noise) | \(knots) | \(text(time)) | \(certificate.cases) | "
        + "\(certificate.evaluations) | \(text(certificate.gap)) |")
  }
}

if parts.contains("proof") { try proof() }
