/// What a server answers requests with.
protocol Service: Sendable {
  /// Looks at the head before the body comes.
  ///
  /// - Returns: the most bytes that the body may have.
  /// - Throws: ``Refusal`` for what is not answered at all.
  func admit(_ head: RequestHead) throws(Refusal) -> Int

  /// The response; takes as long as it takes, unless `work` is cancelled.
  func response(to head: RequestHead, body: [UInt8], work: Work) -> Response

  /// The response that tells of a refusal.
  func response(to refusal: Refusal) -> Response
}
