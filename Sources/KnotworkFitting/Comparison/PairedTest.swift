/// A test of two methods on the same folds: the corrected resampled t-test (Nadeau and Bengio 2003), whose variance allows
/// for training sets that overlap.
public struct PairedTest: Equatable, Sendable {
  /// The mean over folds of the second method's root mean squared error minus the first's, the quantity that is tested: positive
  /// where the first is better.
  public let difference: Double
  /// The same of mean squared errors, which are not tested.
  public let squareDifference: Double
  /// The difference over its standard error.
  public let t: Double
  /// Number of folds − 1.
  public let degreesOfFreedom: Int
  /// P(|T| ≥ |t|) if both methods were equally good.
  public let p: Double
}

extension CrossValidation {
  /// The test of two methods; nil with fewer than two folds, or where all differences are equal.
  ///
  /// - Complexity: O(folds).
  public func test(_ first: Method, against second: Method) -> PairedTest? {
    let differences = folds.compactMap { fold -> Double? in
      guard let a = fold.scores[first], let b = fold.scores[second] else { return nil }
      return b.rmse - a.rmse
    }
    let squares = folds.compactMap { fold -> Double? in
      guard let a = fold.scores[first], let b = fold.scores[second] else { return nil }
      return b.rmse * b.rmse - a.rmse * a.rmse
    }
    let count = Double(differences.count)
    guard differences.count > 1 else { return nil }
    let mean = differences.reduce(0, +) / count
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let ratio = folds.reduce(0) { $0 + Double($1.testRows) / Double($1.trainingRows) } / count
    guard variance > 0 else { return nil }
    let t = mean / ((1 / count + ratio) * variance).squareRoot()
    return PairedTest(
      difference: mean, squareDifference: squares.reduce(0, +) / count, t: t, degreesOfFreedom: differences.count - 1,
      p: StudentT(degreesOfFreedom: count - 1).twoSidedP(t))
  }

  /// Does the bend earn its keep: network against linear regression.
  public enum Verdict: String, Sendable {
    /// The network predicts better, more than the folds vary.
    case yes
    /// Linear regression predicts better, more than the folds vary.
    case no
    /// The difference is within what the folds vary by.
    case undecided
  }

  /// The answer at a level of 5 %; nil with fewer than two folds.
  public var verdict: Verdict? {
    guard folds.count > 1 else { return nil }
    guard let test = test(.network, against: .linear), test.p < 0.05 else { return .undecided }
    return test.difference > 0 ? .yes : .no
  }
}
