import Knotwork
import KnotworkExplain
import KnotworkGeometry

extension RuleList {
  /// A list of rules of as many regions as the budget allows, or else as many as can be read.
  ///
  /// - Throws: ``InvalidRequest``, which says what else there is, where more regions than can be read are the reason; otherwise as the list does.
  init(readable network: Network, output: Int, over box: Box, within budget: Budget) throws {
    let most = budget.limits.regions ?? RuleList.mostRegions
    do {
      try self.init(of: network, output: output, over: box, mostRegions: most, within: budget)
    } catch let limit as LimitReached where limit.cause == .regions(limit: most) && budget.limits.regions == nil {
      throw InvalidRequest(
        "rules",
        """
        are for small networks, and this one has more than \(most) regions over the box: pieces lists those of rows, simplify \
        with an error finds a smaller network, and max-regions lets a longer list be tried
        """)
    }
  }
}
