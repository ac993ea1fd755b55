extension Dissection {
  /// Merges the regions across creases without bend; exact.
  ///
  /// - Complexity: almost linear in the number of creases.
  public func linearPieces() -> LinearPieces {
    ExactMaps(complex).linearPieces(
      joining: complex.creaseCorners.lazy.map { [complex] corner in
        let twin = complex.cornerTwin[Int(corner)]
        return (Int(complex.cornerRegion[Int(corner)]), Int(complex.cornerRegion[Int(twin)]))
      })
  }

  /// The number of distinct affine maps, all outputs taken together; exact. Pieces that do not touch may share one.
  ///
  /// - Complexity: O(k log k) for k pieces.
  public func affineMapCount(in pieces: LinearPieces) -> Int { ExactMaps(complex).affineMapCount(in: pieces) }

  /// The number of distinct affine maps, all outputs taken together; exact.
  public func affineMapCount() -> Int { affineMapCount(in: linearPieces()) }
}
