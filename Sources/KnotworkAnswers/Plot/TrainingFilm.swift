import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry
import KnotworkPlot

/// Pictures of one network at growing numbers of epochs: its broken line, or its regions with their creases.
struct TrainingFilm {
  private let film: Film

  private static let usualEpochs = 1000

  /// - Throws: `LimitReached` when the budget is spent, `InvalidNetwork` where a weight overflows.
  init(_ table: DataTable, _ options: TrainingOptions, within budget: Budget) throws {
    var options = options
    options.hidden = options.hidden ?? [16]
    let last = options.epochs ?? TrainingFilm.usualEpochs
    let progress = TrainingProgress(timeLimit: budget.limits.duration, cancelledWith: budget.progress)
    var training = LiveTraining(table, options)
    var drawings = [try TrainingFilm.drawing(training, within: budget)]
    for epoch in TrainingFilm.epochs(upTo: last) {
      while training.epoch < epoch, training.advance(progress: progress) {}
      guard training.epoch == epoch else { break }
      drawings.append(try TrainingFilm.drawing(training, within: budget))
    }
    let end = training.epoch.counted("epoch")
    film = Film(
      title: "\(table.targetName) in training",
      summary: "\(drawings.count.counted("picture")) of one network from its first weights to \(end). At the end: "
        + drawings[drawings.count - 1].summary, drawings)
  }

  func answer(_ appearance: PlotRequest.Look) -> PlotAnswer {
    PlotAnswer(drawing: film.frames[film.frames.count - 1], film: film, characters: nil, appearance: appearance)
  }

  /// 1, 2, 3, 5, … by steps of about two fifths, to the last one.
  static func epochs(upTo last: Int) -> [Int] {
    var epochs = [1]
    while case let next = epochs[epochs.count - 1], next < last {
      epochs.append(min(last, max(next + 1, next * 7 / 5)))
    }
    return epochs
  }

  private static func drawing(_ training: LiveTraining, within budget: Budget) throws -> Drawing {
    let network = try training.network()
    let table = training.table
    let scores = Scores(of: network.predictions(for: table), for: table)
    let title = "\(training.epoch.counted("epoch")): RMSE \(scores.rmse.short)"
    let box = try InputRanges(table).box()
    guard table.inputCount == 2 else {
      let range = box.lower[0]...box.upper[0]
      let profile = try Profile(of: network, over: .input(0, over: range, at: [box.center[0]]), within: budget)
      var curve = Curve(profile, name: "network", xName: table.inputNames[0], yName: table.targetName)
      curve.title = title
      curve.rows = zip(table.columns[0], table.target).map { SIMD2($0, $1) }
      let linear = LinearRegression(table)
      curve.linear = (linear([range.lowerBound]), linear([range.upperBound]))
      return curve.drawing()
    }
    let dissection = try Dissection(
      of: network, over: .box(box), keeping: [.vertices, .extremes], within: budget)
    var map = RegionMap(dissection, title: title)
    map.names = (table.inputNames[0], table.inputNames[1])
    map.rows = (0..<table.rowCount).map { RegionMap.Row(SIMD2(table.columns[0][$0], table.columns[1][$0])) }
    map.labels = []
    return try map.drawing()
  }
}
