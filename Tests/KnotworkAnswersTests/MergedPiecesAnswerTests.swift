import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// What `simplify` says of merged pieces.
@Suite(.timed) struct MergedPiecesAnswerTests {
  private func answer(_ outputs: Int = 1, within budget: Budget = Budget()) throws -> SimplifyAnswer {
    var generator = SeededGenerator(seed: 7)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [6, 4], outputs: outputs, weights: .he, hasBias: true, leaky: false, using: &generator)
    var request = SimplifyRequest(over: try Samples.box(network))
    request.tolerance = .share(0.1)
    if outputs == 1 {
      let columns = [[-0.75, -0.25, 0.5, 0.875, 0], [0.5, -0.875, 0.25, -0.5, 0.125]]
      request.table = DataTable(
        inputNames: network.inputNames, columns: columns, targetName: "y", target: [1, 0, 2, 1, 0.5])
      let lines = zip(columns[0], columns[1]).map { "\($0),\($1)" }
      request.rows = try DataRows(
        ByteSource(Array((["x1,x2"] + lines).joined(separator: "\n").utf8), name: "rows.csv"),
        names: network.inputNames, keepsRows: true)
    }
    return try request.answer(about: network, within: budget)
  }

  @Test func documentsHoldThePieces() throws {
    let answer = try answer()
    let merged = try #require(answer.merged)
    let bytes = try answer.document().bytes
    #expect(try Contract.offences(of: bytes).isEmpty)
    let json = try JSONValue(parsing: bytes)
    let error = try #require(json["error"]?.number)
    let found = try #require(json["merged_pieces"])
    let pieces = try #require(found["pieces"]?.elements)
    #expect(Double(pieces.count) == found["count"]?.number && pieces.count == merged.pieces.pieces.count)
    #expect(try #require(found["bound"]?.number) <= error)
    #expect(try #require(found["jump"]?.number) <= 2 * error)
    #expect(pieces.reduce(0) { $0 + ($1["rows"]?.number ?? 0) } == 5)
    let curve = try #require(json["curve"]?.elements)
    #expect(curve.contains { $0["merged_pieces"]?.number != nil })
    // The functions predict as the scores say.
    let table = [([-0.75, 0.5], 1), ([-0.25, -0.875], 0), ([0.5, 0.25], 2), ([0.875, -0.5], 1), ([0, 0.125], 0.5)]
    let squares = table.map { row, target -> Double in
      let map = merged.pieces.pieces[merged.pieces.piece(at: row) ?? 0].map
      return (map(row)[0] - target) * (map(row)[0] - target)
    }
    let rmse = try #require(found["rmse"]?.number)
    #expect((rmse * rmse - squares.reduce(0, +) / 5).magnitude < 1e-12)
    let text = try answer.text()
    #expect(text.contains("(proved at all vertices)") && text.contains("% of domain") && text.contains("merged"))
    #expect(try answer.picture().contains("Merged pieces"))
  }

  @Test func severalOutputsHaveNone() throws {
    let answer = try answer(2)
    #expect(answer.merged == nil)
    #expect(try JSONValue(parsing: answer.document().bytes)["merged_pieces"] == .null)
  }

  /// Where the time is over there may be none; what there is keeps the error.
  @Test func timeLimitsLeaveWhatIsProved() throws {
    for milliseconds in [0, 5, 50] {
      let answer = try answer(within: Budget(limits: Limits(duration: .milliseconds(milliseconds))))
      guard let merged = answer.merged, let error = answer.error else { continue }
      #expect(merged.pieces.pieces.allSatisfy { $0.error <= error || $0.linearPieces == 1 })
    }
    let budget = Budget()
    budget.progress.cancel()
    let answer = try answer(within: budget)
    #expect(answer.merged == nil && answer.isInterrupted)
  }
}
