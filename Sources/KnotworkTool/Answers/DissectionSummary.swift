import Knotwork

/// The counts and answers that `dissect` gives beside the regions.
struct DissectionSummary {
  /// What is told of one output.
  struct OutputAnswers {
    let name: String
    let minimum: Extreme
    let maximum: Extreme
    let mean: Double
    let lipschitz: Double
  }

  let linearPieces: Int
  let affineMaps: Int
  let outputs: [OutputAnswers]

  init(_ dissection: Dissection) {
    let pieces = dissection.linearPieces()
    linearPieces = pieces.count
    affineMaps = dissection.affineMapCount(in: pieces)
    outputs = dissection.network.outputNames.enumerated().map { output, name in
      let (minimum, maximum) = dissection.extremes(of: output)
      return OutputAnswers(
        name: name, minimum: minimum, maximum: maximum, mean: dissection.mean(of: output),
        lipschitz: dissection.lipschitzConstant(of: output))
    }
  }
}
