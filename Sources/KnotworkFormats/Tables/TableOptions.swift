/// How a table is to be read for fitting.
public struct TableOptions: Equatable, Sendable {
  /// What becomes of rows with missing values.
  public enum Missing: String, CaseIterable, Sendable {
    /// They are an error.
    case reject
    /// They are left out.
    case drop
    /// A missing input becomes the mean of its column; rows without target or weight are left out.
    case mean
  }

  /// The column to be explained, by its name or its number from 1; the last one where nil.
  public var target: String?
  /// The columns that explain it, in this order; all others where nil.
  public var features: [String]?
  /// The column with the weight of each row.
  public var weights: String?
  /// What becomes of missing values.
  public var missing: Missing
  /// Whether a column of text becomes one column of 0 and 1 for each of its levels but the first.
  public var isCategorical: Bool
  /// How the text is written.
  public var dialect: TableDialect

  /// Whether columns with one value only are inputs all the same: without a bias they say something.
  public var keepsConstants: Bool

  /// Options; those not given take the columns as they come.
  public init(
    target: String? = nil, features: [String]? = nil, weights: String? = nil, missing: Missing = .reject,
    isCategorical: Bool = false, dialect: TableDialect = TableDialect(), keepsConstants: Bool = false
  ) {
    self.target = target
    self.features = features
    self.weights = weights
    self.missing = missing
    self.isCategorical = isCategorical
    self.dialect = dialect
    self.keepsConstants = keepsConstants
  }
}
