#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What one client may take of the server.
public struct ServerLimits: Sendable {
  /// The most bytes of the head of a request.
  public var headBytes = 16 << 10
  /// The most bytes of a body.
  public var bodyBytes = 64 << 20
  /// The most bytes of all large bodies that are held at a time.
  public var allBodyBytes = 256 << 20
  /// The most connections at a time; one more ends the one that has kept the server waiting longest.
  public var connections = 192
  /// The most connections of one address at a time.
  public var connectionsPerClient = 128
  /// How long the head of a request may take from its first byte to its last.
  public var headTime = Duration.seconds(10)
  /// How long a body may take.
  public var bodyTime = Duration.seconds(60)
  /// How long a connection may be idle between two requests.
  public var idleTime = Duration.seconds(60)
  /// How long the client may take for each part of a response, of some tens of kilobytes.
  public var sendTime = Duration.seconds(20)
  /// How many questions are answered at a time; others wait.
  public var questions = max(2, ProcessInfo.processInfo.activeProcessorCount)
  /// How long a question may wait for its turn.
  public var waitingTime = Duration.seconds(10)
  /// The longest time that one question may take.
  public var answerTime = Duration.seconds(30)
  /// The longest time that one training may take.
  public var trainingTime = Duration.seconds(1800)
  /// The most regions of a dissection.
  public var regions = 300_000
  /// How much memory the program may hold while regions are found.
  public var memory = 2 << 30

  /// The limits that `knotwork serve` has unless told otherwise.
  public init() {}
}
