import Knotwork

extension Trainer {
  /// Networks trained on all rows from `count` starts with the first plan, without validation and without a second-order
  /// finish: what gradient training alone finds.
  ///
  /// - Requires: the table has rows and inputs.
  /// - Throws: `InvalidNetwork` where a network in original units overflows.
  /// - Complexity: O(count · epochs · rows · weights).
  public func restarts(_ table: DataTable, count: Int) throws(InvalidNetwork) -> [Network] {
    let scaling = Standardization(table, hasBias: options.hasBias)
    let plan = options.plans(for: table)[0]
    let jobs = (0..<count).map { restart in
      Job(
        plan: 0, rows: Array(0..<table.rowCount), heldOut: [], seed: options.seed &+ UInt64(restart),
        name: "start \(restart)", epochs: plan.epochs)
    }
    let layout = layout(plan, inputs: table.inputCount)
    var networks: [Network] = []
    for outcome in run(jobs, table, scaling, [plan], [layout], isRefined: false).compactMap({ $0 }) {
      networks.append(
        try scaling.network(layout, layout.compact(outcome.run.best), activation: options.activation, table: table))
    }
    return networks
  }
}
