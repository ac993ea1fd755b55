/// A verdict on a property, with its evidence.
public enum ShapeVerdict: Equatable, Sendable {
  /// It holds, for the weights as they are.
  case holds
  /// It does not; the witness is nil only where no doubles lie in what is too thin.
  case fails(ShapeWitness?)
  /// Open, for a reason.
  case open(String)

  /// Whether it holds; nil where that is open.
  public var holds: Bool? {
    switch self {
    case .holds: true
    case .fails: false
    case .open: nil
    }
  }

  /// The witness of a property that fails.
  public var witness: ShapeWitness? {
    if case .fails(let witness) = self { return witness }
    return nil
  }
}

/// The shape of one output over a domain: which properties it has, and how far it is from those that it has not.
public struct OutputShape: Sendable {
  /// What an output does along one coordinate.
  public struct Coordinate: Sendable {
    /// Whether it never falls, never rises, and does neither, as the coordinate grows and the others stay.
    public let (rising, falling, constant): (ShapeVerdict, ShapeVerdict, ShapeVerdict)
    /// The least and the greatest slope along it over all regions; of a shape by bounds slopes that are taken.
    public let slopes: ClosedRange<Double>
    /// No slope lies outside; the same as ``slopes`` where all regions were looked at, and else proved.
    public let bounds: ClosedRange<Double>
    /// The share of the domain's volume on which it rises, and that on which it falls; nil where volumes are not known.
    public let shares: (rising: Double, falling: Double)?
  }

  /// Two coordinates that interact, with a rectangle whose corners show it.
  public struct Pair: Sendable {
    /// The numbers of the coordinates, the smaller one first.
    public let (first, second): (Int, Int)
    /// The evidence.
    public let witness: ShapeWitness?
  }

  /// A property that a mirrored or turned copy of the domain decides, and by how much the values of the two are seen to differ at most.
  public struct Symmetry: Sendable {
    /// The verdict.
    public let verdict: ShapeVerdict
    /// The largest difference that was seen; 0 where it holds.
    public let seen: Double
  }

  /// The number of regions that the verdicts rest on; nil where they rest on bounds.
  public let regionCount: Int?
  /// Whether it is affine.
  public let linear: ShapeVerdict
  /// Whether it is convex.
  public let convex: ShapeVerdict
  /// Whether it is concave.
  public let concave: ShapeVerdict
  /// One for each coordinate.
  public let coordinates: [Coordinate]
  /// The pairs of coordinates that interact; the output is a sum of functions of one ``groups`` each.
  public let pairs: [Pair]
  /// The finest groups that do not interact with each other, sorted; nil where they were not found.
  public let groups: [[Int]]?
  /// Whether f(t x) = t f(x) for t ≥ 0.
  public let homogeneous: ShapeVerdict
  /// Whether f(−x) = −f(x).
  public let odd: Symmetry
  /// Whether f(−x) = f(x).
  public let even: Symmetry
  /// For pairs of coordinates whether they may change places.
  public let exchangeable: [(first: Int, second: Int, symmetry: Symmetry)]
  /// Where it bends; nil where regions were not looked at.
  public let bends: BendPlaces?
}
