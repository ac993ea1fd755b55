import Knotwork

/// The counts and answers that `dissect` gives beside the regions; nil where they were not computed.
struct DissectionSummary {
  /// What is told of one output.
  struct OutputAnswers {
    let name: String
    let extremes: (minimum: Extreme, maximum: Extreme)?
    let mean: Double?
    let lipschitz: Double
  }

  let linearPieces: Int
  let affineMaps: Int
  let outputs: [OutputAnswers]

  init(_ dissection: Dissection) throws {
    let pieces = dissection.linearPieces()
    linearPieces = pieces.count
    affineMaps = dissection.affineMapCount(in: pieces)
    let detail = dissection.detail
    outputs = try dissection.network.outputNames.enumerated().map { output, name in
      OutputAnswers(
        name: name, extremes: detail.contains(.extremes) ? try dissection.extremes(of: output) : nil,
        mean: detail.contains(.means) ? try dissection.mean(of: output) : nil,
        lipschitz: dissection.lipschitzConstant(of: output))
    }
  }
}
