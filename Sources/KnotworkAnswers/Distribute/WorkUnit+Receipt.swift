import Knotwork
import KnotworkClaims
import KnotworkFormats

extension WorkUnit {
  /// The receipt of the unit, by doing it.
  ///
  /// - Parameters:
  ///   - budget: limits that end it without a receipt, and progress; it has one thread.
  ///   - receive: takes the bytes of the unit's file, where it has one.
  /// - Throws: `LimitReached` where a limit ends it; ``InvalidData`` where a cell is none of this network's; what `receive` throws.
  public func receipt(
    within budget: Budget = Budget(), to receive: ([UInt8]) throws -> Void = { _ in }
  ) throws -> WorkReceipt {
    do {
      switch work.question {
      case .range, .moments, .pieces, .claim: return try findingReceipt(within: budget)
      case .count:
        let worked = try work.network.regionCounts(in: cells, over: work.place.domain, steps: steps, within: budget)
        return WorkReceipt(of: self, cells: worked)
      case .regions:
        var writer = PartWriter()
        let table = RegionTableRequest(over: work.place)
        try work.network.forEachRegion(
          in: cells, over: work.place.domain, keeping: table.detail(for: work.network), steps: steps, within: budget,
          finished: { writer.finish($0) }
        ) { region in try writer.write(table.line(region, of: work.network), to: receive) }
        return writer.receipt(of: self)
      case .certificate: return try certificateReceipt(within: budget, to: receive)
      }
    } catch is InvalidCheckpoint {
      throw InvalidData("the unit \(id): a cell of it is none of this network over this domain")
    }
  }

  private func certificateReceipt(
    within budget: Budget, to receive: ([UInt8]) throws -> Void
  ) throws -> WorkReceipt {
    let domain = try work.polytope
    let reader = Box(CertificateReader(work.network))
    var writer = PartWriter()
    // What is written is read again and checked as it goes out.
    func pass(_ text: String) throws {
      let bytes = Array(text.utf8)
      do {
        try reader.value.read(bytes)
      } catch {
        throw FailedGate("the part of a certificate does not hold: \(error)")
      }
      try writer.write(bytes, to: receive)
    }
    var hasBegun = false
    try work.network.certify(
      cells: cells, over: domain, steps: steps, within: budget,
      finished: { cell in
        if hasBegun { try pass(RegionProofText.end(regions: cell.regions, left: cell.left.count)) }
        hasBegun = false
        writer.finish(cell)
      }
    ) { step in
      if !hasBegun { try pass(RegionProofText.header(domain, isPart: true)) }
      hasBegun = true
      try pass(RegionProofText.line(step))
    }
    return writer.receipt(of: self)
  }

  /// The receipt of a question whose cells have findings.
  private func findingReceipt(within budget: Budget) throws -> WorkReceipt {
    let (network, domain) = (work.network, work.place.domain)
    var (worked, findings): ([WorkedCell], [CellFinding?]) = ([], [])
    func finish(_ cell: WorkedCell, _ finding: CellFinding?) {
      worked.append(cell)
      findings.append(finding)
    }
    switch work.question {
    case .count, .regions, .certificate: preconditionFailure("questions without findings")
    case .range:
      try network.extremes(in: cells, over: domain, steps: steps, within: budget) { cell, found in
        finish(cell, found.map { .range($0) })
      }
    case .moments:
      try network.moments(in: cells, over: domain, steps: steps, within: budget) { finish($0, .moments($1)) }
    case .pieces:
      var (maps, joints): (Set<String>, [CellPieces.Joint]) = ([], [])
      try network.forEachPiece(in: cells, over: domain, steps: steps, within: budget) { cell in
        finish(cell, .pieces(CellPieces(maps: maps.sorted(), joints: joints.sorted())))
        (maps, joints) = ([], [])
      } _: { piece in
        let text = piece.maps.map { $0.map(\.description).joined(separator: " ") }.joined(separator: "\n")
        maps.insert(SHA256.digits(of: Array(text.utf8)))
        let here = PatternDigits.text(piece.pattern)
        for there in piece.joined { joints.append(CellPieces.Joint(here: here, there: PatternDigits.text(there))) }
      }
    case .claim:
      guard let stated = work.claim else { preconditionFailure("a claim is a part of the question") }
      let boxes = steps / Claim.steps(ofBoxIn: network)
      try stated.claim.prove(cells: cells, of: network, boxes: boxes, within: budget) { finish($0, .claim($1)) }
    }
    return WorkReceipt(of: self, cells: worked, findings: findings)
  }

  /// A value that closures share.
  private final class Box<Value> {
    var value: Value
    init(_ value: Value) { self.value = value }
  }
}

/// Hands on the bytes of a unit's file, and keeps count of them.
private struct PartWriter {
  private var hash = SHA256()
  private var count = 0
  private var cells: [WorkedCell] = []
  private var bytes: [Int] = []

  mutating func write(_ piece: [UInt8], to receive: ([UInt8]) throws -> Void) throws {
    hash.add(piece)
    count += piece.count
    try receive(piece)
  }

  mutating func finish(_ cell: WorkedCell) {
    cells.append(cell)
    bytes.append(count)
    count = 0
  }

  func receipt(of unit: WorkUnit) -> WorkReceipt {
    var hash = hash
    return WorkReceipt(of: unit, cells: cells, file: WorkReceipt.File(bytes: bytes, digest: hash.finish()))
  }
}
