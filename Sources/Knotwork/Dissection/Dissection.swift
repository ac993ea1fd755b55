import KnotworkGeometry

/// A network taken apart over a domain of any dimension k: its regions, their facets and creases.
///
/// Which regions exist, which of their half-spaces are redundant and which regions are neighbours is exact for the weights
/// as they are: every sign that rounding could flip is decided in exact arithmetic. Coordinates and coefficients are doubles,
/// rounded at the end of short sums.
///
/// All coordinates, slopes, bends and volumes are those of the domain (`Domain`): of the inputs themselves, or of the plane
/// or line that the domain lies in.
public struct Dissection: Sendable {
  /// The network that was taken apart.
  public let network: Network
  /// The domain.
  public let domain: Domain
  /// What was kept.
  public let detail: Detail
  let record: any RegionRecord
  /// Nil for the whole input space.
  let coordinates: DomainCoordinates?
  /// The extremes of all outputs and their moments, where they were kept.
  let extremes: ExtremesSink?
  let moments: MomentSink?

  /// What is kept of every region, and what is found out on the way.
  public struct Detail: OptionSet, Sendable {
    /// One bit for each part that is kept.
    public let rawValue: Int
    /// The parts whose bits are set.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// Pattern, maps, a point inside, facets and neighbours: always kept.
    public static let facets = Detail([])
    /// Vertices and volume as well: about 2^k vertices for each region. In the plane they are always kept.
    public static let vertices = Detail(rawValue: 1)
    /// The least and greatest values of all outputs, so that ``Dissection/extremes(of:within:)`` needs no run of its own.
    public static let extremes = Detail(rawValue: 2)
    /// The means of all outputs and the domain's volume, likewise.
    public static let means = Detail(rawValue: 4)
    /// Volumes without the vertices that they are found from: O(k) steps for each face of a region, of which a cube has 3^k.
    public static let volumes = Detail(rawValue: 8)
  }

  /// Takes a network apart over a domain.
  ///
  /// - Parameters:
  ///   - network: n inputs and any number of outputs.
  ///   - domain: a domain of its input space.
  ///   - detail: what to keep of every region.
  ///   - budget: threads, limits and progress; the result does not depend on the number of threads.
  /// - Throws: ``LimitReached`` when a limit was reached, ``InvalidNetwork`` when weights are so large that
  ///   pre-activations overflow, `InvalidGeometry` when the domain is not one of the network's input space, or has more than 12
  ///   dimensions where vertices, volumes, extremes or means are asked for.
  /// - Postcondition: complete; never a part of the regions.
  /// - Complexity: for layers of h units, in the plane O(h) time per region and about 300 bytes for h = 128; in more
  ///   dimensions O(4^k) up to k = 5 and one small linear program per half-space beyond.
  public init(
    of network: Network, over domain: Domain, keeping detail: Detail = .facets, within budget: Budget = Budget()
  ) throws {
    try domain.requireInputs(network.inputCount)
    if domain == .wholeSpace {
      try self.init(inWholeSpace: network, keeping: detail, within: budget)
      return
    }
    let coordinates = try DomainCoordinates(domain, inputs: network.inputCount)
    if coordinates.dimension == 2 {
      let run = Budget.Run(budget)
      let record = try PlanarRecord(recording: coordinates.compile(network), within: budget)
      try self.init(of: network, over: domain, coordinates, record, keeping: detail, in: run)
      return
    }
    try self.init(
      of: network, over: domain, coordinates,
      by: .best(dimension: coordinates.dimension), keeping: detail, within: budget)
  }

  private init(inWholeSpace network: Network, keeping detail: Detail, within budget: Budget) throws {
    guard detail.isDisjoint(with: [.vertices, .extremes, .means, .volumes]) else {
      throw InvalidGeometry("the whole input space is unbounded; vertices, extremes and means need a bounded domain")
    }
    self.network = network
    self.detail = detail
    domain = .wholeSpace
    coordinates = nil
    (extremes, moments) = (nil, nil)
    record = try FacetRecord(inWholeSpace: network, within: budget)
  }

