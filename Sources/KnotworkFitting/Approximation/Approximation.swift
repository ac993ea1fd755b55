import Knotwork
import KnotworkGeometry

/// A ReLU network that stays within a proved distance of a formula.
public struct Approximation: Equatable, Sendable {
  /// The network.
  public let network: Network
  /// The largest deviation |F − f| over the domain is proved to be at most this, for the network f as the real function that
  /// its weights define.
  public let provedError: Double
  /// Number of affine pieces: intervals, or triangles.
  public let pieces: Int
  /// Whether all of ``curve`` was found before the deadline.
  public let isComplete: Bool
  /// The least error found for smaller numbers of pieces, each of them proved, up to ``pieces``.
  public let curve: [Point]

  /// What a number of pieces achieves.
  public struct Point: Equatable, Sendable {
    /// Number of pieces.
    public let pieces: Int
    /// The proved largest deviation.
    public let error: Double
  }

  /// Why there is no approximation.
  public enum Failure: Error, Equatable, CustomStringConvertible, Sendable {
    /// The question makes no sense.
    case invalid(String)
    /// The formula is undefined, unbounded or not continuous near a point.
    case undefined(at: [Double])
    /// More pieces would be needed than allowed.
    case tooManyPieces(limit: Int)
    /// Doubles are too coarse for an error so small.
    case tooPrecise(Double)
    /// Neither an approximation within the error nor a reason against one was found.
    case notFound(Double)
    /// The time was over before an approximation was proved.
    case timeLimit(Duration)

    /// One sentence for people.
    public var description: String {
      switch self {
      case .invalid(let sentence): sentence
      case .undefined(let point):
        "the formula is undefined, unbounded or not continuous near (\(point.map { "\($0)" }.joined(separator: ", "))); "
          + "choose a domain without such points"
      case .tooManyPieces(let limit):
        "more than \(limit.counted("piece")) would be needed; allow a larger error, or a smaller domain"
      case .tooPrecise(let error):
        "an error of \(error) is too small to be proved in double arithmetic; allow a larger one"
      case .timeLimit(let limit):
        "the time limit of \(Double(limit.components.seconds) + Double(limit.components.attoseconds) * 1e-18) seconds was reached "
          + "before a network was proved; there is none to write"
      case .notFound(let error):
        "no network was found that is proved to stay within \(error), which may need more than half a million sample points; "
          + "allow a larger error, or choose a domain without the points near which the formula varies without end"
      }
    }
  }

  /// Approximates a formula of one or two variables.
  ///
  /// One variable: a broken line with free knots whose errors of both signs balance, of as few pieces as a tube around the
  /// formula needs (`Tube`). Two variables: see `TriangleGrid`.
  ///
  /// - Parameters:
  ///   - expression: the formula.
  ///   - domain: one interval for each variable, in their order.
  ///   - error: the largest deviation allowed, > 0.
  ///   - limit: the largest number of pieces.
  ///   - deadline: by when it is to be proved.
  /// - Throws: ``Failure`` when the arguments make no sense, the formula is not defined on all of the domain, more than
  ///   `limit` pieces are needed, or the error is too small to be proved.
  /// - Postcondition: the network deviates from the formula, as a real function, by no more than ``provedError``,
  ///   which is at most `error`.
  public init(
    of expression: RealExpression, over domain: Box, error: Double, limit: Int = 20_000,
    until deadline: Deadline = .none
  ) throws(Failure) {
    guard error > 0, error.isFinite else { throw .invalid("the error is \(error); expected a positive number") }
    let count = max(1, expression.variables.count)
    guard domain.dimension == count else {
      throw .invalid(
        "\(domain.dimension.counted("interval")) for \(expression.variables.count.counted("variable")) "
          + "(\(expression.variables.prefix(8).joined(separator: ", "))\(count > 8 ? ", …" : "")); "
          + "expected one for each")
    }
    let holes = count <= 2 ? try Definedness.check(expression, over: domain) : []
    switch count {
    case 1:
      self = try LineApproximation(
        expression, domain.lower[0]...domain.upper[0], holes: holes, limit: limit, until: deadline
      )
      .reach(error)
    case 2: self = try PlaneApproximation(expression, domain, limit: limit, until: deadline).reach(error)
    default:
      throw .invalid(
        "\(count) variables (\(expression.variables.prefix(8).joined(separator: ", "))\(count > 8 ? ", …" : "")); formulas of one or two can be approximated"
      )
    }
  }

  init(network: Network, provedError: Double, pieces: Int, curve: [Point], isComplete: Bool) {
    self.isComplete = isComplete
    self.network = network
    self.provedError = provedError
    self.pieces = pieces
    self.curve = curve
  }
}
