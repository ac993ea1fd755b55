import Knotwork
import KnotworkFitting
import KnotworkPlot

/// What does a table look like, and how many pieces explain it?
public struct PlotTableRequest: Sendable {
  /// What is drawn.
  public enum View: String, CaseIterable, Sendable {
    /// The broken line of one input, with knots, their intervals, and a confidence band, beside the line of linear regression.
    case curve
    /// The error on rows held out against the number of pieces.
    case accuracy
    /// A network in training, a film: knots of one input or creases of two move.
    case training
  }

  /// What is drawn.
  public var view: View
  /// The colours of the picture.
  public var appearance = PlotRequest.Look.light
  /// The number of knots of a curve; that which BIC chooses unless given.
  public var knots: Int?
  /// How networks are trained; for the view of training with 16 units, unless it says otherwise.
  public var training = TrainingOptions()

  /// A request for a picture.
  public init(_ view: View) { self.view = view }

  /// Says what is wrong with the request for a table.
  ///
  /// - Throws: ``InvalidRequest`` for a curve of several inputs.
  public func validate(for table: DataTable) throws(InvalidRequest) {
    if view == .curve, table.inputCount != 1 {
      throw InvalidRequest(
        "view",
        "a curve has one input; columns \(table.inputNames.joined(separator: ", ")) could explain \(table.targetName): "
          + "choose one as feature, or the view accuracy")
    }
    if knots != nil, view != .curve {
      throw InvalidRequest("knots", "are those of a curve; expected none for the view \(view.rawValue)")
    }
  }

  /// The picture.
  ///
  /// - Throws: ``InvalidRequest`` as ``validate(for:)`` does, `LimitReached` when the budget is spent before there are two sizes.
  public func answer(about table: DataTable, within budget: Budget = Budget()) throws -> PlotAnswer {
    try validate(for: table)
    switch view {
    case .curve:
      var request = KnotsRequest()
      (request.knots, request.showsBand, request.timeLimit) = (knots, true, budget.limits.duration)
      let curve = try request.answer(about: table).curve
      return PlotAnswer(drawing: curve.drawing(), characters: curve.text(), appearance: appearance)
    case .accuracy:
      var training = training
      (training.threads, training.prefersSmall) = (budget.threads, true)
      let progress = TrainingProgress(timeLimit: budget.limits.duration, cancelledWith: budget.progress)
      let fit = try FitRequest(training).answer(about: table, progress: progress)
      let drawing = fit.sizes.chart(of: table.targetName).drawing()
      return PlotAnswer(drawing: drawing, characters: drawing.characters(), appearance: appearance)
    case .training: return try TrainingFilm(table, training, within: budget).answer(appearance)
    }
  }
}
