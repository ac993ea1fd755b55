import Knotwork
import KnotworkFormats

/// What are the outputs of a network at rows of inputs?
public struct EvalRequest: Sendable {
  /// Whether the activation pattern of each row is wanted too.
  public var showsPatterns: Bool
  /// The ranges of the inputs in the data that the network was made for; rows outside are counted where they are known.
  public var ranges: InputRanges?
  /// How many threads share the work; the bits of the outputs do not depend on it.
  public var threads: Int
  /// Whether data without rows have no outputs, and are no error.
  public var allowsNoRows = false

  /// A request for outputs, and for patterns if they are wanted.
  public init(showsPatterns: Bool = false, ranges: InputRanges? = nil, threads: Int = 1) {
    self.showsPatterns = showsPatterns
    self.ranges = ranges
    self.threads = threads
  }

  /// The answer, which reads the rows and evaluates them while it is written.
  public func answer(about network: Network, at rows: ByteSource) -> EvalAnswer {
    EvalAnswer(
      network: network, rows: rows, showsPatterns: showsPatterns, ranges: ranges, threads: threads,
      allowsNoRows: allowsNoRows)
  }
}
