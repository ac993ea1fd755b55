extension Dyadic {
  /// The greatest double that is not above the number; −infinity where there is none.
  public var roundedDown: Double {
    let nearest = nearest
    guard nearest.isFinite else { return nearest < 0 ? nearest : .greatestFiniteMagnitude }
    return Dyadic(nearest) > self ? nearest.nextDown : nearest
  }

  /// The least double that is not below the number; +infinity where there is none.
  public var roundedUp: Double { -(-self).roundedDown }
}