  private init(
    of network: Network, over domain: Domain, _ coordinates: DomainCoordinates, _ record: PlanarRecord,
    keeping detail: Detail, in run: Budget.Run
  ) throws(LimitReached) {
    self.network = network
    self.domain = domain
    self.coordinates = coordinates
    self.record = record
    self.detail = detail.union([.vertices, .volumes])
    var extremes = detail.contains(.extremes) ? ExtremesSink(record.compiled, in: run) : nil
    var moments = detail.contains(.means) ? MomentSink(record.compiled) : nil
    if extremes != nil || moments != nil {
      // Regions whose values rounding cannot tell apart are compared exactly, which may take long.
      var (count, hasTime) = (0, true)
      _ = record.visitCells {
        count += 1
        if count & 63 == 0 { hasTime = hasTime && run.reasonToEnd == nil }
        guard hasTime else { return }
        extremes?.add($0)
        moments?.add($0)
      }
      if !hasTime || extremes?.isOpen == true { try run.requireTime(regionsFound: record.regionCount) }
    }
    (self.extremes, self.moments) = (extremes, moments)
  }

  /// Takes a network apart over a bounded domain by an engine for any dimension.
  init(
    of network: Network, over domain: Domain, _ coordinates: DomainCoordinates, by engine: CellEngine,
    keeping detail: Detail, within budget: Budget
  ) throws {
    let run = Budget.Run(budget)
    let compiled = try coordinates.compile(network, boxed: true)
    let needsVertices = !detail.isDisjoint(with: [.vertices, .extremes, .means, .volumes])
    if needsVertices { try compiled.requireVertices() }
    let parts = try (needsVertices ? .vertices : engine).run(compiled, within: budget) {
      RecordingSink(compiled, detail, in: run)
    }
    self.network = network
    self.domain = domain
    self.coordinates = coordinates
    self.detail = detail
    record = try FacetRecord(
      FacetRecorder.joined(parts.map(\.recorder), threads: budget.threads), of: compiled, in: run,
      threads: budget.threads)
    let merged = parts.dropFirst().reduce(into: parts[0]) { $0.mergeAnswers(of: $1) }
    if merged.extremes?.isOpen == true { try run.requireTime(regionsFound: record.table.regionCount) }
    (extremes, moments) = (merged.extremes, merged.moments)
  }

  /// The number k of coordinates.
  public var dimension: Int { record.dimension }

  /// The volume of the domain: an area in two dimensions, a length in one; infinite for the whole input space.
  ///
  /// Nil for a polytope of more than five dimensions that is cut by half-spaces, unless ``Detail/means`` were kept.
  /// - Complexity: O(1), but for such a polytope that of its triangulation.
  public var volume: Double? {
    guard let coordinates else { return .infinity }
    switch domain {
    case .polygon(let polygon), .slice(_, let polygon): return polygon.area
    default:
      if coordinates.isBox { return coordinates.box.volume }
      if let moments { return moments.volume.value }
      return dimension <= 5 ? try? coordinates.volume() : nil
    }
  }
}

extension Dissection: CustomStringConvertible {
  /// "127 regions and 233 creases over [-1, 1] × [-1, 1]".
  public var description: String {
    "\(regions.count.counted("region")) and \(creases.count.counted("crease")) "
      + "over \(domain)"
  }
}

/// Keeps regions, and finds extremes and means on the way.
struct RecordingSink: CellSink, Sendable {
  static var detail: ViewDetail { .openLastLayer }
  private(set) var recorder: FacetRecorder
  private(set) var extremes: ExtremesSink?
  private(set) var moments: MomentSink?

  init(_ compiled: CompiledNetwork, _ detail: Dissection.Detail, in run: Budget.Run) {
    recorder = FacetRecorder(
      compiled, keepsVertices: detail.contains(.vertices),
      keepsVolumes: !detail.isDisjoint(with: [.vertices, .volumes]))
    extremes = detail.contains(.extremes) ? ExtremesSink(compiled, in: run) : nil
    moments = detail.contains(.means) ? MomentSink(compiled) : nil
  }

  mutating func add(_ region: FoundCell) {
    extremes?.add(region)
    guard recorder.keepsVolumes, let found = region.firstMoments(recorder.compiled) else {
      recorder.add(region)
      moments?.add(region)
      return
    }
    recorder.add(region, found)
    moments?.add(region, found)
  }

  /// Adds the extremes and means of the part behind this one.
  mutating func mergeAnswers(of other: RecordingSink) {
    if let found = other.extremes { extremes?.merge(found) }
    if let found = other.moments { moments?.merge(found) }
  }
}

extension CompiledNetwork {
  /// Refuses domains of so many dimensions that the vertices of their regions are too many to look at.
  func requireVertices() throws(InvalidGeometry) {
    let limit = VertexCells<UInt64>.dimensionLimit
    guard dimension <= limit else {
      throw InvalidGeometry(
        "vertices of regions in \(dimension) dimensions are too many; this is for \(limit) dimensions at most")
    }
  }
}
