import Knotwork
import KnotworkGeometry

/// An additive broken line, y = a + Σ gⱼ(xⱼ) with each gⱼ continuous and piecewise linear, and perhaps oblique hinges of pairs of
/// inputs: a network of one hidden layer that can be read.
///
/// Standard errors, intervals, bands and tests are those of the linearised model with the inputs and the number of knots that were
/// chosen: they are conditional on that choice, which the same rows have made.
public struct AdditiveFit: Sendable {
  /// One price of a degree of freedom that was tried.
  public struct Trial: Equatable, Sendable {
    /// The price, in units of n ln RSS.
    public let price: Double
    /// The weight of the squares of bends, where knots lie evenly and bends are shrunk; nil where knots are chosen.
    public let shrinkage: Double?
    /// Knots of curves at this price, among all rows.
    public let knots: Int
    /// Oblique hinges.
    public let hinges: Int
    /// Inputs that have a curve.
    public let inputs: Int
    /// The mean squared error on each part of the rows that was held out.
    public let losses: [Double]
    let repeats: Int
    /// Whether the form of all rows is no smaller than what the price usually picks of parts of them, so that the losses are its own.
    let isUsual: Bool

    /// Of trials from large forms to small ones the best, or the smallest that is not worse by more than one standard error of the
    /// difference, or has as many inputs and is not worse by more than a tolerated share of the least error.
    static func choose(_ trials: [Trial], prefersSmall: Bool, tolerance: Double = 0) -> Int {
      var best = 0
      for index in trials.indices where trials[index].mean < trials[best].mean { best = index }
      guard prefersSmall else { return best }
      return trials.lastIndex {
        let allowed = $0.inputs >= trials[best].inputs ? tolerance * trials[best].mean : 0
        return $0.isUsual && $0.mean <= trials[best].mean + max($0.differenceError(to: trials[best]), allowed)
      } ?? best
    }

    /// The mean of the errors.
    public var mean: Double { losses.reduce(0, +) / Double(max(1, losses.count)) }
    /// Its standard error; splitting the same rows again does not make it smaller.
    public var error: Double { Trial.error(losses, repeats) }

    /// The standard error of the difference of two means: both were found on the same parts, which vary together.
    func differenceError(to other: Trial) -> Double { Trial.error(zip(losses, other.losses).map { $0 - $1 }, repeats) }

