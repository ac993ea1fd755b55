/// A bounded convex polytope: the points of a box that lie in some half-spaces.
public struct Polytope: Equatable, Sendable {
  /// The box.
  public let box: Box
  /// The half-spaces; some may be redundant.
  public let halfSpaces: [HalfSpace]

  /// The part of a box that lies in all half-spaces.
  ///
  /// - Throws: ``InvalidGeometry`` when a half-space has another dimension, a coefficient that is not finite or a normal of
  ///   zero, or when no point lies inside all of them.
  public init(_ box: Box, halfSpaces: [HalfSpace] = []) throws(InvalidGeometry) {
    for (index, halfSpace) in halfSpaces.enumerated() {
      guard halfSpace.normal.count == box.dimension else {
        throw InvalidGeometry(
          "half-space \(index + 1) has \(halfSpace.normal.count.counted("coefficient")) in a domain of \(box.dimension.counted("coordinate"))"
        )
      }
      guard halfSpace.normal.allSatisfy(\.isFinite), halfSpace.offset.isFinite else {
        throw InvalidGeometry("half-space \(index + 1) has a coefficient that is not a finite number")
      }
      guard halfSpace.normal.contains(where: { $0 != 0 }) else {
        throw InvalidGeometry("half-space \(index + 1) has a normal of zeros; expected a direction")
      }
    }
    if !halfSpaces.isEmpty {
      let rows = halfSpaces.map {
        StrictSystem.Inequality(normal: $0.normal.map { -Dyadic($0) }, constant: Dyadic($0.offset))
      }
      if case .contradiction(let numbers) = StrictSystem(within: box).solve(rows) {
        let names = numbers.map { String($0 + 1) }.joined(separator: ", ")
        throw InvalidGeometry(
          "no point of the box lies inside \(numbers.count == 1 ? "half-space" : "half-spaces") \(names)")
      }
    }
    self.box = box
    self.halfSpaces = halfSpaces
  }

  /// Number of coordinates.
  public var dimension: Int { box.dimension }
}

extension Polytope: Codable {
  // Checked when it is read as when it is made.
  private enum CodingKeys: CodingKey { case box, halfSpaces }

  /// - Throws: ``InvalidGeometry`` as ``init(_:halfSpaces:)``, and what the decoder throws.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      values.decode(Box.self, forKey: .box), halfSpaces: values.decode([HalfSpace].self, forKey: .halfSpaces))
  }
}
