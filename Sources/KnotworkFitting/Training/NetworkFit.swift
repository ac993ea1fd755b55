import Knotwork

/// A network fitted to a table, and how it was chosen.
public struct NetworkFit: Sendable {
  /// One way to train that was tried.
  public struct Trial: Equatable, Sendable {
    /// The units of each hidden layer.
    public let hidden: [Int]
    /// The penalty.
    public let l2: Double
    /// The epoch at which the validation error was least.
    public let epochs: Int
    /// Whether a second-order finish gave the least validation error.
    public let isRefined: Bool
    /// The mean squared error on each part of the rows that was held out, in original units; none where none was.
    public let losses: [Double]
    /// In how many regions rows lie, on average over the networks of the parts; nil where another trial of this size is better.
    public let pieces: Double?

    /// The least root mean squared error on rows held out, in original units; infinite where none were.
    public var validationRMSE: Double { error.rmse }
    /// The error over the parts.
    public var error: HeldOutError { HeldOutError(losses) }
  }

  /// The network, in original units.
  public let network: Network
  /// What was tried, in order.
  public let trials: [Trial]
  /// Which of the trials the network follows.
  public let chosen: Int
  /// Whether all was done that was asked for; false after a cancellation.
  public let isComplete: Bool

  init(network: Network, trials: [Trial], chosen: Int, isComplete: Bool) {
    self.network = network
    self.trials = trials
    self.chosen = chosen
    self.isComplete = isComplete
  }

  /// A network that was found without trials.
  public init(network: Network, isComplete: Bool = true) {
    self.init(network: network, trials: [], chosen: 0, isComplete: isComplete)
  }
}