    private static func error(_ values: [Double], _ repeats: Int) -> Double {
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count - 1))
      return (variance / Double(max(1, values.count / max(1, repeats)))).squareRoot()
    }
  }

  /// An F test, conditional on the form.
  public struct Test: Equatable, Sendable {
    /// The statistic.
    public let statistic: Double
    /// Degrees of freedom of the numerator.
    public let numerator: Int
    /// Degrees of freedom of the denominator.
    public let denominator: Int
    /// P(F ≥ statistic).
    public let pValue: Double
  }

  /// One hinge of a curve or a pair: weight · relu(sign · (x − knot)).
  public struct Hinge: Equatable, Sendable {
    /// Where it bends.
    public let knot: Double
    /// Its coefficient, which is the bend.
    public let weight: Double
    /// Whether it is relu(knot − x), that of a curve which is flat beyond its last knot.
    public let isFalling: Bool
  }

  /// The curve of one input, whose mean over the rows is 0.
  public struct Curve: Equatable, Sendable {
    /// The number of the input.
    public let input: Int
    /// Its name.
    public let name: String
    /// The curve from the least to the largest value of the input.
    public let line: BrokenLine
    /// The slope of the column x itself; 0 where it is none.
    public let slope: Double
    /// The hinges, by ascending knots.
    public let hinges: [Hinge]
    /// What is known of the slopes.
    public internal(set) var slopes: [KnotStatistics.Estimate]
    /// What is known of the knots.
    public internal(set) var knots: [KnotStatistics.Estimate]
    /// The curve at places over its range with the ends of its confidence interval.
    public internal(set) var band: [KnotStatistics.BandPoint]
    /// Is it straight? Nil where it is.
    public internal(set) var linearity: Test?
    /// Does the input matter?
    public internal(set) var effect: Test?
  }

  /// An oblique hinge of two inputs: weight · relu(a x + b x′ + c).
  public struct PairHinge: Equatable, Sendable {
    /// The numbers of the inputs.
    public let inputs: [Int]
    /// Their names.
    public let names: [String]
    /// a and b.
    public let factors: [Double]
    /// c.
    public let offset: Double
    /// Its coefficient.
    public let weight: Double
  }

  /// Two inputs and their hinges.
  public struct Pair: Equatable, Sendable {
    /// The numbers of the inputs.
    public let inputs: [Int]
    /// The names of the inputs.
    public let names: [String]
    /// The hinges.
    public let hinges: [PairHinge]
    /// By what share the residual sum grows when the pair is left out.
    public let gain: Double
    /// Does the pair matter?
    public let effect: Test?
  }

  /// The value where all curves are 0: the mean of the target, but for pairs.
  public internal(set) var constant: Double
  /// The value of a + Σ slope · x + Σ hinges where all hinges and inputs are 0.
  public let intercept: Double
  /// The curves of the inputs that have one.
  public internal(set) var curves: [Curve]
  /// The pairs of inputs that have hinges.
  public internal(set) var pairs: [Pair]
  /// The function as a network of one hidden layer: linear units for slopes, a ReLU for each knot and hinge.
  public let network: Network
  /// Σ w (y − f(x))².
  public let residualSum: Double
  /// Number of rows.
  public let rowCount: Int
  /// Parameters: the constant, slopes, two for each knot, three for each oblique hinge. Where bends are shrunk the trace of the map from
  /// target to fitted values, rounded up.
  public let parameterCount: Int
  /// The residual standard error; nil without degrees of freedom.
  public internal(set) var residualError: Double?
  /// The price of a degree of freedom that was chosen; 0 where there was none.
  public let price: Double
  /// The weight of the squares of bends, where the least error on rows held out is that of knots that lie evenly and bends that are
  /// shrunk; nil for least squares.
  public var shrinkage: Double? { step.shrinkage?.setting.penalty }
  /// Prices that were tried; none where nothing was held out.
  public let trials: [Trial]
  /// Whether all was done that was asked for; false after a stop.
  public let isComplete: Bool
  /// The confidence of intervals.
  public let confidence: Double

  /// Knots of all curves.
  public var knotCount: Int { curves.reduce(0) { $0 + $1.hinges.count } }
  /// Oblique hinges.
  public var hingeCount: Int { pairs.reduce(0) { $0 + $1.hinges.count } }
  /// Columns besides the constant: slopes and hinges.
  public var termCount: Int { knotCount + hingeCount + curves.count { $0.slope != 0 } }
  /// n − parameters; where groups of rows share knots, that of all of them.
  public var degreesOfFreedom: Int { step.shared?.freedom ?? rowCount - parameterCount }

  /// The form in inner units, for what is computed from it.
  let step: AdditivePath.Step

  /// Fits some rows of a table, which are not copied.
  ///
  /// - Parameters:
  ///   - source: the rows.
  ///   - options: what the form may be made of, and what decides.
  ///   - isCancelled: asked often; what was found by then is the fit.
  /// - Requires: there is a row, and finite numbers whose squares are.
  /// - Throws: `InvalidNetwork` where a coefficient is beyond the range of doubles.
  /// - Complexity: O(n log n · d), then O(n · (d + columns)) for each of some dozens of columns, all once more for each part held out.
  public init(
    _ source: TableRows, _ options: AdditiveOptions = AdditiveOptions(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InvalidNetwork) {
    precondition(source.count > 0, "AdditiveFit: no rows")
    let scaling = AdditiveScaling(source)
    let search = AdditiveSearch(scaling: scaling, options: options, isCancelled: isCancelled)
    let found = AdditiveFit.ofOneInput(source, scaling, search) ?? search.run()
    try self.init(source.table, scaling, found, options)
  }

  /// Fits a table, as ``init(_:_:isCancelled:)-(TableRows,_,_)`` does.
  public init(
    _ table: DataTable, _ options: AdditiveOptions = AdditiveOptions(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InvalidNetwork) {
    try self.init(TableRows(table), options, isCancelled: isCancelled)
  }

  /// - Parameters:
  ///   - table: gives names.
  ///   - scaling: gives the rows.
  init(
    _ table: DataTable, _ scaling: AdditiveScaling, _ found: AdditiveSearch.Result, _ options: AdditiveOptions
  ) throws(InvalidNetwork) {
    step = found.step
    (price, trials, isComplete) = (found.price, found.trials, found.isComplete)
    confidence = options.confidence
    rowCount = scaling.rowCount
    parameterCount = min(rowCount, step.freedom)
    let rows = scaling.rows
    let terms = AdditiveTerms(step, scaling, rows, table)
    curves = terms.curves
    constant = terms.constant
    intercept = terms.intercept
    network = try terms.network(table)
    let scale = scaling.targetScale
    residualSum = step.residualSquares * scale * scale * scaling.meanWeight
    pairs = []
    let inference = AdditiveInference(step, scaling, rows, options)
    residualError = inference.spread.map { $0 * scale * scaling.meanWeight.squareRoot() }
    inference.complete(&curves)
    pairs = terms.pairs(inference)
  }

  /// The value for one row of inputs.
  ///
  /// - Requires: one number per input.
  /// - Complexity: O(terms).
  public func callAsFunction(_ inputs: [Double]) -> Double {
    var value = constant
    for curve in curves { value += curve.line(inputs[curve.input]) }
    for pair in pairs {
      for hinge in pair.hinges {
        let sum = zip(hinge.inputs, hinge.factors).reduce(hinge.offset) { $0 + $1.1 * inputs[$1.0] }
        value += hinge.weight * max(0, sum)
      }
    }
    return value
  }
}
