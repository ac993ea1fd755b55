import Knotwork
import KnotworkGeometry

/// What a part of a certificate proves: in a cell of the domain, given by the sides of splits that lead into it, there are so many
/// regions, apart from those in cells that are left to other parts.
public struct CertifiedPart: Equatable, Sendable {
  /// The domain of the whole.
  public let domain: Polytope
  /// The sides that lead into the cell; none for the domain itself.
  public let cell: [RegionProofStep.Side]
  /// How many regions were proved.
  public let regionCount: Int
  /// The sides that lead into each cell that is left.
  public let left: [[RegionProofStep.Side]]

  /// What a part proves.
  public init(
    domain: Polytope, cell: [RegionProofStep.Side], regionCount: Int, left: [[RegionProofStep.Side]]
  ) {
    (self.domain, self.cell, self.regionCount, self.left) = (domain, cell, regionCount, left)
  }

  /// How many regions parts prove together.
  ///
  /// A part about a cell is looked for for the domain, and for each cell that a part leaves: a cell is the same where the same sides
  /// of the same units lead into it, in the same order.
  ///
  /// - Throws: `RegionProofFlaw` where a part is missing, there are two of one, or they are about different domains.
  public static func regionCount(of parts: [CertifiedPart]) throws(RegionProofFlaw) -> Int {
    var waiting: [[RegionProofStep.Side]: CertifiedPart] = [:]
    for part in parts {
      guard part.domain == parts[0].domain else { throw RegionProofFlaw("parts are about different domains") }
      guard waiting.updateValue(part, forKey: part.cell) == nil else {
        throw RegionProofFlaw("two parts are about the cell \(name(part.cell))")
      }
    }
    var count = 0
    var cells: [[RegionProofStep.Side]] = [[]]
    while let cell = cells.popLast() {
      guard let part = waiting.removeValue(forKey: cell) else {
        throw RegionProofFlaw("no part is about the cell \(name(cell))")
      }
      count += part.regionCount
      cells += part.left
    }
    if let other = waiting.keys.first {
      throw RegionProofFlaw("the part about the cell \(name(other)) belongs to no other")
    }
    return count
  }

  private static func name(_ cell: [RegionProofStep.Side]) -> String {
    cell.isEmpty
      ? "that is the domain"
      : "behind "
        + cell.suffix(4).map { "\($0.layer + 1).\($0.unit + 1)\($0.isActive ? "+" : "-")" }.joined(separator: " ")
  }
}
