import Knotwork
import KnotworkGeometry

/// An output written down as a formula over a domain.
public struct Equation: Equatable, Sendable {
  /// u · x + c.
  public struct Term: Hashable, Sendable {
    /// The coefficients u, one for each coordinate.
    public var slope: [Double]
    /// The constant c.
    public var intercept: Double

    /// A term from its coefficients.
    public init(slope: [Double], intercept: Double) {
      self.slope = slope
      self.intercept = intercept
    }

    /// The value at a point.
    public func callAsFunction(_ point: [Double]) -> Double { zip(slope, point).reduce(intercept) { $0 + $1.0 * $1.1 } }
  }

  /// A bend c · max(0, x − k).
  public struct Hinge: Hashable, Sendable {
    /// Where, k.
    public var knot: Double
    /// By how much, c.
    public var bend: Double
  }

  /// The kinds of formulas.
  public enum Form: Equatable, Sendable {
    /// In one dimension: a term and hinges.
    case hinges(Term, [Hinge])
    /// In many dimensions: a term and bends, most of them in one input.
    case sum(Term, [Ridge])
    /// The greatest of some terms: a convex function; one term where it is affine.
    case max([Term])
    /// The least of some terms: a concave function.
    case min([Term])
    /// The greatest of the least of some terms.
    case maxMin([Term], [[Int]])
    /// A term for each region, which is where its half-spaces hold.
    case cases([(term: Term, halfSpaces: [HalfSpace])])
    /// Rules: the first whose conditions hold; the last has none.
    case rules([RuleList.Rule])

    /// Whether both are the same formula.
    public static func == (left: Form, right: Form) -> Bool {
      switch (left, right) {
      case (.hinges(let a, let b), .hinges(let c, let d)): a == c && b == d
      case (.sum(let a, let b), .sum(let c, let d)): a == c && b == d
      case (.max(let a), .max(let b)), (.min(let a), .min(let b)): a == b
      case (.maxMin(let a, let b), .maxMin(let c, let d)): a == c && b == d
      case (.cases(let a), .cases(let b)):
        a.count == b.count && zip(a, b).allSatisfy { $0.term == $1.term && $0.halfSpaces == $1.halfSpaces }
      case (.rules(let a), .rules(let b)): a == b
      default: false
      }
    }
  }

  /// The formula.
  public let form: Form
  /// How many affine pieces it has; nil for a sum, whose pieces were not counted.
  public let pieceCount: Int?
  /// The most pieces for which the greatest of least terms is still readable.
  public static let readablePieces = 10

  /// A list of rules as a formula.
  public init(_ list: RuleList) { self.init(form: .rules(list.rules), pieceCount: list.mapCount) }

  /// The formula of an output over the domain of a dissection: hinges in one dimension, the greatest or least of terms where it is convex
  /// or concave, the greatest of least terms while there are few, and a table of cases beyond.
  ///
  /// - Parameters:
  ///   - dissection: a dissection, on a line with its vertices.
  ///   - output: the number of the output.
  /// - Requires: `output` is the number of an output.
  /// - Complexity: O(regions + creases) in exact arithmetic.
  public init(_ dissection: Dissection, output: Int = 0) {
    let exact = dissection.exactMaps
    var numbers: [[Dyadic]: Int] = [:]
    var terms: [Term] = []
    var maps: [[Dyadic]] = []
    for region in dissection.regions {
      let map = exact.coefficients(of: region.index, output: output)
      guard numbers[map] == nil else { continue }
      numbers[map] = maps.count
      maps.append(map)
      terms.append(Term(slope: map.dropLast().map(\.nearest), intercept: map[map.count - 1].nearest))
    }
    if dissection.dimension == 1 {
      let pieces = dissection.regionsAlongLine.map { exact.coefficients(of: $0.region.index, output: output) }
      var hinges: [Hinge] = []
      for (before, after) in zip(pieces, pieces.dropFirst()) where before != after {
        // Both are equal at the knot.
        let bend = after[0] - before[0]
        hinges.append(Hinge(knot: Dyadic.quotient(before[1] - after[1], bend), bend: bend.nearest))
      }
      pieceCount = hinges.count + 1
      form = .hinges(Term(slope: [pieces[0][0].nearest], intercept: pieces[0][1].nearest), hinges)
      return
    }
    pieceCount = terms.count
    var (isConvex, isConcave) = (true, true)
    for crease in dissection.creases where isConvex || isConcave {
      let bend = crease.bends[output]
      if bend < 0 { isConvex = false }
      if bend > 0 { isConcave = false }
    }
    if isConvex || isConcave {
      form = isConvex ? .max(terms) : .min(terms)
    } else if terms.count <= Equation.readablePieces,
      let sets = Equation.leastSets(dissection, output: output, maps)
    {
      form = .maxMin(terms, sets)
    } else {
      form = .cases(
        dissection.regions.map { region in
          let map = exact.coefficients(of: region.index, output: output)
          return (terms[numbers[map] ?? 0], region.halfSpaces)
        })
    }
  }

  /// Sets of terms of which the greatest least is the output: for each point p of each cell in which no two terms change their order, the
  /// terms that are not below the output there.
  ///
  /// Whatever the points, the least of such a set is nowhere above the output on a convex domain: of two points p and x some piece on the
  /// way is not below the output at p and not above it at x (Ovchinnikov 2002). With a point of every cell it is equal.
  private static func leastSets(_ dissection: Dissection, output: Int, _ maps: [[Dyadic]]) -> [[Int]]? {
    guard dissection.domain.isOfInputSpace, dissection.domain != .wholeSpace else { return nil }
    var rows: [[Double]] = []
    var bias: [Double] = []
    for first in maps.indices {
      for second in 0..<first {
        rows.append(zip(maps[first], maps[second]).dropLast().map { ($0 - $1).nearest })
        bias.append((maps[first][dissection.dimension] - maps[second][dissection.dimension]).nearest)
      }
    }
    let orders = try? Network(layers: [
      Layer(weights: Matrix(rows), bias: bias, activation: .relu),
      Layer(weights: Matrix([[Double](repeating: 1, count: rows.count)]), activation: .linear),
    ])
    let points = orders.flatMap { try? Dissection(of: $0, over: dissection.domain) }?.regions.map(\.interiorPoint)
    guard let points else { return nil }
    var sets: Set<[Int]> = []
    for point in points + dissection.regions.map(\.interiorPoint) {
      let exact = point.map { Dyadic($0) }
      let value = dissection.network.exactly(exact)[output]
      sets.insert(
        maps.indices.filter { number in
          let term = zip(maps[number], exact + [.one]).reduce(Dyadic.zero) { $0 + $1.0 * $1.1 }
          return term >= value
        })
    }
    // A set that has another one in it has a least that is nowhere greater.
    let least = sets.filter { set in !sets.contains { $0.count < set.count && Set($0).isSubset(of: set) } }
    return least.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
