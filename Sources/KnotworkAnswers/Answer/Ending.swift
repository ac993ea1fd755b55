/// What an answer comes to: the difference between exit codes 0, 1, 2 and 130.
public enum Outcome: Hashable, Sendable {
  /// All that was asked for was found, and what was to be decided holds.
  case holds
  /// What was to be decided does not hold; the reason where the answer itself does not say it.
  case fails(reason: String?)
  /// A limit was reached, or nothing could be decided; the reason in a sentence.
  case undecided(reason: String)
  /// The work was interrupted; what the answer says is what was found so far.
  case interrupted(reason: String)
}

/// What is known once an answer has been written.
public struct Ending: Sendable {
  /// What the answer comes to.
  public var outcome: Outcome
  /// What people should be told beside the answer: each a sentence without a full stop, as "the target is the last column, y".
  public var notes: [String]
  /// How long the work took, where it was done while the answer was written; nil where it was done before.
  public var work: Duration?

  /// An ending; that of an answer that holds unless something else is said.
  public init(_ outcome: Outcome = .holds, notes: [String] = [], work: Duration? = nil) {
    self.outcome = outcome
    self.notes = notes
    self.work = work
  }
}
