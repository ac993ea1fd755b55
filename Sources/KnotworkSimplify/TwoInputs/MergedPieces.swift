import Knotwork
import KnotworkGeometry

/// Few pieces for a network of two inputs and one output: unions of regions that are connected over facets, with an affine function on
/// each that stays within an error of the network.
///
/// The functions of neighbours differ where they meet, so that all of them together jump there; ``jump`` says by how much at most. They
/// are no network: that is what ``LossySimplification`` finds.
public struct MergedPieces: Sendable {
  /// A union of regions, and the affine function on it.
  public struct Piece: Sendable {
    /// The numbers of its regions, ascending.
    public let regions: [Int]
    /// How many linear pieces of the network it is made of.
    public let linearPieces: Int
    /// Its area, as a share of the domain's.
    public let share: Double
    /// The affine function; its slope has one row.
    public let map: AffineMap
    /// How far it is from the network at most, on the piece: proved at all vertices of its regions, and rounded up.
    public let error: Double
  }

  /// The regions of the network.
  public let dissection: Dissection
  /// The pieces, the largest first.
  public let pieces: [Piece]
  /// The number of the piece of each region.
  public let pieceOfRegion: [Int]
  /// By how much the functions of two pieces differ at most where they share a facet: proved, and rounded up; 0 for one piece.
  public let jump: Double
  /// So many pieces are needed at least: there are as many regions of which no two can be in one piece. Nil where that was not asked.
  public let atLeast: Int?
  /// Whether the search ended by itself, and not because its time was over.
  public let isComplete: Bool

  /// The largest error of a piece.
  public var error: Double { pieces.reduce(0) { max($0, $1.error) } }

  /// The number of the piece that a point lies in; nil outside the domain. On a border it is one of those that meet there.
  ///
  /// - Requires: two finite coordinates.
  /// - Complexity: as `Dissection.region(at:)`.
  public func piece(at point: [Double]) -> Int? { dissection.region(at: point).map { pieceOfRegion[$0.index] } }

  /// Into so many regions is looked before errors are told.
  private static let checkedRegions = 100

  /// Compares what was proved with the network itself, which knows no regions, inside some of them and near their vertices, and with
  /// what follows from it: pieces within an error jump by no more than twice that, and are no fewer than are needed.
  ///
  /// - Parameter allowed: the error that ``atLeast`` is for.
  /// - Throws: `FailedGate` where a function is farther from the network than was proved: a fault of the program.
  func check(within allowed: Double) throws(FailedGate) {
    guard error == .infinity || jump <= (2 * error).nextUp else {
      throw FailedGate("merged pieces within \(error) jump by \(jump)")
    }
    guard error > allowed || atLeast ?? 0 <= pieces.count else {
      throw FailedGate("\(pieces.count) merged pieces are enough, and \(atLeast ?? 0) were proved to be needed")
    }
    let step = max(1, dissection.regions.count / MergedPieces.checkedRegions)
    for region in stride(from: 0, to: dissection.regions.count, by: step) {
      try check(at: dissection.regions[region].interiorPoint)
      for vertex in dissection.regions[region].vertices ?? [] { try check(at: vertex) }
    }
  }

  private func check(at point: [Double]) throws(FailedGate) {
    guard dissection.domainContains(point), let number = piece(at: point) else { return }
    let (place, piece) = (point.map { Dyadic($0) }, pieces[number])
    let value = zip(piece.map.slope[row: 0], place).reduce(Dyadic(piece.map.intercept[0])) {
      $0 + Dyadic($1.0) * $1.1
    }
    let difference = (dissection.network.exactly(place)[0] - value).magnitude
    guard piece.error == .infinity || difference <= Dyadic(piece.error) else {
      throw FailedGate(
        "a merged piece differs by \(difference.nearest) at \(point), and no more than \(piece.error) was proved")
    }
  }
}
