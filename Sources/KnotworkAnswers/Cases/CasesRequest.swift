import Knotwork
import KnotworkGeometry

/// Which cases does a network of one hidden layer distinguish, and what is it in each?
public struct CasesRequest: Sendable {
  /// Over which box shares are counted.
  public var box: Box
  /// Who says so.
  public var source: Place.Source
  /// How many cases are listed at most.
  public var limit = 1024
  /// Whether the patterns that cannot occur are listed too, each with the reason.
  public var listsImpossible = false

  /// A request for the table.
  public init(over box: Box, source: Place.Source = .given) {
    self.box = box
    self.source = source
  }

  /// Says what is wrong with the request, whatever the network.
  ///
  /// - Throws: ``InvalidRequest`` for a limit below 1.
  public func validate() throws(InvalidRequest) {
    if limit < 1 { throw InvalidRequest("limit", "\(limit) is less than 1") }
  }

  /// The table.
  ///
  /// - Throws: ``InvalidRequest`` as ``validate()`` does, `NoCaseTable` for a network with more hidden layers or more cases,
  ///   `LimitReached` when the budget is spent.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> CasesAnswer {
    try validate()
    let table = try CaseTable(of: network, over: box, limit: limit, within: budget)
    return CasesAnswer(
      table: table, place: Place(.box(box), of: network, source: source),
      impossiblePatterns: listsImpossible ? try table.impossiblePatterns() : nil)
  }
}
