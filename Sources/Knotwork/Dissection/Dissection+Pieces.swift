extension Dissection {
  /// Merges the regions across creases without bend; exact.
  ///
  /// - Complexity: almost linear in the number of creases.
  public func linearPieces() -> LinearPieces { record.table.linearPieces(joining: record.pairs) }

  /// The number of distinct affine maps, all outputs taken together; exact. Pieces that do not touch may share one.
  ///
  /// - Requires: `pieces` are those of this dissection.
  /// - Complexity: O(k log k) for k pieces.
  public func affineMapCount(in pieces: LinearPieces) -> Int { record.table.affineMapCount(in: pieces) }

  /// The number of distinct affine maps, all outputs taken together; exact.
  ///
  /// - Complexity: as ``linearPieces()`` and ``affineMapCount(in:)``.
  public func affineMapCount() -> Int { affineMapCount(in: linearPieces()) }
}
