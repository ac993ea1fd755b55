import KnotworkGeometry

/// The volume of some regions and the integrals of outputs over them, as sums of doubles that are not rounded, so that those of parts
/// add up to the same numbers whatever the parts are.
public struct SharedMoments: Equatable, Sendable {
  /// A sum that is not rounded, as doubles of which it is the sum: as few as that takes, the largest first.
  public struct Sum: Equatable, Sendable {
    /// The doubles.
    public let terms: [Double]

    /// The sum of some doubles.
    ///
    /// - Requires: they are finite, and so is their sum.
    public init(of terms: [Double]) { self.init(ExactSum(of: terms)) }

    init(_ sum: ExactSum) { terms = sum.terms }

    /// The sum, rounded once.
    public var value: Double { ExactSum(of: terms).value }

    /// The sum of both.
    public static func + (left: Sum, right: Sum) -> Sum { Sum(of: left.terms + right.terms) }

    var exact: Dyadic { ExactSum(of: terms).exact }
  }

  /// The volume of all regions, each rounded.
  public let volume: Sum
  /// The volume is off by no more than this.
  public let volumeError: Sum
  /// For each output its integral, that over each region rounded.
  public let integrals: [Sum]
  /// How far each is off at most.
  public let errors: [Sum]

  /// Sums by their parts.
  ///
  /// - Requires: as many errors as integrals.
  public init(volume: Sum, volumeError: Sum, integrals: [Sum], errors: [Sum]) {
    precondition(integrals.count == errors.count, "SharedMoments: integrals without their errors")
    (self.volume, self.volumeError, self.integrals, self.errors) = (volume, volumeError, integrals, errors)
  }

  /// The sums over no regions, for a number of outputs.
  public init(outputs: Int) {
    let none = [Sum](repeating: Sum(of: []), count: outputs)
    self.init(volume: Sum(of: []), volumeError: Sum(of: []), integrals: none, errors: none)
  }

  init(_ sink: MomentSink) {
    self.init(
      volume: Sum(sink.volume), volumeError: Sum(sink.volumeError), integrals: sink.integrals.map { Sum($0) },
      errors: sink.errors.map { Sum($0) })
  }

  /// The sums over the regions of both.
  ///
  /// - Requires: as many outputs.
  public static func + (left: SharedMoments, right: SharedMoments) -> SharedMoments {
    SharedMoments(
      volume: left.volume + right.volume, volumeError: left.volumeError + right.volumeError,
      integrals: zip(left.integrals, right.integrals).map { $0 + $1 },
      errors: zip(left.errors, right.errors).map { $0 + $1 })
  }

  /// The mean of an output.
  public func mean(of output: Int) -> Double { integrals[output].value / volume.value }

  /// Bounds on how far the mean is off: the integral's error and that of the volume, rounded up.
  public func meanError(of output: Int) -> Double {
    let size = volume.value - volumeError.value
    guard size > 0 else { return .infinity }
    return (errors[output].value + mean(of: output).magnitude * volumeError.value) / size * (1 + 0x1p-30)
      + mean(of: output).magnitude * 0x1p-51
  }

  /// Whether the volume is that of a domain: the domain's lies within the error; decided without rounding.
  ///
  /// For a box the domain's volume is the product of its sides; for others it is that of the domain as the only region of a network
  /// without units, whose own error counts too.
  ///
  /// - Throws: `InvalidGeometry` in more than 12 dimensions.
  public func fills(_ domain: Domain, inputs: Int) throws -> Bool {
    let coordinates = try DomainCoordinates(domain, inputs: inputs)
    var error = volumeError.exact
    let whole: Dyadic
    if coordinates.isBox {
      whole = zip(coordinates.box.lower, coordinates.box.upper).reduce(.one) { $0 * (Dyadic($1.1) - Dyadic($1.0)) }
    } else {
      let own = try coordinates.visit { MomentSink($0, isRefined: true) }
      whole = own.volume.exact
      error += own.volumeError.exact
    }
    // Bounds of errors are sums and products of doubles themselves, of a few roundings each.
    error = error * Dyadic(1 + 0x1p-20)
    return !(error < (volume.exact - whole).magnitude)
  }
}

extension Network {
  /// Integrates outputs over cells of the tree of splits, one cell after the other on one thread, as far as a number of steps goes.
  ///
  /// - Parameters:
  ///   - cells: which; `""` is the domain.
  ///   - domain: a bounded domain of the input space, of at most 12 dimensions.
  ///   - steps: how many, ``WorkedCell/leastSteps(for:)`` at least.
  ///   - budget: limits that end the work without a result, and progress.
  ///   - finished: is called behind each cell with what was done of it, and with the sums over the regions that were found.
  /// - Throws: as ``regionCounts(in:over:steps:within:)``, `InvalidGeometry` in more than 12 dimensions and where numbers overflow, and
  ///   what `finished` throws.
  public func moments(
    in cells: [String], over domain: Domain, steps: Int, within budget: Budget = Budget(),
    finished: (WorkedCell, SharedMoments) throws -> Void
  ) throws {
    let compiled = try DomainCoordinates(domain, inputs: inputCount).compile(self)
    try compiled.requireVertices()
    try CellEngine.withVertices(dimension: compiled.dimension)
      .visit(compiled, in: cells, steps: steps, within: budget, sink: MomentSink(compiled)) { cell, sink in
        guard sink.isFinite else {
          throw InvalidGeometry(
            "integrals over this domain are beyond the range of doubles; choose numbers nearer to 0")
        }
        try finished(cell, SharedMoments(sink))
        sink = MomentSink(compiled)
      }
  }
}
