import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// Which ReLU network stays within an error of a formula, with proof?
public struct ApproximateRequest: Sendable {
  /// The formula, such as "sin(3*x)".
  public var formula: String
  /// One interval for each variable, in alphabetical order.
  public var domain: Box
  /// The largest deviation allowed.
  public var error: Double
  /// How many pieces are tried at most.
  public var mostPieces: Int
  /// How long it may take; nil for as long as it takes.
  public var timeLimit: Duration?

  /// A request for a network.
  public init(formula: String, over domain: Box, error: Double, mostPieces: Int = 20_000) {
    self.formula = formula
    self.domain = domain
    self.error = error
    self.mostPieces = mostPieces
  }

  /// Says what is wrong with the numbers of the request.
  ///
  /// - Throws: ``InvalidRequest`` for numbers that are out of range.
  public func validate() throws(InvalidRequest) {
    if !(error > 0 && error.isFinite) { throw InvalidRequest("error", "\(error.short) is not a positive number") }
    if mostPieces < 1 { throw InvalidRequest("max_pieces", "\(mostPieces) is less than 1") }
  }

  /// The network, with the proved error.
  ///
  /// - Parameter work: when this is cancelled, the search ends.
  /// - Throws: ``InvalidRequest`` as ``validate()`` does, `FailedGate` never unless the program is wrong, `ExpressionError` for what is no formula, `Approximation.Failure` where
  ///   the formula is not defined or so many pieces are not enough.
  public func answer(cancelledWith work: Budget.Progress? = nil) throws -> ApproximateAnswer {
    try validate()
    let expression = try RealExpression(parsing: formula)
    let found = try Approximation(
      of: expression, over: domain, error: error, limit: mostPieces,
      until: Deadline(after: timeLimit, cancelledWith: work))
    try found.requireConsistent(with: expression, over: domain, error: error)
    return ApproximateAnswer(
      request: self, variableCount: expression.variables.count, approximation: found)
  }
}
