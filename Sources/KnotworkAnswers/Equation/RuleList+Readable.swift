import Knotwork
import KnotworkExplain
import KnotworkGeometry

extension RuleList {
  /// A list of rules of as many regions as can be read.
  ///
  /// - Throws: ``InvalidRequest``, which says what else there is, where there are more; otherwise as the list does.
  init(readable network: Network, output: Int, over box: Box, within budget: Budget) throws {
    do {
      try self.init(of: network, output: output, over: box, within: budget)
    } catch let limit as LimitReached where limit.cause == .regions(limit: RuleList.mostRegions) {
      throw InvalidRequest(
        "rules",
        """
        are for small networks, and this one has more than \(RuleList.mostRegions) regions over the box: pieces lists \
        those of rows, and simplify with an error finds a smaller network
        """)
    }
  }
}
