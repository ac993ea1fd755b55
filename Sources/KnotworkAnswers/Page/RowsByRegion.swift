import Knotwork
import KnotworkFitting

/// What the rows of a table say of each region that holds some: how many, and how far they are from the network.
struct RowsByRegion {
  /// The rows of one region.
  struct Entry {
    var count = 0
    private var sum = 0.0
    private var squares = 0.0

    /// The mean of target − output.
    var meanResidual: Double { sum / Double(count) }
    /// The root mean square of target − output.
    var rmse: Double { (squares / Double(count)).squareRoot() }

    fileprivate mutating func add(_ residual: Double) {
      count += 1
      sum += residual
      squares += residual * residual
    }
  }

  private(set) var entries: [ActivationPattern: Entry] = [:]
  /// All rows together.
  private(set) var all = Entry()

  init(_ network: Network, output: Int, _ table: DataTable) {
    for row in 0..<table.rowCount {
      let inputs = table.inputs(of: row)
      let residual = table.target[row] - network(inputs)[output]
      entries[network.pattern(at: inputs), default: Entry()].add(residual)
      all.add(residual)
    }
  }
}
